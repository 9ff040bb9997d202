#include "started_instances.h"

#include <doctest/doctest.h>

#include <functional>

namespace towpath::delivery {
namespace {

InstanceRequest web(const std::string& id) {
  InstanceRequest request;
  request.id = InstanceId(id);
  request.project = request.workload = "shop";
  request.environment = "production";
  request.deployment_id = id;
  Container container;
  container.name = "web";
  container.bundle = "sha256:1";
  container.command = {"./server"};
  container.variables = {{"KEY", Secret("open sesame")}, {"SIZE", Secret("1")}};
  container.files = {{"/etc/shop", "text", "0444"}};
  container.volumes = {{"/data", "/volumes/1", false}};
  container.readiness.kind = Probe::Kind::http;
  container.memory_bytes = 1'000'000;
  request.containers = {container};
  request.ports = {{"http", 8080}};
  return request;
}

}  // namespace

TEST_CASE("an instance was started with the same when nothing but its ids differs") {
  StartedInstances started;
  CHECK(!started.is_same("first", web("second")));
  started.remember(web("first"));
  CHECK(started.is_same("first", web("second")));
  CHECK(!started.is_same("another", web("second")));

  started.forget("first");
  CHECK(!started.is_same("first", web("second")));
}

TEST_CASE("whatever an instance is started with counts") {
  StartedInstances started;
  started.remember(web("first"));
  const std::function<void(InstanceRequest&)> changes[] = {
      [](InstanceRequest& r) { r.environment = "staging"; },
      [](InstanceRequest& r) { r.runtime = "podman"; },
      [](InstanceRequest& r) { r.ports.front().second = 8081; },
      [](InstanceRequest& r) { r.containers.front().bundle = "sha256:2"; },
      [](InstanceRequest& r) { r.containers.front().command.push_back("-v"); },
      [](InstanceRequest& r) { r.containers.front().args.push_back("-v"); },
      [](InstanceRequest& r) { r.containers.front().variables.front().second = Secret("open barley"); },
      [](InstanceRequest& r) { r.containers.front().variables.pop_back(); },
      // The same letters, but where one text ends and the next begins.
      [](InstanceRequest& r) {
        r.containers.front().variables.front() = {"KE", Secret("Yopen sesame")};
      },
      [](InstanceRequest& r) { r.containers.front().files.front().content = "texts"; },
      [](InstanceRequest& r) { r.containers.front().volumes.front().is_read_only = true; },
      [](InstanceRequest& r) { r.containers.front().volumes.front().source = "/volumes/2"; },
      [](InstanceRequest& r) { r.containers.front().readiness.path = "/healthz"; },
      [](InstanceRequest& r) { r.containers.front().liveness.kind = Probe::Kind::exec; },
      [](InstanceRequest& r) { r.containers.front().memory_bytes.reset(); },
      [](InstanceRequest& r) { r.containers.front().cpu_millis = 100; },
  };
  int index = 0;
  for (const auto& change : changes) {
    CAPTURE(index++);
    InstanceRequest changed = web("second");
    change(changed);
    CHECK(!started.is_same("first", changed));
  }
}

}  // namespace towpath::delivery
