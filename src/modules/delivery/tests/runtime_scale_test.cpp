#include <doctest/doctest.h>

#include <set>

#include "gitops_host.h"
#include "runtime_contract.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;

// What any Runtime promises of an instance of several copies; runtime_contract_test.cpp is of one.

namespace {

template <class Host>
InstanceRequest counting_server(Host& host) {
  auto wanted = host.server();
  wanted.containers[0].readiness = http_probe(8080);
  return wanted;
}

/// Has it consist of so many, and waits until it does and all are healthy.
template <class Host>
InstanceStatus scaled(Host& host, InstanceRequest wanted, int copies) {
  wanted.copies = copies;
  const auto done = host.runtime->scale(wanted, {});
  REQUIRE_MESSAGE(done.has_value(), (done ? "" : done.error().message()));
  CHECK(becomes_true([&] {
    const auto now = host.probe(wanted);
    return now.copies == copies && now.each.size() == static_cast<std::size_t>(copies) && now.health == Health::healthy;
  }));
  return host.probe(wanted);
}

std::set<std::string> ids_of(const InstanceStatus& status) {
  std::set<std::string> out;
  for (const auto& copy : status.each) out.insert(copy.id);
  return out;
}

/// Ports of a name, of all copies.
std::set<int> ports_of(const InstanceStatus& status, const std::string& name) {
  std::set<int> out;
  for (const auto& copy : status.each) out.insert(copy.host_ports.at(name));
  return out;
}

}  // namespace

TEST_CASE_TEMPLATE("every runtime: an instance is scaled up and down while it serves, and starts with as many", Host,
                   TOWPATH_SCRIPT_RUNTIMES, GitopsHost) {
  if (is_skipped<Host>()) return;
  Host host;
  auto wanted = host.script("echo up; exec sleep 3600");
  wanted.copies = 2;

  host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));
  const auto two = scaled(host, wanted, 2);  // what is as wanted stays as it is
  const auto three = scaled(host, wanted, 3);
  host.restart_server();
  CHECK(ids_of(host.probe(wanted)) == ids_of(three));
  const auto one = scaled(host, wanted, 1);

  CHECK(three.is_running);
  CHECK(ids_of(three).size() == 3);
  for (const auto& id : ids_of(two)) CHECK(ids_of(three).contains(id));
  CHECK(ids_of(three).contains(*ids_of(one).begin()));
}

TEST_CASE_TEMPLATE("every runtime: what cannot be had is refused and changes nothing", Host, TOWPATH_SCRIPT_RUNTIMES,
                   GitopsHost) {
  if (is_skipped<Host>()) return;
  Host host;
  auto wanted = host.script("echo up; exec sleep 3600");
  wanted.copies = 2;
  CHECK(host.runtime->scale(wanted, {}).error().code() == "delivery.instance_not_running");
  wanted.copies = 1;
  host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));

  for (const int copies : {0, -1, host.runtime->most_copies() + 1}) {
    wanted.copies = copies;
    CHECK(host.runtime->scale(wanted, {}).error().code() == "delivery.too_many_copies");
  }

  CHECK(host.probe(wanted).copies == 1);
}

TEST_CASE_TEMPLATE("every runtime of this machine: each copy has ports and a log of its own", Host, TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  auto wanted = counting_server(host);
  wanted.copies = 3;

  const auto started = host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));

  CHECK(ports_of(started, "http").size() == 3);
  CHECK(started.host_ports == started.each.front().host_ports);
  CHECK(started.each.front().id == wanted.id.text());
  for (const auto& copy : started.each) {
    InstanceStatus at;
    at.host_ports = copy.host_ports;
    CHECK(host.get(at, "/env/PORT") == std::to_string(copy.host_ports.at("http")));
    const auto lines = host.runtime->lines(InstanceId(copy.id), "", 10);
    REQUIRE(lines.has_value());
    CHECK(lines->size() == 1);
  }
  CHECK(host.runtime->list().size() == 1);
  CHECK(host.start(wanted).each.size() == 3);  // once
}

TEST_CASE_TEMPLATE("every runtime of this machine: what is let go of serves on until it is stopped by itself", Host,
                   TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  auto wanted = counting_server(host);
  wanted.copies = 2;
  host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));
  const auto apart = host.probe(wanted).each.back();

  scaled(host, wanted, 1);

  InstanceStatus at;
  at.host_ports = apart.host_ports;
  CHECK(host.get(at, "/") == "up");
  CHECK(host.runtime->list().size() == 2);
  REQUIRE(host.runtime->stop(InstanceId(apart.id), 1s).has_value());
  REQUIRE(host.runtime->forget(InstanceId(apart.id)).has_value());
  CHECK(host.get(at, "/") != "up");
  CHECK(host.probe(wanted).health == Health::healthy);
  CHECK(host.runtime->lines(InstanceId(apart.id), "", 10).value().size() == 1);
}

TEST_CASE_TEMPLATE("every runtime of this machine: a stop ends all copies, and nothing of them is left", Host,
                   TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  auto wanted = counting_server(host);
  wanted.copies = 3;
  const auto started = host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));

  REQUIRE(host.runtime->stop(wanted.id, 1s).has_value());
  for (const auto& copy : started.each) {
    InstanceStatus at;
    at.host_ports = copy.host_ports;
    CHECK(host.get(at, "/") != "up");
  }
  REQUIRE(host.runtime->forget(wanted.id).has_value());

  CHECK(host.runtime->list().empty());
  CHECK(host.probe(wanted).health == Health::missing);
  CHECK(host.probe(wanted).each.size() == 1);
}

TEST_CASE_TEMPLATE("every runtime of this machine: one copy that has ended is told, and is started again alone", Host,
                   TOWPATH_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  auto wanted = counting_server(host);
  wanted.copies = 2;
  const auto started = host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));
  const auto before = host.runtime->usage(wanted.id);

  REQUIRE(host.runtime->stop(InstanceId(started.each.back().id), 0ms).has_value());
  const auto broken = host.probe(wanted);
  CHECK(broken.health == Health::degraded);
  CHECK(broken.is_over);
  CHECK(broken.reason.find("1 of 2 instances are healthy; instance 2: ") == 0);
  CHECK(host.runtime->restart(wanted.id, 1s).error().code() == "delivery.instance_not_running");
  const auto again = host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));

  CHECK(again.each.back().id == started.each.back().id);
  CHECK(again.each.back().host_ports == started.each.back().host_ports);
  if (host.has_memory_cgroup())
    CHECK(before.memory_bytes.value_or(0) >
          host.runtime->usage(InstanceId(started.each.back().id)).memory_bytes.value_or(0));
}
