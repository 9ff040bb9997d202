#include "runtime_rule_service.h"

#include <doctest/doctest.h>

#include "definition_fixture.h"
#include "runtime_contract.h"

// Which runtime a workload is started with, and who ends it.

namespace towpath::delivery {
namespace {

using namespace std::chrono_literals;
using F = DefinitionFixture;

std::string start_reason(const Plan& plan) {
  for (const PlannedAction& each : plan.actions)
    if (each.action == "start") return each.reason;
  return "";
}

/// Runtimes of these tests: the local one, and podman where no podman is.
struct Machine {
  ScratchFolder scratch;
  SystemClock clock;
  std::unique_ptr<process::ShimClient> shims = process::make_shim_client(scratch.path()).value();
  std::unique_ptr<process::Spawner> spawner =
      process::start_spawner({.data_directory = scratch.path(), .hidden_paths = {}}).value();
  std::unique_ptr<blob::Blobs> blobs = blob::open_folder((scratch.path() / "blobs").string()).value();
  std::unique_ptr<Runtime> local = make_local_runtime({scratch.path(), "host-1", *shims, *spawner, *blobs, clock});
  std::unique_ptr<Runtime> podman = make_podman_runtime({.data_directory = scratch.path(),
                                                         .host_id = "host-1",
                                                         .shims = *shims,
                                                         .blobs = *blobs,
                                                         .clock = clock,
                                                         .search_path = "/nowhere"});
  std::unique_ptr<Runtimes> all = make_runtimes({local.get(), podman.get()});
};

}  // namespace

TEST_CASE("workloads run with the local runtime until a rule says otherwise; the plan says which") {
  Machine machine;
  with_definitions([&](F& f) {
    RuntimeRuleService rules(f.lent, f.stores, *machine.all);
    const Release release = f.add_component("  env: {type: environment}\n");
    CHECK(rules.rules(f.eve).value().size() == std::size(environment_types));
    CHECK(start_reason(f.plan(F::to("production", release), release).value()) == "nothing runs yet");

    REQUIRE(rules.set_rule(f.eve, {"production", "podman", "", std::nullopt}).has_value());

    CHECK(start_reason(f.plan(F::to("production", release), release).value()) == "nothing runs yet; with podman");
    CHECK(start_reason(f.plan(F::to("development", release), release).value()) == "nothing runs yet");
    const auto now = rules.rules(f.eve).value();
    for (const auto& rule : now) {
      CHECK(rule.runtime == (rule.env_type == "production" ? "podman" : "local"));
      CHECK(rule.changed_by == (rule.env_type == "production" ? f.eve.ref : ""));
    }
    REQUIRE(rules.set_rule(f.eve, {"production", "local", "", std::nullopt}).has_value());
    CHECK(start_reason(f.plan(F::to("production", release), release).value()) == "nothing runs yet");
  });
}

TEST_CASE("a rule names a type and a runtime that are there, and is set by who may") {
  Machine machine;
  with_definitions([&](F& f) {
    RuntimeRuleService rules(f.lent, f.stores, *machine.all);

    const auto runtime = rules.set_rule(f.eve, {"production", "docker", "", std::nullopt});
    const auto type = rules.set_rule(f.eve, {"qa", "podman", "", std::nullopt});
    const auto member = rules.set_rule(f.alice, {"production", "podman", "", std::nullopt});

    REQUIRE(!runtime);
    CHECK(runtime.error().code() == "delivery.unknown_runtime");
    CHECK(runtime.error().hint() == "There are: local, podman");
    REQUIRE(!type);
    CHECK(type.error().code() == "delivery.unknown_type");
    REQUIRE(!member);
    CHECK(member.error().code() == "auth.forbidden");
  });
}

TEST_CASE("a runtime the machine lacks is an error that says what to install") {
  Machine machine;

  CHECK(machine.all->check("local").has_value());
  const auto absent = machine.all->check("podman");
  REQUIRE(!absent);
  CHECK(absent.error().code() == "delivery.runtime_unavailable");
  CHECK(absent.error().hint().find("apt-get install podman") != std::string::npos);
  CHECK(machine.all->check("docker").error().code() == "delivery.unknown_runtime");
  CHECK(machine.all->reports().size() == 2);
}

TEST_CASE("an instance is ended by the runtime that started it, whatever the rule says by then") {
  if (is_skipped<PodmanHost>()) return;
  LocalHost here;
  PodmanHost there;
  const auto both = make_runtimes({here.runtime.get(), there.runtime.get()});
  auto with_local = here.server(), with_podman = there.server();
  with_podman.runtime = "podman";
  REQUIRE(both->start(with_local, {}).has_value());
  REQUIRE(both->start(with_podman, {}).has_value());
  CHECK(here.runtime->has(with_local.id));
  CHECK(there.runtime->has(with_podman.id));
  std::swap(with_local.runtime, with_podman.runtime);  // the rule changed

  CHECK(becomes_true([&] { return both->probe(with_local)->health == Health::healthy; }));
  CHECK(becomes_true([&] { return both->probe(with_podman)->health == Health::healthy; }));
  REQUIRE(both->start(with_podman, {}).has_value());
  CHECK_FALSE(here.runtime->has(with_podman.id));
  CHECK(both->list().size() == 2);
  for (const auto& id : {with_local.id, with_podman.id}) {
    CHECK(both->stop(id, 1s).has_value());
    CHECK(both->forget(id).has_value());
    CHECK(both->last_output(id, 1) == std::vector<std::string>{"listening"});
  }
  CHECK(both->list().empty());
}

TEST_CASE("the same Score workload runs with every runtime, unchanged") {
  if (is_skipped<PodmanHost>()) return;
  LocalHost here;
  PodmanHost there;
  for (RuntimeHost* host : std::initializer_list<RuntimeHost*>{&here, &there}) {
    auto wanted = host->server();
    wanted.containers[0].variables = {{"GREETING", Secret("hello")}};
    wanted.containers[0].files = {{"/run/app/config", "color=blue"}};
    wanted.containers[0].readiness = http_probe(8080);
    wanted.containers[0].memory_bytes = 128u << 20;
    wanted.containers[0].cpu_millis = 500;
    const auto status = host->start(wanted);
    CAPTURE(host->runtime->name());
    REQUIRE(host->becomes(Health::healthy, wanted));
    CHECK(host->get(status, "/env/GREETING") == "hello");
    CHECK(host->get(status, "/env/PORT") == std::to_string(status.host_ports.at("http")));
  }
}

}  // namespace towpath::delivery
