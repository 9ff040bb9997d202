#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace towpath::bench {

/// A program this one started. Ended (SIGTERM, and waited for) when this object goes.
class Program {
 public:
  /// Standard output is a pipe, standard error goes to /dev/null.
  explicit Program(const std::vector<std::string>& words, const std::vector<std::string>& more_environment = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// The next line, without its end; nothing when the output has ended.
  std::optional<std::string> line();
  /// All that is still to come. Waits for the end; the exit status.
  std::pair<int, std::string> rest();
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  std::string read_;
};

/// CPU time that all threads of a process have used, in seconds.
double cpu_seconds(pid_t pid);
/// Proportional set size in MB (smaps_rollup).
double pss_mb(pid_t pid);
double rss_mb(pid_t pid);
std::vector<pid_t> children_of(pid_t parent);
/// Processes with `text` in their command line, this one excepted.
std::vector<pid_t> processes_with(const std::string& text);
std::string command_line(pid_t pid);

/// The product's binary that was built with this program.
std::string product_binary();

}  // namespace towpath::bench
