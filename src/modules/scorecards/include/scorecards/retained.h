#pragma once

#include <memory>

#include "module/module.h"
#include "retention/retention.h"

namespace towpath::scorecards {

/// Results and levels that became others ("scorecard_history"). How everything stands now is not of it.
std::unique_ptr<retention::Retained> make_retained_history(const Kernel& kernel);
/// The way campaigns went that have ended ("campaign_progress"), by when they ended. Where each ended stays.
std::unique_ptr<retention::Retained> make_retained_progress(const Kernel& kernel);

}  // namespace towpath::scorecards
