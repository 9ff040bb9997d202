#include "support/server_process.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>

#include "json/json.h"
#include "support/test_paths.h"

extern char** environ;

namespace towpath::testing {
namespace {

/// The first line from a pipe; what comes up to the end of the stream when there is none.
std::string first_line(int fd) {
  std::string line;
  char c = 0;
  while (::read(fd, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

Finished run_shell(const std::string& command) {
  Finished finished;
  FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer;
  for (std::size_t n = 0; (n = ::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    finished.out.append(buffer.data(), n);
  const int status = ::pclose(pipe);
  finished.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return finished;
}

ServerProcess::ServerProcess(const Options& options)
    : program_(options.program.empty() ? testing::program() : options.program), data_(options.data) {
  if (data_.empty()) {
    std::string folder = (std::filesystem::temp_directory_path() / "server-XXXXXX").string();
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    data_ = folder;
    owns_data_ = true;
  }
  std::vector<std::string> arguments{program_.string(),
                                     "up",
                                     "--data",
                                     data_.string(),
                                     "--port",
                                     std::to_string(options.port),
                                     "--workload-port",
                                     std::to_string(options.workload_port),
                                     "-o",
                                     "json"};
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  std::vector<std::string> environment;
  for (char** entry = environ; *entry; ++entry)
    if (const std::string text(*entry); !text.starts_with("TOWPATH_")) environment.push_back(text);
  for (const auto& [name, value] : options.environment) environment.push_back(name + "=" + value);

  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  const auto argv = pointers(arguments), envp = pointers(environment);
  const int failed = ::posix_spawn(&pid_, program_.c_str(), &actions, nullptr, argv.data(), envp.data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  const std::string line = failed ? std::string() : first_line(ends[0]);
  ::close(ends[0]);
  CAPTURE(line);
  const auto ready = json::parse(line);
  if (!ready.has_value()) end(SIGKILL);
  REQUIRE(ready.has_value());
  url_ = std::string(ready->at("url").as_string());
  if (ready->at("signInUrl").is_string()) sign_in_url_ = std::string(ready->at("signInUrl").as_string());
  token_ = std::string(ready->at("adminToken").as_string());
  workload_port_ = static_cast<int>(ready->at("workloadPort").as_int64());
  ready_after_ = std::chrono::milliseconds(ready->at("readyMs").as_int64());
}

ServerProcess::~ServerProcess() {
  end(SIGTERM);
  const Finished down = run_shell(program_.string() + " down --data " + data_.string());
  WARN(down.code == 0);
  std::error_code error;
  if (owns_data_) std::filesystem::remove_all(data_, error);
  WARN_FALSE(error);
}

void ServerProcess::end(int signal) {
  if (pid_ <= 0) return;
  ::kill(pid_, signal);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

Finished ServerProcess::cli(const std::string& arguments) const {
  return run_shell("TOWPATH_URL=" + url_ + " TOWPATH_TOKEN=" + token_ + " " + program_.string() + " " + arguments);
}

}  // namespace towpath::testing
