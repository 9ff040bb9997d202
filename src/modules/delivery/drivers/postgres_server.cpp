#include "postgres_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/product.h"
#include "base/random_text.h"
#include "supervised_server.h"

namespace towpath::delivery {

namespace {

namespace fs = std::filesystem;

constexpr const char* programs_folder = "/usr/lib/postgresql";  // Of Debian's packages.

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
      : server_({"postgres", "PostgreSQL server", "postgresql-15", "postgres", {5'500, 6'999}}, std::move(folder),
                shims, spawner) {}

  Status check() const override {
    CHECK_OK(programs());
    CHECK_OK(server_.user());
    return ok();
  }

  bool is_made() const override { return fs::exists(cluster()); }

  Result<DatabaseStore> connect(std::chrono::milliseconds deadline, std::stop_token stop) override {
    const auto until = std::chrono::steady_clock::now() + deadline;
    if (const auto port = server_.known_port()) {
      auto store = DatabaseStore::open(address(*port), deadline);
      if (store) return store;
    }
    const SupervisedServer::Ways ways{
        [this] { return is_made(); }, [this](std::stop_token token) { return initialise(token); },
        [this](int port) { return start(port); }, [](int port) { return DatabaseStore::is_ready("127.0.0.1", port); }};
    TRY(const int port, server_.ensure(ways, until, stop));
    return DatabaseStore::open(address(port), deadline);
  }

 private:
  fs::path cluster() const { return server_.home() / "cluster"; }
  static std::string admin() { return fmt::format("{}_admin", product::binary); }
  PostgresAddress address(int port) const {
    return {{}, "127.0.0.1", admin(), port, Secret(first_word(server_.folder() / "password"))};
  }

  /// The programs of the cluster's version, or of the newest there is.
  Result<fs::path> programs() const {
    const auto wanted = first_word(cluster() / "PG_VERSION");
    std::vector<std::pair<double, fs::path>> found;
    std::error_code none;
    for (const auto& version : fs::directory_iterator(programs_folder, none)) {
      const auto name = version.path().filename().string();
      if (!wanted.empty() && name != wanted) continue;
      if (fs::exists(version.path() / "bin" / "postgres") && fs::exists(version.path() / "bin" / "initdb"))
        found.emplace_back(std::atof(name.c_str()), version.path() / "bin");
    }
    if (!found.empty()) return std::max_element(found.begin(), found.end())->second;
    return server_.tool_missing(wanted.empty() ? "PostgreSQL is not installed"
                                               : "its data are of version " + wanted + ", which is not installed");
  }

  /// Makes the cluster once; what an interrupted try left is thrown away.
  Status initialise(std::stop_token stop) {
    const auto& home = server_.home();
    fs::remove_all(home / "fresh");
    const auto password = random_text(32);
    server_.write_private(server_.folder() / "password", password.reveal());
    // initdb reads it from a file; the copy it may read goes at once.
    CHECK_OK(server_.write_for_server(home / "first", password.reveal()));
    TRY(const auto folder, programs());
    const auto inner = server_.inner_home();
    TRY(auto initdb,
        server_.command(folder / "initdb", {"--pgdata=" + (inner / "fresh").string(), "--username=" + admin(),
                                            "--pwfile=" + (inner / "first").string(), "--auth=scram-sha-256",
                                            "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"}));
    const auto made = server_.run(std::move(initdb), stop);
    fs::remove(home / "first");
    CHECK_OK(made);
    fs::rename(home / "fresh", cluster());
    return ok();
  }

  Result<process::Command> start(int port) const {
    TRY(const auto folder, programs());
    return server_.command(folder / "postgres",
                           {"-D", (server_.inner_home() / "cluster").string(), "-c", "listen_addresses=127.0.0.1", "-c",
                            fmt::format("port={}", port), "-c", "unix_socket_directories=", "-c", "max_connections=200",
                            "-c", "shared_buffers=64MB", "-c", "jit=off"});
  }

  SupervisedServer server_;
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
