#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "delivery/runtime.h"

namespace towpath::delivery {

/// One record of a log; `text` points into what was parsed.
struct LogRecord {
  UtcTime at;
  bool is_error_stream = false;
  bool goes_on = false;  ///< The line goes on in the next record of the stream.
  std::string_view text;
};

/// A file of a log. Numbers grow with time.
struct LogSegment {
  std::uint64_t number = 0;
  std::filesystem::path file;
};

/// How a log is kept: its files, oldest first, and what a record (a line of a file, without the line feed) says;
/// nothing when it is none (damage is skipped, not fatal).
struct LogFormat {
  std::function<std::vector<LogSegment>(const std::filesystem::path& directory)> segments;
  std::function<std::optional<LogRecord>(std::string_view record)> parse;
  bool is_over = false;  ///< Nothing more is written: a line whose last part is missing is given as far as it goes.
};

/// What shims write: process::LogPolicy.
const LogFormat& shim_log();

/// Lines of an instance's log segments after `cursor`, at most `limit`, oldest first. A
/// cursor is "<segment number>:<offset in it>"; one whose segment was deleted since goes on with the oldest there is. A
/// record being written just now is left for the next call. Lines longer than 16 KiB come in pieces. Errors:
/// delivery.invalid_cursor.
Result<std::vector<WorkloadLine>> read_lines(const std::filesystem::path& directory, const std::string& cursor,
                                             std::size_t limit, const LogFormat& format = shim_log());

/// The last lines before `cursor` ("" for the end), at most `limit`, oldest first. Errors: delivery.invalid_cursor.
Result<std::vector<WorkloadLine>> read_lines_before(const std::filesystem::path& directory, const std::string& cursor,
                                                    std::size_t limit, const LogFormat& format = shim_log());

/// The place before the first line of `time` or later; the end when there is none, "" without segments. Relies on times
/// that do not go backwards.
std::string find_place(const std::filesystem::path& directory, UtcTime time, const LogFormat& format = shim_log());

/// The last lines, oldest first, without reading more than the last 64 KiB.
std::vector<std::string> last_lines(const std::filesystem::path& directory, std::size_t count,
                                    const LogFormat& format = shim_log());

}  // namespace towpath::delivery
