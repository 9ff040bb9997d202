#include "drivers/rabbitmq_driver.h"

#include <cstdlib>

#include "amqp_client.h"
#include "base/base64.h"
#include "driver_faults.h"
#include "http/client.h"

using namespace towpath;
using namespace towpath::delivery;
using towpath::delivery::testing::AmqpClient;
using namespace std::chrono_literals;

// One private broker for all cases: it takes half a minute to start, more on a busy machine.

namespace {

class Host : public ServiceHost {
 public:
  Host() : ServiceHost("rabbitmq") {}
  static Host& shared() {
    static Host host;
    return host;
  }
  std::unique_ptr<RabbitmqServer> server() { return make_private_rabbitmq(folder(), shims(), spawner()); }
  std::unique_ptr<Driver> driver() { return make_rabbitmq_driver(server(), clock); }
  bool has_rabbitmq() {
    if (std::getenv("LONG_TESTS")) return can(server()->check());
    MESSAGE("SKIPPED: a broker takes minutes; set LONG_TESTS=1, as ./test does without 'quick'");
    return false;
  }
  RabbitmqStore store() { return worked(server()->connect(180s, {})); }
  std::string api_port() { return text_of(folder() / "management-port"); }
  std::string admin_password() { return text_of(folder() / "password"); }
};

DriverContext patient() {
  DriverContext out;
  out.deadline = 180s;
  return out;
}
const DriverContext context = patient();

ResourceRequest fresh(Driver& driver) { return fresh_request(driver, "amqp"); }
std::string object(const ResourceRequest& request) { return "tp_" + request.gu_id.substr(0, 16); }

bool opens(const ResourceOutcome& outcome, const std::string& vhost = "") {
  return AmqpClient(port_of(outcome), output(outcome, "username"), outcome.secrets.at("password").reveal(),
                    vhost.empty() ? output(outcome, "vhost") : vhost)
      .is_open();
}

/// Whether the broker's log of what it has declared is on disk as far as this queue: it answers a moment before.
bool is_written(Host& host, const std::string& queue) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(host.folder()))
    if (const std::string file = entry.path().filename();
        (file == "LATEST.LOG" || file.starts_with("rabbit_durable_queue.")) &&
        text_of(entry.path()).find(queue) != std::string::npos)
      return true;
  return false;
}

/// Declares a queue through the management API, as the administrator.
void make_queue(Host& host, const std::string& vhost, const std::string& name = "jobs") {
  http::ClientRequest request{.method = "PUT",
                              .url = "http://127.0.0.1:" + host.api_port() + "/api/queues/" + vhost + "/" + name};
  request.headers.set("Authorization", "Basic " + to_base64("towpath_admin:" + host.admin_password()));
  request.headers.set("Content-Type", "application/json");
  request.body = R"({"durable": true})";
  const auto made = worked(http::fetch(request));
  REQUIRE((made.status == 201 || made.status == 204));  // 204: it is there
}

}  // namespace

TEST_CASE("the rabbitmq driver keeps the contract of drivers") {
  auto& host = Host::shared();
  if (!host.has_rabbitmq()) return;
  worked(host.server()->connect(180s, {}));  // the contract's own patience is for servers that start at once
  const auto driver = host.driver();

  check_contract(*driver, resource_request("amqp"), true);
}

TEST_CASE("a user of RabbitMQ reaches its own virtual host and nobody else's, with what its uri says") {
  auto& host = Host::shared();
  if (!host.has_rabbitmq()) return;
  const auto driver = host.driver();
  const auto one = worked(driver->apply(fresh(*driver), context)), two = worked(driver->apply(fresh(*driver), context));

  CHECK(opens(one));
  CHECK(opens(two));
  CHECK(!opens(one, output(two, "vhost")));
  CHECK(!opens(one, "/"));
  CHECK(!AmqpClient(port_of(one), output(one, "username"), "wrong", output(one, "vhost")).is_open());
  CHECK(!AmqpClient(port_of(one), "guest", "guest", output(one, "vhost")).is_open());
  CHECK(one.secrets.at("uri").reveal() ==
        "amqp://" + output(one, "username") + ":" + one.secrets.at("password").reveal() +
            "@127.0.0.1:" + std::to_string(port_of(one)) + "/" + output(one, "vhost"));
}

TEST_CASE("credentials of a virtual host are rotated: both are valid until one is to be the only") {
  auto& host = Host::shared();
  if (!host.has_rabbitmq()) return;
  const auto driver = host.driver();
  REQUIRE(driver->can_rotate());
  auto request = fresh(*driver);
  const auto before = worked(driver->apply(request, context));
  request.state = before.state;
  request.known_secrets = before.secrets;

  const auto next = driver->prepare(request);
  const auto after = worked(driver->rotate(request, next, context));
  const auto repeated = worked(driver->rotate(request, next, context));
  require_same(after, repeated);
  CHECK(output(after, "username") == object(request) + "_b");
  CHECK(output(after, "vhost") == output(before, "vhost"));
  CHECK(opens(before));
  CHECK(opens(after));

  AmqpClient open(port_of(before), output(before, "username"), before.secrets.at("password").reveal(),
                  output(before, "vhost"));
  REQUIRE(open.is_open());
  request.state = after.state;
  request.known_secrets = after.secrets;
  worked(driver->keep_only(request, context));
  CHECK(open.is_ended());
  CHECK(!opens(before));
  CHECK(opens(after));
  require_same(worked(driver->apply(request, context)), after);
  CHECK(opens(after));

  const auto back = worked(driver->rotate(request, driver->prepare(request), context));
  CHECK(output(back, "username") == object(request));
  worked(driver->destroy(request, true, context));
  CHECK(!opens(after));
  CHECK(!opens(back));
}

TEST_CASE("a deleted virtual host is kept with its queues, is there again when made anew, and goes when purged") {
  auto& host = Host::shared();
  if (!host.has_rabbitmq()) return;
  const auto driver = host.driver();
  const auto request = fresh(*driver), empty = fresh(*driver);
  const auto outcome = worked(driver->apply(request, context));
  worked(driver->apply(empty, context));
  make_queue(host, object(request));
  auto store = host.store();

  worked(driver->destroy(request, false, context));
  worked(driver->destroy(request, false, context));
  worked(driver->destroy(empty, false, context));

  CHECK(!opens(outcome));
  CHECK(worked(store.has_queues(object(request))));
  CHECK(worked(store.marks(object(request))) == std::vector{object(request) + "_deleted_20261122"});
  CHECK(!worked(store.has_vhost(object(empty))));  // nothing in it: nothing to keep
  CHECK(!worked(driver->observe(request, context)).has_value());

  worked(driver->apply(request, context));
  CHECK(opens(outcome));
  CHECK(worked(store.has_queues(object(request))));
  CHECK(worked(store.marks(object(request))).empty());

  worked(driver->destroy(request, false, context));
  worked(driver->destroy(request, true, context));
  CHECK(!worked(store.has_vhost(object(request))));
  CHECK(worked(store.marks(object(request))).empty());
}

TEST_CASE("kept virtual hosts go when the retention time is over, and nothing else does") {
  auto& host = Host::shared();
  if (!host.has_rabbitmq()) return;
  const auto driver = host.driver();
  const auto gone = fresh(*driver), live = fresh(*driver);
  for (const auto& request : {gone, live}) {
    worked(driver->apply(request, context));
    make_queue(host, object(request));
  }
  auto store = host.store();
  worked(driver->destroy(gone, false, context));
  worked(store.put_mark(object(live) + "_deleted_20261122"));  // left by a try that was interrupted
  const std::chrono::sys_days today = std::chrono::floor<std::chrono::days>(host.clock.now());

  worked(driver->remove_kept(today, context));
  CHECK(worked(store.has_vhost(object(gone))));
  worked(driver->remove_kept(today + std::chrono::days(1), context));

  CHECK(!worked(store.has_vhost(object(gone))));
  CHECK(worked(store.has_queues(object(live))));
  CHECK(worked(store.marks("tp_")).empty());
}

TEST_CASE("no password of a RabbitMQ user is on disk in clear, in a log or in arguments; the broker is alone") {
  auto& host = Host::shared();
  if (!host.has_rabbitmq()) return;
  const auto driver = host.driver();
  const auto request = fresh(*driver);
  std::string said;
  DriverContext listening = patient();
  listening.log = [&](std::string_view line) { said += line; };
  worked(driver->apply(request, listening));
  const auto& password = request.known_secrets.at("password").reveal();

  CHECK(host.places_of(password).empty());
  CHECK(said.find(password) == std::string::npos);
  CHECK(host.admin_password().size() == 32);
  CHECK(host.places_of(host.admin_password()) == std::vector{(host.folder() / "password").string()});
}

TEST_CASE("virtual hosts are made on a broker that others run, by an administrator only") {
  auto& host = Host::shared();
  if (!host.has_rabbitmq()) return;
  host.store();
  const auto at = [&](const std::string& account) {
    return Secret("http://" + account + "@127.0.0.1:" + host.api_port());
  };
  const auto driver =
      make_rabbitmq_driver(make_configured_rabbitmq(at("towpath_admin:" + host.admin_password())), host.clock);
  const auto request = fresh(*driver);

  const auto outcome = worked(driver->apply(request, context));

  CHECK(opens(outcome));
  const auto lesser = make_rabbitmq_driver(
      make_configured_rabbitmq(at(output(outcome, "username") + ":" + outcome.secrets.at("password").reveal())),
      host.clock);
  const auto refused = lesser->apply(fresh(*lesser), context);
  REQUIRE(!refused.has_value());
  CHECK(refused.error().code() == "delivery.rabbitmq_refused");
  CHECK(refused.error().message() == "RabbitMQ refused GET of overview: 401, Not management user");
  worked(driver->destroy(request, true, context));
}

TEST_CASE("a RabbitMQ broker that was killed is started again with its users and queues on its port") {
  auto& host = Host::shared();
  if (!host.has_rabbitmq()) return;
  const auto request = fresh(*host.driver());
  const auto outcome = worked(host.driver()->apply(request, context));
  make_queue(host, object(request), "outlives-the-broker");
  // The broker logs a queue, and then, perhaps later, that it counts: both are on disk once a queue after it is.
  make_queue(host, object(request), "declared-after-it");  // no other test has one of this name
  REQUIRE(becomes_true([&] { return is_written(host, "declared-after-it"); }));

  host.kill_all();
  const auto revived = worked(host.driver()->observe(request, context));

  REQUIRE(revived.has_value());
  CHECK(revived->outputs == outcome.outputs);
  CHECK(opens(outcome));
  CHECK(worked(host.store().has_queues(object(request))));
}

TEST_CASE("a RabbitMQ administrator's address that cannot be used is an error that does not repeat it") {
  auto& host = Host::shared();
  for (const auto& [address, code] : std::vector<std::pair<Secret, std::string>>{
           {Secret("canary-password nonsense"), "delivery.invalid_address"},
           {Secret("amqp://a:canary-password@h"), "delivery.invalid_address"},
           {Secret("http://a:canary-password@127.0.0.1:1"), "delivery.rabbitmq_unreachable"}}) {
    const auto driver = make_rabbitmq_driver(make_configured_rabbitmq(address), host.clock);

    const auto applied = driver->apply(fresh(*driver), context);

    REQUIRE(!applied.has_value());
    CHECK(applied.error().code() == code);
    CHECK(applied.error().message().find("canary-password") == std::string::npos);
    CHECK(applied.error().hint().find("canary-password") == std::string::npos);
  }
}

TEST_CASE("without RabbitMQ on the machine a plan says what to install") {
  auto& host = Host::shared();
  const auto driver = make_rabbitmq_driver(
      make_private_rabbitmq(host.data() / "absent", host.shims(), host.spawner(), host.nowhere()), host.clock);

  const auto checked = driver->check(resource_request("amqp"));

  REQUIRE(!checked.has_value());
  CHECK(checked.error().code() == "delivery.tool_missing");
  CHECK(checked.error().hint().find("apt install rabbitmq-server") != std::string::npos);
}

TEST_CASE("rabbitmq driver: wherever its broker goes away, it is said, and one virtual host is there when it is back") {
  auto& host = Host::shared();
  if (!host.has_rabbitmq()) return;
  auto store = host.store();
  CuttingRelay way(std::stoi(host.api_port()));
  const Secret address("http://towpath_admin:" + host.admin_password() + "@127.0.0.1:" + std::to_string(way.port()));
  const auto use = [&](const ResourceOutcome& outcome) -> std::string {
    make_queue(host, output(outcome, "vhost"));
    return opens(outcome) ? "" : "it is not let in";
  };
  const auto count = [&](const ResourceRequest& request) -> std::size_t {
    return worked(store.has_vhost(object(request))) || worked(store.has_user(object(request)));
  };

  check_cut_everywhere({way, "amqp", "delivery.rabbitmq_unreachable",
                        [&] { return make_rabbitmq_driver(make_configured_rabbitmq(address), host.clock); }, use,
                        count});
}
