#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "runs/runs.h"

namespace towpath::runs {

/// How much of the end of a failing step's log is searched for what tells why.
inline constexpr std::int64_t lines_looked_at = 200;

/// Why the run failed, without lines of its log. Nothing when it has not failed. `run` has its nodes.
std::optional<Explanation> explanation_of(const Run& run);

/// Of the end of a log, the part that tells most: from shortly before the first line that speaks loudest of a failure
/// (a test's verdict, then an error that names itself, then a word about one), or the very end when none does.
std::vector<LogLine> telling_lines(const std::vector<LogLine>& end_of_log);

}  // namespace towpath::runs
