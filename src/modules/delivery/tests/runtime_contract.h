#pragma once

#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <thread>

#include "delivery/kubernetes.h"
#include "delivery/local_runtime.h"
#include "delivery/podman_runtime.h"
#include "http/client.h"
#include "scratch_folder.h"
#include "tar_builder.h"

namespace towpath::delivery {

/// Answers "/" with its version and "/env", "/file" with what it finds; "/broken" with 503.
inline constexpr const char* server_program = R"(#!/usr/bin/python3
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = 'up'
        if self.path.startswith('/env/'): body = os.environ.get(self.path[5:], '(none)')
        if self.path.startswith('/file/'): body = open(self.path[5:]).read()
        if self.path.startswith('/write/'):
            try: open(self.path[6:], 'w').write('written'); body = 'written'
            except OSError as e: body = e.strerror
        if self.path == '/cwd': body = os.getcwd()
        self.send_response(503 if self.path == '/broken' else 200)
        self.end_headers()
        self.wfile.write(body.encode())
    def log_message(self, format, *args): pass
print('listening', flush=True)
http.server.HTTPServer(('127.0.0.1', int(os.environ['PORT'])), Handler).serve_forever()
)";

/// A server's surroundings with one runtime in it; what it started ends with it.
class RuntimeHost {
 public:
  virtual ~RuntimeHost() = default;

  virtual std::filesystem::path data() const = 0;
  /// Whether files, volumes and names can be shown to a workload.
  virtual bool has_sandbox() const = 0;
  virtual bool has_memory_cgroup() const = 0;
  /// Forgets all that is in memory, as a new server process would.
  virtual void restart_server() = 0;

  std::string bundle(const TarBuilder& archive) { return blobs().put(archive.bytes()).value().text; }

  InstanceRequest request(const TarBuilder& archive) {
    InstanceRequest wanted;
    wanted.id = new_id<InstanceId>();
    wanted.project = "shop";
    wanted.environment = "development";
    wanted.workload = "shop";
    wanted.deployment_id = "d1";
    wanted.ports = {{"http", 8080}, {"http-admin", 9090}};
    wanted.containers.push_back({});
    wanted.containers[0].name = "main";
    wanted.containers[0].bundle = bundle(archive);
    return wanted;
  }
  InstanceRequest server() { return request(TarBuilder().program("run", server_program)); }
  virtual InstanceRequest script(const std::string& text) {
    auto wanted = request(TarBuilder().program("run", "#!/bin/sh\n" + text));
    wanted.ports.clear();
    return wanted;
  }

  InstanceStatus start(const InstanceRequest& wanted) {
    auto status = runtime->start(wanted, {});
    REQUIRE_MESSAGE(status.has_value(), (status ? "" : status.error().message()));
    return status.value();
  }
  InstanceStatus probe(const InstanceRequest& wanted) { return runtime->probe(wanted).value(); }
  bool becomes(Health health, const InstanceRequest& wanted) {
    const bool did = becomes_true([&] { return probe(wanted).health == health; });
    INFO("last: ", probe(wanted).reason);
    CHECK(did);
    return did;
  }
  std::string get(const InstanceStatus& status, const std::string& path) {
    http::ClientRequest asked;
    asked.url = "http://127.0.0.1:" + std::to_string(status.host_ports.at("http")) + path;
    const auto answer = http::fetch(asked);
    return answer ? answer->body : answer.error().message();
  }
  std::vector<std::string> texts(const InstanceRequest& wanted) {
    std::vector<std::string> all;
    const auto lines = runtime->lines(wanted.id, "", 1'000);
    REQUIRE(lines);
    for (const auto& line : *lines) all.push_back(line.text);
    return all;
  }

  std::unique_ptr<Runtime> runtime;

 protected:
  virtual blob::Blobs& blobs() = 0;
  void end_all() {
    for (const auto& id : runtime->list()) {
      (void)runtime->stop(id, std::chrono::milliseconds(0));
      (void)runtime->forget(id);
    }
  }
};

class LocalHost final : public RuntimeHost {
 public:
  /// Why this machine cannot have it; nothing when it can.
  static std::optional<std::string> why_absent() { return std::nullopt; }

  LocalHost() {
    auto shims = process::make_shim_client(data());
    REQUIRE_MESSAGE(shims.has_value(), (shims ? "" : shims.error().message()));
    shims_ = std::move(shims).value();
    process::SpawnerOptions options;
    options.data_directory = data();
    spawner_ = process::start_spawner(options).value();
    blobs_ = blob::open_folder((data() / "blobs").string()).value();
    restart_server();
  }
  ~LocalHost() override { end_all(); }

  std::filesystem::path data() const override { return scratch_.path() / "data"; }
  bool has_sandbox() const override { return spawner_->report().engine != process::SandboxReport::Engine::none; }
  bool has_memory_cgroup() const override {
    const auto& all = spawner_->report().controllers;
    return std::find(all.begin(), all.end(), "memory") != all.end();
  }
  void restart_server() override {
    runtime = make_local_runtime({data(), "host-1", *shims_, *spawner_, *blobs_, clock_});
  }

 protected:
  blob::Blobs& blobs() override { return *blobs_; }

 private:
  ScratchFolder scratch_;
  SystemClock clock_;
  std::unique_ptr<process::ShimClient> shims_;
  std::unique_ptr<process::Spawner> spawner_;
  std::unique_ptr<blob::Blobs> blobs_;
};

/// Where podman runs for all tests of this program: to start its service and try it takes longer than most tests.
/// Kills the processes that name this folder, and those they started: what podman left when it was killed itself.
inline void kill_processes_of(const std::filesystem::path& folder) {
  std::map<pid_t, std::pair<pid_t, std::string>> all;  // parent and command line
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const pid_t pid = std::atoi(entry.path().filename().c_str());
    std::ifstream command(entry.path() / "cmdline"), status(entry.path() / "stat");
    std::string line((std::istreambuf_iterator<char>(command)), {}), stat;
    std::getline(status, stat);
    const auto state = stat.rfind(") ");  // the program's name before it may hold anything
    if (pid > 1 && state != stat.npos) all[pid] = {std::atoi(stat.c_str() + state + 4), std::move(line)};
  }
  const auto is_of = [&](pid_t pid) {
    const auto found = all.find(pid);
    return found != all.end() && pid != getpid() && found->second.second.find(folder.string()) != std::string::npos;
  };
  for (const auto& [pid, of] : all)
    if (is_of(pid) || is_of(of.first)) kill(pid, SIGKILL);
}

class PodmanMachine {
 public:
  static PodmanMachine& get() {
    static PodmanMachine machine;
    return machine;
  }
  ~PodmanMachine() {
    // A failure here leaves processes behind: it must be seen.
    // On a thread of its own, because this one has ended what belongs to it, the HTTP client's connections among it.
    std::thread([this] {
      const auto ended = end_podman_workloads(data(), *shims, std::chrono::milliseconds(0));
      if (!ended) std::fprintf(stderr, "podman: %s\n", ended.error().message().c_str());
      kill_processes_of(scratch_.path());
    }).join();
  }

  std::filesystem::path data() const { return scratch_.path() / "data"; }
  std::unique_ptr<Runtime> runtime() { return make_podman_runtime({data(), "host-1", *shims, *blobs, clock_}); }

  std::unique_ptr<process::ShimClient> shims;
  std::unique_ptr<blob::Blobs> blobs;
  RuntimeReport report;

 private:
  PodmanMachine() {
    shims = process::make_shim_client(data()).value();
    blobs = blob::open_folder((data() / "blobs").string()).value();
    report = runtime()->report();
  }

  ScratchFolder scratch_;
  SystemClock clock_;
};

class PodmanHost final : public RuntimeHost {
 public:
  static std::optional<std::string> why_absent() {
    const auto& report = PodmanMachine::get().report;
    if (report.is_available) return std::nullopt;
    return report.reason + " (" + report.hint + ")";
  }

  PodmanHost() { restart_server(); }
  ~PodmanHost() override { end_all(); }

  std::filesystem::path data() const override { return PodmanMachine::get().data(); }
  bool has_sandbox() const override { return true; }
  bool has_memory_cgroup() const override { return true; }
  void restart_server() override { runtime = PodmanMachine::get().runtime(); }

 protected:
  blob::Blobs& blobs() override { return *PodmanMachine::get().blobs; }
};

/// The cluster that TOWPATH_TEST_KUBECONFIG names. Where it has no image of ours and its node ports cannot be reached,
/// workloads are scripts for the shell of an image.
class KubernetesHost final : public RuntimeHost {
 public:
  static const char* kubeconfig() { return std::getenv("TOWPATH_TEST_KUBECONFIG"); }
  static std::optional<std::string> why_absent() {
    if (kubeconfig() != nullptr) return std::nullopt;
    return "no cluster is given: run 'make test-kubernetes', or name a kubeconfig in TOWPATH_TEST_KUBECONFIG";
  }

  KubernetesHost() : blobs_(blob::open_folder((data() / "blobs").string()).value()) {
    cluster = make_cluster({kubeconfig(), "", ""});
    restart_server();
  }
  ~KubernetesHost() override { end_all(); }

  std::filesystem::path data() const override { return scratch_.path() / "data"; }
  bool has_sandbox() const override { return false; }
  bool has_memory_cgroup() const override { return false; }
  void restart_server() override { runtime = make_kubernetes_runtime({data(), host_id, cluster, clock_}); }
  InstanceRequest script(const std::string& text) override {
    auto wanted = RuntimeHost::script("");
    wanted.environment = "test";
    wanted.containers[0].bundle = "";
    wanted.containers[0].image = "busybox:1.36";
    wanted.containers[0].command = {"/bin/sh", "-c", text};
    return wanted;
  }

  std::shared_ptr<Cluster> cluster;
  const std::string host_id = new_ulid();  ///< Tests may share a cluster.

 protected:
  blob::Blobs& blobs() override { return *blobs_; }

 private:
  ScratchFolder scratch_;
  SystemClock clock_;
  std::unique_ptr<blob::Blobs> blobs_;
};

inline Probe http_probe(int port, std::string path = "/") {
  Probe probe;
  probe.kind = Probe::Kind::http;
  probe.port = port;
  probe.path = std::move(path);
  return probe;
}

inline Probe exec_probe(std::vector<std::string> command) {
  Probe probe;
  probe.kind = Probe::Kind::exec;
  probe.command = std::move(command);
  return probe;
}

/// True, and the test says why, where this machine cannot have the runtime.
template <class Host>
bool is_skipped() {
  const auto reason = Host::why_absent();
  if (reason) MESSAGE("SKIPPED: ", *reason);
  return reason.has_value();
}

}  // namespace towpath::delivery

/// The runtimes that the contract is checked with.
#define TOWPATH_RUNTIMES towpath::delivery::LocalHost, towpath::delivery::PodmanHost
/// Where a workload needs nothing but a shell.
#define TOWPATH_SCRIPT_RUNTIMES TOWPATH_RUNTIMES, towpath::delivery::KubernetesHost
