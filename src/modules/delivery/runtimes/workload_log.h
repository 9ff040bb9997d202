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

/// The last lines before `cursor` ("" for the end), at most `limit`, oldest first. Errors: delivery.invalid_cursor.
Result<std::vector<WorkloadLine>> read_lines_before(const std::filesystem::path& directory, const std::string& cursor,
                                                    std::size_t limit);

/// The place before the first line of `time` or later; the end when there is none, "" without segments. Relies on times
/// that do not go backwards.
std::string find_place(const std::filesystem::path& directory, UtcTime time);

/// The last lines, oldest first, without reading more than the last 64 KiB.
std::vector<std::string> last_lines(const std::filesystem::path& directory, std::size_t count);

}  // namespace towpath::delivery
