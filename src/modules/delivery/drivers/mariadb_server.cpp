#include "mariadb_server.h"

#include <fmt/format.h>

#include "base/product.h"
#include "base/random_text.h"
#include "supervised_server.h"

namespace towpath::delivery {

namespace {

namespace fs = std::filesystem;

constexpr int usual_port = 3306;
constexpr std::size_t password_length = 32;

class ConfiguredMariadb final : public MariadbServer {
 public:
  explicit ConfiguredMariadb(const Secret& address) : address_(read_service_address(address, "mysql", usual_port)) {}
  Status check() const override {
    CHECK_OK(address_);
    return ok();
  }
  bool is_made() const override { return true; }
  Result<MariadbStore> connect(std::chrono::milliseconds deadline, std::stop_token) override {
    CHECK_OK(address_);
    return MariadbStore::open(address_.value(), deadline);
  }

 private:
  const Result<ServiceAddress> address_;
};

class PrivateMariadb final : public MariadbServer {
 public:
  PrivateMariadb(fs::path folder, process::ShimClient& shims, process::Spawner& spawner, fs::path programs)
      : server_({"mariadb", "MariaDB server", "mariadb-server", "mysql", {12'500, 13'299}}, std::move(folder), shims,
                spawner),
        programs_(std::move(programs)) {}

  Status check() const override {
    CHECK_OK(programs());
    CHECK_OK(server_.user());
    return ok();
  }

  bool is_made() const override { return fs::exists(data()); }

  Result<MariadbStore> connect(std::chrono::milliseconds deadline, std::stop_token stop) override {
    const auto until = std::chrono::steady_clock::now() + deadline;
    if (const auto port = server_.known_port()) {
      auto store = MariadbStore::open(address(*port), deadline);
      if (store) return store;
    }
    const SupervisedServer::Ways ways{
        [this] { return is_made(); }, [this](std::stop_token token) { return initialise(token); },
        [this](int port) { return start(port); },
        [this](int port) { return MariadbStore::open(address(port), std::chrono::seconds(2)).has_value(); }};
    TRY(const int port, server_.ensure(ways, until, stop));
    return MariadbStore::open(address(port), deadline);
  }

 private:
  struct Programs {
    fs::path server, make;
  };

  fs::path data() const { return server_.home() / "data"; }
  static std::string admin() { return fmt::format("{}_admin", product::binary); }
  ServiceAddress address(int port) const {
    return {"127.0.0.1", admin(), port, Secret(first_word(server_.folder() / "password"))};
  }

  Result<Programs> programs() const {
    Programs found{installed_program(programs_, {"sbin/mariadbd", "bin/mariadbd"}),
                   installed_program(programs_, {"bin/mariadb-install-db"})};
    if (found.server.empty() || found.make.empty()) return server_.tool_missing("MariaDB is not installed");
    return found;
  }

  /// Makes the data once, with one account: ours. What an interrupted try left is thrown away.
  Status initialise(std::stop_token stop) {
    TRY(const auto found, programs());
    const auto &home = server_.home(), inner = server_.inner_home();
    fs::remove_all(home / "fresh");
    const auto password = random_text(password_length);
    server_.write_private(server_.folder() / "password", password.reveal());
    CHECK_OK(server_.write_for_server(home / "first.sql", first_mariadb_statements(admin(), password)));
    TRY(auto make,
        server_.command(found.make, {"--no-defaults", "--datadir=" + (inner / "fresh").string(), "--skip-test-db",
                                     "--skip-name-resolve", "--auth-root-authentication-method=normal",
                                     "--extra-file=" + (inner / "first.sql").string()}));
    const auto made = server_.run(std::move(make), stop);
    fs::remove(home / "first.sql");
    CHECK_OK(made);
    fs::rename(home / "fresh", data());
    return ok();
  }

  Result<process::Command> start(int port) const {
    TRY(const auto found, programs());
    return server_.command(
        found.server,
        {"--no-defaults", "--datadir=" + (server_.inner_home() / "data").string(), fmt::format("--port={}", port),
         "--bind-address=127.0.0.1", "--socket=", "--skip-name-resolve", "--character-set-server=utf8mb4",
         "--max-connections=500", "--innodb-buffer-pool-size=64M", "--local-infile=OFF"});
  }

  SupervisedServer server_;
  const fs::path programs_;
};

}  // namespace

std::unique_ptr<MariadbServer> make_configured_mariadb(Secret address) {
  return std::make_unique<ConfiguredMariadb>(address);
}

std::unique_ptr<MariadbServer> make_private_mariadb(fs::path folder, process::ShimClient& shims,
                                                    process::Spawner& spawner, fs::path programs) {
  return std::make_unique<PrivateMariadb>(std::move(folder), shims, spawner, std::move(programs));
}

}  // namespace towpath::delivery
