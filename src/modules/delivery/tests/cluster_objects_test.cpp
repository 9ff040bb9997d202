#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "base/base64.h"
#include "base/time_text.h"
#include "kubernetes/kube_api.h"
#include "kubernetes/kube_json.h"
#include "runtimes/kubernetes/cluster_instances.h"
#include "runtimes/kubernetes/pod_log.h"
#include "runtimes/kubernetes/pod_status.h"
#include "runtimes/kubernetes/workload_image.h"
#include "runtimes/kubernetes/workload_objects.h"

using namespace towpath;
using namespace towpath::delivery;
namespace json = boost::json;

// What a workload is in a cluster and what a cluster's words mean: without one.

namespace {

InstanceRequest request() {
  InstanceRequest wanted;
  wanted.id = InstanceId("01J000000000000000000000AB");
  wanted.project = "shop";
  wanted.environment = "development";
  wanted.workload = "web";
  wanted.deployment_id = "d1";
  wanted.ports = {{"http", 8080}, {"admin", 9090}, {"http-again", 8080}};
  Container container;
  container.name = "main";
  container.image = "registry.example.org/web:1";
  container.variables = {{"PASSWORD", Secret("canary-7f3a")}, {"PORT", Secret("1")}};
  container.files = {{"/etc/app/config", "canary-7f3a again", "0640"}};
  container.memory_bytes = 64u << 20;
  container.cpu_millis = 500;
  wanted.containers.push_back(container);
  return wanted;
}

WorkloadObjects made(const InstanceRequest& wanted) {
  auto objects = objects_of(wanted, "host-1");
  REQUIRE_MESSAGE(objects.has_value(), (objects ? "" : objects.error().message()));
  return std::move(*objects);
}

json::value container_of(const WorkloadObjects& objects) {
  return json::value(objects.main).at_pointer("/spec/template/spec/containers/0");
}

void refuses(const InstanceRequest& wanted, const std::string& words) {
  const auto objects = objects_of(wanted, "host-1");
  REQUIRE_MESSAGE(!objects, words);
  CHECK(objects.error().code() == "delivery.cannot_start");
  CHECK_MESSAGE(objects.error().message().find(words) != std::string::npos, objects.error().message());
  CHECK(objects.error().hint() != "");
}

const UtcTime noon = *read_time("2026-11-29T12:00:00Z");

json::value pod(const std::string& made, bool is_ready, const std::string& container) {
  return json::parse(R"({"metadata": {"name": "p", "creationTimestamp": ")" + made +
                     R"("}, "status": {"conditions": [{"type": "Ready", "status": ")" + (is_ready ? "True" : "False") +
                     R"("}], "containerStatuses": [)" + container + "]}}");
}

InstanceStatus status_of(const json::array& pods, const json::value& deployment = json::object()) {
  return status_of_pods(pods, deployment, noon, [] { return std::string("; last output:\nno database"); });
}

}  // namespace

TEST_CASE("a workload is a Secret, a Service and a Deployment with its labels") {
  const auto objects = made(request());
  const json::value secret = objects.secret, service = objects.service, deployment = objects.main;

  for (const auto* object : {&secret, &service, &deployment}) {
    CHECK(kube_text(*object, "/metadata/namespace") == "towpath-shop-development");
    CHECK(kube_text(*object, "/metadata/name") == "web-01j000000000000000000000ab");
    const auto& labels = object->at_pointer("/metadata/labels").as_object();
    CHECK(labels.at("app.kubernetes.io/managed-by").as_string() == "towpath");
    CHECK(labels.at("towpath.dev/host").as_string() == "host-1");
    CHECK(labels.at("towpath.dev/instance").as_string() == "01J000000000000000000000AB");
    CHECK(labels.at("towpath.dev/deployment").as_string() == "d1");
    CHECK(labels.at("towpath.dev/environment").as_string() == "development");
  }
  CHECK(kube_text(deployment, "/spec/strategy/rollingUpdate/maxUnavailable") == "");
  CHECK(kube_number(deployment, "/spec/strategy/rollingUpdate/maxSurge") == 1);
  CHECK(kube_text(service, "/spec/type") == "NodePort");
  for (const auto& port : kube_list(service, "/spec/ports")) CHECK(kube_text(port, "/protocol") == "TCP");
  // Two ports with one target have numbers of their own: a Service must not have one twice.
  CHECK(kube_number(service, "/spec/ports/0/port") == 8080);
  CHECK(kube_number(service, "/spec/ports/2/port") == 8081);
  CHECK(kube_number(service, "/spec/ports/2/targetPort") == 8080);
}

TEST_CASE("an instance of several copies is as many pods, healthy when all of them are ready") {
  auto wanted = request();
  wanted.copies = 3;
  CHECK(kube_number(made(wanted).main, "/spec/replicas") == 3);

  const std::string runs = R"({"state": {"running": {"startedAt": "2026-11-29T11:00:00Z"}}, "restartCount": 0})";
  const auto deployment = json::parse(R"({"spec": {"replicas": 3}})");
  const auto early = "2026-11-29T11:59:58Z", late = "2026-11-29T11:59:59Z";
  const auto ready = pod(early, true, runs), unready = pod(late, false, runs);
  const auto some = status_of({ready, unready, ready}, deployment);
  CHECK(some.health == Health::progressing);
  CHECK(some.copies == 3);
  CHECK(some.each.size() == 3);
  CHECK(some.reason ==
        "2 of 3 instances are ready: it runs and is not ready: its readiness probe does not succeed yet");
  const auto few = status_of({ready, ready}, deployment);
  CHECK(few.health == Health::progressing);
  CHECK(few.reason == "2 of 3 instances are ready: the cluster has not made all pods yet");
  CHECK(status_of({}, deployment).reason == "0 of 3 instances are ready: the cluster has made no pod yet");
  CHECK(status_of({ready, ready, ready}, deployment).health == Health::healthy);
  // A restart, or a scaling down that is just carried out.
  CHECK(status_of({ready, ready, ready, unready}, deployment).health == Health::healthy);
}

TEST_CASE("variables and files of a workload are in its Secret and nowhere else") {
  const auto objects = made(request());

  CHECK(json::serialize(objects.main).find("canary") == std::string::npos);
  CHECK(json::serialize(objects.service).find("canary") == std::string::npos);
  CHECK(kube_text(objects.secret, "/data/variable.PASSWORD") == to_base64("canary-7f3a"));
  CHECK(kube_text(objects.secret, "/data/file.0") == to_base64("canary-7f3a again"));
  const auto container = container_of(objects);
  CHECK(kube_text(container, "/env/0/valueFrom/secretKeyRef/key") == "variable.PASSWORD");
  CHECK(kube_text(container, "/env/1/name") == "PORT");
  CHECK(kube_text(container, "/env/1/value") == "8080");  // ours has the last word
  CHECK(kube_text(container, "/env/2/name") == "PORT_HTTP");
  CHECK(kube_list(container, "/env").size() == 5);
  CHECK(kube_text(container, "/volumeMounts/0/mountPath") == "/etc/app/config");
  CHECK(kube_number(objects.main, "/spec/template/spec/volumes/0/secret/items/0/mode") == 0640);
  CHECK(kube_text(container, "/resources/limits/memory") == "67108864");
  CHECK(kube_text(container, "/resources/limits/cpu") == "500m");
}

TEST_CASE("probes become the kubelet's; without any the first port is asked") {
  auto wanted = request();
  CHECK(kube_number(container_of(made(wanted)), "/readinessProbe/tcpSocket/port") == 8080);

  auto& container = wanted.containers[0];
  container.readiness.kind = Probe::Kind::http;
  container.readiness.port = 8080;
  container.readiness.path = "/ready";
  container.readiness.host = "shop.example.org";
  container.liveness.kind = Probe::Kind::exec;
  container.liveness.command = {"sh", "-c", "echo $(HOME)"};
  const auto both = container_of(made(wanted));
  CHECK(kube_text(both, "/readinessProbe/httpGet/path") == "/ready");
  CHECK(kube_text(both, "/readinessProbe/httpGet/host") == "");
  CHECK(kube_text(both, "/readinessProbe/httpGet/httpHeaders/0/value") == "shop.example.org");
  CHECK(kube_text(both, "/livenessProbe/exec/command/2") == "echo $$(HOME)");
  CHECK(kube_number(both, "/startupProbe/failureThreshold") == 150);
}

TEST_CASE("what a cluster cannot run is refused with what to do") {
  auto wanted = request();
  wanted.containers[0].image = "";
  refuses(wanted, "'image: .'");
  wanted = request();
  wanted.containers.push_back(wanted.containers[0]);
  refuses(wanted, "has 2 containers");
  wanted = request();
  wanted.containers[0].volumes = {{"/data", "/var/lib/towpath/volumes/1", false}};
  refuses(wanted, "on the disk of this server");
  wanted = request();
  wanted.containers[0].variables = {{"a b", Secret("x")}};
  refuses(wanted, "no variable called 'a b'");
  wanted = request();
  wanted.containers[0].variables = {{"LARGE", Secret(std::string(1'000'001, 'x'))}};
  refuses(wanted, "1000018 bytes");

  wanted.containers[0].variables.clear();
  wanted.containers[0].volumes = {{"/data", "pvc:claim-1/below", true}};
  const auto objects = made(wanted);
  CHECK(kube_text(objects.main, "/spec/template/spec/volumes/1/persistentVolumeClaim/claimName") == "claim-1");
  CHECK(kube_text(container_of(objects), "/volumeMounts/1/subPath") == "below");
}

TEST_CASE("a command that runs once is a Pod that is not started again") {
  const auto objects = once_objects(request(), {"migrate", "up"}, InstanceId("01J000000000000000000000CD"), "host-1");

  REQUIRE(objects);
  CHECK(kube_text(objects->main, "/kind") == "Pod");
  CHECK(kube_text(objects->main, "/metadata/name") == "web-01j000000000000000000000cd");
  CHECK(kube_text(objects->main, "/spec/restartPolicy") == "Never");
  CHECK(kube_text(objects->main, "/spec/containers/0/command/1") == "up");
  CHECK(objects->service.empty());
}

TEST_CASE("names are what a cluster takes, and differ where what they are made of does") {
  CHECK(namespace_of("shop", "development") == "towpath-shop-development");
  const auto long_one = namespace_of(std::string(40, 'a'), std::string(40, 'b'));
  CHECK(long_one.size() <= 63);
  CHECK(long_one != namespace_of(std::string(40, 'a'), std::string(41, 'b')));
  CHECK(namespace_of("a_b", "c") != namespace_of("a-b", "c"));
  const InstanceId id("01J000000000000000000000AB");
  CHECK(object_name(std::string(63, 'w'), id).size() == 63);
  CHECK(object_name("9lives", id) == "w9lives-01j000000000000000000000ab");
  CHECK(label_value("component:default/shop") == "component_default_shop");
  CHECK(label_value(std::string(80, 'x')).size() == 63);
  CHECK(label_value("-_x._") == "x");
}

TEST_CASE("what pods say becomes health and words") {
  const std::string running = R"({"restartCount": 0, "state": {"running": {"startedAt": "2026-11-29T11:59:59Z"}}})";
  CHECK(status_of({}).reason == "the cluster has made no pod yet");
  const auto quota = json::parse(
      R"({"status": {"conditions": [{"type": "ReplicaFailure", "status": "True", "message": "exceeded quota"}]}})");
  CHECK(status_of({}, quota).reason == "exceeded quota");
  CHECK(status_of({}, quota).health == Health::degraded);

  const auto healthy = status_of({pod("2026-11-29T11:59:50Z", true, running)});
  CHECK(healthy.health == Health::healthy);
  CHECK(healthy.is_running);
  CHECK(healthy.started_at == *read_time("2026-11-29T11:59:59Z"));

  CHECK(status_of({pod("2026-11-29T11:59:50Z", false, running)}).health == Health::progressing);
  CHECK(status_of({pod("2026-11-29T11:00:00Z", false, running)}).health == Health::degraded);
  // A new pod that is not ready does not hide one that is.
  CHECK(status_of({pod("2026-11-29T11:59:55Z", false, running), pod("2026-11-29T11:00:00Z", true, running)}).health ==
        Health::healthy);

  const auto crashed = status_of({pod(
      "2026-11-29T11:59:50Z", false,
      R"({"restartCount": 2, "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": {"exitCode": 3}}})")});
  CHECK(crashed.reason == "it ended with exit code 3; last output:\nno database");
  CHECK(crashed.exit_code == 3);
  CHECK(crashed.health == Health::degraded);
  const auto starved =
      status_of({pod("2026-11-29T11:59:50Z", false,
                     R"({"restartCount": 1, "state": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}})")});
  CHECK(starved.reason.starts_with("it ended with out of memory: exit code 137"));
  const auto unpulled = status_of({pod(
      "2026-11-29T11:59:50Z", false, R"({"state": {"waiting": {"reason": "ErrImagePull", "message": "not found"}}})")});
  CHECK(unpulled.reason == "the cluster cannot get its image (ErrImagePull): not found");
  const auto unplaced = json::parse(
      R"({"metadata": {"creationTimestamp": "2026-11-29T11:59:50Z"}, "status": {"conditions": [{"type": "PodScheduled", "status": "False", "message": "0/1 nodes are available"}]}})");
  CHECK(status_of({unplaced}).reason == "no node of the cluster takes it: 0/1 nodes are available");
}

TEST_CASE("lines of a pod's log become records with times that compare as text") {
  CHECK(nine_digits("2026-11-29T14:37:26Z") == "2026-11-29T14:37:26.000000000Z");
  CHECK(nine_digits("2026-11-29T14:37:26.6Z") == "2026-11-29T14:37:26.600000000Z");
  CHECK(nine_digits("x") == "");
  CHECK(log_records("2026-11-29T14:37:26.6Z one two\n2026-11-29T14:37:27Z\nnoise\n2026-11-29T14:37:28Z cut", "") ==
        "2026-11-29T14:37:26.600000000Z stdout F one two\n2026-11-29T14:37:27.000000000Z stdout F \n");
  CHECK(log_records("2026-11-29T14:37:26Z one\n2026-11-29T14:37:27Z\n", "", "[x7k2p] ") ==
        "2026-11-29T14:37:26.000000000Z stdout F [x7k2p] one\n2026-11-29T14:37:27.000000000Z stdout F [x7k2p] \n");
  CHECK(log_records("2026-11-29T14:37:26.6Z one\n2026-11-29T14:37:26.7Z two\n", "2026-11-29T14:37:26.600000000Z") ==
        "2026-11-29T14:37:26.700000000Z stdout F two\n");
  CHECK(bytes_of_quantity("64Mi") == 64u << 20);
  CHECK(bytes_of_quantity("128974848") == 128974848u);
  CHECK(bytes_of_quantity("1k") == 1000u);
  CHECK_FALSE(bytes_of_quantity("much"));
  CHECK_FALSE(bytes_of_quantity("18446744073709551615Ti"));
}

TEST_CASE("what a cluster refuses is told in words") {
  const auto error = [](int status, const std::string& body) {
    return refused_by_cluster("https://c:6443", "apply the Deployment web in shop", {status, body});
  };
  const auto fields =
      error(409, R"({"message": "Apply failed", "details": {"causes": [{"reason": "FieldManagerConflict",
      "message": "conflict with \"kubectl\" using apps/v1", "field": ".spec.replicas"}]}})");
  CHECK(fields.code() == "delivery.field_conflict");
  CHECK(fields.message() ==
        "Cannot apply the Deployment web in shop: somebody else has set the same fields: .spec.replicas belongs to "
        "'kubectl'.");
  CHECK(error(401, "{}").code() == "delivery.cluster_denied");
  CHECK(error(403, R"({"message": "u cannot patch"})").message().find("u cannot patch") != std::string::npos);
  CHECK(error(403, R"({"message": "pods \"web\" is forbidden: "})").message().ends_with("\"web\" is forbidden."));
  CHECK(error(403, "{}").hint() == "give the kubeconfig's user this right with a Role and a RoleBinding");
  CHECK(error(422, R"({"message": "bad port"})").message().ends_with("bad port"));
  CHECK(error(500, std::string(2'000, 'x')).message().ends_with("it answered 500"));
  CHECK(error(422, R"({"message": ")" + std::string(2'000, 'x') + "\"}").message().size() < 700);
}

TEST_CASE("a stream is cut into its lines, however it comes") {
  std::vector<std::string> all;
  LineStream lines([&](std::string_view line) {
    all.emplace_back(line);
    return line != "end";
  });

  CHECK(lines.take("on"));
  CHECK(lines.take("e\ntwo\nth"));
  CHECK_FALSE(lines.take("ree\nend\nmore\n"));
  CHECK(all == std::vector<std::string>{"one", "two", "three", "end"});
}

TEST_CASE("a bundle runs on a cluster only where score.yaml names an image") {
  ScoreWorkload workload;
  workload.name = "shop";
  workload.containers.push_back({});
  workload.containers[0].name = "main";
  workload.containers[0].image = ".";
  Release release;
  release.commit = "abc123";

  const auto refused = check_for_cluster(workload, release);
  REQUIRE(!refused);
  CHECK(refused.error().code() == "delivery.no_image");
  CHECK(refused.error().hint().find("towpath.dev/image: registry.example.org/shop:{commit}") != std::string::npos);

  workload.annotations["towpath.dev/image"] = "registry.example.org/shop:{commit}";
  CHECK(check_for_cluster(workload, release).has_value());
  CHECK(image_of(workload, workload.containers[0], release) == "registry.example.org/shop:abc123");
  workload.containers[0].image = "nginx:1";
  CHECK(image_of(workload, workload.containers[0], release) == "nginx:1");
  workload.containers[0].image = "two words";
  CHECK(check_for_cluster(workload, release).error().code() == "delivery.no_image");
}
