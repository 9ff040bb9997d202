#include "delivery/podman_runtime.h"

#include <doctest/doctest.h>
#include <signal.h>

#include <set>
#include <thread>

#include "base/strings.h"
#include "runtime_contract.h"
#include "runtimes/podman/podman_containers.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;

// What the contract (runtime_contract_test.cpp) does not say: podman going away, what it is told, what is left.

namespace {

using Phase = process::InstanceState::Phase;

std::filesystem::path service_folder() { return PodmanMachine::get().data() / "podman" / "service"; }

/// kill -9 of podman's service; its shim starts it again.
void kill_service() {
  const auto state = PodmanMachine::get().shims->status(service_folder());
  REQUIRE(state);
  if (state->pid > 0) kill(state->pid, SIGKILL);
}

PodmanApi api() { return PodmanApi(PodmanMachine::get().report.findings.at("socket")); }

/// What podman says of the containers with our mark, whole.
std::string all_that_podman_knows() {
  const auto podman = api();
  std::string text;
  const auto names = PodmanContainers(podman).names("towpath.host", "host-1").value();
  for (const auto& name : names) text += podman.get("/containers/" + name + "/json").value().body;
  return text;
}

std::size_t count_containers() {
  const auto podman = api();
  return PodmanContainers(podman).names("towpath.host", "host-1").value().size();
}

}  // namespace

TEST_CASE("podman: what the machine allows was found out and is reported") {
  if (is_skipped<PodmanHost>()) return;
  PodmanHost host;

  const auto report = host.runtime->report();

  CHECK(report.is_available);
  for (const char* finding : {"version", "ociRuntime", "cgroupManager", "cgroups", "files", "processes"})
    CHECK_MESSAGE(!report.findings.at(finding).empty(), finding);
}

TEST_CASE("podman: a machine without it says what to install") {
  ScratchFolder scratch;
  SystemClock clock;
  const auto shims = process::make_shim_client(scratch.path()).value();
  const auto blobs = blob::open_folder((scratch.path() / "blobs").string()).value();
  const auto runtime = make_podman_runtime({.data_directory = scratch.path(),
                                            .host_id = "host-1",
                                            .shims = *shims,
                                            .blobs = *blobs,
                                            .clock = clock,
                                            .search_path = "/nowhere"});

  const auto report = runtime->report();

  CHECK_FALSE(report.is_available);
  CHECK(report.hint.find("apt-get install podman") != std::string::npos);
  CHECK(runtime->list().empty());
}

TEST_CASE("podman: a socket nobody listens at is an error that names it") {
  ScratchFolder scratch;
  SystemClock clock;
  const auto shims = process::make_shim_client(scratch.path()).value();
  const auto blobs = blob::open_folder((scratch.path() / "blobs").string()).value();
  const auto socket = (scratch.path() / "no.sock").string();
  const auto runtime = make_podman_runtime({.data_directory = scratch.path(),
                                            .host_id = "host-1",
                                            .shims = *shims,
                                            .blobs = *blobs,
                                            .clock = clock,
                                            .socket = socket});

  CHECK(runtime->report().reason.find(socket) != std::string::npos);
}

TEST_CASE("podman: its service is killed, and what runs goes on and is found again") {
  if (is_skipped<PodmanHost>()) return;
  PodmanHost host;
  const auto wanted = host.server();
  const auto before = host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));

  kill_service();

  CHECK(host.get(before, "/") == "up");
  CHECK(host.probe(wanted).health == Health::healthy);
  CHECK(host.probe(wanted).started_at == before.started_at);
  CHECK(count_containers() == 1);
  kill_service();
  // What podman left half done does not run, and whoever wanted the restart starts it: see WorkloadView::revive().
  if (const auto restarted = host.runtime->restart(wanted.id, 1s); !restarted) {
    CHECK(restarted.error().code() == "delivery.instance_not_running");
    host.start(wanted);
  }
  CHECK(host.becomes(Health::healthy, wanted));
  kill_service();
  CHECK(host.runtime->stop(wanted.id, 1s).has_value());
  CHECK(count_containers() == 0);
}

TEST_CASE("podman: what a container writes is seen, and its end, after the service died") {
  if (is_skipped<PodmanHost>()) return;
  PodmanHost host;
  const auto wanted = host.script("echo begun; while :; do echo tick; sleep 0.1; done");
  host.start(wanted);
  REQUIRE(becomes_true([&] { return host.texts(wanted).size() > 2; }));

  kill_service();
  REQUIRE(becomes_true([&] { return host.probe(wanted).is_running; }));

  const auto before = host.texts(wanted).size();
  CHECK(becomes_true([&] { return host.texts(wanted).size() > before + 5; }));
  const auto podman = api();
  const auto container = "towpath-" + to_lower(wanted.id.text()) + "-1";
  REQUIRE(podman.post("/containers/" + container + "/kill?signal=SIGKILL").value().is_ok());
  // A kill by hand is no reason to start again, but its end is seen.
  CHECK(becomes_true([&] { return !host.probe(wanted).is_running; }));
}

TEST_CASE("podman: its service dies again and again while instances start; each is there once") {
  if (is_skipped<PodmanHost>()) return;
  PodmanHost host;
  const auto old = host.server();
  const auto first = host.start(old);
  REQUIRE(host.becomes(Health::healthy, old));
  std::atomic<bool> is_over = false;
  std::atomic<int> kills = 0;
  std::thread killer([&] {
    while (!is_over) {
      const auto state = PodmanMachine::get().shims->status(service_folder());
      if (state && state->pid > 0 && kill(state->pid, SIGKILL) == 0) ++kills;
      poll(nullptr, 0, 2'500);  // some starts get through, most are cut somewhere
    }
  });

  std::vector<InstanceRequest> all;
  std::size_t never_healthy = 0;
  for (int i = 0; i < 8 || kills < 3; ++i) {
    all.push_back(host.server());
    // Either it runs, or start() says that podman gave no answer; then the same start again is what a deployment does.
    const bool did = becomes_true([&] { return host.runtime->start(all.back(), {}).has_value(); });
    CHECK(did);
    CHECK(host.get(first, "/") == "up");  // never less than before
    if (!did) break;
  }
  is_over = true;
  killer.join();

  CHECK(kills >= 3);
  for (const auto& wanted : all)
    if (!host.becomes(Health::healthy, wanted)) ++never_healthy;
  CHECK(never_healthy == 0);
  CHECK(count_containers() == all.size() + 1);
  for (const auto& wanted : all) {
    CAPTURE(join(host.texts(wanted), " | "));
    CAPTURE(all_that_podman_knows());
    // One whose start podman did not live to write down was removed and begun anew: it says so once more.
    CHECK(becomes_true([&] { return !host.texts(wanted).empty(); }));
    CHECK(host.texts(wanted).size() <= 2);
  }
}

TEST_CASE("podman: a pod or a container that was only begun is taken up") {
  if (is_skipped<PodmanHost>()) return;
  PodmanHost host;
  const auto wanted = host.server();
  const auto podman = api();
  const auto name = "towpath-" + to_lower(wanted.id.text());
  REQUIRE(PodmanContainers(podman).make_pod(name, {{"towpath.host", "host-1"}}).has_value());
  ContainerSpec begun;
  begun.name = name + "-1";
  begun.pod = name;
  begun.image = "localhost/towpath-host:1";
  begun.command.argv = {"/bin/true"};
  begun.hard_limits = own_hard_limits();
  REQUIRE(podman.post("/containers/create", create_body(begun)).value().is_ok());

  host.start(wanted);

  CHECK(host.becomes(Health::healthy, wanted));
  CHECK(count_containers() == 1);
}

TEST_CASE("podman: an instance of ours that nobody knows is ended at the next start, those of others stay") {
  if (is_skipped<PodmanHost>()) return;
  PodmanHost host;
  const auto lost = host.server(), kept = host.server();
  const auto lost_one = host.start(lost), kept_one = host.start(kept);
  REQUIRE(host.becomes(Health::healthy, lost));
  REQUIRE(host.becomes(Health::healthy, kept));
  std::filesystem::remove_all(host.data() / "podman" / "instances" / lost.id.text());
  const auto podman = api();
  const PodmanContainers containers(podman);
  const auto begun = "towpath-" + to_lower(new_ulid());  // died before its container was made
  REQUIRE(containers.make_pod(begun, {{"towpath.host", "host-1"}}).has_value());
  ContainerSpec foreign;  // of another server on this machine
  foreign.name = "towpath-" + to_lower(new_ulid()) + "-1";
  foreign.pod = foreign.name.substr(0, foreign.name.size() - 2);
  foreign.image = "localhost/towpath-host:1";
  foreign.command.argv = {"/bin/sleep", "3600"};
  foreign.hard_limits = own_hard_limits();
  foreign.labels = {{"towpath.host", "host-2"}};
  REQUIRE(containers.make_pod(foreign.pod, foreign.labels).has_value());
  REQUIRE(containers.start(foreign).has_value());

  host.restart_server();
  host.start(host.server());

  CHECK(host.get(lost_one, "/") != "up");
  CHECK(!containers.find("towpath-" + to_lower(lost.id.text()) + "-1").value().has_value());
  CHECK(host.get(kept_one, "/") == "up");
  CHECK(count_containers() == 2);
  CHECK(containers.pod_names("towpath.host", "host-1").value().size() == 2);
  CHECK(containers.find(foreign.name).value().value().is_running);
  CHECK(containers.remove_pod(foreign.pod).has_value());
}

TEST_CASE("podman: neither a variable nor a file's content is told to it") {
  if (is_skipped<PodmanHost>()) return;
  PodmanHost host;
  auto wanted = host.server();
  wanted.containers[0].variables = {{"PASSWORD", Secret("canary-91c2")}};
  wanted.containers[0].files = {{"/run/app/secret", "canary-91c2"}};
  wanted.containers[0].readiness = exec_probe({"sh", "-c", "test -n \"$PASSWORD\" && grep -q canary /run/app/secret"});
  const auto status = host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));
  CHECK(becomes_true([&] { return host.get(status, "/env/PASSWORD") == "canary-91c2"; }));

  CHECK(all_that_podman_knows().find("canary-91c2") == std::string::npos);
  CHECK(all_that_podman_knows().find("towpath-entry") != std::string::npos);
}

TEST_CASE("podman: a container has no capabilities, no way to new ones, and little to write to") {
  if (is_skipped<PodmanHost>()) return;
  PodmanHost host;
  auto wanted = host.script(
      "grep -E 'CapEff|CapBnd|NoNewPrivs|Seccomp:' /proc/self/status; id -u; touch /etc/x 2>&1; ls /etc/shadow 2>&1; "
      "touch /tmp/x && echo wrote; exec sleep 3600");
  host.start(wanted);
  REQUIRE(becomes_true([&] { return host.texts(wanted).size() >= 8; }));

  std::set<std::string> said;
  for (auto text : host.texts(wanted)) said.insert(replace_all(text, "\t", " "));
  CHECK(said.contains("CapEff: 0000000000000000"));
  CHECK(said.contains("CapBnd: 0000000000000000"));
  CHECK(said.contains("NoNewPrivs: 1"));
  CHECK(said.contains("Seccomp: 2"));
  CHECK(said.contains("65534"));
  CHECK(said.contains("wrote"));
  CHECK(said.contains("touch: cannot touch '/etc/x': Read-only file system"));
  CHECK(said.contains("ls: cannot access '/etc/shadow': No such file or directory"));
}

TEST_CASE("podman: a command that runs once is not left when the server ends, nor found as an instance") {
  if (is_skipped<PodmanHost>()) return;
  PodmanHost host;
  auto wanted = host.request(TarBuilder().program("run", "#!/bin/sh\necho begun; exec sleep 3600"));
  std::stop_source stop;
  std::atomic<bool> is_begun = false;
  std::thread once([&] {
    const auto code = host.runtime->run_once(
        wanted, {"./run"}, [&](std::string_view) { is_begun = true; }, stop.get_token());
    CHECK((!code.has_value() || *code != 0));  // it was stopped here, or killed by the next server a moment before
  });
  CHECK(becomes_true([&] { return is_begun.load(); }));
  CHECK(count_containers() == 1);

  const auto next = PodmanMachine::get().runtime();  // as a server that was started anew
  CHECK(next->stop(wanted.id, 0ms).has_value());
  CHECK(count_containers() == 0);
  stop.request_stop();
  once.join();
}
