#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace towpath::pipelines {

inline constexpr std::size_t max_step_summary = 1 << 20;  ///< Bytes of GITHUB_STEP_SUMMARY of one step.

/// The pairs a step wrote to GITHUB_OUTPUT, GITHUB_ENV or GITHUB_STATE, in order: lines `name=value`, and
/// `name<<DELIMITER`, lines of text, `DELIMITER`. Empty lines are skipped, `\r\n` ends a line as `\n` does.
/// Errors: pipelines.invalid_file_command with the line (actions/runner FileCommandManager.cs).
Result<std::vector<std::pair<std::string, std::string>>> parse_file_command(std::string_view text);

/// The folders a step wrote to GITHUB_PATH, in order.
std::vector<std::string> parse_path_file(std::string_view text);

/// False for what a step may not set through GITHUB_ENV: NODE_OPTIONS, and the names the runner itself gives.
bool may_set_env(std::string_view name);

}  // namespace towpath::pipelines
