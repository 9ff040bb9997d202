#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <set>

#include "base/strings.h"
#include "kubernetes/cluster.h"
#include "kubernetes/kube_json.h"
#include "runtime_contract.h"
#include "runtimes/kubernetes/cluster_instances.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;
namespace json = boost::json;

// What a real API server does with what we ask of it; the node is tests/kubernetes/fake_kubelet.py. Run them with
// `make test-kubernetes`.

namespace {

constexpr const char* serving = "echo listening; exec sleep 3600";

InstanceRequest server_of(KubernetesHost& host) {
  auto wanted = host.script(serving);
  wanted.ports = {{"http", 8080}, {"http-admin", 9090}};
  wanted.containers[0].readiness = exec_probe({"true"});
  return wanted;
}

std::shared_ptr<const KubeApi> api_of(KubernetesHost& host) { return host.cluster->api().value(); }

std::string place(const std::string& kind) {
  return (kind == "deployments" ? "/apis/apps/v1" : "/api/v1") + std::string("/namespaces/towpath-shop-test/") + kind;
}

/// How many objects of a kind an instance has.
std::size_t count(KubernetesHost& host, const std::string& kind, const InstanceId& id) {
  return api_of(host)->list(place(kind), selector_of(id)).value().size();
}

KubeApi with(KubernetesHost& host, const std::function<void(ClusterAccess&)>& change) {
  auto access = api_of(host)->access();
  change(access);
  return KubeApi(std::move(access));
}

json::object config_map(const std::string& name, const std::string& color) {
  return {{"apiVersion", "v1"},
          {"kind", "ConfigMap"},
          {"metadata", json::object{{"name", name}, {"namespace", "default"}}},
          {"data", json::object{{"color", color}}}};
}

}  // namespace

TEST_CASE("cluster: what it is was found out and is reported") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;

  const auto report = host.runtime->report();

  CHECK_MESSAGE(report.is_available, report.reason);
  CHECK(report.findings.at("version").starts_with("v"));
  CHECK(report.findings.at("server").starts_with("https://"));
}

TEST_CASE("cluster: a workload is made once, goes on without the server and is found again") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  auto wanted = server_of(host);
  wanted.containers[0].variables = {{"PASSWORD", Secret("canary-7f3a")}};

  const auto first = host.start(wanted);
  const auto second = host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));
  host.restart_server();

  CHECK(first.address == "127.0.0.1");
  CHECK(first.host_ports.size() == 2);
  CHECK(first.host_ports.at("http") >= 30'000);
  CHECK(second.host_ports == first.host_ports);
  CHECK(host.probe(wanted).health == Health::healthy);
  CHECK(host.probe(wanted).host_ports == first.host_ports);
  CHECK(host.runtime->list() == std::vector{wanted.id});
  for (const char* kind : {"deployments", "pods", "services", "secrets"})
    CHECK_MESSAGE(count(host, kind, wanted.id) == 1, kind);
  for (const char* kind : {"deployments", "pods", "services"})
    CHECK(json::serialize(api_of(host)->list(place(kind), "").value()).find("canary") == std::string::npos);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(host.data()))
    if (entry.is_regular_file()) CHECK(text_of(entry.path()).find("canary-7f3a") == std::string::npos);
}

TEST_CASE("cluster: what was stopped is gone but for its ports, and starts again on them") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  const auto wanted = server_of(host);
  const auto before = host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));
  CHECK(host.runtime->forget(wanted.id).error().code() == "delivery.instance_running");

  REQUIRE(host.runtime->stop(wanted.id, 1s).has_value());
  const auto stopped = host.probe(wanted);
  CHECK(stopped.health == Health::missing);
  CHECK(stopped.is_over);
  for (const char* kind : {"deployments", "pods", "secrets"}) CHECK_MESSAGE(count(host, kind, wanted.id) == 0, kind);
  CHECK(host.runtime->restart(wanted.id, 1s).error().code() == "delivery.instance_not_running");
  CHECK(host.texts(wanted) == std::vector<std::string>{"listening"});

  CHECK(host.start(wanted).host_ports == before.host_ports);
  CHECK(host.becomes(Health::healthy, wanted));
  REQUIRE(host.runtime->stop(wanted.id, 0ms).has_value());
  REQUIRE(host.runtime->forget(wanted.id).has_value());
  CHECK(count(host, "services", wanted.id) == 0);
  CHECK(host.runtime->list().empty());
}

TEST_CASE("cluster: a restart makes a new pod, is healthy all the time, and counts") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  const auto wanted = server_of(host);
  host.start(wanted);
  REQUIRE(host.becomes(Health::healthy, wanted));
  const auto pod = [&] {
    const auto pods = api_of(host)->list(place("pods"), selector_of(wanted.id)).value();
    std::set<std::string> names;
    for (const auto& each : pods) names.insert(kube_text(each, "/metadata/name"));
    return names;
  };
  const auto before = pod();
  CHECK(host.runtime->usage(wanted.id).restarts == 0u);

  REQUIRE(host.runtime->restart(wanted.id, 1s).has_value());

  bool was_always_healthy = true;
  CHECK(becomes_true([&] {
    was_always_healthy = was_always_healthy && host.probe(wanted).health == Health::healthy;
    const auto now = pod();
    return now.size() == 1 && now != before;
  }));
  CHECK(was_always_healthy);
  CHECK(host.runtime->usage(wanted.id).restarts == 1u);
}

TEST_CASE("cluster: a command runs once with its variables, and nothing of it stays") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  auto wanted = host.script("true");
  wanted.containers[0].variables = {{"TARGET", Secret("db")}};
  std::vector<std::string> lines;
  const auto log = [&](std::string_view line) { lines.emplace_back(line); };

  const auto good = host.runtime->run_once(wanted, {"/bin/sh", "-c", "echo to $TARGET; echo careful >&2"}, log, {});
  const auto bad = host.runtime->run_once(wanted, {"/bin/sh", "-c", "exit 9"}, [](std::string_view) {}, {});

  REQUIRE_MESSAGE(good.has_value(), (good ? "" : good.error().message()));
  CHECK(*good == 0);
  CHECK(lines == std::vector<std::string>{"to db", "careful"});
  CHECK(bad.value() == 9);
  const auto mark = host_mark() + "=" + host.host_id;
  CHECK(becomes_true([&] { return api_of(host)->list(place("pods"), mark).value().empty(); }));
  CHECK(api_of(host)->list(place("secrets"), mark).value().empty());
}

TEST_CASE("cluster: a command that was left over by an earlier server is removed before the next") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  const auto wanted = host.script("true");
  const InstanceId key(new_ulid());
  const auto objects = once_objects(wanted, {"sleep", "3600"}, key, host.host_id).value();
  const auto api = api_of(host);
  const SystemClock clock;
  REQUIRE(ClusterInstances(*api, clock).bring_up(wanted, objects).has_value());
  const auto note = host.data() / "kubernetes" / "once" / key.text();
  std::filesystem::create_directories(note);
  std::ofstream(note / "place") << "towpath-shop-test " << object_name("shop", key) << "\n";

  host.restart_server();
  CHECK(host.runtime->run_once(wanted, {"true"}, [](std::string_view) {}, {}).value() == 0);

  CHECK(becomes_true([&] { return count(host, "pods", key) == 0; }));
  CHECK(count(host, "secrets", key) == 0);
  CHECK_FALSE(std::filesystem::exists(note));
}

TEST_CASE("cluster: an image that cannot be had is told, and its instance ends") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  auto wanted = server_of(host);
  wanted.containers[0].image = "missing.invalid/no-such-image:1";
  host.start(wanted);

  CHECK(becomes_true([&] { return host.probe(wanted).reason.find("cannot get its image") != std::string::npos; }));
  CHECK_FALSE(host.probe(wanted).is_running);
  CHECK(host.runtime->stop(wanted.id, 0ms).has_value());
}

TEST_CASE("cluster: an instance of ours that nobody knows is removed at the next start in its namespace") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  const auto lost = server_of(host);
  host.start(lost);
  std::filesystem::remove_all(host.data() / "kubernetes" / "instances" / lost.id.text());
  KubernetesHost other;
  const auto foreign = server_of(other);
  other.start(foreign);

  host.restart_server();
  host.start(server_of(host));

  CHECK(count(host, "deployments", lost.id) == 0);
  CHECK(count(host, "services", lost.id) == 0);
  CHECK(count(host, "deployments", foreign.id) == 1);
}

TEST_CASE("cluster: whoever watches a log is told of new lines") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  const auto wanted = host.script("for i in 1 2 3 4 5; do echo line $i; sleep 1; done; exec sleep 3600");
  host.start(wanted);
  std::atomic<int> told{0};

  const auto watch = host.runtime->watch_lines(wanted.id, [&] { ++told; });

  REQUIRE(watch);
  CHECK(becomes_true([&] { return told > 1; }));
  CHECK(becomes_true([&] { return host.texts(wanted).size() == 5; }));
  CHECK_FALSE(host.runtime->watch_lines(InstanceId(new_ulid()), [] {}));
}

TEST_CASE("cluster: credentials that are none, rights that are missing and an address where nothing answers are told") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  const auto wrong = with(host, [](ClusterAccess& access) {
    access.certificate.clear();
    access.key = Secret();
    access.token = Secret("canary-token");
  });
  const auto nameless = with(host, [](ClusterAccess& access) {
    access.certificate.clear();
    access.key = Secret();
  });
  const auto nowhere = with(host, [](ClusterAccess& access) { access.server = "https://127.0.0.1:1"; });
  const auto untrusted = with(host, [](ClusterAccess& access) { access.authorities.clear(); });

  const auto denied = wrong.list("/api/v1/namespaces", "");
  REQUIRE(!denied);
  CHECK(denied.error().code() == "delivery.cluster_denied");
  CHECK(denied.error().message().find("does not accept these credentials") != std::string::npos);
  CHECK(denied.error().message().find("canary") == std::string::npos);
  const auto forbidden = nameless.list("/api/v1/namespaces", "");
  REQUIRE(!forbidden);
  CHECK(forbidden.error().message().find("does not allow it") != std::string::npos);
  CHECK(nowhere.version().error().code() == cluster_unreachable);
  CHECK(nowhere.version().error().message().find("127.0.0.1:1") != std::string::npos);
  CHECK(untrusted.version().error().hint().find("certificate-authority") != std::string::npos);

  const SystemClock clock;
  const auto without = make_kubernetes_runtime({host.data() / "none", "host-1", make_cluster({}), clock});
  CHECK(without->report().reason == "no cluster is configured");
}

TEST_CASE("cluster: fields that somebody else has set are not taken away, and told") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  const auto api = api_of(host);
  const auto name = "colors-" + to_lower(new_ulid());
  const auto object = config_map(name, "red");
  const auto where = "/api/v1/namespaces/default/configmaps/" + name;
  REQUIRE(api->send("PATCH", where + "?fieldManager=somebody-else", "application/apply-patch+yaml", object)->is_ok());

  CHECK(api->apply(object).has_value());  // equal values are nobody's loss
  const auto taken = api->apply(config_map(name, "blue"));

  REQUIRE(!taken);
  CHECK(taken.error().code() == "delivery.field_conflict");
  CHECK_MESSAGE(taken.error().message().find(".data.color belongs to 'somebody-else'") != std::string::npos,
                taken.error().message());
  CHECK(kube_text(api->apply(config_map(name, "blue"), KubeApi::Write::dry_run, true).value(), "/data/color") ==
        "blue");
  CHECK(kube_text(api->find(ref_of(object)).value().value(), "/data/color") == "red");
  CHECK(api->remove("delete it", where).has_value());
  CHECK(api->remove("delete it", where).has_value());
}

TEST_CASE("cluster: what changes is told while it is watched") {
  if (is_skipped<KubernetesHost>()) return;
  KubernetesHost host;
  const auto api = api_of(host);
  auto object = config_map("watched-" + to_lower(new_ulid()), "red");
  object["metadata"].as_object()["labels"] = json::object{{"watched", host.host_id}};
  REQUIRE(api->apply(object).has_value());
  std::vector<std::string> seen;

  const auto watched = api->watch("/api/v1/namespaces/default/configmaps", "watched=" + host.host_id, 30s, {},
                                  [&](std::string_view type, const json::value& each) {
                                    seen.push_back(std::string(type) + " " + kube_text(each, "/data/color"));
                                    if (seen.size() == 1) {
                                      object["data"] = json::object{{"color", "blue"}};
                                      CHECK(api->apply(object).has_value());
                                    }
                                    return seen.size() < 2;
                                  });

  CHECK(watched.has_value());
  CHECK(seen == std::vector<std::string>{"ADDED red", "MODIFIED blue"});
  CHECK(api->remove("delete it", api->path(ref_of(object)).value()).has_value());
  CHECK(api->kind("apps/v1", "Nonsense").error().message().find("no kind 'Nonsense'") != std::string::npos);
  CHECK(api->watch("/api/v1/nonsense", "", 5s, {}, [](auto, const auto&) { return false; }).error().code() ==
        "delivery.cluster_refused");
}
