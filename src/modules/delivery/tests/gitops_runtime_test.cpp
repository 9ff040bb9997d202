#include "delivery/gitops_runtime.h"

#include <signal.h>

#include <cstdlib>
#include <set>
#include <tuple>

#include "git_fixture.h"
#include "kubernetes/cluster.h"
#include "kubernetes/kube_json.h"
#include "runtime_contract.h"
#include "runtimes/kubernetes/workload_objects.h"
#include "yaml/yaml.h"

// The runtime that commits: with the real git and bare repositories, and with a cluster where one is given.

namespace towpath::delivery {
namespace {

using namespace std::chrono_literals;

/// A server with the runtime, and the repository it commits to.
class Host {
 public:
  explicit Host(const char* kubeconfig = nullptr) : cluster(make_cluster({kubeconfig ? kubeconfig : "", "", ""})) {
    repository.url = remote.url();
    restart_server();
  }

  /// Forgets all that is in memory, as a new server process would.
  void restart_server() {
    runtime = make_gitops_runtime({data(), host_id, repository, cluster, remote.spawner(), clock});
  }
  std::filesystem::path data() const { return scratch.path() / "data"; }

  static InstanceRequest request(const std::string& image = "registry.example.org/shop/web:1") {
    InstanceRequest wanted;
    wanted.id = new_id<InstanceId>();
    wanted.project = "shop";
    wanted.environment = "test";
    wanted.workload = "web";
    wanted.deployment_id = "d1";
    wanted.runtime = "gitops";
    wanted.ports = {{"http", 8080}};
    wanted.containers.push_back({});
    wanted.containers[0].name = "main";
    wanted.containers[0].image = image;
    return wanted;
  }
  InstanceStatus start(const InstanceRequest& wanted) {
    const auto started = runtime->start(wanted, {});
    REQUIRE_MESSAGE(started.has_value(), (started ? "" : started.error().message()));
    return *started;
  }
  InstanceStatus probe(const InstanceRequest& wanted) { return runtime->probe(wanted).value(); }
  static std::string folder_of(const InstanceRequest& wanted) {
    return "shop/test/web/" + object_name(wanted.workload, wanted.id);
  }
  std::set<std::string> paths() {
    std::set<std::string> out;
    for (const auto& [path, content] : remote.files()) out.insert(path);
    return out;
  }

  ScratchFolder scratch;
  testing::GitRemote remote{scratch.path()};
  GitopsRepository repository;
  SystemClock clock;
  std::string host_id = new_ulid();
  std::shared_ptr<Cluster> cluster;
  std::unique_ptr<Runtime> runtime;
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("gitops: a start commits exactly the workload's files, once, and says that nobody watches it") {
  Host host;
  const auto wanted = Host::request();

  const auto first = host.start(wanted);
  const auto second = host.start(wanted);
  host.restart_server();
  const auto third = host.start(wanted);

  CHECK(host.remote.commits() == 1);
  const auto folder = Host::folder_of(wanted);
  CHECK(host.paths() == std::set<std::string>{folder + "/deployment.yaml", folder + "/service.yaml"});
  for (const auto& status : {first, second, third}) {
    CHECK(status.health == Health::healthy);
    CHECK(status.reason ==
          "committed as " + host.remote.tip().substr(0, 10) + " to main, not watched: no cluster is configured");
  }
  CHECK(host.runtime->has(wanted.id));
  CHECK(host.runtime->list() == std::vector{wanted.id});
  CHECK(host.remote.git({"--git-dir=" + host.remote.url(), "log", "-1", "--format=%s"}) ==
        "Deploy web to test of shop");
}

TEST_CASE("gitops: scaling commits the number of pods, once, and is no difference afterwards") {
  Host host;
  auto wanted = Host::request();
  CHECK(host.runtime->scale(wanted, {}).error().code() == "delivery.instance_not_running");
  host.start(wanted);
  CHECK(host.probe(wanted).copies == 1);

  wanted.copies = 3;
  REQUIRE(host.runtime->scale(wanted, {}).has_value());
  REQUIRE(host.runtime->scale(wanted, {}).has_value());

  CHECK(host.remote.commits() == 2);
  CHECK(host.remote.git({"--git-dir=" + host.remote.url(), "log", "-1", "--format=%s"}) ==
        "Scale " + Host::folder_of(wanted) + " to 3 instances");
  CHECK(has(host.remote.files().at(Host::folder_of(wanted) + "/deployment.yaml"), "replicas: 3"));
  host.restart_server();
  const auto status = host.probe(wanted);
  CHECK(status.copies == 3);
  CHECK(status.health == Health::healthy);
  CHECK_FALSE(has(status.reason, "not what was committed"));
  wanted.copies = 101;
  CHECK(host.runtime->scale(wanted, {}).error().code() == "delivery.too_many_copies");
}

TEST_CASE("gitops: a version comes beside the one before, and what is stopped goes from the repository") {
  Host host;
  const auto old = Host::request(), fresh = Host::request("registry.example.org/shop/web:2");
  host.remote.push_by_hand({{"shop/test/web/NOTES.md", "by hand"}});
  host.start(old);
  host.start(fresh);
  CHECK(host.paths().size() == 5);
  CHECK(host.runtime->forget(old.id).error().code() == "delivery.instance_running");

  REQUIRE(host.runtime->stop(old.id, 1s).has_value());
  REQUIRE(host.runtime->stop(old.id, 1s).has_value());

  const auto folder = Host::folder_of(fresh);
  CHECK(host.paths() ==
        std::set<std::string>{"shop/test/web/NOTES.md", folder + "/deployment.yaml", folder + "/service.yaml"});
  CHECK(host.remote.commits() == 4);
  CHECK(host.probe(old).health == Health::missing);
  CHECK(host.probe(old).is_over);
  CHECK(host.runtime->restart(old.id, 1s).error().code() == "delivery.instance_not_running");
  REQUIRE(host.runtime->forget(old.id).has_value());
  CHECK(!host.runtime->has(old.id));
  CHECK(host.probe(fresh).health == Health::healthy);
}

TEST_CASE("gitops: a restart is a commit, and is no drift") {
  Host host;
  const auto wanted = Host::request();
  host.start(wanted);

  REQUIRE(host.runtime->restart(wanted.id, 1s).has_value());

  CHECK(host.remote.commits() == 2);
  CHECK(has(host.remote.files().at(Host::folder_of(wanted) + "/deployment.yaml"), "towpath.dev/restarts"));
  CHECK(!has(host.probe(wanted).reason, "is not what was committed"));
}

TEST_CASE("gitops: what somebody changes by hand is told, by file and by whom, and is put right by a start") {
  Host host;
  const auto wanted = Host::request();
  host.start(wanted);
  const auto folder = Host::folder_of(wanted);
  host.remote.push_by_hand({{folder + "/deployment.yaml", "kind: Canary\n"}, {folder + "/below/more.yaml", "x"}});
  host.restart_server();  // a look is good for a minute

  const auto status = host.probe(wanted);

  CHECK(status.health == Health::healthy);
  CHECK(has(status.reason,
            "the repository is not what was committed: deployment.yaml is changed, below/more.yaml is new "
            "(last commit: Ada, "));
  CHECK(!has(status.reason, "Canary"));
  CHECK(status.drift.starts_with("the repository is not what was committed: deployment.yaml is changed"));
  host.start(wanted);
  CHECK(host.paths() == std::set<std::string>{folder + "/deployment.yaml", folder + "/service.yaml"});
  CHECK(!has(host.probe(wanted).reason, "is not what was committed"));
  CHECK(host.probe(wanted).drift.empty());
}

TEST_CASE("gitops: what somebody removed from the repository is missing, and comes again by a start") {
  Host host;
  const auto wanted = Host::request();
  host.start(wanted);
  const auto folder = Host::folder_of(wanted);
  host.remote.push_by_hand({{folder + "/deployment.yaml", ""}, {folder + "/service.yaml", ""}, {"left.txt", "x"}});
  host.restart_server();

  CHECK(host.probe(wanted).health == Health::missing);
  CHECK(has(host.probe(wanted).reason, "deployment.yaml is gone"));
  CHECK(has(host.probe(wanted).drift, "deployment.yaml is gone"));
  CHECK(host.runtime->restart(wanted.id, 1s).error().code() == "delivery.instance_not_running");
  CHECK(host.start(wanted).health == Health::healthy);
}

TEST_CASE("gitops: a repository that is away makes no workload ill, and says so") {
  Host host;
  const auto wanted = Host::request();
  host.start(wanted);
  std::filesystem::rename(host.remote.url(), host.remote.url() + ".away");
  host.restart_server();

  CHECK(host.probe(wanted).health == Health::healthy);
  CHECK(has(host.probe(wanted).reason, "does not answer"));
  CHECK(host.probe(wanted).drift.empty());  // nothing is known of a difference
  CHECK(host.runtime->stop(wanted.id, 1s).error().code() == "delivery.gitops_unreachable");
  std::filesystem::rename(host.remote.url() + ".away", host.remote.url());
  CHECK(host.runtime->stop(wanted.id, 1s).has_value());
}

TEST_CASE("gitops: manifests of this server that its data no longer knows are removed, those of others stay") {
  Host host, other;
  const auto lost = Host::request(), kept = Host::request();
  host.start(lost);
  other.repository.url = host.remote.url();
  other.restart_server();
  other.start(kept);
  std::filesystem::remove_all(host.data());
  host.restart_server();

  const auto wanted = Host::request();
  host.start(wanted);

  CHECK(!host.paths().contains(Host::folder_of(lost) + "/deployment.yaml"));
  CHECK(host.paths().contains(Host::folder_of(kept) + "/deployment.yaml"));
  CHECK(host.paths().contains(Host::folder_of(wanted) + "/deployment.yaml"));
  CHECK(host.paths().size() == 4);
}

TEST_CASE("gitops: secrets have no place in a repository: without a cluster they are refused before anything is done") {
  Host host;
  auto with_variable = Host::request(), with_file = Host::request();
  with_variable.containers[0].variables = {{"PASSWORD", Secret("canary-5d21")}};
  with_file.containers[0].files = {{"/etc/app.conf", "canary-5d21", "0400"}};

  for (const auto& wanted : {with_variable, with_file}) {
    const auto started = host.runtime->start(wanted, {});
    REQUIRE(!started.has_value());
    CHECK(started.error().code() == "delivery.cannot_start");
    CHECK(has(started.error().message(), "never go into a repository"));
    CHECK(has(started.error().hint(), "kubeconfig"));
    CHECK(!has(started.error().message(), "canary"));
    CHECK(!host.runtime->has(wanted.id));
  }
  CHECK(host.remote.git({"--git-dir=" + host.remote.url(), "count-objects"}).starts_with("0 objects"));
  const auto ran = host.runtime->run_once(Host::request(), {"migrate"}, [](std::string_view) {}, {});
  REQUIRE(!ran.has_value());
  CHECK(ran.error().code() == "delivery.runtime_unavailable");
}

TEST_CASE("gitops: what it is and what is wrong with it is reported") {
  Host host;
  const auto before = host.runtime->report();
  CHECK_MESSAGE(before.is_available, before.reason);
  CHECK(before.findings.at("commit") == "none yet");
  CHECK(before.findings.at("watched") == "no: no cluster is configured");
  host.start(Host::request());
  CHECK(host.runtime->report().findings.at("commit") == host.remote.tip().substr(0, 10));

  const auto reason_with = [&](const GitopsRepository& repository) {
    host.repository = repository;
    host.restart_server();
    const auto report = host.runtime->report();
    CHECK(!report.is_available);
    CHECK(!report.hint.empty());
    CHECK(!host.runtime->start(Host::request(), {}).has_value());
    return report.reason;
  };
  CHECK(has(reason_with({}), "no repository for manifests is configured"));
  CHECK(has(reason_with({.url = "/nowhere.git"}), "does not answer"));
  CHECK(!has(reason_with({.url = "https://u:canary@x/y"}), "canary"));
  CHECK(has(reason_with({.url = host.remote.url(), .path = "../{workload}"}), "no folder"));
}

TEST_CASE("gitops: the server that is killed while it pushes (run by the next case only)" * doctest::skip()) {
  const char* where = std::getenv("TOWPATH_TEST_GITOPS");  // "<data> <repository> <instance>"
  REQUIRE(where != nullptr);
  const auto words = split(where, ' ');
  ScratchFolder scratch;
  process::SpawnerOptions options;
  options.data_directory = scratch.path() / "spawner";
  const auto spawner = process::start_spawner(options).value();
  const SystemClock clock;
  const auto runtime =
      make_gitops_runtime({words.at(0), "host-1", {.url = words.at(1)}, make_cluster({}), *spawner, clock});
  auto wanted = Host::request();
  wanted.id = InstanceId(words.at(2));
  std::ofstream(words.at(1) + "/victim") << getpid() << std::flush;
  const auto started = runtime->start(wanted, {});
  FAIL("it was not killed: ", started ? "it started" : started.error().message());
}

TEST_CASE("gitops: kill -9 between commit and push, or before the answer, is taken up by the next start") {
  // The repository itself kills who pushes: before it takes the push, or when it has.
  const std::string kill = "kill -9 $(cat victim)\n";
  for (const auto& [hook, script, commits_then] :
       {std::tuple("pre-receive", kill + "exit 1", 0), std::tuple("post-receive", kill, 1)}) {
    CAPTURE(hook);
    Host host;
    host.host_id = "host-1";
    host.restart_server();
    const auto wanted = Host::request();
    host.remote.hook(hook, script);

    const auto ended = host.remote.run_case("gitops: the server that is killed*",
                                            host.data().string() + " " + host.remote.url() + " " + wanted.id.text());

    CHECK(ended.signal == SIGKILL);
    host.remote.remove_hook(hook);
    const auto count = [&] {
      return std::stoi(host.remote.git({"--git-dir=" + host.remote.url(), "rev-list", "--all", "--count"}));
    };
    CHECK(count() == commits_then);
    CHECK(host.runtime->list() == std::vector{wanted.id});  // the intent was written down
    CHECK(host.start(wanted).health == Health::healthy);
    CHECK(host.remote.commits() == 1);
    CHECK(host.paths().size() == 2);
  }
}

TEST_CASE("cluster: gitops: secrets go to the cluster only, and what somebody brings there is watched") {
  if (is_skipped<KubernetesHost>()) return;
  Host host(KubernetesHost::kubeconfig());
  auto wanted = Host::request("busybox:1.36");
  wanted.containers[0].command = {"/bin/sh", "-c", "echo listening; exec sleep 3600"};
  wanted.containers[0].variables = {{"PASSWORD", Secret("canary-5d21")}};
  wanted.containers[0].readiness = exec_probe({"true"});

  const auto committed = host.start(wanted);

  CHECK(committed.health == Health::progressing);
  CHECK(has(committed.reason, "not on the cluster yet: no Argo CD Application"));
  for (const auto& [path, content] : host.remote.files()) CHECK(!has(content, "canary"));
  const auto api = host.cluster->api().value();
  const auto name = object_name(wanted.workload, wanted.id);
  CHECK(api->find({"v1", "Secret", "towpath-shop-test", name}).value().has_value());

  // Stands in for Argo CD and Flux: brings to the cluster what is in the repository.
  for (const auto& [path, content] : host.remote.files())
    REQUIRE(api->apply(yaml::to_json(yaml::parse_one(content, path).value()).as_object()).has_value());
  CHECK(becomes_true([&] { return host.probe(wanted).health == Health::healthy; }));
  CHECK(host.probe(wanted).host_ports.at("http") >= 30'000);
  CHECK(becomes_true([&] { return host.runtime->last_output(wanted.id, 1) == std::vector<std::string>{"listening"}; }));

  REQUIRE(host.runtime->stop(wanted.id, 1s).has_value());
  CHECK(!api->find({"v1", "Secret", "towpath-shop-test", name}).value().has_value());
  CHECK(host.probe(wanted).health == Health::missing);
  for (const auto& [version, kind] : {std::pair("apps/v1", "Deployment"), std::pair("v1", "Service")})
    REQUIRE(api->remove("delete it", api->path({version, kind, "towpath-shop-test", name}).value(),
                        {{"propagationPolicy", "Background"}})
                .has_value());
  REQUIRE(host.runtime->forget(wanted.id).has_value());
}

}  // namespace towpath::delivery
