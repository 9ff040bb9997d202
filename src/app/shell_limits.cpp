#include "shell_limits.h"

#include <algorithm>

namespace towpath::app {

delivery::ShellLimits shell_limits(const config::Config& config) {
  const auto seconds = [&](const char* name) {
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::milliseconds(config.integer(name)));
  };
  const auto count = [](std::int64_t number, std::int64_t least) {
    return static_cast<std::size_t>(std::max(number, least));
  };
  delivery::ShellLimits out;
  out.idle = seconds("shell-idle-time");
  out.longest = seconds("shell-longest-time");
  out.per_environment = count(config.integer("shells-per-environment"), 0);
  out.per_server = count(config.integer("workers") / 2, 1);
  return out;
}

}  // namespace towpath::app
