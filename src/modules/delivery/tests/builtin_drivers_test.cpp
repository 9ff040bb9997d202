#include "delivery/builtin_drivers.h"

#include <doctest/doctest.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

#include "driver_contract.h"
#include "drivers/host_names.h"
#include "http/server.h"
#include "scratch_folder.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;

namespace {

class PortOnly final : public Traffic {
 public:
  Status set_table(std::int64_t, std::int64_t, const std::vector<TrafficRoute>&) override { return ok(); }
  Result<std::uint64_t> in_flight(int) override { return std::uint64_t{0}; }
  Result<std::vector<RouteCounters>> counters() override { return std::vector<RouteCounters>{}; }
  void watch_asked(std::function<void(const std::vector<std::string>&)>) override {}
  std::vector<double> latency_bounds() const override { return {}; }
  int port() const override { return 7081; }
};

class Host {
 public:
  Host() {
    shims_ = process::make_shim_client(data()).value();
    process::SpawnerOptions options;
    options.data_directory = data();
    spawner_ = process::start_spawner(options).value();
    drivers_ = make_builtin_drivers({data(), *shims_, *spawner_, traffic_, clock, {}});
  }

  std::filesystem::path data() const { return scratch_.path() / "data"; }
  Driver& driver(std::string_view name) {
    const auto found =
        std::find_if(drivers_.begin(), drivers_.end(), [&](const auto& driver) { return driver->name() == name; });
    REQUIRE(found != drivers_.end());
    return **found;
  }

  /// A resource whose program is the given Python text, which finds the question in `q`.
  ResourceRequest script(const std::string& text, const std::string& more_inputs = "") {
    const auto file = scratch_.path() / "program";
    std::filesystem::remove(file);
    std::ofstream(file) << "#!/usr/bin/python3\nimport json, os, sys\nq = json.load(sys.stdin)\n" << text;
    std::filesystem::permissions(file, std::filesystem::perms(0755));
    std::filesystem::permissions(scratch_.path(), std::filesystem::perms(0755));
    auto request = resource_request("queue");
    request.inputs = "{\"command\": [\"" + file.string() + "\"]" + more_inputs + "}";
    return request;
  }

  ManualClock clock{parse_rfc3339("2026-11-22T10:00:00.000000Z").value()};

 private:
  ScratchFolder scratch_;
  PortOnly traffic_;
  std::unique_ptr<process::ShimClient> shims_;
  std::unique_ptr<process::Spawner> spawner_;
  std::vector<std::unique_ptr<Driver>> drivers_;
};

const DriverContext context;

/// On a thread that may do no more than the owner of a file: root could remove everything.
Status without_rights_of_root(const std::function<Status()>& work) {
  Status out = ok();
  std::thread([&] {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3]{};
    CHECK(syscall(SYS_capset, &header, none) == 0);
    out = work();
  }).join();
  return out;
}

boost::json::object outputs_of(const Result<ResourceOutcome>& applied) {
  REQUIRE_MESSAGE(applied.has_value(), (applied ? "" : applied.error().message()));
  return boost::json::parse(applied->outputs).as_object();
}

}  // namespace

TEST_CASE("every built-in driver keeps the contract of drivers") {
  Host host;
  check_contract(host.driver("volume"), resource_request("volume"), true);
  check_contract(host.driver("dns"), resource_request("dns"), false);
  auto route = resource_request("route");
  route.params = R"({"host": "shop-development.localhost", "path": "/api", "port": 8080})";
  check_contract(host.driver("route"), route, false);
  check_contract(host.driver("service"), resource_request("service"), false);
  auto values = resource_request("environment");
  values.inputs = R"({"values": {"REGION": "eu"}})";
  values.secret_inputs = {{"KEY", Secret("k")}};
  check_contract(host.driver("environment"), values, false);
  check_contract(host.driver("static"), values, false);
  check_contract(host.driver("cmd"),
                 host.script("print(json.dumps({'resource_outputs': {'name': q['resource_guid']}}))",
                             R"(, "actions": ["observe"], "outputs": ["name"])"),
                 false);
}

TEST_CASE("a volume keeps its content over deployments, aside when deleted, and not when purged") {
  Host host;
  auto& driver = host.driver("volume");
  const auto request = resource_request("volume");
  const auto outputs = outputs_of(driver.apply(request, context));
  const std::filesystem::path folder(std::string(outputs.at("source").as_string()));
  std::ofstream(folder / "kept") << "data";
  outputs_of(driver.apply(request, context));
  CHECK(outputs.at("type") == "bind");
  CHECK(text_of(folder / "kept") == "data");

  REQUIRE(driver.destroy(request, false, context).has_value());

  CHECK(!std::filesystem::exists(folder));
  std::vector<std::string> aside;
  for (const auto& entry : std::filesystem::directory_iterator(folder.parent_path()))
    aside.push_back(entry.path().filename().string());
  REQUIRE(aside.size() == 1);
  CHECK(aside[0].starts_with(".deleted-20261122-" + request.gu_id));
  CHECK(text_of(folder.parent_path() / aside[0] / "kept") == "data");
  REQUIRE(driver.destroy(request, true, context).has_value());
  CHECK(std::filesystem::is_empty(folder.parent_path()));
}

TEST_CASE(
    "a purge of a volume that ends halfway is said, leaves no half of it in its place, and is ended by the next") {
  Host host;
  auto& driver = host.driver("volume");
  const auto request = resource_request("volume");
  auto neighbour = resource_request("volume");
  neighbour.gu_id = "fedcba9876543210fedcba9876543210";
  const auto folder_of = [&](const ResourceRequest& of) {
    return std::filesystem::path(std::string(outputs_of(driver.apply(of, context)).at("source").as_string()));
  };
  const auto folder = folder_of(request), beside = folder_of(neighbour);
  std::ofstream(beside / "kept") << "data";
  std::ofstream(folder / "first") << "data";
  std::filesystem::create_directories(folder / "held/inner");
  std::ofstream(folder / "held/second") << "data";
  std::filesystem::permissions(folder / "held",
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);

  const auto purged = without_rights_of_root([&] { return driver.destroy(request, true, context); });

  REQUIRE(!purged.has_value());
  CHECK(purged.error().code() == "delivery.volume_not_removed");
  CHECK(purged.error().message().find("Permission denied") != std::string::npos);
  CHECK(!driver.observe(request, context)->has_value());
  const auto again = folder_of(request);  // wanted again meanwhile
  CHECK(again == folder);
  CHECK(std::filesystem::is_empty(again));
  std::ofstream(again / "new") << "data";
  std::filesystem::path rest;
  for (const auto& entry : std::filesystem::directory_iterator(folder.parent_path()))
    if (entry.path() != folder && entry.path() != beside) rest = entry.path();
  CHECK(std::filesystem::exists(rest / "held/second"));
  std::filesystem::permissions(rest / "held", std::filesystem::perms::owner_all);

  REQUIRE(driver.destroy(request, true, context).has_value());

  CHECK(!std::filesystem::exists(folder));
  CHECK(!std::filesystem::exists(rest));
  CHECK(text_of(beside / "kept") == "data");
}

TEST_CASE("a kept volume is removed when the retention time is over, a live one never") {
  Host host;
  auto& driver = host.driver("volume");
  const auto request = resource_request("volume");
  const std::filesystem::path folder(std::string(outputs_of(driver.apply(request, context)).at("source").as_string()));
  REQUIRE(driver.destroy(request, false, context).has_value());
  outputs_of(driver.apply(request, context));
  const auto count = [&] {
    return std::distance(std::filesystem::directory_iterator(folder.parent_path()),
                         std::filesystem::directory_iterator());
  };
  const std::chrono::sys_days today = std::chrono::floor<std::chrono::days>(host.clock.now());

  REQUIRE(driver.remove_kept(today, context).has_value());
  CHECK(count() == 2);
  REQUIRE(driver.remove_kept(today + std::chrono::days(1), context).has_value());

  CHECK(count() == 1);
  CHECK(std::filesystem::exists(folder));
}

TEST_CASE("addresses follow the workload, the environment and its type") {
  Host host;
  auto request = resource_request("dns");
  CHECK(outputs_of(host.driver("dns").apply(request, context)).at("url") == "http://shop-development.localhost:7081");
  request.environment = "live";
  request.environment_type = "production";
  CHECK(outputs_of(host.driver("dns").apply(request, context)).at("host") == "shop.localhost");

  auto service = resource_request("service");
  service.id = "shared.payments";
  auto outputs = outputs_of(host.driver("service").apply(service, context));
  CHECK(outputs.at("name") == "payments-development.localhost");
  CHECK(outputs.at("url") == "http://payments-development.localhost:7081");
  service.params = R"({"workload": "billing"})";
  CHECK(outputs_of(host.driver("service").apply(service, context)).at("host") == "billing-development.localhost");
}

TEST_CASE("a host name longer than DNS allows is cut and stays one of its kind") {
  const std::string workload(60, 'a');

  const auto one = workload_host(workload, "preview-1", "ephemeral"),
             two = workload_host(workload, "preview-2", "ephemeral");

  CHECK(one.find('.') == 63);
  CHECK(is_host_name(one));
  CHECK(one != two);
}

TEST_CASE("a route is refused before deployment when host, path or port cannot be") {
  Host host;
  const auto check = [&](const std::string& params) {
    auto request = resource_request("route");
    request.params = params;
    const auto checked = host.driver("route").check(request);
    return checked ? std::string() : checked.error().code();
  };
  CHECK(check(R"({"host": "a.localhost", "port": "http"})") == "");
  CHECK(check(R"({"host": "a.localhost", "path": "/", "port": 8080})") == "");
  for (const char* params :
       {R"({})", R"({"host": "A b", "port": 1})", R"({"host": "a..b", "port": 1})", R"({"host": "a", "port": 0})",
        R"({"host": "a", "port": 65536})", R"({"host": "a", "port": "x.y"})", R"({"host": "a"})",
        R"({"host": "a", "path": "b", "port": 1})", R"({"host": "a", "path": "/ b", "port": 1})",
        R"({"host": "a", "path": "/?b", "port": 1})", R"({"host": "a", "port": 1, "tls": true})", R"([])", R"({)"}) {
    CAPTURE(params);
    CHECK(check(params) == "delivery.invalid_inputs");
  }
}

TEST_CASE("values of a definition become outputs, and its secret inputs secret outputs") {
  Host host;
  auto request = resource_request("environment");
  request.inputs = R"({"values": {"REGION": "eu", "LIMIT": 3}})";
  request.secret_inputs = {{"API_KEY", Secret("canary")}};

  const auto applied = host.driver("environment").apply(request, context);

  CHECK(applied->outputs == R"({"REGION":"eu","LIMIT":3})");
  CHECK(applied->secrets.at("API_KEY").reveal() == "canary");
  request.inputs = R"({"values": 3})";
  CHECK(host.driver("static").check(request).error().code() == "delivery.invalid_inputs");
}

TEST_CASE("a program is asked in Score's words and its answer becomes outputs, secrets and state") {
  Host host;
  auto request = host.script(R"(
print('working', file=sys.stderr)
print(json.dumps({'resource_state': {'seen': q['resource_state']}, 'shared_state': {}, 'manifests': [],
  'resource_outputs': {'uid': q['resource_uid'], 'workload': q['source_workload'], 'size': q['resource_params']['size'],
                       'action': q['action'], 'mode': os.environ['MODE'], 'key': q['secret_inputs']['key'], 'password': 'hidden'}}))
)",
                             R"(, "env": {"MODE": "fast"}, "secrets": ["password", "key"])");
  request.params = R"({"size": 3})";
  request.state = R"({"before": 1})";
  request.secret_inputs = {{"key", Secret("k-1")}};
  std::vector<std::string> lines;
  DriverContext listening;
  listening.log = [&](std::string_view line) { lines.emplace_back(line); };

  const auto applied = host.driver("cmd").apply(request, listening);

  REQUIRE_MESSAGE(applied.has_value(), (applied ? "" : applied.error().message()));
  CHECK(applied->outputs ==
        R"({"uid":"queue.default#workloads.shop.queue","workload":"shop","size":3,"action":"apply","mode":"fast"})");
  CHECK(applied->secrets.at("password").reveal() == "hidden");
  CHECK(applied->secrets.at("key").reveal() == "k-1");
  CHECK(applied->state == R"({"seen":{"before":1}})");
  CHECK(lines == std::vector<std::string>{"working"});
}

TEST_CASE("a program that fails, hangs, talks too much or answers wrongly is an error that says so") {
  Host host;
  struct Row {
    const char *text, *code, *words;
  };
  for (const Row& row :
       {Row{"sys.exit(3)", "delivery.command_failed", "exit code 3"},
        Row{"while True: pass", "delivery.answer_lost", "timed out"},
        Row{"os.close(1); os.close(2)\nwhile True: pass", "delivery.answer_lost", "timed out"},
        Row{"os.kill(os.getpid(), 9)", "delivery.answer_lost", "signal 9"},
        Row{"print('x' * (2 << 20))", "delivery.answer_lost", "more than"},
        Row{"print('done')", "delivery.answer_lost", "answered wrongly"},
        Row{"print('[]')", "delivery.answer_lost", "no JSON object"},
        Row{"print('{\"manifests\": [{}]}')", "delivery.answer_lost", "'manifests' is not known here"},
        Row{"print('{\"exists\": true}')", "delivery.answer_lost", "'exists' is not known here"},
        Row{"print('{\"resource_outputs\": 3}')", "delivery.answer_lost", "resource_outputs is not an object"}}) {
    CAPTURE(row.text);
    DriverContext hasty;
    hasty.deadline = 2s;

    const auto applied = host.driver("cmd").apply(host.script(row.text), hasty);

    REQUIRE(!applied);
    CHECK(applied.error().code() == row.code);
    CHECK(applied.error().message().find(row.words) != std::string::npos);
  }
  auto missing = resource_request("queue");
  missing.inputs = R"({"command": ["/no/such/program"]})";
  const auto applied = host.driver("cmd").apply(missing, context);
  REQUIRE(!applied);
  CHECK(applied.error().code() == "delivery.command_failed");
}

TEST_CASE("a program is ended when the deployment is cancelled") {
  Host host;
  std::stop_source cancelled;
  DriverContext stopping;
  stopping.stop = cancelled.get_token();
  stopping.log = [&](std::string_view) { cancelled.request_stop(); };

  const auto applied =
      host.driver("cmd").apply(host.script("print('up', file=sys.stderr, flush=True)\nwhile True: pass"), stopping);

  REQUIRE(!applied);
  CHECK(applied.error().code() == "delivery.answer_lost");  // nobody knows how far it came
}

TEST_CASE("a program may be asked again only where its definition says so") {
  Host host;
  const auto& driver = host.driver("cmd");
  CHECK_FALSE(driver.may_repeat(host.script("")));
  CHECK_FALSE(driver.may_repeat(host.script("", R"(, "actions": ["observe"])")));
  CHECK_FALSE(driver.may_repeat(host.script("", R"(, "repeatable": false)")));
  CHECK(driver.may_repeat(host.script("", R"(, "repeatable": true)")));
  CHECK(driver.check(host.script("", R"(, "repeatable": "yes")")).error().code() == "delivery.invalid_inputs");
  CHECK(host.driver("postgres").may_repeat(resource_request("postgres")));
}

TEST_CASE("a program is only called for what it knows") {
  Host host;
  auto& driver = host.driver("cmd");
  const auto simple = host.script("print('{}')\nif q['action'] != 'apply': sys.exit(1)");

  const auto observed = driver.observe(simple, context);

  REQUIRE(!observed);
  CHECK(observed.error().code() == "delivery.cannot_observe");
  CHECK(driver.destroy(simple, true, context).has_value());
  const auto knowing = host.script("print('{\"exists\": false}' if q['action'] == 'observe' else '{}')",
                                   R"(, "actions": ["observe", "delete"])");
  CHECK(!driver.observe(knowing, context)->has_value());
  CHECK(driver.destroy(knowing, true, context).has_value());
}

TEST_CASE("a program that is killed in the middle of a deletion is said to be, and is asked again until all is gone") {
  Host host;
  std::mutex mutex;
  std::multiset<std::string> there{"neighbour"};  // what the program makes, at a service of this machine
  http::Router router;
  router.add({"POST", "/{action}/{what}", "public", [&](const http::Request& asked) -> Result<http::Response> {
                const std::lock_guard lock(mutex);
                const auto what = asked.params.at("what");
                if (asked.params.at("action") == "make" && !there.contains(what)) there.insert(what);
                if (asked.params.at("action") == "remove") there.erase(what);
                return http::json_response(200, there.contains(what) ? "true" : "false");
              }});
  const auto service = http::Server::start(router, {}).value();
  const auto count = [&] {
    const std::lock_guard lock(mutex);
    return there.size();
  };
  const std::string program = R"(
import signal, urllib.request
def ask(action, what): return urllib.request.urlopen(os.environ['SERVICE'] + action + '/' + what, b'').read() == b'true'
def point(number):
    if q['action'] == 'delete' and os.environ['DIES'] == str(number): os.kill(os.getpid(), signal.SIGKILL)
names = [q['resource_guid'] + '-queue', q['resource_guid'] + '-user']
if q['action'] == 'apply':
    for name in names: ask('make', name)
if q['action'] == 'delete':
    point(0); ask('remove', names[1]); point(1); ask('remove', names[0]); point(2)
print(json.dumps({'exists': all([ask('look', name) for name in names])} if q['action'] == 'observe' else {}))
)";
  const auto asked = [&](int dies) {
    return host.script(program, R"(, "actions": ["observe", "delete"], "env": {"SERVICE": "http://127.0.0.1:)" +
                                    std::to_string(service->port()) + R"(/", "DIES": ")" + std::to_string(dies) +
                                    "\"}");
  };
  auto& driver = host.driver("cmd");
  for (int dies = 0; dies < 3; ++dies) {
    CAPTURE(dies);
    REQUIRE(driver.apply(asked(-1), context).has_value());
    CHECK(count() == 3);

    const auto killed = driver.destroy(asked(dies), dies == 1, context);

    REQUIRE(!killed.has_value());
    CHECK(killed.error().code() == "delivery.answer_lost");
    CHECK(killed.error().message().find("signal") != std::string::npos);
    CHECK(count() == std::size_t(3 - dies));
    CHECK(driver.observe(asked(-1), context)->has_value() == (dies == 0));
    if (dies == 1) {  // wanted again
      REQUIRE(driver.apply(asked(-1), context).has_value());
      CHECK(count() == 3);
    }
    REQUIRE(driver.destroy(asked(-1), dies == 1, context).has_value());
    CHECK(!driver.observe(asked(-1), context)->has_value());
    const std::lock_guard lock(mutex);
    CHECK(there == std::multiset<std::string>{"neighbour"});
  }
}

TEST_CASE("a definition of a program is checked before it is run") {
  Host host;
  for (const char* inputs : {R"({})", R"({"command": []})", R"({"command": "ls"})", R"({"command": [1]})",
                             R"({"command": ["ls"], "env": []})", R"({"command": ["ls"], "env": {"A": 1}})",
                             R"({"command": ["ls"], "actions": ["explode"]})", R"({"command": ["ls"], "comand": 1})"}) {
    CAPTURE(inputs);
    auto request = resource_request("queue");
    request.inputs = inputs;
    const auto checked = host.driver("cmd").check(request);
    REQUIRE(!checked);
    CHECK(checked.error().code() == "delivery.invalid_inputs");
  }
}
