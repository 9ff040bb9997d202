#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "process/spawner.h"

namespace towpath::delivery {

struct FilterResult {
  process::Exit exit;
  std::string out;
  bool is_too_large = false;  ///< It was ended because it wrote more than `max_output`.
};

/// Runs a sandboxed program as a filter: `input` on standard input (kept in memory), standard output collected, whole
/// lines of standard error to `log`. `command.timeout` and a stop request end it at once (no cancel sequence). Errors:
/// those of the spawner.
Result<FilterResult> run_filter(process::Spawner& spawner, const process::Command& command, std::string_view input,
                                std::size_t max_output, const std::function<void(std::string_view line)>& log,
                                std::stop_token stop);

}  // namespace towpath::delivery
