#pragma once

#include <signal.h>
#include <sys/types.h>

#include <filesystem>
#include <string>

#include "db/testing/databases.h"
#include "support/server_process.h"

namespace towpath::testing {

/// The shipped program as a runner on this machine: registered with a server, at work on two jobs at a time.
class RunnerProcess {
 public:
  RunnerProcess(const ServerProcess& server, std::string name, const std::string& labels = "gpu");
  /// Kills it.
  ~RunnerProcess() { end(SIGKILL); }
  RunnerProcess(const RunnerProcess&) = delete;
  RunnerProcess& operator=(const RunnerProcess&) = delete;

  void start();
  void signal(int number) const { ::kill(pid_, number); }
  /// Its exit code; 128 + n when a signal ended it.
  int wait();
  /// Sends the signal and waits. Fine when it is gone already.
  void end(int number);
  std::string dir() const { return folder_.path() + "/runner"; }
  std::filesystem::path log_file() const { return std::filesystem::path(folder_.path()) / "log"; }
  /// What it has written to its standard error so far.
  std::string log() const;

 private:
  const db::testing::TemporaryFolder folder_;
  const std::string name_;
  pid_t pid_ = -1;
};

}  // namespace towpath::testing
