#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "delivery/runtime.h"

namespace towpath::delivery {

/// Lines of an instance's log segments (format: process::LogPolicy) after `cursor`, at most `limit`, oldest first. A
/// cursor is "<segment number>:<offset in it>"; one whose segment was deleted since goes on with the oldest there is. A
/// record being written just now is left for the next call. Lines longer than 16 KiB come in pieces. Errors:
/// delivery.invalid_cursor.
Result<std::vector<WorkloadLine>> read_lines(const std::filesystem::path& directory, const std::string& cursor,
                                             std::size_t limit);

/// The last lines, oldest first, without reading more than the last 64 KiB.
std::vector<std::string> last_lines(const std::filesystem::path& directory, std::size_t count);

}  // namespace towpath::delivery
