#include "drivers/redis_driver.h"

#include <hiredis/hiredis.h>

#include "driver_faults.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;

namespace {

class Host : public ServiceHost {
 public:
  Host() : ServiceHost("redis") {}
  static Host& shared() {
    static Host host;
    return host;
  }
  std::unique_ptr<RedisServer> server() { return make_private_redis(folder(), shims(), spawner()); }
  std::unique_ptr<Driver> driver() { return make_redis_driver(server(), clock); }
  bool has_redis() { return can(server()->check()); }
  RedisStore store() { return worked(server()->connect(20s, {})); }
  Secret address(const std::string& user, const std::string& password) {
    return Secret("redis://" + user + ":" + password + "@127.0.0.1:" + std::to_string(store().port()));
  }
};

const DriverContext context;

ResourceRequest fresh(Driver& driver) { return fresh_request(driver, "redis"); }

std::string text_of(const redisReply& reply) {
  if (reply.type == REDIS_REPLY_INTEGER) return std::to_string(reply.integer);
  if (reply.type == REDIS_REPLY_NIL) return "nothing";
  if (reply.type == REDIS_REPLY_ARRAY) {
    std::string all;
    for (std::size_t i = 0; i < reply.elements; ++i) all += text_of(*reply.element[i]) + " ";
    return all;
  }
  return {reply.str, reply.len};
}

/// A workload's connection.
class Workload {
 public:
  explicit Workload(const ResourceOutcome& outcome)
      : connection_(redisConnect(output(outcome, "host").c_str(), port_of(outcome)), redisFree),
        signed_in_(connection_->err != 0
                       ? connection_->errstr
                       : ask({"AUTH", output(outcome, "username"), outcome.secrets.at("password").reveal()})) {}

  std::string ask(const std::vector<std::string>& words) {
    std::vector<const char*> values;
    for (const auto& word : words) values.push_back(word.c_str());
    const std::unique_ptr<redisReply, decltype(&freeReplyObject)> reply(
        static_cast<redisReply*>(
            redisCommandArgv(connection_.get(), static_cast<int>(values.size()), values.data(), nullptr)),
        freeReplyObject);
    return reply ? text_of(*reply) : connection_->errstr;
  }
  const std::string& signed_in() const { return signed_in_; }

 private:
  std::unique_ptr<redisContext, decltype(&redisFree)> connection_;
  std::string signed_in_;
};

std::string object(const ResourceRequest& request) { return "tp_" + request.gu_id.substr(0, 16); }

}  // namespace

TEST_CASE("the redis driver keeps the contract of drivers") {
  if (!Host::shared().has_redis()) return;
  const auto driver = Host::shared().driver();

  check_contract(*driver, resource_request("redis"), true);
}

TEST_CASE("a user of Redis reaches its own keys and channels and nobody else's") {
  auto& host = Host::shared();
  if (!host.has_redis()) return;
  const auto driver = host.driver();
  const auto one = worked(driver->apply(fresh(*driver), context)), two = worked(driver->apply(fresh(*driver), context));
  Workload workload(one), other(two);
  const auto mine = output(one, "keyPrefix"), theirs = output(two, "keyPrefix");
  REQUIRE(workload.signed_in() == "OK");
  REQUIRE(other.signed_in() == "OK");

  CHECK(workload.ask({"SET", mine + "a", "1"}) == "OK");
  CHECK(workload.ask({"EVAL", "return redis.call('GET', KEYS[1])", "1", mine + "a"}) == "1");
  CHECK(workload.ask({"PUBLISH", mine + "news", "x"}) == "0");
  CHECK(workload.ask({"INFO", "server"}).starts_with("# Server"));
  CHECK(other.ask({"SET", theirs + "a", "2"}) == "OK");
  CHECK(workload.ask({"GET", theirs + "a"}).starts_with("NOPERM"));
  CHECK(workload.ask({"SET", "free", "1"}).starts_with("NOPERM"));
  CHECK(workload.ask({"COPY", mine + "a", theirs + "b"}).starts_with("NOPERM"));
  CHECK(workload.ask({"EVAL", "return redis.call('GET', '" + theirs + "a')", "0"}).find(" can't access ") !=
        std::string::npos);
  for (const std::vector<std::string>& command : {
           std::vector<std::string>{"SCAN", "0"},
           {"KEYS", "*"},
           {"RANDOMKEY"},
           {"FLUSHALL"},
           {"FLUSHDB"},
           {"SWAPDB", "0", "1"},
           {"CONFIG", "GET", "*"},
           {"ACL", "LIST"},
           {"CLIENT", "LIST"},
           {"MONITOR"},
           {"PUBSUB", "CHANNELS"},
           {"SCRIPT", "FLUSH"},
           {"FUNCTION", "LIST"},
           {"PUBLISH", theirs + "news", "x"},
           {"SUBSCRIBE", theirs + "news"},
           {"SHUTDOWN"},
       }) {
    CAPTURE(command.front());
    CHECK(workload.ask(command).starts_with("NOPERM"));
  }
  auto stolen = one;
  stolen.secrets.insert_or_assign("password", Secret("wrong"));
  CHECK(Workload(stolen).signed_in().starts_with("WRONGPASS"));
  const std::unique_ptr<redisContext, decltype(&redisFree)> nobody(redisConnect("127.0.0.1", port_of(one)), redisFree);
  const std::unique_ptr<redisReply, decltype(&freeReplyObject)> reply(
      static_cast<redisReply*>(redisCommand(nobody.get(), "PING")), freeReplyObject);
  CHECK(text_of(*reply).starts_with("NOAUTH"));
}

TEST_CASE("keys that are deleted are kept under a dated prefix with their user off, and purging removes all of it") {
  auto& host = Host::shared();
  if (!host.has_redis()) return;
  const auto driver = host.driver();
  const auto request = fresh(*driver), neighbour = fresh(*driver);
  const auto outcome = worked(driver->apply(request, context)), beside = worked(driver->apply(neighbour, context));
  const auto prefix = output(outcome, "keyPrefix");
  Workload workload(outcome), other(beside);
  for (int i = 0; i < 2'500; ++i) REQUIRE(workload.ask({"SET", prefix + std::to_string(i), "x"}) == "OK");
  CHECK(workload.ask({"SET", prefix + "short", "x", "EX", "1000"}) == "OK");
  CHECK(workload.ask({"SELECT", "3"}) == "OK");
  CHECK(workload.ask({"SET", prefix + "elsewhere", "y"}) == "OK");
  CHECK(other.ask({"SET", output(beside, "keyPrefix") + "a", "stays"}) == "OK");
  auto store = host.store();

  worked(driver->destroy(request, false, context));

  CHECK(workload.ask({"GET", prefix + "1"}).find("closed") != std::string::npos);  // Its connection was ended.
  CHECK(Workload(outcome).signed_in().starts_with("WRONGPASS"));
  CHECK(!worked(store.has_keys(prefix)));
  const auto kept = object(request) + "_deleted_20261122";
  CHECK(worked(store.fields("tp_kept")) == std::vector{kept});
  worked(driver->apply(request, context));
  Workload again(outcome);
  CHECK(again.ask({"GET", prefix + "1"}) == "nothing");
  CHECK(again.ask({"GET", kept + ":1"}).starts_with("NOPERM"));
  CHECK(again.ask({"SET", prefix + "new", "z"}) == "OK");
  worked(driver->destroy(request, false, context));
  CHECK(worked(store.fields("tp_kept")).size() == 2);
  worked(driver->destroy(request, true, context));
  CHECK(worked(store.fields("tp_kept")).empty());
  CHECK(worked(store.remove_keys(object(request))) == 0);
  CHECK(!worked(store.is_enabled(object(request))).has_value());
  CHECK(other.ask({"GET", output(beside, "keyPrefix") + "a"}) == "stays");
}

TEST_CASE("kept keys go when the retention time is over, and nothing else does") {
  auto& host = Host::shared();
  if (!host.has_redis()) return;
  const auto driver = host.driver();
  const auto gone = fresh(*driver), again = fresh(*driver), live = fresh(*driver);
  for (const auto& request : {gone, again, live}) {
    const auto outcome = worked(driver->apply(request, context));
    CHECK(Workload(outcome).ask({"SET", output(outcome, "keyPrefix") + "a", "1"}) == "OK");
  }
  for (const auto& request : {gone, again}) worked(driver->destroy(request, false, context));
  const auto revived = worked(driver->apply(again, context));
  CHECK(Workload(revived).ask({"SET", output(revived, "keyPrefix") + "b", "2"}) == "OK");
  auto store = host.store();
  const std::chrono::sys_days today = std::chrono::floor<std::chrono::days>(host.clock.now());

  worked(driver->remove_kept(today, context));
  CHECK(worked(store.has_keys(object(gone) + "_deleted_")));
  worked(driver->remove_kept(today + std::chrono::days(1), context));

  CHECK(!worked(store.has_keys(object(gone))));
  CHECK(!worked(store.is_enabled(object(gone))).has_value());
  CHECK(worked(store.has_keys(object(again) + ":")));
  CHECK(!worked(store.has_keys(object(again) + "_deleted_")));
  CHECK(worked(store.is_enabled(object(again))) == std::optional(true));
  CHECK(worked(store.has_keys(object(live) + ":")));
  CHECK(worked(store.fields("tp_kept")).empty());
}

TEST_CASE("a Redis server that was killed is started again with its users and keys on its port") {
  auto& host = Host::shared();
  if (!host.has_redis()) return;
  const auto request = fresh(*host.driver());
  const auto outcome = worked(host.driver()->apply(request, context));
  const auto key = output(outcome, "keyPrefix") + "kept";
  CHECK(Workload(outcome).ask({"SET", key, "42"}) == "OK");
  const auto before = host.state();
  CHECK(worked(host.driver()->observe(request, context)).has_value());
  CHECK(host.state().pid == before.pid);  // adopted, not started once more

  host.kill_all();
  const auto revived = worked(host.driver()->observe(request, context));

  REQUIRE(revived.has_value());
  CHECK(revived->outputs == outcome.outputs);
  CHECK(Workload(outcome).ask({"GET", key}) == "42");
  CHECK(host.state().pid != before.pid);
}

TEST_CASE("keys whose moving was interrupted are moved by the next try") {
  auto& host = Host::shared();
  if (!host.has_redis()) return;
  const auto driver = host.driver();
  const auto request = fresh(*driver);
  const auto outcome = worked(driver->apply(request, context));
  const auto prefix = output(outcome, "keyPrefix");
  Workload workload(outcome);
  CHECK(workload.ask({"SET", prefix + "a", "1"}) == "OK");
  CHECK(workload.ask({"SET", prefix + "b", "2"}) == "OK");
  auto store = host.store();
  const auto name = object(request) + "_deleted_20261122";
  worked(store.lock_user(object(request)));
  worked(store.put_field("tp_kept", name, object(request)));
  CHECK(worked(store.move_keys(prefix + "a", name + ":a")) == 1);

  worked(driver->destroy(request, false, context));

  CHECK(!worked(store.has_keys(prefix)));
  CHECK(worked(store.has_keys(name + ":")));
  CHECK(worked(store.has_keys(name + "_2:")));
  worked(driver->destroy(request, true, context));
  CHECK(!worked(store.has_keys(object(request))));
}

TEST_CASE("no password of a Redis user is on disk in clear, in a log or in arguments") {
  auto& host = Host::shared();
  if (!host.has_redis()) return;
  const auto driver = host.driver();
  const auto request = fresh(*driver);
  std::string said;
  DriverContext listening;
  listening.log = [&](std::string_view line) { said += line; };
  worked(driver->apply(request, listening));
  const auto& password = request.known_secrets.at("password").reveal();

  CHECK(host.places_of(password).empty());
  CHECK(said.find(password) == std::string::npos);
  const auto admin = towpath::delivery::text_of(host.folder() / "password");
  CHECK(admin.size() == 32);
  CHECK(host.places_of(admin) == std::vector{(host.folder() / "password").string()});
}

TEST_CASE("users are made on a Redis server that others run, when it can write them down") {
  auto& host = Host::shared();
  if (!host.has_redis()) return;
  const auto admin = towpath::delivery::text_of(host.folder() / "password");
  const auto driver = make_redis_driver(make_configured_redis(host.address("towpath_admin", admin)), host.clock);
  const auto request = fresh(*driver);

  const auto outcome = worked(driver->apply(request, context));

  CHECK(Workload(outcome).signed_in() == "OK");
  worked(driver->destroy(request, true, context));
  const auto lesser_request = fresh(*host.driver());
  const auto lesser_outcome = worked(host.driver()->apply(lesser_request, context));
  const auto lesser =
      make_redis_driver(make_configured_redis(host.address(output(lesser_outcome, "username"),
                                                           lesser_outcome.secrets.at("password").reveal())),
                        host.clock);
  const auto refused = lesser->apply(fresh(*lesser), context);
  REQUIRE(!refused);  // It may not make users; the server's own words are passed on.
  CHECK(refused.error().code() == "delivery.redis_refused");
  CHECK(refused.error().message().find("NOPERM") != std::string::npos);
}

TEST_CASE("a Redis administrator's address that cannot be used is an error that does not repeat it") {
  auto& host = Host::shared();
  std::vector<std::pair<Secret, std::string>> addresses{
      {Secret("canary-password nonsense"), "delivery.invalid_address"},
      {Secret("rediss://admin:canary-password@127.0.0.1"), "delivery.invalid_address"},
      {Secret("redis://admin:canary-password@127.0.0.1:1"), "delivery.redis_unreachable"}};
  if (host.has_redis())
    addresses.emplace_back(host.address("towpath_admin", "canary-password"), "delivery.redis_unreachable");
  for (const auto& [address, code] : addresses) {
    const auto driver = make_redis_driver(make_configured_redis(address), host.clock);

    const auto applied = driver->apply(fresh(*driver), context);

    REQUIRE(!applied);
    CHECK(applied.error().code() == code);
    CHECK(applied.error().message().find("canary-password") == std::string::npos);
  }
}

TEST_CASE("without Redis on the machine a plan says what to install") {
  auto& host = Host::shared();
  const auto driver = make_redis_driver(
      make_private_redis(host.data() / "absent", host.shims(), host.spawner(), host.nowhere()), host.clock);

  const auto checked = driver->check(resource_request("redis"));

  REQUIRE(!checked);
  CHECK(checked.error().code() == "delivery.tool_missing");
  CHECK(checked.error().hint().find("apt install redis-server") != std::string::npos);
}

TEST_CASE("redis driver: wherever its server goes away, it is said, and one user is there when it is back") {
  auto& host = Host::shared();
  if (!host.has_redis()) return;
  auto store = host.store();
  CuttingRelay way(store.port());
  const Secret address("redis://towpath_admin:" + towpath::delivery::text_of(host.folder() / "password") +
                       "@127.0.0.1:" + std::to_string(way.port()));
  const auto use = [](const ResourceOutcome& outcome) {
    const auto answer = Workload(outcome).ask({"SET", output(outcome, "keyPrefix") + "a", "1"});
    return answer == "OK" ? "" : answer;
  };
  const auto count = [&](const ResourceRequest& request) -> std::size_t {
    return worked(store.is_enabled(object(request))).has_value() || worked(store.has_keys(object(request) + ":"));
  };

  check_cut_everywhere({way, "redis", "delivery.redis_unreachable",
                        [&] { return make_redis_driver(make_configured_redis(address), host.clock); }, use, count});
}
