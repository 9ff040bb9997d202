#pragma once

#include "config/config.h"
#include "delivery/shells.h"

namespace towpath::app {

/// As the settings say; on one server as many at once as half of its workers.
delivery::ShellLimits shell_limits(const config::Config& config);

}  // namespace towpath::app
