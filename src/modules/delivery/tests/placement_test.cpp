#include "placement.h"

#include "definition_fixture.h"
#include "delivery/gitops_runtime.h"
#include "git_fixture.h"
#include "kubernetes/cluster.h"
#include "runtimes/kubernetes/workload_image.h"

// What cannot run with a runtime is refused before anything is made.

namespace towpath::delivery {
namespace {

using F = DefinitionFixture;

/// The runtimes that bring workloads to clusters, with a cluster that is named or none.
struct Machine {
  explicit Machine(const std::string& kubeconfig) : cluster(make_cluster({kubeconfig, "", ""})) {}

  ScratchFolder scratch;
  SystemClock clock;
  testing::GitRemote remote{scratch.path()};
  std::shared_ptr<Cluster> cluster;
  std::unique_ptr<Runtime> kubernetes = make_kubernetes_runtime({scratch.path(), "host-1", cluster, clock});
  std::unique_ptr<Runtime> gitops =
      make_gitops_runtime({scratch.path(), "host-1", {.url = remote.url()}, cluster, remote.spawner(), clock});
  std::unique_ptr<Runtimes> all = make_runtimes({kubernetes.get(), gitops.get()});
};

/// A Score file with an image; `container`: more lines of it, `resources`: lines below `resources:`.
std::string score(const std::string& container, const std::string& resources) {
  return "apiVersion: score.dev/v1b1\nmetadata: {name: shop}\nservice: {ports: {http: {port: 8080}}}\n"
         "containers:\n  web:\n    image: registry.example.org/shop:1\n" +
         container + (resources.empty() ? "" : "resources:\n" + resources);
}

/// "code: message", and the hint behind; "" when it can run there.
std::string refusal(F& f, const Runtimes& runtimes, const std::string& runtime, const std::string& text) {
  Release release = f.add_component("  env: {type: environment}\n");
  release.score = parse_score(text, "score.yaml").value().document;
  const Deployment deployment = F::to("production", release);
  const auto plan = f.plan(deployment, release);
  REQUIRE_MESSAGE(plan.has_value(), plan.error().message());
  const Status fits = check_placement(runtimes, runtime, deployment, *plan, release);
  return fits.has_value() ? "" : F::refusal(&fits.error()) + " " + fits.error().hint();
}

const std::string route =
    "  dns: {type: dns}\n  way: {type: route, params: {host: \"${resources.dns.host}\", port: 8080}}\n";

}  // namespace

TEST_CASE("a workload that is only committed has no routes and no secrets: its plan says why and what to do") {
  const Machine machine("");
  with_definitions([&](F& f) {
    const auto of = [&](const std::string& runtime, const std::string& text) {
      return refusal(f, *machine.all, runtime, text);
    };

    CHECK(of("gitops", score("", "")) == "");
    CHECK(
        of("gitops", score("", route)) ==
        "delivery.out_of_reach: 'shop' cannot run in 'production' with the runtime 'gitops': requests are to go to its "
        "route 'way', and which port it answers at only the cluster knows, to which there is no connection. Connect "
        "the cluster that the repository is brought to: set kubeconfig and start the server again. Or take the route "
        "out of score.yaml, or choose another runtime: towpath runtime use production local");
    const auto variables = of("gitops", score("    variables: {COLOR: red}\n", ""));
    CHECK(
        variables.starts_with("delivery.out_of_reach: 'shop' cannot run in 'production' with the runtime 'gitops': "
                              "the variables and files of its container 'web' belong into a Secret"));
    CHECK(of("gitops", score("    files: {/etc/a: {content: x}}\n", "")).starts_with("delivery.out_of_reach"));
    // Others look after their own, and whether a cluster is there is asked of it at the beginning of each plan.
    CHECK(of("kubernetes", score("    variables: {COLOR: red}\n", route)) == "");
    CHECK(of("local", score("    variables: {COLOR: red}\n", route)) == "");
  });
}

TEST_CASE("where the cluster is connected a workload that is committed may have routes and secrets") {
  const Machine machine("/somewhere/kubeconfig");
  with_definitions([&](F& f) {
    CHECK(refusal(f, *machine.all, "gitops", score("    variables: {COLOR: red}\n", route)) == "");
    CHECK(machine.all->reaches("gitops"));
    CHECK(machine.all->reaches("nonsense"));
  });
}

TEST_CASE("a bundle of this machine is no image of a cluster, committed or not") {
  const Machine machine("/somewhere/kubeconfig");
  const std::string bundle = "apiVersion: score.dev/v1b1\nmetadata: {name: shop}\ncontainers: {web: {image: .}}\n";
  with_definitions([&](F& f) {
    CHECK(refusal(f, *machine.all, "gitops", bundle).starts_with("delivery.no_image"));
    CHECK(refusal(f, *machine.all, "kubernetes", bundle).starts_with("delivery.no_image"));
    CHECK(refusal(f, *machine.all, "podman", bundle) == "");
  });
}

TEST_CASE("of a release, which names its bundle instead of '.', a cluster gets the image that the annotation names") {
  Release release;
  release.bundle = "sha256:0123";
  release.commit = "9f1c";
  const auto workload = [](const std::string& annotation) {
    return parse_score("apiVersion: score.dev/v1b1\nmetadata: {name: shop" + annotation +
                           "}\ncontainers: {web: {image: 'sha256:0123'}, other: {image: 'redis:7'}}\n",
                       "score.yaml")
        .value();
  };
  const auto image = [&](const ScoreWorkload& of, const std::string& name) {
    for (const ScoreContainer& each : of.containers)
      if (each.name == name) return image_of(of, each, release);
    return std::string("(no such container)");
  };

  const auto with = workload(", annotations: {towpath.dev/image: 'registry.example.org/shop:{commit}'}");
  CHECK(image(with, "web") == "registry.example.org/shop:9f1c");
  CHECK(image(with, "other") == "redis:7");
  CHECK(image(workload(""), "web") == "");
}

}  // namespace towpath::delivery
