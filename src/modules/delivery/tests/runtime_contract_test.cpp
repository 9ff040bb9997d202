#include <doctest/doctest.h>
#include <signal.h>

#include <set>

#include "gitops_host.h"
#include "runtime_contract.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;

// What any Runtime promises. A new one is added to TOWPATH_RUNTIMES in runtime_contract.h. What serves from images of a
// registry is asked what a shell shows (TOWPATH_SCRIPT_RUNTIMES, and GitopsHost), and more in a test of its own.

using Texts = std::vector<std::string>;

TEST_CASE_TEMPLATE("every runtime: a workload gets its ports, variables and bundle, and becomes healthy", Host,
                   TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  auto wanted = host.server();
  wanted.containers[0].variables = {
      {"GREETING", Secret("hello")}, {"PORT", Secret("8080")}, {"HOME", Secret("/elsewhere")}};
  wanted.containers[0].readiness = http_probe(8080);

  const auto status = host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));

  CHECK(status.host_ports.size() == 2);
  CHECK(host.get(status, "/env/PORT") == std::to_string(status.host_ports.at("http")));
  CHECK(host.get(status, "/env/PORT_HTTP_ADMIN") == std::to_string(status.host_ports.at("http-admin")));
  CHECK(host.get(status, "/env/GREETING") == "hello");
  CHECK(host.get(status, "/env/HOME") == "/elsewhere");
  CHECK(host.get(status, "/env/LANG") == "C.UTF-8");
  CHECK(host.get(status, "/file" + host.get(status, "/cwd") + "/run") == server_program);
  // Without a sandbox it is a process of the server's user, whose folder it is.
  if (host.has_sandbox()) CHECK(host.get(status, "/write/" + host.get(status, "/cwd") + "/x") != "written");
  CHECK(host.probe(wanted).started_at.has_value());
}

TEST_CASE_TEMPLATE("every runtime: no variable of a workload is on disk", Host, TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  auto wanted = host.server();
  wanted.containers[0].variables = {{"PASSWORD", Secret("canary-7f3a")}};
  if (host.has_sandbox()) wanted.containers[0].files = {{"/run/app/secret", "canary-7f3a"}};
  host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));

  for (const auto& entry : std::filesystem::recursive_directory_iterator(host.data()))
    if (entry.is_regular_file() && text_of(entry.path()).find("canary-7f3a") != std::string::npos)
      FAIL(entry.path().string());
}

TEST_CASE_TEMPLATE("every runtime: starting the same instance twice starts one process on the same ports", Host,
                   TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  const auto wanted = host.server();

  const auto first = host.start(wanted);
  const auto second = host.start(wanted);

  CHECK(second.host_ports == first.host_ports);
  CHECK(second.started_at == first.started_at);
  REQUIRE(host.becomes(Health::healthy, wanted));
  CHECK(becomes_true([&] { return !host.texts(wanted).empty(); }));  // what keeps the log may be behind
  CHECK(host.texts(wanted) == Texts{"listening"});
}

TEST_CASE_TEMPLATE("every runtime: two instances never share a port", Host, TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  const auto one = host.server(), two = host.server();

  const auto first = host.start(one), second = host.start(two);
  host.restart_server();
  const auto third = host.start(host.server());

  std::set<int> ports;
  for (const auto& status : {first, second, third})
    for (const auto& [name, port] : status.host_ports) ports.insert(port);
  CHECK(ports.size() == 6);
}

TEST_CASE_TEMPLATE("every runtime: a workload goes on while the server is away and is found again", Host,
                   TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  const auto wanted = host.server();
  const auto before = host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));

  host.restart_server();

  CHECK(host.runtime->list() == std::vector{wanted.id});
  const auto after = host.probe(wanted);
  CHECK(after.health == Health::healthy);
  CHECK(after.started_at == host.start(wanted).started_at);
  CHECK(after.host_ports == before.host_ports);
  CHECK(host.runtime->stop(wanted.id, 1s).has_value());
  CHECK(!host.probe(wanted).is_running);
}

TEST_CASE_TEMPLATE("every runtime: a workload that ends at once is reported with its exit code and last words", Host,
                   TOWPATH_SCRIPT_RUNTIMES, GitopsHost) {
  if (is_skipped<Host>()) return;
  Host host;
  const auto wanted = host.script("echo one; echo 'no database' >&2; exit 3");
  host.start(wanted);

  InstanceStatus status;  // One look: it is started again and again, and runs in between.
  CHECK(becomes_true([&] {
    status = host.probe(wanted);
    return status.health == Health::degraded && status.reason.find("exit code 3") != std::string::npos;
  }));
  CHECK(status.reason.find("no database") != std::string::npos);
}

TEST_CASE_TEMPLATE("every runtime: a workload that has ended for good can be started again on its ports", Host,
                   TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  const auto wanted = host.server();
  const auto before = host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));
  CHECK_FALSE(host.probe(wanted).is_over);
  REQUIRE(host.runtime->stop(wanted.id, 1s).has_value());
  CHECK(host.probe(wanted).is_over);
  CHECK(host.runtime->restart(wanted.id, 1s).error().code() == "delivery.instance_not_running");

  const auto after = host.start(wanted);

  CHECK(after.host_ports == before.host_ports);
  CHECK(host.becomes(Health::healthy, wanted));
}

TEST_CASE_TEMPLATE("every runtime: a restart gives a running workload a new process, which counts", Host,
                   TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  const auto wanted = host.server();
  const auto before = host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));
  CHECK(host.runtime->usage(wanted.id).restarts == 0u);

  REQUIRE(host.runtime->restart(wanted.id, 1s).has_value());

  CHECK(becomes_true([&] { return host.probe(wanted).started_at != before.started_at; }));
  CHECK(host.becomes(Health::healthy, wanted));
  CHECK(host.runtime->usage(wanted.id).restarts == 1u);
}

TEST_CASE_TEMPLATE(
    "every runtime: a workload is not live when its liveness probe fails, and lives when only readiness does", Host,
    TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  auto wanted = host.server();
  wanted.containers[0].readiness = http_probe(8080, "/broken");
  host.start(wanted);
  REQUIRE(becomes_true([&] { return host.probe(wanted).reason.find("503") != std::string::npos; }));
  CHECK(becomes_true([&] { return host.probe(wanted).is_live; }));

  wanted.containers[0].liveness = http_probe(8080);
  CHECK(becomes_true([&] { return host.probe(wanted).is_live; }));

  wanted.containers[0].liveness = http_probe(8080, "/broken");
  CHECK_FALSE(host.probe(wanted).is_live);
  wanted.containers[0].readiness = {};
  CHECK_FALSE(host.probe(wanted).is_live);
}

TEST_CASE_TEMPLATE("every runtime: a program that does not exist is an error of start, with a hint", Host,
                   TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  auto wanted = host.server();
  wanted.containers[0].command = {"./no-such-program"};
  auto nothing = host.request(TarBuilder().file("readme", "x"));
  auto unknown = host.server();
  unknown.containers[0].bundle = "sha256:" + std::string(64, '0');
  auto pair = host.server();
  pair.containers.push_back(pair.containers[0]);

  for (const auto& request : {wanted, nothing, pair}) {
    const auto started = host.runtime->start(request, {});
    REQUIRE(!started);
    CHECK(started.error().code() == "delivery.cannot_start");
    CHECK(started.error().hint() != "");
  }
  const auto started = host.runtime->start(unknown, {});
  REQUIRE(!started);
  CHECK(started.error().code() == "delivery.bundle_missing");
}

TEST_CASE_TEMPLATE("every runtime: a probe says in words what it found", Host, TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  auto wanted = host.server();
  const auto status = host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));
  const auto port = std::to_string(status.host_ports.at("http"));
  const auto reason = [&](Probe probe) {
    auto asked = wanted;
    asked.containers[0].readiness = std::move(probe);
    return host.probe(asked).reason;
  };

  CHECK(reason(http_probe(8080, "/broken")) == "GET /broken on port " + port + " answered 503");
  CHECK(reason(http_probe(9090)) == "nothing listens on port " + std::to_string(status.host_ports.at("http-admin")));
  CHECK(reason(exec_probe({"sh", "-c", "echo not yet; exit 4"})) == "the probe 'sh' ended with exit code 4: not yet");
  CHECK(reason(exec_probe({"test", "-f", "run"})) == "");
  auto by_port = wanted;
  by_port.ports = {{"http-admin", 9090}};
  CHECK(host.probe(by_port).reason == "nothing listens on port " + std::to_string(status.host_ports.at("http-admin")));
}

TEST_CASE_TEMPLATE("every runtime: an instance that was never started is missing", Host, TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;

  const auto status = host.probe(host.server());

  CHECK(status.health == Health::missing);
  CHECK(status.reason == "shop was never started on host host-1");
  CHECK(host.runtime->stop(new_id<InstanceId>(), 0ms).has_value());
  CHECK(host.runtime->forget(new_id<InstanceId>()).has_value());
}

TEST_CASE_TEMPLATE(
    "every runtime: files and volumes are where the workload expects them, files read-only and volumes writable", Host,
    TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  if (!host.has_sandbox()) {
    MESSAGE("SKIPPED: this machine allows no sandbox");
    return;
  }
  const auto volume = host.data() / "volumes" / "v1";
  std::filesystem::create_directories(volume);
  auto wanted = host.server();
  wanted.containers[0].files = {{"/run/app/config", "color=blue", "0644"}, {"/tmp/deep/er", "two"}};
  wanted.containers[0].volumes = {{"/run/data", volume.string()}, {"/run/fixed", volume.string(), true}};
  const auto status = host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));

  CHECK(host.get(status, "/file/run/app/config") == "color=blue");
  CHECK(host.get(status, "/file/tmp/deep/er") == "two");
  CHECK(host.get(status, "/write/run/app/config") != "written");
  CHECK(host.get(status, "/write/run/data/kept") == "written");
  CHECK(host.get(status, "/file/run/fixed/kept") == "written");
  CHECK(host.get(status, "/write/run/fixed/other") != "written");
  CHECK(text_of(volume / "kept") == "written");
}

TEST_CASE_TEMPLATE("every runtime: a workload reaches the names below localhost it was told of", Host,
                   TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  if (!host.has_sandbox()) {
    MESSAGE("SKIPPED: this machine allows no sandbox");
    return;
  }
  auto wanted = host.request(TarBuilder().program(
      "run", "#!/bin/sh\ngetent ahostsv4 shop-dev.localhost | head -1; getent hosts other.localhost; echo end"));
  wanted.containers[0].variables = {{"SHOP", Secret("http://shop-dev.localhost:7081/x")},
                                    {"NOT", Secret("a.localhost.example")}};
  std::string output;

  const auto code =
      host.runtime->run_once(wanted, {"./run"}, [&](std::string_view line) { output += std::string(line) + "\n"; }, {});

  REQUIRE_MESSAGE(code.has_value(), (code ? "" : code.error().message()));
  CHECK(output.starts_with("127.0.0.1"));
  CHECK(output.find("shop-dev.localhost") != std::string::npos);
  CHECK(output.ends_with("end\n"));
}

TEST_CASE_TEMPLATE("every runtime: a command runs once in the same surroundings and its lines are handed on", Host,
                   TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  auto wanted = host.request(
      TarBuilder().program("bin/migrate", "#!/bin/sh\necho to $TARGET; echo careful >&2; printf done; exit ${1:-0}"));
  wanted.containers[0].variables = {{"TARGET", Secret("db")}};
  std::vector<std::string> lines;
  const auto log = [&](std::string_view line) { lines.emplace_back(line); };

  const auto good = host.runtime->run_once(wanted, {"bin/migrate"}, log, {});
  const auto bad = host.runtime->run_once(wanted, {"bin/migrate", "9"}, [](std::string_view) {}, {});

  REQUIRE_MESSAGE(good.has_value(), (good ? "" : good.error().message()));
  CHECK(*good == 0);
  CHECK(std::set<std::string>(lines.begin(), lines.end()) == std::set<std::string>{"to db", "careful", "done"});
  CHECK(bad.value() == 9);
}

TEST_CASE_TEMPLATE("every runtime: a log is read on from a cursor, and is kept when the instance is forgotten", Host,
                   TOWPATH_SCRIPT_RUNTIMES, GitopsHost) {
  if (is_skipped<Host>()) return;
  Host host;
  const auto wanted = host.script("echo one; echo two >&2; echo three; exec sleep 3600");
  host.start(wanted);
  REQUIRE(becomes_true([&] { return host.texts(wanted).size() == 3; }));

  const auto first = host.runtime->lines(wanted.id, "", 2).value();
  const auto rest = host.runtime->lines(wanted.id, first.at(1).cursor, 10).value();
  const auto bad = host.runtime->lines(wanted.id, "x", 10);

  CHECK(first.size() == 2);
  REQUIRE(rest.size() == 1);
  CHECK(host.runtime->lines(wanted.id, rest[0].cursor, 10).value().empty());
  CHECK(!bad);
  const auto early = host.runtime->forget(wanted.id);
  REQUIRE(!early);
  CHECK(early.error().code() == "delivery.instance_running");
  CHECK(host.runtime->stop(wanted.id, 0ms).has_value());
  CHECK(host.runtime->forget(wanted.id).has_value());
  CHECK(host.runtime->list().empty());
  CHECK(host.texts(wanted).size() == 3);
}

TEST_CASE_TEMPLATE("every runtime: a workload that takes more memory than it may is ended, and the reason says so",
                   Host, TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  if (!host.has_memory_cgroup()) {
    MESSAGE("SKIPPED: this machine does not account memory");
    return;
  }
  auto wanted = host.request(TarBuilder().program(
      "run", "#!/usr/bin/python3\nprint('growing', flush=True)\nx = bytearray(512 << 20)\nprint('grown')\n"));
  wanted.containers[0].memory_bytes = 64u << 20;
  wanted.ports.clear();
  host.start(wanted);

  CHECK(becomes_true([&] { return host.probe(wanted).reason.find("out of memory") != std::string::npos; }));
}

TEST_CASE_TEMPLATE("every runtime: what a running workload uses can be asked", Host, TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  if (!host.has_memory_cgroup()) {
    MESSAGE("SKIPPED: this machine does not account memory");
    return;
  }
  auto wanted = host.server();
  wanted.containers[0].memory_bytes = 256u << 20;
  host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));

  const auto usage = host.runtime->usage(wanted.id);

  CHECK(usage.memory_bytes.value_or(0) > 0);
  CHECK(usage.cpu_microseconds.value_or(0) > 0);
  CHECK(usage.memory_limit_bytes == 256u << 20);
}
