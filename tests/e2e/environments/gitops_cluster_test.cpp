#include <doctest/doctest.h>
#include <fmt/format.h>
#include <poll.h>

#include <thread>

#include "ops_repository.h"
#include "shop.h"

namespace bj = boost::json;
using namespace std::chrono_literals;
using namespace towpath;
using namespace towpath::testing;

namespace {

constexpr const char* score = R"(apiVersion: score.dev/v1b1
metadata: {name: stall, annotations: {towpath.dev/image: "registry.example.org/team/stall:{commit}"}}
service: {ports: {http: {port: 8080}}}
containers:
  main:
    image: .
    command: [/usr/bin/python3, page.py]
    variables: {PGHOST: "${resources.db.host}", PGPORT: "${resources.db.port}", PGDATABASE: "${resources.db.name}", PGUSER: "${resources.db.username}", PGPASSWORD: "${resources.db.password}", RATES: canary-4b1e}
    readinessProbe: {httpGet: {path: /, port: 8080}}
resources:
  db: {type: postgres}
  dns: {type: dns}
  route: {type: route, params: {host: "${resources.dns.host}", port: 8080}}
)";
constexpr const char* name_space = "towpath-stall-production";

/// Stands where Argo CD and Flux do: what the repository has is applied to the cluster, again and again, and what it no
/// longer has is taken away.
class Bringer {
 public:
  Bringer(const OpsRepository& ops, const TestCluster& cluster)
      : thread_([&ops, &cluster](const std::stop_token& stop) {
          std::set<std::pair<std::string, std::string>> brought;
          while (!stop.stop_requested()) {
            std::set<std::pair<std::string, std::string>> wanted;
            for (const std::string& file : ops.files()) {
              // <folders>/<name of the instance's objects>/<deployment or service>.yaml
              const auto slash = file.rfind('/'), before = file.rfind('/', slash - 1);
              const std::string name = file.substr(before + 1, slash - before - 1);
              const std::string kind = file.substr(slash + 1, file.rfind('.') - slash - 1) + "s";
              wanted.emplace(kind, name);
              if (brought.contains({kind, name})) continue;
              const std::string object = ops.content(file);
              if (!object.empty() && cluster.apply(kind, name_space, name, object)) brought.emplace(kind, name);
            }
            std::erase_if(brought, [&](const auto& each) {
              return !wanted.contains(each) && cluster.remove(each.first, name_space, each.second);
            });
            ::poll(nullptr, 0, 200);
          }
        }) {}

 private:
  std::jthread thread_;
};

}  // namespace

TEST_SUITE("environments") {
  TEST_CASE(
      "cluster: gitops: what is committed is brought to the cluster and serves through the proxy, with its database; "
      "the "
      "next version takes over without an interruption; no secret is in any commit; deleting prunes both") {
    const auto cluster = TestCluster::find();
    if (!cluster) return;  // it has said why
    OpsRepository ops;
    const ServerProcess server(
        {.arguments = {"--gitops-repository", ops.url(), "--kubeconfig", cluster->kubeconfig()}});
    Shop stall(server, "stall", score, cluster.get());
    stall.release("v1");
    REQUIRE(server.cli("runtime use production gitops").code == 0);
    const Bringer bringer(ops, *cluster);

    const Finished first = stall.deploy("production");
    REQUIRE_MESSAGE(first.code == 0, first.out);
    const bj::value page = stall.page("production");
    CAPTURE(page);
    REQUIRE(page.is_object());
    CHECK(page.at("version") == "v1");
    CHECK(page.at("versions") == bj::array{"v1"});
    CHECK(page.at("rates") == "canary-4b1e");
    CHECK(stall.cell("production").at("runtime") == "gitops");

    {
      const Visitor visitor(text_at(stall.cell("production"), "/url"));
      stall.release("v2");
      const Finished second = stall.deploy("production");
      CAPTURE(second.out);
      CHECK(second.code == 0);
      CHECK(text_at(stall.page("production"), "/version") == "v2");
      CHECK(comes_true(60s, [&] { return cluster->names("deployments", name_space).size() == 1; }));
      CHECK(ops.files().size() == 2);
      CHECK(visitor.answered() > 0);
      CHECK(visitor.failed() == 0);
    }
    CHECK(ops.history().find("secretKeyRef") != std::string::npos);
    CHECK(ops.history().find("canary-4b1e") == std::string::npos);

    const Finished deleted = server.cli("delete component stall --yes --purge 2>&1");
    CAPTURE(deleted.out);
    CHECK(deleted.code == 0);
    CHECK(comes_true(30s, [&] { return ops.files().empty(); }));
    for (const char* kind : {"deployments", "services", "secrets"})
      CHECK_MESSAGE(comes_true(60s, [&] { return cluster->names(kind, name_space).empty(); }), kind);
  }
}
