#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "jobs/jobs.h"
#include "runs/runs.h"

namespace towpath::runs {

/// Where the log of one step attempt is.
struct LogFile {
  std::string run_id;
  std::int64_t node_id = 0;
  int attempt = 1, step = 0;
  auto operator<=>(const LogFile&) const = default;
};

inline constexpr std::size_t max_line_bytes = 1 << 20;
inline constexpr std::size_t max_log_bytes = std::size_t{64} << 20;

/// Step logs as files of zstd frames (docs/ARCHITECTURE.md decision 10). A frame holds at most 64 KiB or 200 ms of
/// lines behind a header that says which lines and times, so that the chain of headers is the index.
///
/// File: frames, each "TLF1", then little-endian u32 stored bytes, u32 raw bytes, u32 lines, u64 number of the first
/// line, then the zstd data. Raw: per line i64 microseconds since 1970, u32 bytes, the text.
///
/// Thread-safe. What is not yet in a frame is answered from memory, so readers see every line at once.
class LogStore {
 public:
  LogStore(std::string folder, const Clock& clock, jobs::Jobs& jobs);
  ~LogStore();

  /// Splits into lines; an unfinished line is kept until the rest comes or the log is closed. Past max_log_bytes a last
  /// line says so and the rest is counted only: a step never fails because of its log.
  void append(const LogFile& log, std::string_view bytes);
  /// Lines with numbers and times of their own, in order; on disk when it returns. A line that is there already is
  /// passed over, also when a server before this one wrote it; what comes after a gap is not written.
  void append_lines(const LogFile& log, const std::vector<LogLine>& lines);
  /// Writes what is open. Answers the number of lines.
  std::int64_t close(const LogFile& log);
  /// Closes every open log of a node.
  void close_all(const std::string& run_id, std::int64_t node_id);
  Result<std::vector<LogLine>> read(const LogFile& log, std::int64_t from_line, std::size_t limit);
  /// Lines matching the RE2 pattern. Errors: runs.invalid_pattern.
  Result<std::vector<LogLine>> search(const LogFile& log, const std::string& pattern, std::size_t limit);
  /// Their numbers only: the first `limit`, and how many there are. Errors: runs.invalid_pattern.
  Result<LogMatches> matches(const LogFile& log, const std::string& pattern, std::size_t limit);
  /// Called (quickly) after lines were added to a run's log; set before use.
  void on_append(std::function<void(const std::string& run_id)> callback) { on_append_ = std::move(callback); }
  void remove_run(const std::string& run_id);

 private:
  struct Open;
  std::string path(const LogFile& log) const;
  void add(const LogFile& log, Open& open, UtcTime at, std::string_view text);
  /// What is on disk; a last frame that a dying server left short is cut off.
  std::unique_ptr<Open> reopened(const LogFile& log);
  std::int64_t close_open(const LogFile& log, Open& open);
  void flush(const LogFile& log, Open& open);
  Result<std::vector<LogLine>> scan(const LogFile& log, std::int64_t from_line, std::size_t limit,
                                    const std::function<bool(const LogLine&)>& wanted);

  std::string folder_;
  const Clock& clock_;
  jobs::Jobs& jobs_;
  std::function<void(const std::string&)> on_append_;
  std::mutex mutex_;  // guards open_ and what it holds
  std::map<LogFile, std::unique_ptr<Open>> open_;
};

}  // namespace towpath::runs
