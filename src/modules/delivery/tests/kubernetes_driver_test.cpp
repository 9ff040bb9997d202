#include "drivers/kubernetes_driver.h"

#include "base/id.h"
#include "base/strings.h"
#include "driver_contract.h"
#include "far_cluster.h"
#include "kubernetes/cluster.h"
#include "kubernetes/kube_json.h"
#include "kubernetes/manifests.h"
#include "runtime_contract.h"

using namespace towpath;
using namespace towpath::delivery;
namespace json = boost::json;

// The driver `kubernetes` with a real API server: `make test-kubernetes`.

namespace {

const SystemClock the_clock;

/// A resource of its own with a driver, in a namespace that is there.
class Bench {
 public:
  Bench()
      : cluster(make_cluster({KubernetesHost::kubeconfig(), "", ""})),
        driver(make_kubernetes_driver(cluster, the_clock)) {
    request = resource_request("cache");
    request.gu_id = to_lower(new_ulid()) + "00000000";
    request.environment = "driver";
    use("red");
  }
  ~Bench() { CHECK(driver->destroy(request, true, {}).has_value()); }

  std::string name(const char* what) const { return what + std::string("-") + request.gu_id; }
  static json::object object(const std::string& kind, const std::string& name, const char* key, json::value value) {
    return {{"apiVersion", "v1"}, {"kind", kind}, {"metadata", json::object{{"name", name}}}, {key, std::move(value)}};
  }
  json::object service() const {
    return object(
        "Service", name("s"), "spec",
        json::object{{"selector", json::object{{"app", "x"}}}, {"ports", json::array{json::object{{"port", 6379}}}}});
  }
  json::object secret() const {
    return object("Secret", name("s"), "stringData", json::object{{"password", "canary"}});
  }
  json::object colors(const std::string& color) const {
    return object("ConfigMap", name("c"), "data", json::object{{"color", color}});
  }
  void use(const std::string& color, json::array more = {}) {
    json::array all{secret(), service(), colors(color)};
    for (auto& each : more) all.push_back(std::move(each));
    request.inputs = json::serialize(
        json::object{{"manifests", std::move(all)},
                     {"outputs", json::object{{"host", "Service/" + name("s") + ":/spec/clusterIP"},
                                              {"color", "ConfigMap/" + name("c") + ":/data/color"}}},
                     {"secrets", json::object{{"password", "Secret/" + name("s") + ":/data/password"}}}});
  }
  void use_without_address() {
    auto inputs = json::parse(request.inputs).as_object();
    inputs["outputs"].as_object().erase("host");
    request.inputs = json::serialize(inputs);
  }
  ResourceOutcome apply() {
    auto outcome = driver->apply(request, {});
    REQUIRE_MESSAGE(outcome.has_value(), (outcome ? "" : outcome.error().message()));
    request.state = outcome->state;
    return std::move(*outcome);
  }
  KubeRef colors_ref() const { return {"v1", "ConfigMap", "towpath-shop-driver", name("c")}; }
  std::shared_ptr<const KubeApi> api() const { return cluster->api().value(); }

  std::shared_ptr<Cluster> cluster;
  std::unique_ptr<Driver> driver;
  ResourceRequest request;
};

}  // namespace

TEST_CASE("cluster: the driver keeps what every driver promises") {
  if (is_skipped<KubernetesHost>()) return;
  Bench bench;
  bench.use_without_address();  // a Service that is made again has another
  check_contract(*bench.driver, bench.request, true);
}

TEST_CASE("cluster: outputs are fields of the objects, and a Secret's are decoded") {
  if (is_skipped<KubernetesHost>()) return;
  Bench bench;

  const auto outcome = bench.apply();

  const auto outputs = json::parse(outcome.outputs);
  CHECK(kube_text(outputs, "/host").find('.') != std::string::npos);
  CHECK(kube_text(outputs, "/color") == "red");
  CHECK(outcome.secrets.at("password").reveal() == "canary");
  CHECK(outcome.outputs.find("canary") == std::string::npos);
  CHECK(outcome.state.find("canary") == std::string::npos);
}

TEST_CASE("cluster: a plan says what would be made, changed and deleted, and changes nothing") {
  if (is_skipped<KubernetesHost>()) return;
  Bench bench;
  const auto planned = [&] { return bench.driver->preview(bench.request, {}).value().value(); };
  CHECK(in_words(planned()) == "3 create");
  bench.apply();
  CHECK(planned().is_empty());

  bench.use("blue", {bench.object("ConfigMap", bench.name("more"), "data", json::object{{"a", "b"}})});
  const auto changes = planned();
  CHECK(in_words(changes) == "1 create, 1 update");
  CHECK(changes.changes.at(0).subject == bench.colors_ref().text() + ": /data/color");
  CHECK(kube_text(bench.api()->find(bench.colors_ref()).value().value(), "/data/color") == "red");

  bench.request.agreed = changes;
  bench.apply();
  bench.use("green");
  CHECK(in_words(planned()) == "1 delete, 1 update");
  const auto other = bench.driver->apply(bench.request, {});
  REQUIRE(!other);
  CHECK(other.error().code() == "delivery.plan_changed");
  bench.request.agreed.reset();
  bench.apply();
  CHECK_FALSE(bench.api()->find({"v1", "ConfigMap", "towpath-shop-driver", bench.name("more")}).value());
}

TEST_CASE("cluster: drift is what somebody has changed or taken away") {
  if (is_skipped<KubernetesHost>()) return;
  Bench bench;
  bench.apply();
  const auto drift = [&] { return bench.driver->drift(bench.request, {}).value().value(); };
  CHECK(drift().is_empty());
  const auto where = bench.api()->path(bench.colors_ref()).value();

  const auto patched = bench.api()->send("PATCH", where + "?fieldManager=somebody", "application/merge-patch+json",
                                         json::object{{"data", json::object{{"color", "black"}}}});
  REQUIRE(patched->is_ok());
  CHECK(drift().changes == std::vector<DriverChange>{{"update", bench.colors_ref().text() + ": /data/color"}});

  const auto taken = bench.driver->apply(bench.request, {});
  REQUIRE(!taken);
  CHECK(taken.error().code() == "delivery.field_conflict");
  CHECK(taken.error().message().find("'somebody'") != std::string::npos);

  CHECK(bench.api()->remove("delete it", where).has_value());
  CHECK(drift().changes == std::vector<DriverChange>{{"missing", bench.colors_ref().text()}});
  bench.apply();
  CHECK(drift().is_empty());
}

TEST_CASE("cluster: what is somebody else's is neither taken nor deleted") {
  if (is_skipped<KubernetesHost>()) return;
  Bench bench;
  bench.apply();
  auto thief = resource_request("cache");
  thief.gu_id = to_lower(new_ulid()) + "11111111";
  thief.environment = "driver";
  thief.inputs = bench.request.inputs;

  const auto applied = bench.driver->apply(thief, {});
  REQUIRE(!applied);
  CHECK(applied.error().code() == "delivery.not_ours");
  CHECK(bench.driver->preview(thief, {}).error().code() == "delivery.not_ours");
  CHECK(bench.driver->destroy(thief, true, {}).has_value());
  CHECK(bench.driver->observe(bench.request, {}).value().has_value());
}

TEST_CASE("cluster: volume claims are kept aside until they are purged or their time is over") {
  if (is_skipped<KubernetesHost>()) return;
  Bench bench;
  const KubeRef claim{"v1", "PersistentVolumeClaim", "towpath-shop-driver", bench.name("data")};
  bench.use("red",
            {bench.object("PersistentVolumeClaim", claim.name, "spec",
                          json::object{{"accessModes", json::array{"ReadWriteOnce"}},
                                       {"storageClassName", "none"},
                                       {"resources", json::object{{"requests", json::object{{"storage", "1Gi"}}}}}})});
  bench.apply();
  const auto is_there = [&] { return bench.api()->find(claim).value().has_value(); };

  REQUIRE(bench.driver->destroy(bench.request, false, {}).has_value());
  CHECK(is_there());
  CHECK_FALSE(bench.driver->observe(bench.request, {}).value().has_value());
  const auto today = std::chrono::floor<std::chrono::days>(the_clock.now());
  REQUIRE(bench.driver->remove_kept(today, {}).has_value());
  CHECK(is_there());

  bench.apply();  // wanted again: it is no longer kept aside
  REQUIRE(bench.driver->remove_kept(today + std::chrono::days(1), {}).has_value());
  CHECK(is_there());
  REQUIRE(bench.driver->destroy(bench.request, false, {}).has_value());
  REQUIRE(bench.driver->remove_kept(today + std::chrono::days(1), {}).has_value());
  CHECK(becomes_true([&] { return !is_there(); }));
}

TEST_CASE("cluster: an output that never comes is told by its name") {
  if (is_skipped<KubernetesHost>()) return;
  Bench bench;
  bench.request.inputs = json::serialize(
      json::object{{"manifests", json::array{bench.colors("red")}},
                   {"outputs", json::object{{"shape", "ConfigMap/" + bench.name("c") + ":/data/shape"}}}});
  DriverContext context;
  context.deadline = std::chrono::milliseconds(600);

  const auto applied = bench.driver->apply(bench.request, context);

  REQUIRE(!applied);
  CHECK(applied.error().code() == "delivery.output_missing");
  CHECK(applied.error().message().find("'shape'") != std::string::npos);
}

TEST_CASE("cluster: wherever its API server goes away, the driver says so, and one resource is there when it is back") {
  if (is_skipped<FarCluster>()) return;
  FarCluster far;
  FarTarget target{far.way,
                   "cache",
                   "delivery.cluster_unreachable",
                   [&] { return make_kubernetes_driver(far.cluster(), the_clock); },
                   FarCluster::use,
                   [&](const ResourceRequest& request) { return far.count(request); }};
  target.fresh = [](Driver&) {
    auto request = FarCluster::fresh();
    request.inputs = FarCluster::inputs(request, {{"manifests", FarCluster::manifests(request)}});
    return request;
  };

  check_cut_everywhere(target);
}
