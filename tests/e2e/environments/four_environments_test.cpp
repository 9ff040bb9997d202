#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/strings.h"
#include "shop.h"
#include "support/test_paths.h"

namespace bj = boost::json;
using namespace towpath;
using namespace towpath::testing;

namespace {

/// What one workload needs, wherever it runs. Where a database, a name or the rates come from is not its concern.
constexpr const char* score = R"(apiVersion: score.dev/v1b1
metadata: {name: shop, annotations: {towpath.dev/image: "registry.example.org/team/shop:{commit}"}}
service: {ports: {http: {port: 8080}}}
containers:
  main:
    image: .
    command: [/usr/bin/python3, page.py]
    variables: {PGHOST: "${resources.db.host}", PGPORT: "${resources.db.port}", PGDATABASE: "${resources.db.name}", PGUSER: "${resources.db.username}", PGPASSWORD: "${resources.db.password}", RATES: "${resources.rates.url}"}
    readinessProbe: {httpGet: {path: /, port: 8080}}
resources:
  db: {type: postgres}
  rates: {type: endpoint}
  dns: {type: dns}
  route: {type: route, params: {host: "${resources.dns.host}", port: 8080}}
# Nothing in this file says where it runs.
)";

/// The rates are an address everywhere, and what a module of Terraform makes in `qa`.
constexpr const char* fixed_rates = R"(apiVersion: towpath.dev/v1alpha1
kind: ResourceDefinition
metadata: {name: rates-fixed}
spec:
  owner: user:default/admin
  type: endpoint
  driver: static
  inputs: {values: {url: "https://rates.example.org/shared"}}
  criteria: [{}]
)";
constexpr const char* terraform_rates = R"(apiVersion: towpath.dev/v1alpha1
kind: ResourceDefinition
metadata: {name: rates-terraform}
spec:
  owner: user:default/admin
  type: endpoint
  driver: terraform
  inputs:
    tool: terraform
    module: |
      variable "stage" { type = string }
      resource "terraform_data" "rates" { input = { stage = var.stage } }
      output "url" { value = "https://rates.example.org/${terraform_data.rates.output.stage}" }
    variables: {stage: "${context.env.id}"}
  criteria: [{environment: qa}]
)";

/// An environment and what is to be underneath it.
struct Place {
  std::string name, type, runtime, rates_driver, rates_definition, rates;
};

const std::vector<Place> places = {
    {"development", "development", "local", "static", "rates-fixed@1", "https://rates.example.org/shared"},
    {"qa", "development", "local", "terraform", "rates-terraform@1", "https://rates.example.org/qa"},
    {"staging", "staging", "podman", "static", "rates-fixed@1", "https://rates.example.org/shared"},
    {"production", "production", "kubernetes", "static", "rates-fixed@1", "https://rates.example.org/shared"}};

/// Why a place cannot be had on this machine; "" when it can.
std::string why_not(const Api& api, const Place& place) {
  if (const std::string reason = why_not_runtime(api, place.runtime); !reason.empty())
    return place.runtime + ": " + reason;
  if (place.rates_driver != "terraform") return "";
  const bj::value tools = api.get("/api/v1/tools").value("/items");
  for (const bj::value& each : tools.as_array())
    if (text_at(each, "/name") == "terraform" && !each.at("available").as_bool())
      return "terraform: " + text_at(each, "/reason");
  return "";
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// "driver definition state" of a resource in a cell; "" when it is not there.
std::string resource_in(const bj::value& cell, const std::string& name) {
  for (const bj::value& each : cell.at("resources").as_array())
    if (text_at(each, "/name") == name)
      return text_at(each, "/driver") + " " + text_at(each, "/definition") + " " + text_at(each, "/state");
  return "";
}

/// Whether the portal shows the matrix of this server as the API has it; with a real browser.
bool portal_agrees(const ServerProcess& server) {
  if (run_shell("command -v npm").code != 0 || run_shell("command -v ${CHROMIUM:-/usr/bin/chromium}").code != 0) {
    MESSAGE("SKIPPED: the portal: npm or Chromium is missing");
    return true;
  }
  const Finished journey = run_shell(fmt::format(
      "cd '{}' && ./build.sh >/dev/null && TOWPATH_E2E_URL={} TOWPATH_E2E_TOKEN={} ./npm run --silent e2e -- "
      "side-by-side 2>&1",
      (source_folder() / "web").string(), server.url(), server.token()));
  MESSAGE(journey.out);
  return journey.code == 0 && has(journey.out, "ok side-by-side: ");
}

}  // namespace

TEST_SUITE("environments") {
  TEST_CASE(
      "one Score file of fifteen lines goes unchanged to four environments: on this machine with its own PostgreSQL, "
      "with a resource by Terraform, with podman, and to Kubernetes") {
    REQUIRE(std::count(score, score + std::string(score).size(), '\n') == 15);
    const auto cluster = TestCluster::find();
    ServerProcess::Options options;
    if (cluster) options.arguments = {"--kubeconfig", cluster->kubeconfig()};
    const ServerProcess server(options);
    Shop shop(server, "shop", score, cluster.get());
    const Api api = shop.api();
    for (const char* definition : {fixed_rates, terraform_rates}) {
      const Answer declared = api.post("/api/v1/entities", {{"document", definition}});
      REQUIRE_MESSAGE(declared.status == 201, declared.text);
    }
    const std::string release = shop.release("v1");
    REQUIRE(server.cli("env create qa --project shop --type development").code == 0);
    for (const auto& [type, runtime] : {std::pair("staging", "podman"), std::pair("production", "kubernetes")})
      REQUIRE(server.cli(fmt::format("runtime use {} {}", type, runtime)).code == 0);

    std::vector<Place> reached;
    for (const Place& place : places) {
      CAPTURE(place.name);
      if (const std::string reason = why_not(api, place); !reason.empty()) {
        MESSAGE("SKIPPED: the environment ", place.name, ": ", reason);
        // It is planned as well as the others, and its deployment says why it cannot be.
        const Finished refused = shop.deploy(place.name);
        CHECK(refused.code != 0);
        CHECK(shop.cell(place.name).at("runtime") == "");
        continue;
      }

      // The plan says what would be made by what, and where it would run; nothing is made by it.
      const Finished plan = shop.deploy(place.name, "--plan");
      CAPTURE(plan.out);
      CHECK(plan.code == 0);
      CHECK(has(plan.out, "postgres workloads.shop.db"));
      CHECK(has(plan.out, "by postgres@1 (postgres)"));
      CHECK(has(plan.out, fmt::format("by {} ({})", place.rates_definition, place.rates_driver)));
      CHECK(has(plan.out, "shop rel-1"));
      CHECK(has(plan.out, "with " + place.runtime) == (place.runtime != "local"));
      CHECK(shop.cell(place.name).is_null());

      const Finished deployed = shop.deploy(place.name);
      CAPTURE(deployed.out);
      REQUIRE(deployed.code == 0);
      reached.push_back(place);
    }
    REQUIRE(reached.size() >= 1);

    // All beside each other: what runs where, with what, on what.
    std::set<std::string> databases;
    for (const Place& place : reached) {
      CAPTURE(place.name);
      const bj::value cell = shop.cell(place.name);
      CAPTURE(cell);
      CHECK(cell.at("type") == bj::string_view(place.type));
      CHECK(cell.at("runtime") == bj::string_view(place.runtime));
      CHECK(cell.at("state") == "running");
      CHECK(cell.at("health") == "healthy");
      CHECK(cell.at("release") == "rel-1");
      CHECK(cell.at("releaseId") == bj::string_view(release));
      CHECK(resource_in(cell, "db") == "postgres postgres@1 active");
      CHECK(resource_in(cell, "rates") == place.rates_driver + " " + place.rates_definition + " active");
      CHECK(resource_in(cell, "dns") == "dns dns@1 active");
      CHECK(resource_in(cell, "route") == "route route@1 active");

      // It answers at its own address, with its own database, in which it has written.
      const bj::value page = shop.page(place.name);
      CAPTURE(page);
      REQUIRE(page.is_object());
      CHECK(page.at("version") == "v1");
      CHECK(page.at("versions") == bj::array{"v1"});
      CHECK(page.at("rates") == bj::string_view(place.rates));
      databases.insert(text_at(page, "/database"));

      // A shell is opened in each in the same way, with what the workload has.
      const Finished shell = server.cli(
          fmt::format("shell shop --environment {} --reason 'a look' -- /bin/sh -c 'wc -l; echo \"at $RATES\"; exit 5' "
                      "</dev/null 2>&1",
                      place.name));
      CAPTURE(shell.out);
      CHECK(shell.code == 5);
      CHECK(has(shell.out, "0\nat " + place.rates));
    }
    CHECK(databases.size() == reached.size());
    const Finished status = server.cli("status shop");
    CAPTURE(status.out);
    for (const Place& place : reached) {
      CHECK(has(status.out, place.runtime));
      CHECK(has(status.out, fmt::format("db (postgres), rates ({})", place.rates_driver)));
    }

    CHECK(portal_agrees(server));

    // One release is everywhere, made of the file as it was pushed.
    const bj::value releases = api.get("/api/v1/releases?component=shop").value("/items");
    CHECK(releases.as_array().size() == 1);
    const Answer file = api.get("/api/v1/repositories/shop/files/score.yaml?ref=" + text_at(releases, "/0/commit"));
    CHECK(has(file.text, "Nothing in this file says where it runs."));

    // The next version goes the same way, and each database knows both.
    shop.release("v2");
    for (const Place& place : reached) {
      CAPTURE(place.name);
      const Finished deployed = shop.deploy(place.name);
      CAPTURE(deployed.out);
      REQUIRE(deployed.code == 0);
      const bj::value page = shop.page(place.name);
      CAPTURE(page);
      REQUIRE(page.is_object());
      CHECK(page.at("version") == "v2");
      CHECK(page.at("versions").as_array().size() == 2);
    }

    // And it goes from all of them.
    const Finished deleted = server.cli("delete component shop --yes --purge 2>&1");
    CAPTURE(deleted.out);
    CHECK(deleted.code == 0);
    if (cluster) CHECK(cluster->names("deployments", "towpath-shop-production").empty());
  }
}
