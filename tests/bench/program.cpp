#include "program.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "support/test_paths.h"

namespace towpath::bench {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The number behind `label` in a file of /proc, in kB there, in MB here.
double megabytes(const fs::path& file, const std::string& label) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(label)) return std::stod(line.substr(label.size())) / 1024;
  throw std::runtime_error(file.string() + " does not say " + label);
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> pids;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), pid).ptr == name.data() + name.size())
      pids.push_back(pid);
  }
  return pids;
}

}  // namespace

Program::Program(const std::vector<std::string>& words, const std::vector<std::string>& more_environment) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  output_ = ends[0];
  std::vector<char*> argv, env;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  for (char** entry = environ; *entry; ++entry) env.push_back(*entry);
  for (const std::string& entry : more_environment) env.push_back(const_cast<char*>(entry.c_str()));
  argv.push_back(nullptr);
  env.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  const int result = ::posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), env.data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (result != 0) throw std::runtime_error(words[0] + " cannot be started");
}

Program::~Program() {
  if (pid_ > 0) {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(output_);
}

std::optional<std::string> Program::line() {
  for (;;) {
    if (const auto end = read_.find('\n'); end != read_.npos) {
      std::string line = read_.substr(0, end);
      read_.erase(0, end + 1);
      return line;
    }
    char buffer[4096];
    const ssize_t got = ::read(output_, buffer, sizeof buffer);
    if (got <= 0) return std::nullopt;
    read_.append(buffer, static_cast<std::size_t>(got));
  }
}

std::pair<int, std::string> Program::rest() {
  std::string all;
  while (const auto next = line()) all += *next + "\n";
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), all + std::exchange(read_, {})};
}

double cpu_seconds(pid_t pid) {
  double nanoseconds = 0;
  for (const auto& task : fs::directory_iterator("/proc/" + std::to_string(pid) + "/task"))
    nanoseconds += std::stod(text_of(task.path() / "schedstat"));
  return nanoseconds / 1e9;
}

double pss_mb(pid_t pid) { return megabytes("/proc/" + std::to_string(pid) + "/smaps_rollup", "Pss:"); }
double rss_mb(pid_t pid) { return megabytes("/proc/" + std::to_string(pid) + "/status", "VmRSS:"); }

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> out;
  for (const pid_t pid : all_processes()) {
    const std::string stat = text_of("/proc/" + std::to_string(pid) + "/stat");
    const auto after_name = stat.rfind(')');
    if (after_name != stat.npos && std::stoi(stat.substr(after_name + 4)) == parent) out.push_back(pid);
  }
  return out;
}

std::string command_line(pid_t pid) {
  std::string text = text_of("/proc/" + std::to_string(pid) + "/cmdline");
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

std::vector<pid_t> processes_with(const std::string& text) {
  std::vector<pid_t> out;
  for (const pid_t pid : all_processes())
    if (pid != ::getpid() && command_line(pid).find(text) != std::string::npos) out.push_back(pid);
  return out;
}

std::string product_binary() { return testing::program().string(); }

}  // namespace towpath::bench
