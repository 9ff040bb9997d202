#include "support/runner_process.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "support/test_paths.h"

extern char** environ;

namespace towpath::testing {

RunnerProcess::RunnerProcess(const ServerProcess& server, std::string name, const std::string& labels)
    : name_(std::move(name)) {
  const std::filesystem::path token = std::filesystem::path(folder_.path()) / "token";
  const auto made = server.cli("runner token");
  REQUIRE(made.code == 0);
  std::ofstream(token) << made.out;
  const auto registered =
      run_shell(program().string() + " runner register --server " + server.url() + " --token-file " + token.string() +
                " --name " + name_ + " --labels " + labels + " --dir " + dir());
  REQUIRE(registered.code == 0);
  start();
}

void RunnerProcess::start() {
  const std::string path = program().string();
  std::vector<std::string> texts{path, "runner", "run", "--jobs", "2", "--sandbox", "off", "--dir", dir()};
  std::vector<char*> arguments;
  for (std::string& text : texts) arguments.push_back(text.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 2, log_file().c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  REQUIRE(::posix_spawn(&pid_, path.c_str(), &actions, nullptr, arguments.data(), environ) == 0);
  ::posix_spawn_file_actions_destroy(&actions);
}

int RunnerProcess::wait() {
  if (pid_ < 0) return -1;
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void RunnerProcess::end(int number) {
  if (pid_ < 0) return;
  signal(number);
  wait();
}

std::string RunnerProcess::log() const {
  std::ifstream in(log_file());
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace towpath::testing
