#include "server_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

#include "json/json.h"
#include "support/test_paths.h"

extern char** environ;

namespace towpath::faults {
namespace {

/// Ours, without what would name another server, plus the fault.
std::vector<std::string> environment(const std::string& fault) {
  std::vector<std::string> out;
  for (char** entry = environ; *entry; ++entry)
    if (!std::string_view(*entry).starts_with("TOWPATH_")) out.emplace_back(*entry);
  if (!fault.empty()) out.push_back("TOWPATH_FAULT=" + fault);
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (std::string& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

ServerProcess::ServerProcess(Options options) : options_(std::move(options)) {
  std::error_code absent;
  log_begin_ = std::filesystem::exists(options_.log, absent) ? std::filesystem::file_size(options_.log) : 0;
  std::vector<std::string> words = {testing::program().string(),
                                    "up",
                                    "--data",
                                    options_.data.string(),
                                    "--port",
                                    "0",
                                    "--workload-port",
                                    "0",
                                    "-o",
                                    "json"};
  if (!options_.database.empty()) words.insert(words.end(), {"--database", options_.database});
  std::vector<std::string> variables = environment(options_.fault);
  int out[2];
  if (::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, options_.log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  const int result = ::posix_spawn(&pid_, words.front().c_str(), &actions, nullptr, pointers(words).data(),
                                   pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(out[1]);
  if (result != 0) throw std::runtime_error("the server's program cannot be started: " + words.front());
  pidfd_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  read_greeting(out[0]);
  ::close(out[0]);
}

ServerProcess::~ServerProcess() {
  kill();
  if (pidfd_ >= 0) ::close(pidfd_);
}

void ServerProcess::read_greeting(int out) {
  std::string line;
  char c = 0;
  while (::read(out, &c, 1) == 1 && c != '\n') line += c;
  if (c != '\n') return;  // it died before it was ready
  const auto greeting = json::parse(line);
  if (!greeting.has_value()) throw std::runtime_error("not a greeting: " + line);
  url_ = std::string(greeting->at("url").as_string());
  token_ = Secret(std::string(greeting->at("adminToken").as_string()));
  workload_port_ = greeting->at("workloadPort").to_number<int>();
  ready_ms_ = greeting->at("readyMs").to_number<int>();
  is_ready_ = true;
}

std::optional<int> ServerProcess::wait_end(std::chrono::seconds deadline) {
  if (ended_) return ended_;
  pollfd one{pidfd_, POLLIN, 0};
  if (::poll(&one, 1, static_cast<int>(std::chrono::milliseconds(deadline).count())) != 1) return std::nullopt;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  ended_ = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return ended_;
}

void ServerProcess::kill() {
  if (ended_) return;
  ::kill(pid_, SIGKILL);
  wait_end(std::chrono::seconds(30));
}

void ServerProcess::stop() {
  if (ended_) return;
  ::kill(pid_, SIGTERM);
  if (!wait_end(std::chrono::seconds(60))) throw std::runtime_error("the server does not stop");
}

bool ServerProcess::wrote(const std::string& line) const {
  std::ifstream in(options_.log, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(log_begin_));
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  return text.find(line + "\n") != std::string::npos;
}

}  // namespace towpath::faults
