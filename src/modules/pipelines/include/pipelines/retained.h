#pragma once

#include <memory>

#include "module/module.h"
#include "retention/retention.h"

namespace towpath::pipelines {

/// Workspaces that a server which was killed left behind ("workspaces"); a job removes its own.
std::unique_ptr<retention::Retained> make_retained_workspaces(const Kernel& kernel);

}  // namespace towpath::pipelines
