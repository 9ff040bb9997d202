#include "db/testing/postgres_server.h"

#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace towpath::db::testing {
namespace {

namespace fs = std::filesystem;

/// The newest installed server's programs; empty when there is none.
std::string find_programs() {
  std::vector<std::string> found;
  const fs::path debian = "/usr/lib/postgresql";
  if (fs::exists(debian))
    for (const auto& version : fs::directory_iterator(debian))
      if (fs::exists(version.path() / "bin" / "initdb") && fs::exists(version.path() / "bin" / "postgres"))
        found.push_back((version.path() / "bin").string());
  std::sort(found.begin(), found.end());
  return found.empty() ? "" : found.back();
}

/// Starts a program as a user PostgreSQL accepts, ended by the kernel when this thread's program ends.
pid_t spawn(std::vector<std::string> command, const std::string& output) {
  std::vector<std::string> words = {"setpriv", "--pdeathsig", "SIGQUIT"};
  if (::geteuid() == 0) words.insert(words.end(), {"--reuid", "postgres", "--regid", "postgres", "--clear-groups"});
  words.insert(words.end(), command.begin(), command.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t process = -1;
  const int result = ::posix_spawnp(&process, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (result != 0) throw std::runtime_error("setpriv (package util-linux) cannot be started");
  return process;
}

void run(std::vector<std::string> command, const std::string& output) {
  int status = 0;
  if (::waitpid(spawn(command, output), &status, 0) < 0 || status != 0)
    throw std::runtime_error(command[0] + " failed; see " + output);
}

}  // namespace

PostgresServer* PostgresServer::shared() {
  static const std::unique_ptr<PostgresServer> server = start_new(Durability::normal);
  return server.get();
}

std::unique_ptr<PostgresServer> PostgresServer::start_new(Durability durability) {
  const auto programs = find_programs();
  if (programs.empty())
    std::fputs("SKIPPED on PostgreSQL: its server programs are not installed (package postgresql)\n", stderr);
  return programs.empty() ? nullptr : std::unique_ptr<PostgresServer>(new PostgresServer(programs, durability));
}

PostgresServer::PostgresServer(std::string programs, Durability durability)
    : programs_(std::move(programs)), durability_(durability) {
  if (::geteuid() == 0) {
    const passwd* user = ::getpwnam("postgres");
    if (!user || ::chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) != 0)
      throw std::runtime_error("as root, PostgreSQL tests need the user postgres");
  }
  make_data();
  start();
}

/// initdb takes seconds on a busy machine, a copy of what it made does not: the first test program keeps one.
void PostgresServer::make_data() {
  const std::string log = folder_.path() + "/log", data = folder_.path() + "/data";
  const std::string version = fs::path(programs_).parent_path().filename();
  const fs::path kept =
      fs::temp_directory_path() / ("postgres-" + version + "-test-data-" + std::to_string(::geteuid()));
  if (fs::exists(kept)) {
    run({"cp", "-r", kept, data}, log);
    return;
  }
  run({programs_ + "/initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
       "--no-instructions"},
      log);
  const std::string copy = kept.string() + "." + std::to_string(::getpid());
  run({"cp", "-r", data, copy}, log);
  std::error_code another_was_first;
  fs::rename(copy, kept, another_was_first);
  if (another_was_first) fs::remove_all(copy);
}

void PostgresServer::start() {
  std::vector<std::string> command = {programs_ + "/postgres", "-D", folder_.path() + "/data", "-k",
                                      folder_.path(),          "-c", "listen_addresses=",      "-c",
                                      "max_connections=200"};
  if (durability_ == Durability::normal)
    command.insert(command.end(), {"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "shared_buffers=32MB"});
  process_ = spawn(command, folder_.path() + "/log");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!is_ready()) {
    if (::waitpid(process_, nullptr, WNOHANG) != 0 || std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("PostgreSQL did not start; see " + folder_.path() + "/log");
    ::poll(nullptr, 0, 10);
  }
  admin_ = std::move(Db::open({.url = url("postgres")}).value());
}

/// The first line of the server's pid file is its pid, the last one its state (src/include/utils/pidfile.h).
bool PostgresServer::is_ready() const {
  std::ifstream file(folder_.path() + "/data/postmaster.pid");
  std::string first, line, last;
  std::getline(file, first);
  while (std::getline(file, line)) last = line;
  return first == std::to_string(process_) && last.starts_with("ready");
}

void PostgresServer::stop(int signal) {
  admin_.reset();
  ::kill(process_, signal);
  ::waitpid(process_, nullptr, 0);
}

PostgresServer::~PostgresServer() { stop(SIGQUIT); }

void PostgresServer::crash_and_restart() {
  stop(SIGKILL);
  // Its processes end when they notice that their parent is gone; until then the data is theirs.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (true) {
    try {
      start();
      return;
    } catch (const std::runtime_error&) {
      if (std::chrono::steady_clock::now() > deadline) throw;
      ::poll(nullptr, 0, 50);
    }
  }
}

std::string PostgresServer::url(const std::string& name) const {
  return "postgresql://test@/" + name + "?host=" + folder_.path();
}

void PostgresServer::administer(const std::string& sql) { admin_->claim(sql, {}); }

}  // namespace towpath::db::testing
