#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "module/module.h"
#include "retention/retention.h"

namespace towpath::runs {

/// Media type of an artifact that records what somebody typed and saw (asciicast).
inline constexpr std::string_view recording_type = "application/x-asciicast";

/// Logs of runs that have ended ("run_logs").
std::unique_ptr<retention::Retained> make_retained_logs(const Kernel& kernel);
/// What runs published, by name; the content goes with blobs that nothing names any more ("artifacts").
std::unique_ptr<retention::Retained> make_retained_artifacts(const Kernel& kernel);
/// Recordings of shells: artifacts of the type recording_type, which go with logs and not with the others
/// ("recordings").
std::unique_ptr<retention::Retained> make_retained_recordings(const Kernel& kernel);
/// Digests of the blobs that artifacts name.
std::set<std::string> artifact_digests(const Kernel& kernel);

}  // namespace towpath::runs
