#include <doctest/doctest.h>
#include <fmt/format.h>

#include <functional>
#include <set>

#include "base/product.h"
#include "base/strings.h"
#include "base/version.h"
#include "chart_rendering.h"
#include "driver_contract.h"
#include "drivers/kubernetes_driver.h"
#include "json/json.h"
#include "kubernetes/cluster.h"
#include "kubernetes/kube_json.h"
#include "kubernetes/kubeconfig.h"
#include "kubernetes/manifests.h"
#include "runtime_contract.h"
#include "support/test_paths.h"

// packaging/helm/towpath: Towpath's own chart.

namespace towpath::delivery {
namespace {

using boost::json::object;
using boost::json::value;

std::filesystem::path folder() { return towpath::testing::source_folder() / "packaging/helm/towpath"; }

const testing::ChartRendering& own_chart() {
  static const testing::ChartRendering chart(folder());
  return chart;
}

object values(std::string_view text) { return yaml::to_json(yaml::parse_one(text, "values").value()).as_object(); }

bool refuses(std::string_view text) { return !own_chart().problem_with(values(text)).empty(); }

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

ResourceRequest as_resource(const object& chosen) {
  const auto text = own_chart().manifests(chosen);
  REQUIRE_MESSAGE(text.has_value(), (text ? "" : text.error().message()));
  auto request = resource_request("chart");
  request.inputs = boost::json::serialize(object{{"manifests", *text}, {"namespace", "default"}});
  return request;
}

/// As the driver `kubernetes` reads them.
std::vector<value> objects_of(const object& chosen) {
  const auto manifests = read_manifests(as_resource(chosen));
  REQUIRE_MESSAGE(manifests.has_value(), (manifests ? "" : manifests.error().message()));
  return {manifests->objects.begin(), manifests->objects.end()};
}

/// What makes the most of everything.
object full_values() {
  return values(R"(
replicas: 3
image: {repository: registry.example.org/idp/towpath, tag: 0.1.0-7, pullSecrets: [pull]}
database: {existingSecret: idp-database}
masterKey: {existingSecret: idp-key}
publicUrl: https://towpath.example.org
settings: {smtp-url: "smtp://mail.example.org:587", workers: 16}
secretSettings: [{setting: smtp-password, secret: idp-mail, key: password}]
extraEnv: [{name: HTTPS_PROXY, value: "http://proxy.example.org:3128"}]
persistence: {size: 100Gi, storageClass: fast}
service: {type: LoadBalancer, port: 80, annotations: {a: b}}
workloads: {type: LoadBalancer, port: 80}
ingress:
  enabled: true
  className: nginx
  host: towpath.example.org
  tlsSecret: idp-tls
  workloads: [{host: "*.apps.example.org", server: 1}]
kubernetesRuntime: {enabled: true, extraRules: [{apiGroups: [batch], resources: [jobs], verbs: [get]}]}
podAnnotations: {c: d}
podLabels: {team: platform}
nodeSelector: {disk: fast}
tolerations: [{key: idp, operator: Exists}]
runners:
  - name: builder
    labels: [gpu, large]
    jobs: 2
    tokenSecret: builder-token
    resources: {limits: {memory: 2Gi}}
    nodeSelector: {gpu: "yes"}
)");
}

std::set<std::string> names_of(const std::vector<value>& objects) {
  std::set<std::string> out;
  for (const auto& each : objects) out.insert(kube_text(each, "/kind") + " " + kube_text(each, "/metadata/name"));
  return out;
}

const value& the(const std::vector<value>& objects, const std::string& kind, const std::string& name) {
  for (const auto& each : objects)
    if (kube_text(each, "/kind") == kind && kube_text(each, "/metadata/name") == name) return each;
  FAIL("there is no ", kind, " ", name);
  return objects.front();
}

std::map<std::string, value> variables_of(const value& workload) {
  std::map<std::string, value> out;
  for (const auto& each : kube_list(workload, "/spec/template/spec/containers/0/env"))
    out[kube_text(each, "/name")] = each;
  return out;
}

value at(const value& object, std::string_view pointer) {
  const auto* found = json::at_pointer(object, pointer);
  return found == nullptr ? value() : *found;
}

bool is_within(const value& selector, const value& labels) {
  if (!selector.is_object() || !labels.is_object() || selector.get_object().empty()) return false;
  for (const auto& [key, value] : selector.get_object()) {
    const auto* found = labels.get_object().if_contains(key);
    if (found == nullptr || *found != value) return false;
  }
  return true;
}

/// Every text in it.
void each_text(const value& of, const std::function<void(const std::string&)>& tell) {
  if (of.is_string()) tell(std::string(of.get_string()));
  if (of.is_array())
    for (const auto& item : of.get_array()) each_text(item, tell);
  if (of.is_object())
    for (const auto& [key, item] : of.get_object()) each_text(item, tell);
}

TEST_CASE("own chart: with its own values it is one server with a volume, an account and services") {
  CHECK(own_chart().problem_with(object()) == "");

  const auto objects = objects_of({});

  CHECK(names_of(objects) == std::set<std::string>{"ConfigMap idp", "NetworkPolicy idp", "Service idp",
                                                   "Service idp-servers", "Service idp-workloads-0",
                                                   "ServiceAccount idp", "StatefulSet idp"});
  const auto& set = the(objects, "StatefulSet", "idp");
  CHECK(kube_number(set, "/spec/replicas") == 1);
  CHECK(kube_text(set, "/spec/serviceName") == "idp-servers");
  CHECK(kube_text(set, "/spec/volumeClaimTemplates/0/spec/resources/requests/storage") == "20Gi");
  CHECK(kube_text(set, "/spec/template/spec/containers/0/image") ==
        "registry.example.org/towpath:" + std::string(version()));
  CHECK(kube_text(the(objects, "Service", "idp-servers"), "/spec/clusterIP") == "None");
  CHECK(kube_list(set, "/spec/template/spec/initContainers").empty());
  CHECK_FALSE(kube_flag(set, "/spec/template/spec/automountServiceAccountToken"));
  CHECK(kube_list(set, "/spec/template/spec/containers").size() == 1);
}

TEST_CASE("own chart: with all values it has what a fleet needs, and every object is one a cluster could take") {
  CHECK(own_chart().problem_with(full_values()) == "");

  const auto objects = objects_of(full_values());

  CHECK(names_of(objects) == std::set<std::string>{"ClusterRole default-idp", "ClusterRoleBinding default-idp",
                                                   "ConfigMap idp", "Deployment idp-runner-builder", "Ingress idp",
                                                   "NetworkPolicy idp", "NetworkPolicy idp-runners",
                                                   "PersistentVolumeClaim idp-runner-builder",
                                                   "PodDisruptionBudget idp", "Service idp", "Service idp-servers",
                                                   "Service idp-workloads-0", "Service idp-workloads-1",
                                                   "Service idp-workloads-2", "ServiceAccount idp", "StatefulSet idp"});
  const auto& set = the(objects, "StatefulSet", "idp");
  CHECK(kube_number(set, "/spec/replicas") == 3);
  CHECK(kube_flag(set, "/spec/template/spec/automountServiceAccountToken"));
  CHECK(kube_text(the(objects, "Ingress", "idp"), "/spec/rules/1/http/paths/0/backend/service/name") ==
        "idp-workloads-1");
  CHECK(kube_text(the(objects, "Deployment", "idp-runner-builder"),
                  "/spec/template/spec/initContainers/0/env/2/value") == "gpu,large");
  CHECK(kube_text(the(objects, "ClusterRole", "default-idp"), "/rules/0/resources/0") == "namespaces");
  CHECK(kube_text(the(objects, "ClusterRole", "default-idp"), "/rules/5/resources/0") == "pods/exec");
  CHECK(kube_text(the(objects, "ClusterRole", "default-idp"), "/rules/5/verbs/0") == "get");
  CHECK(kube_text(the(objects, "ClusterRole", "default-idp"), "/rules/5/verbs/1") == "create");
  CHECK(kube_text(the(objects, "ClusterRole", "default-idp"), "/rules/8/apiGroups/0") == "batch");
}

TEST_CASE(
    "own chart: two ports of a server are reached, by whom one says and by its own release, and none of a runner") {
  const auto open = objects_of({});
  const auto& anybody = the(open, "NetworkPolicy", "idp");
  const auto labels = at(the(open, "StatefulSet", "idp"), "/spec/template/metadata/labels");
  CHECK(is_within(at(anybody, "/spec/podSelector/matchLabels"), labels));
  CHECK(at(anybody, "/spec/policyTypes") == value{"Ingress"});
  CHECK(kube_text(anybody, "/spec/ingress/0/ports/0/port") == "http");
  CHECK(kube_text(anybody, "/spec/ingress/1/ports/0/port") == "workloads");
  for (const char* from : {"/spec/ingress/0/from", "/spec/ingress/1/from", "/spec/ingress/2"})
    CHECK(at(anybody, from).is_null());

  auto chosen = full_values();
  chosen["networkPolicy"] = values(R"(
portalFrom: [{namespaceSelector: {matchLabels: {name: ingress}}}]
workloadsFrom: [{ipBlock: {cidr: 10.0.0.0/8}}])");
  const auto objects = objects_of(chosen);
  const auto& some = the(objects, "NetworkPolicy", "idp");
  const auto runner = at(the(objects, "Deployment", "idp-runner-builder"), "/spec/template/metadata/labels");
  CHECK(is_within(at(some, "/spec/ingress/0/from/0/podSelector/matchLabels"), runner));
  CHECK(kube_text(some, "/spec/ingress/0/from/1/namespaceSelector/matchLabels/name") == "ingress");
  CHECK(kube_text(some, "/spec/ingress/1/from/0/ipBlock/cidr") == "10.0.0.0/8");
  const auto& runners = the(objects, "NetworkPolicy", "idp-runners");
  CHECK(is_within(at(runners, "/spec/podSelector/matchLabels"), runner));
  CHECK_FALSE(is_within(at(runners, "/spec/podSelector/matchLabels"), labels));
  CHECK(at(runners, "/spec/ingress").is_null());

  CHECK(names_of(objects_of(values("networkPolicy: {enabled: false}"))).count("NetworkPolicy idp") == 0);
  CHECK(refuses("networkPolicy: {portalFrom: [{}]}"));
}

TEST_CASE("own chart: probes ask what the server answers, at the port it listens on") {
  const auto objects = objects_of({});
  const auto pod = at(the(objects, "StatefulSet", "idp"), "/spec/template/spec");

  for (const char* probe : {"startupProbe", "readinessProbe", "livenessProbe"}) {
    CAPTURE(probe);
    const auto at_probe = std::string("/containers/0/") + probe;
    CHECK(kube_text(pod, at_probe + "/httpGet/path") == "/api/v1/health");
    CHECK(kube_text(pod, at_probe + "/httpGet/port") == "http");
  }
  CHECK(kube_text(pod, "/containers/0/ports/0/name") == "http");
  CHECK(kube_number(pod, "/containers/0/ports/0/containerPort") == product::portal_port);
  CHECK(kube_number(pod, "/containers/0/ports/1/containerPort") == product::workload_port);
  // The wait before SIGTERM and the server's drain of ten seconds have room.
  CHECK(kube_text(pod, "/containers/0/lifecycle/preStop/exec/command/1") == "5");
  CHECK(kube_number(pod, "/terminationGracePeriodSeconds") >= 20);
  // A Service named towpath would set TOWPATH_PORT.
  CHECK(at(pod, "/enableServiceLinks") == value(false));
  const auto openapi = read(towpath::testing::source_folder() / "api/openapi.yaml");
  CHECK(openapi.find("\n  /api/v1/health:") != std::string::npos);
}

TEST_CASE("own chart: every variable and every setting it sets is one of the server's") {
  const auto page = read(towpath::testing::source_folder() / "docs/manual/docs/cli.md");
  REQUIRE(!page.empty());
  const auto is_setting = [&](std::string name) {
    return page.find("- `--" + replace_all(to_lower(name), "_", "-") + " VALUE`") != std::string::npos;
  };
  const std::string prefix(product::env_prefix);

  for (const auto& [name, variable] : variables_of(the(objects_of(full_values()), "StatefulSet", "idp")))
    if (name.starts_with(prefix)) CHECK_MESSAGE(is_setting(name.substr(prefix.size())), name);

  const auto schema = boost::json::parse(read(folder() / "values.schema.json"));
  for (const auto& name : kube_list(schema, "/properties/settings/propertyNames/not/enum"))
    CHECK_MESSAGE(is_setting(std::string(name.get_string())), std::string(name.get_string()));
}

TEST_CASE("own chart: secrets come by reference, and nothing else of them is anywhere") {
  const auto objects = objects_of(full_values());
  const auto& set = the(objects, "StatefulSet", "idp");
  const auto variables = variables_of(set);

  CHECK(kube_text(variables.at("TOWPATH_DATABASE"), "/valueFrom/secretKeyRef/name") == "idp-database");
  CHECK(kube_text(variables.at("TOWPATH_DATABASE"), "/valueFrom/secretKeyRef/key") == "url");
  CHECK(kube_text(variables.at("TOWPATH_SMTP_PASSWORD"), "/valueFrom/secretKeyRef/name") == "idp-mail");
  for (const auto& [name, variable] : variables)
    if (name.find("PASSWORD") != name.npos || name == "TOWPATH_DATABASE") CHECK(kube_text(variable, "/value") == "");
  CHECK(kube_text(set, "/spec/template/spec/volumes/2/secret/secretName") == "idp-key");
  for (const auto& each : objects) CHECK(kube_text(each, "/kind") != "Secret");
  // What would put one into a ConfigMap is refused.
  for (const char* name : {"database", "smtp-password", "postgres-admin", "redis-admin"})
    CHECK(refuses(fmt::format("settings: {{{}: canary}}", name)));
  CHECK(refuses("database: {url: 'postgresql://u:canary@db/x'}"));
  CHECK(refuses("extraEnv: [{name: TOWPATH_DATABASE, value: canary}]"));
}

TEST_CASE("own chart: no image has the tag latest, and a digest wins over the tag") {
  const auto images = [](const object& chosen) {
    std::set<std::string> out;
    for (const auto& each : objects_of(chosen))
      for (const char* list : {"/spec/template/spec/containers", "/spec/template/spec/initContainers"})
        for (const auto& container : kube_list(each, list)) out.insert(kube_text(container, "/image"));
    return out;
  };

  CHECK(images(full_values()) == std::set<std::string>{"registry.example.org/idp/towpath:0.1.0-7"});
  auto pinned = full_values();
  const std::string digest = "sha256:" + std::string(64, 'a');
  pinned["image"].get_object()["digest"] = digest;
  CHECK(own_chart().problem_with(pinned) == "");
  CHECK(images(pinned) == std::set<std::string>{"registry.example.org/idp/towpath@" + digest});
  CHECK(refuses("image: {tag: latest}"));
  CHECK(kube_text(own_chart().chart(), "/appVersion") == version());
  CHECK(kube_text(own_chart().chart(), "/version") == version());
}

TEST_CASE("own chart: selectors find the pods they are for, and no others") {
  const auto objects = objects_of(full_values());
  const auto server = at(the(objects, "StatefulSet", "idp"), "/spec/template/metadata/labels");
  const auto runner = at(the(objects, "Deployment", "idp-runner-builder"), "/spec/template/metadata/labels");

  CHECK(is_within(at(the(objects, "StatefulSet", "idp"), "/spec/selector/matchLabels"), server));
  CHECK(is_within(at(the(objects, "Deployment", "idp-runner-builder"), "/spec/selector/matchLabels"), runner));
  CHECK(is_within(at(the(objects, "PodDisruptionBudget", "idp"), "/spec/selector/matchLabels"), server));
  for (const char* name : {"idp", "idp-servers"}) {
    const auto selector = at(the(objects, "Service", name), "/spec/selector");
    CHECK(is_within(selector, server));
    CHECK_FALSE(is_within(selector, runner));
  }
  auto of_one = server;
  of_one.get_object()["statefulset.kubernetes.io/pod-name"] = "idp-2";  // a StatefulSet's controller adds it
  CHECK(is_within(at(the(objects, "Service", "idp-workloads-2"), "/spec/selector"), of_one));
  CHECK_FALSE(is_within(at(the(objects, "Service", "idp-workloads-1"), "/spec/selector"), of_one));
  const auto& binding = the(objects, "ClusterRoleBinding", "default-idp");
  CHECK(kube_text(binding, "/subjects/0/name") ==
        kube_text(the(objects, "StatefulSet", "idp"), "/spec/template/spec/serviceAccountName"));
  CHECK(kube_text(binding, "/roleRef/name") == "default-idp");
}

TEST_CASE("own chart: values that could not work are refused by its schema") {
  CHECK(refuses("replicas: 2"));                                   // no database they could share
  CHECK(refuses("{replicas: 2, database: {existingSecret: d}}"));  // nor a key
  CHECK_FALSE(refuses("{replicas: 2, database: {existingSecret: d}, masterKey: {existingSecret: k}}"));
  CHECK(refuses("replicas: two"));
  CHECK(refuses("replica: 2"));
  CHECK(refuses("ingress: {enabled: true}"));
  CHECK(refuses("settings: {port: 80}"));
  CHECK(refuses("service: {type: ExternalName}"));
  CHECK(refuses("runners: [{name: builder}]"));
  CHECK(refuses("image: {digest: 'sha256:12'}"));
  CHECK(refuses("terminationGracePeriodSeconds: 5"));
}

TEST_CASE("own chart: rights in named namespaces are no rights elsewhere") {
  const auto chosen = values("kubernetesRuntime: {enabled: true, namespaces: [towpath-shop-production]}");
  CHECK(own_chart().problem_with(chosen) == "");

  const auto objects = objects_of(chosen);

  for (const auto& each : objects) CHECK(!kube_text(each, "/kind").starts_with("Cluster"));
  const auto& role = the(objects, "Role", "idp");
  CHECK(kube_text(role, "/metadata/namespace") == "towpath-shop-production");
  for (const auto& rule : kube_list(role, "/rules"))
    each_text(rule, [](const std::string& text) { CHECK(text != "*"); });
  CHECK(kube_text(the(objects, "RoleBinding", "idp"), "/subjects/0/namespace") == "default");
}

TEST_CASE("own chart: the kubeconfig of its pods is one that the server reads") {
  const auto objects = objects_of(values("kubernetesRuntime: {enabled: true}"));

  const auto access = read_kubeconfig(kube_text(the(objects, "ConfigMap", "idp"), "/data/kubeconfig"), "/etc/towpath",
                                      "", [](const std::filesystem::path& file) -> Result<std::string> {
                                        CHECK(file == "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt");
                                        return std::string("-----BEGIN CERTIFICATE-----\n");
                                      });

  REQUIRE_MESSAGE(access.has_value(), (access ? "" : access.error().message()));
  CHECK(access->server == "https://kubernetes.default.svc");
  CHECK(access->token_file == "/var/run/secrets/kubernetes.io/serviceaccount/token");
  CHECK(access->verify_tls);
}

TEST_CASE("own chart: its notes say how to sign in, and what is only in the volume") {
  const auto plain = own_chart().file("NOTES.txt", object()), full = own_chart().file("NOTES.txt", full_values());
  REQUIRE_MESSAGE(plain.has_value(), (plain ? "" : plain.error().message()));
  REQUIRE(full.has_value());

  CHECK(plain->find("logs idp-0 | grep \"Sign in once\"") != std::string::npos);
  CHECK(plain->find("--from-file=master.key") != std::string::npos);
  CHECK(full->find("https://towpath.example.org") != std::string::npos);
  CHECK(full->find("--from-file=master.key") == std::string::npos);
}

TEST_CASE("cluster: own chart: an API server takes every object") {
  if (is_skipped<KubernetesHost>()) return;
  const SystemClock clock;
  const auto cluster = make_cluster({KubernetesHost::kubeconfig(), "", ""});
  const auto driver = make_kubernetes_driver(cluster, clock);

  auto full = full_values();
  if (const auto budget = cluster->api().value()->kind("policy/v1", "PodDisruptionBudget"); !budget) {
    REQUIRE(budget.error().message().find("knows no kind") != std::string::npos);
    MESSAGE("SKIPPED: the PodDisruptionBudget: policy/v1 is of 1.21, and this cluster is ",
            cluster->api().value()->version().value());
    full["podDisruptionBudget"] = object{{"enabled", false}};
  }
  for (const auto& chosen : {object(), full}) {
    const auto planned = driver->preview(as_resource(chosen), {});

    REQUIRE_MESSAGE(planned.has_value(), (planned ? "" : planned.error().message()));
    CHECK(planned->value().counts.at("create") == static_cast<int>(objects_of(chosen).size()));
  }
}

}  // namespace
}  // namespace towpath::delivery
