#pragma once

#include <optional>
#include <string>
#include <vector>

#include "log_point.h"
#include "observe/ports.h"

namespace towpath::observe {

/// A line as it is shown: secrets masked.
struct LogEntry {
  UtcTime at;
  std::string instance_id;
  bool is_error_stream = false;
  std::string text;
};

/// What to show: [since, until), and only lines that contain `search`, ASCII case aside. Empty does not restrict.
struct LogFilter {
  std::optional<UtcTime> since, until;
  std::string search;
};

/// Lines in the order of their time. A page may hold fewer lines than asked for: then has_older or has_newer says
/// whether there are more in the direction of reading.
struct LogPage {
  std::vector<LogEntry> lines;
  LogPoint older, newer;  ///< Before the first and after the last of what was looked at.
  bool has_older = false, has_newer = false;
};

/// Merges what the instances of one place wrote, by time. Masks before it searches, so that a search cannot find out
/// what is masked. One thread.
class LogReader {
 public:
  /// `sources` by age, as Workloads gives them; what is borrowed outlives the reader.
  LogReader(Workloads& workloads, SecretMask& mask, const std::vector<LogSource>& sources, const LogFilter& filter);

  /// From a point on, or from `since`, or from the beginning.
  Result<LogPage> forward(const std::optional<LogPoint>& from, std::size_t limit);
  /// What is before a point, or before `until`, or before the end.
  Result<LogPage> backward(const std::optional<LogPoint>& to, std::size_t limit);
  /// The point after all that was written until now.
  Result<LogPoint> end();

 private:
  struct Reading;
  bool shows(const Line& line, std::string& text) const;
  Result<LogPoint> point_of(const std::vector<Reading>& readings);

  Workloads& workloads_;
  SecretMask& mask_;
  const std::vector<LogSource>& sources_;
  const LogFilter filter_;
};

}  // namespace towpath::observe
