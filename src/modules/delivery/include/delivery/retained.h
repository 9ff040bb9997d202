#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "module/module.h"
#include "retention/retention.h"

namespace towpath::delivery {

/// Bundles unpacked for instances that are no more ("unpacked_bundles"); made again from blobs when needed.
std::unique_ptr<retention::Retained> make_retained_bundles(const Kernel& kernel);
/// Logs of instances that are no more ("instance_logs").
std::unique_ptr<retention::Retained> make_retained_instance_logs(const Kernel& kernel);

/// Digests of bundles that a release in force, one being deployed, or one to roll back to needs: of each component and
/// environment the last 10 deployments that succeeded, of each component the newest 10 releases.
std::set<std::string> needed_bundles(const Kernel& kernel);

}  // namespace towpath::delivery
