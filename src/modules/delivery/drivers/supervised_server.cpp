#include "supervised_server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <system_error>

#include "base/product.h"
#include "base/strings.h"
#include "log/log.h"
#include "runtimes/workload_log.h"

namespace towpath::delivery {

namespace {

namespace fs = std::filesystem;
using Phase = process::InstanceState::Phase;

constexpr std::chrono::seconds initialisation_time{120};
constexpr std::chrono::milliseconds ready_poll{20};
constexpr int most_starts = 2;
constexpr int endless_restarts = 1'000'000;
constexpr std::size_t most_output = 8'192, lines_shown = 5;

/// A whole new file in place of the old one; `owner` gets it before it has its name.
void replace_file(const fs::path& file, std::string_view text, const std::optional<process::User>& owner) {
  const auto fresh = file.string() + ".new";
  fs::remove(fresh);
  const process::OwnedFd fd(open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd || write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      (owner && fchown(fd.get(), owner->uid, owner->gid) != 0) || fsync(fd.get()) != 0)
    throw std::system_error(errno, std::generic_category(), "write a file of a private server");
  fs::rename(fresh, file);
}

/// A process and its parent, from the process table.
struct TableEntry {
  int pid = 0, parent = 0;
  std::string program;
};

std::vector<TableEntry> process_table() {
  std::vector<TableEntry> table;
  std::error_code gone;
  for (const auto& entry : fs::directory_iterator("/proc", gone)) {
    const auto pid = std::atoi(entry.path().filename().c_str());
    if (pid == 0) continue;
    std::ifstream in(entry.path() / "stat");
    std::string line;
    std::getline(in, line);
    // <pid> (<program>) <state> <parent> ...
    const auto open = line.find('('), close = line.rfind(')');
    if (open == line.npos || close == line.npos || close + 4 >= line.size()) continue;
    table.push_back({pid, std::atoi(line.c_str() + close + 4), line.substr(open + 1, close - open - 1)});
  }
  return table;
}

}  // namespace

std::string first_word(const fs::path& file) {
  std::ifstream in(file);
  std::string word;
  in >> word;
  return word;
}

fs::path installed_program(const fs::path& programs, std::initializer_list<const char*> places) {
  for (const char* place : places)
    if (const auto path = programs / place; access(path.c_str(), X_OK) == 0) return path;
  return {};
}

SupervisedServer::SupervisedServer(SupervisedKind kind, fs::path folder, process::ShimClient& shims,
                                   process::Spawner& spawner)
    : kind_(std::move(kind)), folder_(std::move(folder)), home_(folder_ / "home"), shims_(shims), spawner_(spawner) {}

Error SupervisedServer::tool_missing(std::string_view what) const {
  return failed("delivery.tool_missing", fmt::format("a private {} cannot be made: {}", kind_.title, what))
      .with_hint(fmt::format("install it (apt install {}), or configure the address of a server", kind_.package));
}

Error SupervisedServer::not_started(std::string_view why, const std::vector<std::string>& output) const {
  return failed(fmt::format("delivery.{}_not_started", kind_.name),
                fmt::format("the private {} did not start: {}{}{}", kind_.title, why,
                            output.empty() ? "" : "; last output:\n", join(output, "\n")));
}

Result<std::optional<process::User>> SupervisedServer::user() const {
  if (geteuid() != 0) return std::optional<process::User>();
  const auto* entry = getpwnam(kind_.user.c_str());
  if (entry == nullptr)
    return tool_missing(fmt::format("it should not run as root, and this machine has no user '{}'", kind_.user));
  return std::optional(process::User{entry->pw_uid, entry->pw_gid});
}

bool SupervisedServer::is_sandboxed() const {
  return geteuid() == 0 && spawner_.report().engine != process::SandboxReport::Engine::none;
}

fs::path SupervisedServer::inner_home() const {
  return is_sandboxed() ? fs::path("/run") / fmt::format("{}-{}", product::binary, kind_.name) : home_;
}

Result<process::Command> SupervisedServer::command(const fs::path& program, std::vector<std::string> arguments) const {
  process::Command made;
  made.argv = {program.string()};
  made.argv.insert(made.argv.end(), arguments.begin(), arguments.end());
  made.env = {{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}, {"HOME", inner_home().string()}, {"LC_ALL", "C.UTF-8"}};
  TRY(made.user, user());
  if (is_sandboxed()) {
    made.sandbox.level = process::SandboxLevel::namespaces;
    made.sandbox.mounts = {{home_, inner_home(), process::Access::read_write}};
  }
  return made;
}

Status SupervisedServer::run(process::Command command, std::stop_token stop) {
  const auto program = fs::path(command.argv.front()).filename().string();
  command.timeout = initialisation_time;
  std::string output;
  const auto sink = [&](process::Stream, std::string_view bytes) {
    output.append(bytes);
    if (output.size() > most_output) output.erase(0, output.size() - most_output);
  };
  const auto exit = spawner_.run(command, sink, stop);
  if (!exit) return not_started(exit.error().message(), {});
  if (!exit->is_success())
    return not_started(fmt::format("{} ended with {}", program, describe(*exit)), {std::string(trim(output))});
  return ok();
}

void SupervisedServer::write_private(const fs::path& file, std::string_view text) const {
  replace_file(file, text, std::nullopt);
}

Status SupervisedServer::write_for_server(const fs::path& file, std::string_view text) const {
  TRY(const auto owner, user());
  replace_file(file, text, owner);
  return ok();
}

Status SupervisedServer::give(const fs::path& path) const {
  TRY(const auto owner, user());
  if (owner && lchown(path.c_str(), owner->uid, owner->gid) != 0)
    throw std::system_error(errno, std::generic_category(), "give a private server's data to the user " + kind_.user);
  return ok();
}

Status SupervisedServer::make_home() const {
  fs::create_directories(home_);
  fs::permissions(folder_, fs::perms::owner_all);
  return give(home_);
}

std::optional<int> SupervisedServer::known_port() const {
  const std::lock_guard lock(mutex_);
  return known_port_;
}

Result<int> SupervisedServer::ensure(const Ways& ways, std::chrono::steady_clock::time_point until,
                                     std::stop_token stop) {
  for (int attempt = 1;; ++attempt) {
    TRY(const int place, ensure_running(ways, stop));
    const auto ready = wait_ready(ways, place, until, stop);
    if (ready) return place;
    if (attempt == most_starts || is_running()) return ready.error();
  }
}

bool SupervisedServer::is_running() {
  const auto state = shims_.adopt(folder_ / "process");
  return state &&
         (state->phase == Phase::running || state->phase == Phase::starting || state->phase == Phase::restarting);
}

/// Kept in a file: what exists is known to workloads by it.
Result<int> SupervisedServer::port(bool runs) {
  const auto kept = std::atoi(first_word(folder_ / "port").c_str());
  if (kept == 0) {
    TRY(const int chosen, HostPorts(kind_.ports).take());
    write_private(folder_ / "port", std::to_string(chosen));
    return chosen;
  }
  if (!runs && !is_free_port(kept))
    return unavailable(fmt::format("delivery.{}_not_started", kind_.name),
                       fmt::format("port {} of the private {} is used by another program", kept, kind_.title))
        .with_hint("end that program: workloads know what they use by this port");
  return kept;
}

Result<int> SupervisedServer::ensure_running(const Ways& ways, std::stop_token stop) {
  // Held while it starts: who comes meanwhile waits for the same.
  const std::lock_guard lock(mutex_);
  if (!ways.is_made()) {
    CHECK_OK(make_home());
    CHECK_OK(ways.make(stop));
    log::info("a private server was made", {{"server", kind_.name}});
  }
  const bool runs = is_running();
  TRY(const int place, port(runs));
  if (!runs) {
    TRY(auto start, ways.start(place));
    CHECK_OK(launch(std::move(start), place));
  }
  known_port_ = place;
  return place;
}

Status SupervisedServer::launch(process::Command command, int port) {
  process::InstanceSpec spec;
  spec.name = kind_.name;
  spec.command = std::move(command);
  spec.restart = {.when = process::Restart::always, .max_restarts = endless_restarts};
  const auto launched = shims_.launch(spec, folder_ / "process");
  if (!launched && launched.error().code() != "process.instance_exists")
    return not_started(launched.error().message(), {});
  log::info("a private server was started", {{"server", kind_.name}, {"port", port}});
  return ok();
}

Status SupervisedServer::wait_ready(const Ways& ways, int port, std::chrono::steady_clock::time_point until,
                                    std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  while (!ways.is_ready(port)) {
    const auto state = shims_.status(folder_ / "process");
    if (state && (state->phase == Phase::exited || state->phase == Phase::lost))
      return not_started("it ended", last_output());
    if (std::chrono::steady_clock::now() > until) return not_started("it takes no connections yet", last_output());
    if (stop.stop_requested()) return not_started("it was cancelled", {});
    never.wait_for(lock, stop, ready_poll, [] { return false; });
  }
  return ok();
}

int SupervisedServer::process_id(std::string_view program) const {
  const auto state = shims_.status(folder_ / "process");
  if (!state || state->pid == 0) return 0;
  const auto table = process_table();
  std::deque<int> next{state->pid};
  while (!next.empty()) {
    const int pid = next.front();
    next.pop_front();
    for (const auto& entry : table) {
      if (entry.pid == pid && entry.program == program) return pid;
      if (entry.parent == pid) next.push_back(entry.pid);
    }
  }
  return 0;
}

std::vector<std::string> SupervisedServer::last_output() const { return last_lines(folder_ / "process", lines_shown); }

}  // namespace towpath::delivery
