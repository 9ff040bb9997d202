#include <doctest/doctest.h>
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "shop.h"

namespace bj = boost::json;
using namespace std::chrono_literals;
using namespace towpath;
using namespace towpath::testing;

// The API server of a cluster goes away and comes back while a version is brought there: never two objects for one
// instance, never no healthy version when there was one, and what was begun is carried on or taken away.

namespace {

constexpr const char* score = R"(apiVersion: score.dev/v1b1
metadata: {name: till, annotations: {towpath.dev/image: "registry.example.org/team/till:{commit}"}}
service: {ports: {http: {port: 8080}}}
containers:
  main:
    image: .
    command: [/usr/bin/python3, page.py]
    readinessProbe: {httpGet: {path: /, port: 8080}}
resources:
  dns: {type: dns}
  route: {type: route, params: {host: "${resources.dns.host}", port: 8080}}
)";
constexpr const char* with_rates = "  rates: {type: endpoint}\n";
/// What the platform team makes of it on the cluster: an object with the address, and something that has to become
/// ready.
constexpr const char* rates_on_cluster = R"(apiVersion: towpath.dev/v1alpha1
kind: ResourceDefinition
metadata: {name: rates-on-cluster}
spec:
  owner: user:default/admin
  type: endpoint
  driver: kubernetes
  criteria: [{environmentType: production}]
  inputs:
    manifests:
      - apiVersion: v1
        kind: ConfigMap
        metadata: {name: "rates-${context.res.guid}"}
        data: {url: "https://rates.example.org/"}
      - apiVersion: apps/v1
        kind: Deployment
        metadata: {name: "rates-${context.res.guid}"}
        spec:
          selector: {matchLabels: {app: rates}}
          template:
            metadata: {labels: {app: rates}}
            spec: {containers: [{name: main, image: "registry.example.org/team/rates:1", command: [/bin/sleep, "3600"]}]}
    outputs:
      url: "ConfigMap/rates-${context.res.guid}:/data/url"
      ready: "Deployment/rates-${context.res.guid}:/status/readyReplicas"
)";
constexpr const char* place = "production";
constexpr const char* name_space = "towpath-till-production";

/// A server whose cluster can be cut off, with a version of the shop on it.
class OnCluster {
 public:
  /// Nothing, and the test says why, where there is no cluster.
  static std::unique_ptr<OnCluster> make() {
    auto cluster = TestCluster::find();
    return cluster ? std::unique_ptr<OnCluster>(new OnCluster(std::move(cluster))) : nullptr;
  }
  ~OnCluster() {
    cluster_->way().mend();
    // Whether it can be used is asked again after a moment, and a deletion that came before would fail.
    CHECK(comes_true(30s, [&] { return why_not_runtime(shop->api(), "kubernetes").empty(); }));
    // Namespaces and what is in them stay when a server goes: the next test is to find none of it.
    if (!is_deleted_) delete_shop();
  }
  void delete_shop() {
    is_deleted_ = true;
    const Finished deleted = server().cli("delete component till --yes --purge 2>&1");
    CHECK_MESSAGE(deleted.code == 0, deleted.out);
  }

  const ServerProcess& server() const { return again_ ? *again_ : *first_; }
  CuttingRelay& way() { return cluster_->way(); }
  std::vector<std::string> names(const std::string& kind) const { return cluster_->names(kind, name_space); }
  std::size_t count(const std::string& kind, const std::string& prefix = "till-") const {
    const auto all = names(kind);
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const std::string& each) { return each.starts_with(prefix); }));
  }
  /// One of everything that an instance is made of. What is deleted goes one after the other, pods last.
  bool has_one_instance() const { return count("deployments") == 1 && count("pods") == 1 && count("secrets") == 1; }
  /// kill -9, and another process on the same data; what it started goes on in between.
  void die() { first_->end(SIGKILL); }
  void start_again() {
    ServerProcess::Options options{.data = first_->data(), .arguments = arguments()};
    options.port = std::stoi(first_->url().substr(first_->url().rfind(':') + 1));
    options.workload_port = first_->workload_port();
    again_ = std::make_unique<ServerProcess>(options);
    shop->is_at(*again_);
  }

  std::unique_ptr<Shop> shop;

 private:
  explicit OnCluster(std::unique_ptr<TestCluster> cluster) : cluster_(std::move(cluster)) {
    first_ = std::make_unique<ServerProcess>(ServerProcess::Options{.arguments = arguments()});
    shop = std::make_unique<Shop>(*first_, "till", score, cluster_.get());
    shop->release("v1");
    REQUIRE(first_->cli(fmt::format("runtime use {} kubernetes", place)).code == 0);
    const Finished deployed = shop->deploy(place);
    REQUIRE_MESSAGE(deployed.code == 0, deployed.out);
    REQUIRE(version() == "v1");
    REQUIRE(count("deployments") == 1);
  }

 public:
  /// What its page says it is.
  std::string version() const { return text_at(shop->page(place), "/version"); }
  std::string url() const { return text_at(shop->cell(place), "/url"); }

 private:
  std::vector<std::string> arguments() const { return {"--kubeconfig", cluster_->kubeconfig()}; }

  std::unique_ptr<TestCluster> cluster_;
  std::unique_ptr<ServerProcess> first_, again_;
  bool is_deleted_ = false;
};

}  // namespace

TEST_SUITE("environments") {
  TEST_CASE("cluster: one that does not answer gets nothing deployed, what runs there goes on, and the run says why") {
    const auto on = OnCluster::make();
    if (!on) return;  // it has said why
    on->shop->release("v2");
    const auto before = on->names("deployments");
    const Visitor visitor(on->url());
    on->way().cut();

    const Finished refused = on->shop->deploy(place);

    CAPTURE(refused.out);
    CHECK(refused.code != 0);
    CHECK(refused.out.find("cannot be used") != std::string::npos);
    CHECK(on->names("deployments") == before);
    CHECK(on->version() == "v1");
    on->way().mend();
    // Whether it can be used is asked again after a moment.
    CHECK(comes_true(30s, [&] { return why_not_runtime(on->shop->api(), "kubernetes").empty(); }));
    const Finished deployed = on->shop->deploy(place);
    CAPTURE(deployed.out);
    CHECK(deployed.code == 0);
    CHECK(on->version() == "v2");
    CHECK(comes_true(60s, [&] { return on->has_one_instance(); }));
    CHECK(visitor.answered() > 0);
    CHECK(visitor.failed() == 0);
  }

  TEST_CASE("cluster: one that is away for a moment while a version starts is asked again, and nothing is made twice") {
    const auto on = OnCluster::make();
    if (!on) return;
    on->shop->release("slow-2");
    const Visitor visitor(on->url());
    const std::string run = on->shop->begin(place);
    REQUIRE(comes_true(60s, [&] { return on->count("deployments") == 2; }));

    on->way().cut();
    CHECK_FALSE(comes_true(1s, [] { return false; }));  // a second, in which it is asked in vain
    on->way().mend();

    std::size_t most = 0;
    const auto is_over = [&] {
      most = std::max(most, on->count("deployments"));
      const std::string state = on->shop->api().get("/api/v1/runs/" + run).at("/state");
      return state != "queued" && state != "running";
    };
    CHECK(comes_true(180s, is_over));
    const bj::value ended = on->shop->api().finished_run(run);
    CAPTURE(ended);
    CHECK(ended.at("state") == "succeeded");
    CHECK(most <= 2);
    CHECK(on->version() == "slow-2");
    CHECK(comes_true(60s, [&] { return on->has_one_instance(); }));
    CHECK(visitor.failed() == 0);
  }

  TEST_CASE(
      "cluster: one that stays away while a version starts ends the deployment with a reason, the version before goes "
      "on, and what was begun is taken away when it is back") {
    const auto on = OnCluster::make();
    if (!on) return;
    on->shop->release("slow-2");
    const auto before = on->names("deployments");
    const Visitor visitor(on->url());
    const std::string run = on->shop->begin(place);
    REQUIRE(comes_true(60s, [&] { return on->count("deployments") == 2; }));
    on->way().cut();

    const bj::value ended = on->shop->api().finished_run(run);

    CAPTURE(ended);
    CHECK(ended.at("state") == "failed");
    CHECK(bj::serialize(ended).find("delivery.cluster_unreachable") != std::string::npos);
    CHECK(on->version() == "v1");
    CHECK(text_at(on->shop->cell(place), "/release") == "rel-1");
    on->way().mend();
    CHECK(comes_true(90s, [&] { return on->names("deployments") == before; }));
    CHECK(comes_true(30s, [&] { return on->count("pods") == 1 && on->count("secrets") == 1; }));

    const Finished again = on->shop->deploy(place);
    CAPTURE(again.out);
    CHECK(again.code == 0);
    CHECK(on->version() == "slow-2");
    CHECK(comes_true(60s, [&] { return on->count("deployments") == 1; }));
    CHECK(visitor.failed() == 0);
  }

  TEST_CASE(
      "cluster: the server is killed while the cluster is away in the middle of a deployment; the next process carries "
      "the run on, with one object of each") {
    const auto on = OnCluster::make();
    if (!on) return;
    on->shop->release("slow-2");
    const std::string url = on->url();
    const Visitor visitor(url);
    const std::string run = on->shop->begin(place);
    REQUIRE(comes_true(60s, [&] { return on->count("deployments") == 2; }));
    const auto made = on->names("deployments");
    on->way().cut();
    on->die();
    on->way().mend();

    on->start_again();

    const bj::value ended = on->shop->api().finished_run(run);
    CAPTURE(ended);
    CHECK(ended.at("state") == "succeeded");
    CHECK(on->version() == "slow-2");
    REQUIRE(comes_true(60s, [&] { return on->has_one_instance(); }));
    const auto left = on->names("deployments");
    CHECK(std::find(made.begin(), made.end(), left.at(0)) != made.end());  // the one that was begun, and no other
    CHECK(visitor.failed() == 0);
  }

  TEST_CASE("cluster: one that goes away while a resource is made there has it once when it is made again") {
    const auto on = OnCluster::make();
    if (!on) return;
    const Answer declared = on->shop->api().post("/api/v1/entities", {{"document", rates_on_cluster}});
    REQUIRE_MESSAGE(declared.status == 201, declared.text);
    on->shop->release("v2", std::string(score) + with_rates);
    const Visitor visitor(on->url());
    const std::string run = on->shop->begin(place);
    REQUIRE(comes_true(60s, [&] { return on->count("configmaps", "rates-") == 1; }));
    on->way().cut();

    const bj::value ended = on->shop->api().finished_run(run);

    CAPTURE(ended);
    CHECK(ended.at("state") == "failed");
    CHECK(bj::serialize(ended).find("delivery.cluster_unreachable") != std::string::npos);
    CHECK(on->version() == "v1");
    on->way().mend();
    CHECK(comes_true(30s, [&] { return why_not_runtime(on->shop->api(), "kubernetes").empty(); }));
    const Finished again = on->shop->deploy(place);
    CAPTURE(again.out);
    CHECK(again.code == 0);
    CHECK(on->version() == "v2");
    for (const std::string kind : {"configmaps", "deployments"}) CHECK_MESSAGE(on->count(kind, "rates-") == 1, kind);
    CHECK(comes_true(60s, [&] { return on->count("deployments") == 1; }));
    CHECK(visitor.failed() == 0);
  }

  TEST_CASE("cluster: what is deleted is not started again by whoever watches it while its pod takes its time to end") {
    const auto on = OnCluster::make();
    if (!on) return;
    on->shop->release("stubborn-2");  // takes all of its grace, in which its health is looked at
    const Finished deployed = on->shop->deploy(place);
    REQUIRE_MESSAGE(deployed.code == 0, deployed.out);
    REQUIRE(comes_true(60s, [&] { return on->has_one_instance(); }));

    on->delete_shop();

    for (const std::string kind : {"deployments", "pods", "secrets", "services"})
      CHECK_MESSAGE(on->count(kind) == 0, kind);
  }
}
