#include <doctest/doctest.h>

#include <set>

#include "ops_repository.h"
#include "shop.h"

namespace bj = boost::json;
using namespace std::chrono_literals;
using namespace towpath;
using namespace towpath::testing;

namespace {

constexpr const char* score = R"(apiVersion: score.dev/v1b1
metadata: {name: batch, annotations: {towpath.dev/image: "registry.example.org/team/batch:{commit}"}}
service: {ports: {http: {port: 8080}}}
containers:
  main:
    image: .
    command: [/usr/bin/python3, page.py]
)";
constexpr const char* routed = R"(resources:
  dns: {type: dns}
  route: {type: route, params: {host: "${resources.dns.host}", port: 8080}}
)";

/// The words of the newest event of a type about the workload; "" without one.
std::string newest_drift(const Api& api, const std::string& type) {
  const auto all = api.get("/api/v1/audit/events?type=" + type + "&limit=1").value("/items");
  return all.is_array() && !all.as_array().empty() ? bj::serialize(all.at(0)) : "";
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_SUITE("environments") {
  TEST_CASE(
      "gitops: a version is committed and comes beside the one before, which goes; a change by hand is told; a route "
      "is "
      "refused in the plan; deleting prunes") {
    OpsRepository ops;
    const ServerProcess server({.arguments = {"--gitops-repository", ops.url()}});
    Shop batch(server, "batch", score, nullptr);
    const Api api = batch.api();
    batch.release("v1");
    REQUIRE(server.cli("runtime use staging gitops").code == 0);

    // A commit with exactly the files of the version.
    const Finished plan = batch.deploy("staging", "--plan");
    CHECK(has(plan.out, "with gitops"));
    const Finished first = batch.deploy("staging");
    REQUIRE_MESSAGE(first.code == 0, first.out);
    const auto after_first = ops.files();
    REQUIRE(after_first.size() == 2);
    const std::string folder = after_first.begin()->substr(0, after_first.begin()->rfind('/'));
    CHECK(folder.starts_with("batch/staging/batch/batch-"));
    const auto deployment = ops.content(folder + "/deployment.yaml");
    CHECK(has(deployment, "registry.example.org/team/batch:"));
    CHECK(has(ops.content(folder + "/service.yaml"), "kind: Service"));
    CHECK(ops.commits() == std::vector<std::string>{"Deploy batch to staging of batch"});
    CHECK(batch.cell("staging").at("runtime") == "gitops");
    CHECK(batch.cell("staging").at("health") == "healthy");

    // The next one takes its place.
    batch.release("v2");
    REQUIRE(batch.deploy("staging").code == 0);
    CHECK(comes_true(60s, [&] { return ops.files().size() == 2; }));
    const auto after_second = ops.files();
    CHECK(after_second != after_first);
    const std::string fresh = after_second.begin()->substr(0, after_second.begin()->rfind('/'));
    CHECK(ops.content(fresh + "/deployment.yaml") != deployment);
    CHECK(ops.commits().at(0) == "Stop " + folder);

    // Somebody changes it by hand: it is said where the workload is looked at, and as an event, once.
    ops.change(fresh + "/deployment.yaml", "kind: Changed\n");
    REQUIRE(comes_true(150s, [&] { return !newest_drift(api, "delivery.workload.drifted").empty(); }));
    const std::string drifted = newest_drift(api, "delivery.workload.drifted");
    CAPTURE(drifted);
    CHECK(has(drifted, "deployment.yaml is changed (last commit: Ada, "));
    CHECK(has(drifted, "component:default/batch"));
    CHECK(has(drifted, "\"runtime\":\"gitops\""));
    CHECK_FALSE(has(drifted, "Changed"));  // never what is in a file
    CHECK(comes_true(30s, [&] { return has(text_at(batch.cell("staging"), "/healthReason"), "is changed"); }));
    CHECK(api.get("/api/v1/audit/events?type=delivery.workload.drifted").value("/items").as_array().size() == 1);

    // No cluster is connected, so no request could be led to it: the plan says so, before anything is done.
    const auto commits = ops.commits();
    batch.release("v3", std::string(score) + routed);
    const Finished refused = batch.deploy("staging", "--plan");
    CAPTURE(refused.out);
    CHECK(refused.code == 2);
    CHECK(has(refused.out, "its route 'route'"));
    CHECK(has(refused.out, "kubeconfig"));
    CHECK(has(refused.out, "towpath runtime use staging local"));
    const Finished failed = batch.deploy("staging");
    CAPTURE(failed.out);
    CHECK(failed.code != 0);
    CHECK(has(failed.out, "its route 'route'"));
    CHECK(ops.commits() == commits);
    CHECK(batch.cell("staging").at("release") == "rel-2");
    CHECK(api.get("/api/v1/resources?component=batch").value("/items").as_array().empty());

    // What is deleted is pruned.
    const Finished deleted = server.cli("delete component batch --yes --purge 2>&1");
    CAPTURE(deleted.out);
    CHECK(deleted.code == 0);
    CHECK(comes_true(30s, [&] { return ops.files().empty(); }));
  }
}
