#include "rabbitmq_server.h"

#include <fmt/format.h>

#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <cstdlib>

#include "base/product.h"
#include "base/random_text.h"
#include "supervised_server.h"

namespace towpath::delivery {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t password_length = 32;
constexpr PortRange broker_ports{14'900, 15'299}, management_ports{15'300, 15'671}, node_ports{15'693, 15'999};

class ConfiguredRabbitmq final : public RabbitmqServer {
 public:
  explicit ConfiguredRabbitmq(const Secret& address) : address_(read_management_address(address)) {}
  Status check() const override {
    CHECK_OK(address_);
    return ok();
  }
  bool is_made() const override { return true; }
  Result<RabbitmqStore> connect(std::chrono::milliseconds deadline, std::stop_token stop) override {
    CHECK_OK(address_);
    return RabbitmqStore(address_.value(), deadline, stop);
  }

 private:
  const Result<ManagementAddress> address_;
};

class PrivateRabbitmq final : public RabbitmqServer {
 public:
  PrivateRabbitmq(fs::path folder, process::ShimClient& shims, process::Spawner& spawner, fs::path programs)
      : server_({"rabbitmq", "RabbitMQ server", "rabbitmq-server", "rabbitmq", broker_ports}, std::move(folder), shims,
                spawner),
        programs_(std::move(programs)) {}

  Status check() const override {
    CHECK_OK(program());
    CHECK_OK(server_.user());
    return ok();
  }

  bool is_made() const override { return fs::exists(server_.home() / definitions_file); }

  Result<RabbitmqStore> connect(std::chrono::milliseconds deadline, std::stop_token stop) override {
    const auto until = std::chrono::steady_clock::now() + deadline;
    if (server_.known_port() && is_ready()) return store(deadline, stop);
    const SupervisedServer::Ways ways{[this] { return is_made(); }, [this](std::stop_token) { return initialise(); },
                                      [this](int port) { return start(port); },
                                      [this](int) { return is_ready_by_now(); }};
    CHECK_OK(server_.ensure(ways, until, stop));
    return store(deadline, stop);
  }

 private:
  static constexpr const char *definitions_file = "definitions.json", *settings_file = "rabbitmq.conf",
                              *plugins_file = "enabled_plugins", *port_file = "management-port",
                              *node_port_file = "node-port";

  static std::string admin() { return fmt::format("{}_admin", product::binary); }

  RabbitmqStore store(std::chrono::milliseconds deadline, std::stop_token stop) const {
    return RabbitmqStore({fmt::format("http://127.0.0.1:{}", first_word(server_.folder() / port_file)), "127.0.0.1",
                          admin(), Secret(first_word(server_.folder() / "password"))},
                         deadline, std::move(stop));
  }

  /// Asked only now and then: each question costs a broker that starts more than it has on a busy machine.
  bool is_ready_by_now() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    constexpr auto pause = std::chrono::steady_clock::duration(std::chrono::seconds(1)).count();
    if (now - asked_at_.load() < pause) return false;
    const bool is_there = is_ready();
    asked_at_ = std::chrono::steady_clock::now().time_since_epoch().count();
    return is_there;
  }

  bool is_ready() const { return store(std::chrono::seconds(2), {}).place().has_value(); }

  Result<fs::path> program() const {
    auto found = installed_program(programs_, {"lib/rabbitmq/bin/rabbitmq-server"});
    if (found.empty()) return server_.tool_missing("RabbitMQ is not installed");
    return found;
  }

  /// One user, ours; the definitions stand in place of RabbitMQ's own first user, whom everybody knows.
  Status initialise() {
    const auto password = random_text(password_length);
    server_.write_private(server_.folder() / "password", password.reveal());
    CHECK_OK(server_.write_for_server(server_.home() / plugins_file, "[rabbitmq_management].\n"));
    return server_.write_for_server(server_.home() / definitions_file,
                                    boost::json::serialize(boost::json::object{
                                        {"users", boost::json::array{administrator_of_rabbitmq(admin(), password)}},
                                        {"vhosts", boost::json::array{}},
                                        {"permissions", boost::json::array{}}}));
  }

  /// Nobody but us knows such a port, so each start may take another.
  Result<int> inner_port(const char* file, PortRange range) const {
    if (const int kept = std::atoi(first_word(server_.folder() / file).c_str()); kept > 0 && is_free_port(kept))
      return kept;
    TRY(const int chosen, HostPorts(range).take());
    server_.write_private(server_.folder() / file, std::to_string(chosen));
    return chosen;
  }

  Result<process::Command> start(int port) const {
    TRY(const auto found, program());
    TRY(const int management, inner_port(port_file, management_ports));
    TRY(const int node_port, inner_port(node_port_file, node_ports));
    const fs::path inner = server_.inner_home();
    CHECK_OK(server_.write_for_server(
        server_.home() / settings_file,
        fmt::format("listeners.tcp.1 = 127.0.0.1:{}\nmanagement.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {}\n"
                    "load_definitions = {}\nlog.console = true\nlog.console.level = warning\nlog.file = false\n",
                    port, management, (inner / definitions_file).string())));
    TRY(auto made, server_.command(found, {}));
    const std::string node = fmt::format("{}@localhost", product::binary);
    // Other nodes would look its port up at a port mapper, which would listen on all of the machine's addresses and
    // outlive the broker. With a port that is fixed beforehand none is started and none is asked, also not by
    // RabbitMQ's own look at it each minute, under which a node that listens for no others would end.
    const std::string alone = fmt::format(
        "-sname {} -start_epmd false -erl_epmd_port {} -kernel inet_dist_use_interface {{127,0,0,1}}", node, node_port);
    for (const auto& [name, value] : std::initializer_list<std::pair<const char*, std::string>>{
             {"RABBITMQ_CONF_ENV_FILE", "/dev/null"},
             {"RABBITMQ_NODENAME", node},
             {"RABBITMQ_MNESIA_BASE", (inner / "data").string()},
             {"RABBITMQ_LOG_BASE", (inner / "log").string()},
             {"RABBITMQ_LOGS", "-"},
             {"RABBITMQ_CONFIG_FILE", (inner / settings_file).string()},
             {"RABBITMQ_ADVANCED_CONFIG_FILE", (inner / "advanced.config").string()},
             {"RABBITMQ_ENABLED_PLUGINS_FILE", (inner / plugins_file).string()},
             {"RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", alone}})
      made.env.emplace_back(name, value);
    return made;
  }

  SupervisedServer server_;
  const fs::path programs_;
  std::atomic<std::chrono::steady_clock::rep> asked_at_{0};
};

}  // namespace

std::unique_ptr<RabbitmqServer> make_configured_rabbitmq(Secret address) {
  return std::make_unique<ConfiguredRabbitmq>(address);
}

std::unique_ptr<RabbitmqServer> make_private_rabbitmq(fs::path folder, process::ShimClient& shims,
                                                      process::Spawner& spawner, fs::path programs) {
  return std::make_unique<PrivateRabbitmq>(std::move(folder), shims, spawner, std::move(programs));
}

}  // namespace towpath::delivery
