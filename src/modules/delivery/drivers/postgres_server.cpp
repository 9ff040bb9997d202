#include "postgres_server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <system_error>

#include "base/product.h"
#include "base/random_text.h"
#include "base/strings.h"
#include "log/log.h"
#include "runtimes/host_ports.h"
#include "runtimes/workload_log.h"

namespace towpath::delivery {

namespace {

namespace fs = std::filesystem;
using Phase = process::InstanceState::Phase;

constexpr const char* programs_folder = "/usr/lib/postgresql";  // Of Debian's packages.
constexpr PortRange ports{5'500, 6'999};                        // Apart from those of workloads.
constexpr std::chrono::seconds initialisation_time{120};
constexpr std::chrono::milliseconds ready_poll{20};
constexpr int most_starts = 2;
constexpr int endless_restarts = 1'000'000;

Error tool_missing(std::string_view what) {
  return failed("delivery.tool_missing", fmt::format("a private PostgreSQL server cannot be made: {}", what))
      .with_hint("install it (apt install postgresql-15), or configure the address of a server");
}

Error not_started(std::string_view why, const std::vector<std::string>& output) {
  return failed("delivery.postgres_not_started",
                fmt::format("the private PostgreSQL server did not start: {}{}{}", why,
                            output.empty() ? "" : "; last output:\n", join(output, "\n")));
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  std::string word;
  in >> word;
  return word;
}

/// A small file for our eyes only, whole or not at all.
void write_private(const fs::path& file, std::string_view text) {
  const auto fresh = file.string() + ".new";
  fs::remove(fresh);
  const process::OwnedFd fd(open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd || write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) || fsync(fd.get()) != 0)
    throw std::system_error(errno, std::generic_category(), "write a file of the private PostgreSQL server");
  fs::rename(fresh, file);
}

class ConfiguredPostgres final : public PostgresServer {
 public:
  explicit ConfiguredPostgres(Secret dsn) { address_.dsn = std::move(dsn); }
  Status check() const override { return ok(); }
  bool is_made() const override { return true; }
  Result<DatabaseStore> connect(std::chrono::milliseconds deadline, std::stop_token) override {
    return DatabaseStore::open(address_, deadline);
  }

 private:
  PostgresAddress address_;
};

class PrivatePostgres final : public PostgresServer {
 public:
  PrivatePostgres(fs::path folder, process::ShimClient& shims, process::Spawner& spawner)
      : folder_(std::move(folder)), home_(folder_ / "home"), shims_(shims), spawner_(spawner) {}

  Status check() const override {
    CHECK_OK(programs());
    CHECK_OK(user());
    return ok();
  }

  bool is_made() const override { return fs::exists(home_ / "cluster"); }

  Result<DatabaseStore> connect(std::chrono::milliseconds deadline, std::stop_token stop) override {
    const auto until = std::chrono::steady_clock::now() + deadline;
    const auto address = known_address();
    if (address) {
      auto store = DatabaseStore::open(*address, deadline);
      if (store) return store;
    }
    // One that was just dying when it was looked at is started again.
    for (int attempt = 1;; ++attempt) {
      TRY(const auto running, ensure_running(stop));
      const auto ready = wait_ready(running, until, stop);
      if (ready) return DatabaseStore::open(running, deadline);
      if (attempt == most_starts || is_running()) return ready.error();
    }
  }

 private:
  std::optional<PostgresAddress> known_address() {
    const std::lock_guard lock(mutex_);
    return address_;
  }

  bool is_running() {
    const auto state = shims_.adopt(folder_ / "process");
    return state &&
           (state->phase == Phase::running || state->phase == Phase::starting || state->phase == Phase::restarting);
  }

  /// The programs of the cluster's version, or of the newest there is.
  Result<fs::path> programs() const {
    const auto wanted = text_of(home_ / "cluster" / "PG_VERSION");
    std::vector<std::pair<double, fs::path>> found;
    std::error_code none;
    for (const auto& version : fs::directory_iterator(programs_folder, none)) {
      const auto name = version.path().filename().string();
      if (!wanted.empty() && name != wanted) continue;
      if (fs::exists(version.path() / "bin" / "postgres") && fs::exists(version.path() / "bin" / "initdb"))
        found.emplace_back(std::atof(name.c_str()), version.path() / "bin");
    }
    if (!found.empty()) return std::max_element(found.begin(), found.end())->second;
    return tool_missing(wanted.empty() ? "PostgreSQL is not installed"
                                       : "its data are of version " + wanted + ", which is not installed");
  }

  /// Whom it runs as, when that is not us.
  Result<std::optional<process::User>> user() const {
    if (geteuid() != 0) return std::optional<process::User>();
    const auto* entry = getpwnam("postgres");
    if (entry == nullptr) return tool_missing("it refuses to run as root, and this machine has no user 'postgres'");
    return std::optional(process::User{entry->pw_uid, entry->pw_gid});
  }

  bool is_sandboxed() const {
    return geteuid() == 0 && spawner_.report().engine != process::SandboxReport::Engine::none;
  }

  /// Where the server finds `home_`.
  fs::path inner_home() const {
    return is_sandboxed() ? fs::path("/run") / fmt::format("{}-postgres", product::binary) : home_;
  }

  Result<process::Command> command(const char* program, std::vector<std::string> arguments) const {
    TRY(const auto folder, programs());
    process::Command made;
    made.argv = {(folder / program).string()};
    made.argv.insert(made.argv.end(), arguments.begin(), arguments.end());
    made.env = {{"PATH", "/usr/bin:/bin"}, {"HOME", inner_home().string()}, {"LC_ALL", "C.UTF-8"}};
    TRY(made.user, user());
    if (is_sandboxed()) {
      made.sandbox.level = process::SandboxLevel::namespaces;
      made.sandbox.mounts = {{home_, inner_home(), process::Access::read_write}};
    }
    return made;
  }

  /// Makes the cluster once; what an interrupted try left is thrown away.
  Status initialise(std::stop_token stop) {
    TRY(const auto owner, user());
    fs::create_directories(home_);
    fs::permissions(folder_, fs::perms::owner_all);
    fs::remove_all(home_ / "fresh");
    const auto password = random_text(32);
    write_private(folder_ / "password", password.reveal());
    // initdb reads it from a file; the copy it may read goes at once.
    write_private(home_ / "first", password.reveal());
    if (owner && (chown(home_.c_str(), owner->uid, owner->gid) != 0 ||
                  chown((home_ / "first").c_str(), owner->uid, owner->gid) != 0))
      throw std::system_error(errno, std::generic_category(), "give its directory to the user postgres");
    const auto home = inner_home();
    TRY(auto initdb, command("initdb", {"--pgdata=" + (home / "fresh").string(), "--username=" + admin(),
                                        "--pwfile=" + (home / "first").string(), "--auth=scram-sha-256",
                                        "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"}));
    initdb.timeout = initialisation_time;
    std::string output;
    const auto sink = [&](process::Stream, std::string_view bytes) { output.append(bytes.substr(0, 8'192)); };
    const auto exit = spawner_.run(initdb, sink, stop);
    fs::remove(home_ / "first");
    if (!exit) return not_started(exit.error().message(), {});
    if (!exit->is_success()) return not_started("initdb ended with " + describe(*exit), {std::string(trim(output))});
    fs::rename(home_ / "fresh", home_ / "cluster");
    log::info("private PostgreSQL server made", {{"folder", folder_.filename().string()}});
    return ok();
  }

  static std::string admin() { return fmt::format("{}_admin", product::binary); }

  /// The port kept in a file: databases that exist are known to workloads by it.
  Result<int> port(bool runs) {
    const auto kept = std::atoi(text_of(folder_ / "port").c_str());
    if (kept == 0) {
      TRY(const int chosen, HostPorts(ports).take());
      write_private(folder_ / "port", std::to_string(chosen));
      return chosen;
    }
    if (!runs && !is_free_port(kept))
      return unavailable("delivery.postgres_not_started",
                         fmt::format("port {} of the private PostgreSQL server is used by another program", kept))
          .with_hint("end that program: workloads know their databases by this port");
    return kept;
  }

  Result<PostgresAddress> ensure_running(std::stop_token stop) {
    // Held while it starts: who comes meanwhile waits for the same.
    const std::lock_guard lock(mutex_);
    if (!fs::exists(home_ / "cluster")) CHECK_OK(initialise(stop));
    const bool runs = is_running();
    TRY(const int place, port(runs));
    if (!runs) CHECK_OK(launch(place));
    address_ = PostgresAddress{{}, "127.0.0.1", admin(), place, Secret(text_of(folder_ / "password"))};
    return *address_;
  }

  Status launch(int place) {
    process::InstanceSpec spec;
    spec.name = "postgres";
    TRY(spec.command,
        command("postgres", {"-D", (inner_home() / "cluster").string(), "-c", "listen_addresses=127.0.0.1", "-c",
                             fmt::format("port={}", place), "-c", "unix_socket_directories=", "-c",
                             "max_connections=200", "-c", "shared_buffers=64MB", "-c", "jit=off"}));
    spec.restart = {.when = process::Restart::always, .max_restarts = endless_restarts};
    const auto launched = shims_.launch(spec, folder_ / "process");
    if (!launched && launched.error().code() != "process.instance_exists")
      return not_started(launched.error().message(), {});
    log::info("private PostgreSQL server started", {{"port", place}});
    return ok();
  }

  Status wait_ready(const PostgresAddress& address, std::chrono::steady_clock::time_point until, std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    while (!DatabaseStore::is_ready(address.host, address.port)) {
      const auto state = shims_.status(folder_ / "process");
      const auto output = last_lines(folder_ / "process", 5);
      if (state && (state->phase == Phase::exited || state->phase == Phase::lost))
        return not_started("it ended", output);
      if (std::chrono::steady_clock::now() > until) return not_started("it takes no connections yet", output);
      if (stop.stop_requested()) return not_started("it was cancelled", {});
      never.wait_for(lock, stop, ready_poll, [] { return false; });
    }
    return ok();
  }

  const fs::path folder_, home_;
  process::ShimClient& shims_;
  process::Spawner& spawner_;
  std::mutex mutex_;  ///< Guards address_, and the making and starting of the server.
  std::optional<PostgresAddress> address_;
};

}  // namespace

std::unique_ptr<PostgresServer> make_configured_postgres(Secret dsn) {
  return std::make_unique<ConfiguredPostgres>(std::move(dsn));
}

std::unique_ptr<PostgresServer> make_private_postgres(fs::path folder, process::ShimClient& shims,
                                                      process::Spawner& spawner) {
  return std::make_unique<PrivatePostgres>(std::move(folder), shims, spawner);
}

}  // namespace towpath::delivery
