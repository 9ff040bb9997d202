#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "base/secret.h"

namespace towpath::faults {

/// One life of the shipped server. One thread.
class ServerProcess {
 public:
  struct Options {
    std::filesystem::path data;
    std::filesystem::path log;  ///< Standard error is appended to it.
    std::string database;       ///< "" for SQLite in the data directory.
    std::string fault;          ///< What TOWPATH_FAULT is; "" for none.
  };
  /// Starts it and blocks until it is ready or dead.
  explicit ServerProcess(Options options);
  /// Kills it when it still runs.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  bool is_ready() const { return is_ready_; }  ///< It said so; it may have died since.
  const std::string& url() const { return url_; }
  const Secret& token() const { return token_; }
  int workload_port() const { return workload_port_; }
  int ready_ms() const { return ready_ms_; }
  pid_t pid() const { return pid_; }

  /// The signal that ended it, 0 when it ended by itself; nothing when it still runs at the deadline.
  std::optional<int> wait_end(std::chrono::seconds deadline);
  void kill();
  /// SIGTERM, and waits.
  void stop();
  /// Whether this life wrote `line` to its standard error.
  bool wrote(const std::string& line) const;

 private:
  void read_greeting(int out);

  const Options options_;
  std::uintmax_t log_begin_ = 0;
  pid_t pid_ = -1;
  int pidfd_ = -1;
  std::optional<int> ended_;  ///< The signal, once it was waited for.
  bool is_ready_ = false;
  std::string url_;
  Secret token_;
  int workload_port_ = 0, ready_ms_ = 0;
};

}  // namespace towpath::faults
