#include "kubernetes/manifests.h"

#include "driver_contract.h"
#include "drivers/kubernetes_driver.h"
#include "kubernetes/kube_json.h"

using namespace towpath;
using namespace towpath::delivery;
namespace json = boost::json;

// What a definition says to the driver `kubernetes`: without a cluster.

namespace {

ResourceRequest with_inputs(const std::string& inputs) {
  auto request = resource_request("cache");
  request.inputs = inputs;
  return request;
}

constexpr const char* service =
    R"({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "cache"}, "spec": {"ports": [{"port": 6379}]}})";

void refuses(const std::string& inputs, const std::string& words) {
  const auto manifests = read_manifests(with_inputs(inputs));
  REQUIRE_MESSAGE(!manifests, words);
  CHECK(manifests.error().code() == "delivery.invalid_inputs");
  CHECK_MESSAGE(manifests.error().message().find(words) != std::string::npos, manifests.error().message());
}

}  // namespace

TEST_CASE("manifests get namespace, labels and what old clusters want to be told") {
  const auto manifests = read_manifests(
      with_inputs(std::string(R"({"manifests": [)") + service +
                  R"(], "outputs": {"host": "Service/cache:/spec/clusterIP"}, "secrets": {"p": "Service/cache:/x"}})"));

  REQUIRE_MESSAGE(manifests.has_value(), (manifests ? "" : manifests.error().message()));
  CHECK(manifests->name_space == "towpath-shop-development");
  CHECK(manifests->makes_namespace);
  REQUIRE(manifests->objects.size() == 1);
  const json::value object = manifests->objects[0];
  CHECK(kube_text(object, "/metadata/namespace") == "towpath-shop-development");
  CHECK(kube_text(object, "/metadata/labels/towpath.dev~1resource") == "0123456789abcdef0123456789abcdef");
  CHECK(kube_text(object, "/spec/ports/0/protocol") == "TCP");
  CHECK(manifests->outputs.at("host").pointer == "/spec/clusterIP");
  CHECK(manifests->secrets.at("p").kind == "Service");
}

TEST_CASE("manifests may be a text of several documents") {
  const auto manifests = read_manifests(with_inputs(json::serialize(json::object{
      {"manifests",
       "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: own}\n---\n---\napiVersion: v1\nkind: Secret\n"
       "metadata: {name: b}\n"},
      {"namespace", "shared"}})));

  REQUIRE_MESSAGE(manifests.has_value(), (manifests ? "" : manifests.error().message()));
  REQUIRE(manifests->objects.size() == 2);
  CHECK(ref_of(manifests->objects[0]).text() == "ConfigMap a in own");
  CHECK(ref_of(manifests->objects[1]).text() == "Secret b in shared");
  CHECK_FALSE(manifests->makes_namespace);
}

TEST_CASE("what is wrong with manifests is said by the plan, without what they hold") {
  refuses("{}", "neither a list of objects nor a text");
  refuses(R"({"manifests": []})", "no manifests");
  refuses(R"({"manifests": [5]})", "manifest 1 of the definition is no object");
  refuses(R"({"manifests": [{"kind": "Secret", "metadata": {"name": "x"}}]})", "lacks apiVersion, kind");
  refuses(R"({"manifests": [{"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "x"}}]})", "lacks");
  refuses(R"({"manifests": [{"apiVersion": "v1", "kind": "List", "metadata": {"name": "x"}}]})", "list of objects");
  refuses(std::string(R"({"manifests": [)") + service + "," + service + "]}",
          "Service cache in towpath-shop-development twice");
  refuses(std::string(R"({"manifests": [)") + service + R"(], "outputs": {"host": "Service/cache"}})",
          "does not say where it comes from");
  refuses(std::string(R"({"manifests": [)") + service + R"(], "outputs": {"host": "Secret/cache:/data/x"}})",
          "which is no manifest here");
  refuses(std::string(R"({"manifests": [)") + service + R"(], "force": "yes"})", "neither true nor false");
  const auto broken = read_manifests(with_inputs(R"({"manifests": "a: canary\n b: [canary"})"));
  REQUIRE(!broken);
  CHECK(broken.error().message().find("canary") == std::string::npos);
}

TEST_CASE("differences are pointers, without what the cluster keeps itself") {
  const auto now = json::parse(R"({"metadata": {"resourceVersion": "1", "managedFields": [1]}, "status": {"a": 1},
                                   "spec": {"replicas": 1, "ports": [{"port": 1}], "gone": true}})");
  const auto then = json::parse(R"({"metadata": {"resourceVersion": "2"}, "status": {"a": 2},
                                    "spec": {"replicas": 2, "ports": [{"port": 2}], "new/one": "canary"}})");

  const auto fields = differing_fields(now, then, 10);

  CHECK(fields == std::vector<std::string>{"/spec/gone", "/spec/new~1one", "/spec/ports/0/port", "/spec/replicas"});
  CHECK(differing_fields(now, now, 10).empty());
  CHECK(differing_fields(now, then, 2).size() == 2);
  CHECK(change_subject({"v1", "Service", "shop", "web"}, fields, 2) ==
        "Service web in shop: /spec/gone, /spec/new~1one and more");
}

TEST_CASE("the driver for clusters offers what its definition names, and says that there is no cluster") {
  const SystemClock clock;
  const auto driver = make_kubernetes_driver(make_cluster({}), clock);
  const auto request = with_inputs(std::string(R"({"manifests": [)") + service +
                                   R"(], "outputs": {"host": "Service/cache:/spec/clusterIP"}})");

  CHECK(driver->offer(request.inputs).outputs.at(0).name == "host");
  const auto checked = driver->check(request);
  REQUIRE(!checked);
  CHECK(checked.error().code() == "delivery.runtime_unavailable");
  CHECK(checked.error().hint().find("kubeconfig") != std::string::npos);
}
