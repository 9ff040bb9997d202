#include "platform.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <fstream>
#include <iostream>
#include <vector>

#include "base/strings.h"
#include "json/json.h"
#include "proxy/client.h"
#include "support/test_paths.h"

extern char** environ;

namespace towpath::testing {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto start_deadline = std::chrono::seconds(60);

fs::path new_folder(const char* name) {
  std::string folder = (fs::temp_directory_path() / (std::string(name) + "-XXXXXX")).string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  return folder;
}

std::string first_word(const fs::path& file) {
  std::string word;
  std::ifstream(file) >> word;
  return word;
}

/// Directories of shims: each has a control socket or a state file in it.
std::vector<fs::path> shim_directories(const fs::path& data) {
  std::vector<fs::path> found;
  std::error_code ignored;  // a folder that goes while it is walked holds nothing to end
  for (auto it = fs::recursive_directory_iterator(data, fs::directory_options::skip_permission_denied, ignored);
       it != fs::recursive_directory_iterator(); it.increment(ignored))
    if (it->path().filename() == "state" && fs::is_regular_file(it->path(), ignored))
      found.push_back(it->path().parent_path());
  return found;
}

/// Returns when the process is gone; fine when it is already.
void kill_and_wait(int pid) {
  const auto handle = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (handle < 0) return;
  ::kill(pid, SIGKILL);
  pollfd event{handle, POLLIN, 0};
  const int ended = ::poll(&event, 1, 20'000);
  ::close(handle);
  REQUIRE(ended == 1);
}

/// One line of a child's output.
std::string read_line(int fd, std::chrono::seconds deadline) {
  std::string line;
  const auto until = std::chrono::steady_clock::now() + deadline;
  while (line.find('\n') == std::string::npos) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    pollfd event{fd, POLLIN, 0};
    if (left <= 0 || ::poll(&event, 1, static_cast<int>(left)) != 1) return line;
    std::array<char, 4096> bytes;
    const auto got = ::read(fd, bytes.data(), bytes.size());
    if (got <= 0) return line;
    line.append(bytes.data(), static_cast<std::size_t>(got));
  }
  return line;
}

}  // namespace

bool allows_volumes() {
  const auto found = boost::json::parse(output_of(program().string() + " doctor -o json || [ $? = 1 ]"));
  for (const auto& item : found.at("items").as_array())
    if (text_at(item, "/what") == "sandbox" && text_at(item, "/state") != "none") return true;
  std::cout << "SKIPPED: this machine allows no sandbox, and volumes need one\n";
  return false;
}

std::string output_of(const std::string& shell_command) {
  CAPTURE(shell_command);
  FILE* pipe = ::popen(shell_command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string out;
  std::array<char, 4096> buffer;
  for (std::size_t n = 0; (n = ::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) out.append(buffer.data(), n);
  const int status = ::pclose(pipe);
  REQUIRE(status == 0);
  return out;
}

Platform::Platform() : data_(new_folder("traffic")) {
  fs::permissions(data_, fs::perms(0711));
  auto shims = process::make_shim_client(data_);
  REQUIRE(shims.has_value());
  shims_ = std::move(shims).value();
}

Platform::~Platform() {
  if (pid_ != 0) end(SIGTERM);
  for (const auto& directory : shim_directories(data_)) {
    const auto adopted = shims_->adopt(directory);
    if (adopted) (void)shims_->stop(directory, 2s);  // what cannot be stopped is seen by the next line failing
  }
  std::error_code error;
  fs::remove_all(data_, error);
  WARN_MESSAGE(!error, "something still writes below the data directory: " << error.message());
}

void Platform::start(const fs::path& binary) {
  const std::string program = (binary.empty() ? testing::program() : binary).string();
  std::vector<std::string> words = {program,           "up", "--data",      data_.string(), "--port", "0",
                                    "--workload-port", "0",  "--log-level", "warn",         "-o",     "json"};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  REQUIRE(::posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (out_ >= 0) ::close(out_);
  out_ = ends[0];
  const auto ready = json::parse(read_line(out_, start_deadline));
  REQUIRE(ready.has_value());
  url_ = std::string(ready->at("url").as_string());
  token_ = std::string(ready->at("adminToken").as_string());
  workload_port_ = static_cast<int>(ready->at("workloadPort").as_int64());
}

void Platform::end(int signal) {
  ::kill(pid_, signal);
  int status = 0;
  REQUIRE(::waitpid(pid_, &status, 0) == pid_);
  if (signal == SIGTERM) CHECK(WIFEXITED(status));
  pid_ = 0;
}

void Platform::lose_power() {
  end(SIGKILL);
  // Shims first, so that none starts a workload again.
  for (const bool shims : {true, false})
    for (const auto& directory : shim_directories(data_))
      if (const auto state = shims_->status(directory))
        if (const int pid = shims ? state->shim_pid : state->pid; pid > 0) kill_and_wait(pid);
  for (const char* memory : {"/dev/shm", "/run"})
    for (const auto& instance : fs::directory_iterator(data_ / "instances")) {
      const auto files = fmt::format("{}/towpath-files-{}", memory, ::geteuid());
      fs::remove_all(fs::path(files) / instance.path().filename());
    }
}

std::string Platform::push_url(const std::string& repository) const {
  const auto begin = url_.find("://") + 3;
  return fmt::format("http://admin:{}@{}/git/{}.git", token_, url_.substr(begin), repository);
}

int Platform::proxy_pid() const {
  const auto hello = proxy::ProxyClient(data_, std::chrono::milliseconds(0)).hello();
  return hello ? hello->pid : 0;
}

std::string Platform::proxy_version() const {
  const auto hello = proxy::ProxyClient(data_).hello();
  REQUIRE(hello.has_value());
  return hello->version;
}

std::map<std::string, std::pair<int, int>> Platform::running_instances() const {
  std::map<std::string, std::pair<int, int>> out;
  for (const auto& directory : shim_directories(data_ / "instances"))
    if (const auto state = shims_->status(directory);
        state && state->pid > 0 && state->phase == process::InstanceState::Phase::running)
      out[state->name] = {state->shim_pid, state->pid};
  return out;
}

std::string Platform::in_postgres(const std::string& sql) const {
  const fs::path folder = data_ / "postgres";
  return output_of(
      fmt::format("PGPASSWORD={} psql --no-psqlrc -At -h 127.0.0.1 -p {} -U towpath_admin -d postgres -c \"{}\"",
                  first_word(folder / "password"), first_word(folder / "port"), sql));
}

int Platform::lines_with(const std::string& text) const {
  int count = 0;
  std::error_code ignored;
  for (const char* folder : {"instances", "instance_logs"})
    for (auto it = fs::recursive_directory_iterator(data_ / folder, ignored); it != fs::recursive_directory_iterator();
         it.increment(ignored)) {
      if (!fs::is_regular_file(it->path(), ignored)) continue;
      std::ifstream in(it->path());
      for (std::string line; std::getline(in, line);)
        if (line.find(text) != std::string::npos) ++count;
    }
  return count;
}

}  // namespace towpath::testing
