#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace towpath::testing {

/// What a shell command printed and how it ended.
struct Finished {
  int code = -1;  ///< 128 + n when a signal ended it.
  std::string out;
};
/// Runs a command to its end; its standard error is shown with the test's output.
Finished run_shell(const std::string& command);

/// The shipped program as a server of its own on free ports. Fails the test when it does not become ready. One thread.
class ServerProcess {
 public:
  struct Options {
    std::filesystem::path program = {};                   ///< Empty: this build's.
    std::filesystem::path data = {};                      ///< Empty: a new folder, removed at the end.
    std::map<std::string, std::string> environment = {};  ///< Besides the test's own.
    std::vector<std::string> arguments = {};              ///< Besides data and ports, for example "--demo".
    int port = 0, workload_port = 0;
  };
  explicit ServerProcess(const Options& options);
  /// Stops the server and everything that outlives it, and removes the folder when it is its own.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  const std::string& url() const { return url_; }
  const std::string& sign_in_url() const { return sign_in_url_; }  ///< "" when somebody has signed in already.
  const std::string& token() const { return token_; }              ///< Of the user admin.
  int workload_port() const { return workload_port_; }
  std::chrono::milliseconds ready_after() const { return ready_after_; }
  pid_t pid() const { return pid_; }
  const std::filesystem::path& data() const { return data_; }

  /// Sends a signal and waits until the process is gone. Fine when it is gone already.
  void end(int signal);
  /// The shipped program as a client of this server, with `arguments` as the shell reads them.
  Finished cli(const std::string& arguments) const;

 private:
  std::filesystem::path program_, data_;
  bool owns_data_ = false;
  std::string url_, sign_in_url_, token_;
  int workload_port_ = 0;
  std::chrono::milliseconds ready_after_{0};
  pid_t pid_ = -1;
};

}  // namespace towpath::testing
