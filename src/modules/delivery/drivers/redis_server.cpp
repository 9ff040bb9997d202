#include "redis_server.h"

#include <fmt/format.h>

#include "base/product.h"
#include "base/random_text.h"
#include "base/sha256.h"
#include "supervised_server.h"

namespace towpath::delivery {

namespace {

namespace fs = std::filesystem;

constexpr int usual_port = 6379;
constexpr std::size_t password_length = 32;

class ConfiguredRedis final : public RedisServer {
 public:
  explicit ConfiguredRedis(const Secret& address) : address_(read_service_address(address, "redis", usual_port)) {}
  Status check() const override {
    CHECK_OK(address_);
    return ok();
  }
  bool is_made() const override { return true; }
  Result<RedisStore> connect(std::chrono::milliseconds deadline, std::stop_token) override {
    CHECK_OK(address_);
    return RedisStore::open(address_.value(), deadline);
  }

 private:
  const Result<ServiceAddress> address_;
};

class PrivateRedis final : public RedisServer {
 public:
  PrivateRedis(fs::path folder, process::ShimClient& shims, process::Spawner& spawner, fs::path programs)
      : server_({"redis", "Redis server", "redis-server", "redis", {13'300, 14'099}}, std::move(folder), shims,
                spawner),
        programs_(std::move(programs)) {}

  Status check() const override {
    CHECK_OK(program());
    CHECK_OK(server_.user());
    return ok();
  }

  bool is_made() const override { return fs::exists(server_.home() / "users.acl"); }

  Result<RedisStore> connect(std::chrono::milliseconds deadline, std::stop_token stop) override {
    const auto until = std::chrono::steady_clock::now() + deadline;
    if (const auto port = server_.known_port()) {
      auto store = open_loaded(*port, deadline);
      if (store) return store;
    }
    const SupervisedServer::Ways ways{
        [this] { return is_made(); }, [this](std::stop_token) { return initialise(); },
        [this](int port) { return start(port); },
        [this](int port) { return open_loaded(port, std::chrono::seconds(2)).has_value(); }};
    TRY(const int port, server_.ensure(ways, until, stop));
    return open_loaded(port, deadline);
  }

 private:
  static std::string admin() { return fmt::format("{}_admin", product::binary); }

  /// One that still reads its data takes connections, and refuses all else.
  Result<RedisStore> open_loaded(int port, std::chrono::milliseconds deadline) const {
    const ServiceAddress address{"127.0.0.1", admin(), port, Secret(first_word(server_.folder() / "password"))};
    TRY(auto store, RedisStore::open(address, deadline));
    CHECK_OK(store.ping());
    return store;
  }

  Result<fs::path> program() const {
    auto found = installed_program(programs_, {"bin/redis-server"});
    if (found.empty()) return server_.tool_missing("Redis is not installed");
    return found;
  }

  /// One account, ours; nobody gets in without a name.
  Status initialise() {
    const auto& home = server_.home();
    const auto password = random_text(password_length);
    server_.write_private(server_.folder() / "password", password.reveal());
    fs::create_directories(home / "data");
    CHECK_OK(server_.give(home / "data"));
    return server_.write_for_server(home / "users.acl", fmt::format("user default off\nuser {} on #{} ~* &* +@all\n",
                                                                    admin(), sha256_hex(password.reveal())));
  }

  Result<process::Command> start(int port) const {
    TRY(const auto found, program());
    const auto inner = server_.inner_home();
    // What is not on disk when it answers is there within a second; a process that dies loses nothing.
    CHECK_OK(server_.write_for_server(
        server_.home() / "redis.conf",
        fmt::format("bind 127.0.0.1\nport {}\nprotected-mode yes\ndaemonize no\ndir {}\naclfile {}\nappendonly yes\n"
                    "appendfsync everysec\nsave \"\"\n",
                    port, quoted(inner / "data"), quoted(inner / "users.acl"))));
    return server_.command(found, {(inner / "redis.conf").string()});
  }

  static std::string quoted(const fs::path& path) { return fmt::format("\"{}\"", path.string()); }

  SupervisedServer server_;
  const fs::path programs_;
};

}  // namespace

std::unique_ptr<RedisServer> make_configured_redis(Secret address) {
  return std::make_unique<ConfiguredRedis>(address);
}

std::unique_ptr<RedisServer> make_private_redis(fs::path folder, process::ShimClient& shims, process::Spawner& spawner,
                                                fs::path programs) {
  return std::make_unique<PrivateRedis>(std::move(folder), shims, spawner, std::move(programs));
}

}  // namespace towpath::delivery
