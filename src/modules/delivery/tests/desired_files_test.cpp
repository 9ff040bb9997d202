#include "gitops/desired_files.h"

#include <doctest/doctest.h>

#include "kubernetes/kube_json.h"
#include "yaml/yaml.h"

namespace towpath::delivery {
namespace {

InstanceRequest web() {
  InstanceRequest wanted;
  wanted.id = InstanceId("01J00000000000000000000001");
  wanted.project = "shop";
  wanted.environment = "production";
  wanted.workload = "web";
  wanted.deployment_id = "d1";
  wanted.ports = {{"http", 8080}};
  wanted.containers.push_back({});
  wanted.containers[0].name = "main";
  wanted.containers[0].image = "registry.example.org/shop/web:1.2";
  wanted.containers[0].variables = {{"PASSWORD", Secret("canary-71aa")}};
  return wanted;
}

std::string deployment() { return files_of(objects_of(web(), "host-1").value()).at(std::string(deployment_file)); }

boost::json::array items(const char* text) { return boost::json::parse(text).as_array(); }

}  // namespace

TEST_CASE("desired files: the same request gives the same bytes, in one order, and nothing secret") {
  const auto files = files_of(objects_of(web(), "host-1").value());

  CHECK(files == files_of(objects_of(web(), "host-1").value()));
  REQUIRE(files.size() == 2);
  CHECK(files.at("deployment.yaml").starts_with("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n"));
  CHECK(files.at("service.yaml").starts_with("apiVersion: v1\nkind: Service\n"));
  for (const auto& [name, content] : files) {
    CHECK(content.find("canary") == std::string::npos);
    const auto read = yaml::to_json(yaml::parse_one(content, name).value());
    CHECK(kube_text(read, "/metadata/namespace") == "towpath-shop-production");
  }
  CHECK(files.at("deployment.yaml").find("secretKeyRef") != std::string::npos);
  CHECK(owner_of(deployment()).host == "host-1");
  CHECK(owner_of(deployment()).instance == "01J00000000000000000000001");
  CHECK(owner_of("a: [").instance == "");
}

TEST_CASE("desired files: a worker without ports has no Service") {
  auto worker = web();
  worker.ports.clear();
  CHECK(files_of(objects_of(worker, "host-1").value()).size() == 1);
}

TEST_CASE("desired files: a restart counts in the pods' annotations and changes nothing else") {
  const auto once = with_restart(deployment()).value(), twice = with_restart(once).value();

  const auto read = yaml::to_json(yaml::parse_one(twice, "x").value());
  CHECK(kube_text(read, "/spec/template/metadata/annotations/towpath.dev~1restarts") == "2");
  auto without = read;
  without.at("spec").at("template").at("metadata").as_object().erase("annotations");
  CHECK(without == yaml::to_json(yaml::parse_one(deployment(), "x").value()));
  CHECK(with_restart("kind: ConfigMap\n").error().code() == "delivery.gitops_failed");
  CHECK(with_restart("a: [").error().code() == "delivery.gitops_failed");
}

TEST_CASE("desired files: another number of pods changes nothing else") {
  const auto three = with_replicas(deployment(), 3).value();

  CHECK(replicas_in({{"deployment.yaml", three}}) == 3);
  CHECK(replicas_in({{"deployment.yaml", deployment()}}) == 1);
  CHECK(replicas_in({}) == 1);
  CHECK(with_replicas(three, 1).value() == deployment());
  CHECK(with_replicas("kind: ConfigMap\n", 2).error().code() == "delivery.gitops_failed");
  CHECK(with_replicas("kind: Deployment\n", 2).error().code() == "delivery.gitops_failed");
  CHECK(with_replicas("a: [", 2).error().code() == "delivery.gitops_failed");
}

TEST_CASE("desired files: where a workload is comes from the template, and stays in the repository") {
  CHECK(workload_path("apps/{project}/{environment}/{workload}", "shop", "production", "web").value() ==
        "apps/shop/production/web");
  CHECK(workload_path("{environment}", "shop", "prod", "web").value() == "prod");
  for (const char* pattern :
       {"", "/apps/{workload}", "../{workload}", "a//b", "a/./b", ".git/hooks", "{team}/x", "a b", "a/"}) {
    const auto path = workload_path(pattern, "shop", "production", "web");
    REQUIRE_MESSAGE(!path.has_value(), pattern);
    CHECK(path.error().code() == "delivery.invalid_gitops");
  }
}

TEST_CASE("desired files: what differs is said by file, never by content") {
  const std::map<std::string, std::string> ours{{"a.yaml", "canary"}, {"b.yaml", "b"}, {"c.yaml", "c"}};

  CHECK(differences(ours, ours) == "");
  CHECK(differences(ours, {{"a.yaml", "other"}, {"b.yaml", "b"}, {"z.yaml", ""}}) ==
        "a.yaml is changed, c.yaml is gone, z.yaml is new");
}

TEST_CASE("desired files: Argo CD's Applications and Flux's Kustomizations are found by repository and path") {
  const auto applications = items(R"([
    {"metadata": {"name": "shop", "namespace": "argocd"},
     "spec": {"source": {"repoURL": "https://git.example.org/ops", "path": "./shop"}},
     "status": {"sync": {"status": "OutOfSync"}, "health": {"status": "Degraded"},
                "operationState": {"phase": "Failed", "message": "no such namespace"}}},
    {"metadata": {"name": "other", "namespace": "argocd"},
     "spec": {"source": {"repoURL": "https://git.example.org/ops.git", "path": "shop/web2"}}},
    {"metadata": {"name": "elsewhere", "namespace": "argocd"},
     "spec": {"source": {"repoURL": "https://git.example.org/x", "path": ""}}}, 7])");
  const auto sources = items(R"([{"metadata": {"name": "ops", "namespace": "flux-system"},
                                  "spec": {"url": "https://git.example.org/ops.git"}}])");
  const auto kustomizations = items(R"([
    {"metadata": {"name": "all", "namespace": "flux-system"},
     "spec": {"path": "./", "sourceRef": {"kind": "GitRepository", "name": "ops"}},
     "status": {"conditions": [{"type": "Ready", "status": "True", "reason": "ReconciliationSucceeded",
                                "message": "Applied revision: main@sha1:a"}]}},
    {"metadata": {"name": "strange", "namespace": "other"},
     "spec": {"path": "./", "sourceRef": {"kind": "GitRepository", "name": "ops"}}}])");

  const auto found =
      bringers_of("https://git.example.org/ops.git", "shop/web/web-1", applications, kustomizations, sources);

  REQUIRE(found.size() == 2);
  CHECK(found[0].name == "Argo CD Application shop in argocd");
  CHECK(found[0].words == "OutOfSync, Degraded: no such namespace");
  CHECK(found[0].is_failing);
  CHECK(found[1].name == "Flux Kustomization all in flux-system");
  CHECK(found[1].words == "ReconciliationSucceeded: Applied revision: main@sha1:a");
  CHECK(!found[1].is_failing);
}

}  // namespace towpath::delivery
