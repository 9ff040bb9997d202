#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "definition_fixture.h"
#include "resources/definition_document.h"
#include "resources/shipped.h"
#include "yaml/yaml.h"

namespace towpath::delivery {
namespace {

std::string json_of(const std::string& text) {
  return boost::json::serialize(yaml::to_json(yaml::parse_one(text, "definition.yaml").value()));
}

std::string described(const std::string& spec, const std::string& name = "big-postgres") {
  return json_of("apiVersion: towpath.dev/v1alpha1\nkind: ResourceDefinition\nmetadata: {name: " + name +
                 ", namespace: default}\nspec:\n  owner: platform\n  type: postgres\n" + spec);
}

std::string first_problem(const std::string& document) {
  const TestDrivers drivers;
  const auto problems = definition_problems(document, drivers.all);
  return problems.empty() ? "" : problems.front().path + " " + problems.front().message;
}

}  // namespace

TEST_CASE("a definition says what it makes, for whom, what it brings along and how long it stays") {
  const auto [d, criteria] = definition_of(described(R"(
  class: large
  driver: static
  inputs: {values: {host: "db.${context.env.id}"}}
  criteria: [{environmentType: production}, {project: store, class: small}]
  dependsOn: [{type: network, id: net}, {type: secret, name: admin, params: {length: 40}}]
  alongside: [{type: backup}]
  outputs: [{name: host}, {name: password, secret: true}]
  retain: keep
  upgrade: automatic
)"));

  CHECK(d.id == "big-postgres");
  CHECK(d.owner_ref == "group:default/platform");
  CHECK(criteria == std::vector<Criterion>{{"big-postgres", "postgres", "large", "", "", "", "production"},
                                           {"big-postgres", "postgres", "small", "", "", "store", ""}});
  REQUIRE(d.depends_on.size() == 2);
  CHECK(d.depends_on[0].name == "network");
  CHECK(d.depends_on[0].id == "net");
  CHECK(d.depends_on[1].name == "admin");
  CHECK(d.depends_on[1].params == R"({"length":40})");
  CHECK(d.alongside.size() == 1);
  REQUIRE(d.outputs);
  CHECK(d.outputs->at(1).is_secret);
  CHECK_FALSE(d.retain_days);
  CHECK(d.is_automatic);
}

TEST_CASE("what a definition leaves out is the usual: seven days, upgrades by hand, whatever the driver hands out") {
  const Definition d = definition_of(described("  driver: static\n  criteria: [{}]\n")).definition;

  CHECK(d.retain_days == 7);
  CHECK_FALSE(d.is_automatic);
  CHECK_FALSE(d.outputs);
  CHECK(d.parameters == "{}");
}

TEST_CASE("what is wrong with a definition is named with its place and what was likely meant") {
  struct Case {
    std::string spec, says;
  };
  for (const Case& c : {
           Case{"  driver: static\n  criteria: [{}]\n", ""},
           Case{"  driver: postgress\n  criteria: []\n",
                "/spec/driver there is no driver 'postgress'; did you mean 'postgres'?"},
           Case{"  driver: cloudformation\n  criteria: []\n",
                "/spec/driver there is no driver 'cloudformation'; there are: dns, environment, mariadb, nats, "
                "postgres, rabbitmq, random, redis, route, s3, service, static, volume"},
           Case{"  driver: static\n  criteria: [{project: store}, {}, {project: store}]\n",
                "/spec/criteria/2 is the same as the one at 0"},
           Case{"  driver: static\n  criteria: []\n  parameters: {type: objekt}\n", "/spec/parameters/type"},
           Case{"  driver: static\n  criteria: []\n  inputs: {values: {a: '${context.env.typ}'}}\n",
                "/spec/inputs ${context.env.typ}: the context has no 'env.typ'; did you mean 'env.type'?"},
           Case{"  driver: static\n  criteria: []\n  parameters: {properties: {size: {type: string}}}\n"
                "  inputs: {values: {a: '${params.sise}'}}\n",
                "/spec/inputs ${params.sise}: the parameters have no 'sise'; did you mean 'size'?"},
           Case{"  driver: static\n  criteria: []\n  inputs: {values: {a: '${resources.net.id}'}}\n",
                "/spec/inputs ${resources.net.id}: dependsOn names no 'net'; there is none"},
           Case{"  driver: static\n  criteria: []\n  inputs: {values: {a: '${secrets.x}'}}\n",
                "/spec/inputs ${secrets.x} cannot be used here; begin it with context or params or resources"},
           Case{"  driver: static\n  criteria: []\n  dependsOn: [{type: network}, {type: network}]\n",
                "/spec/dependsOn/1/name 'network' is the name of another"},
           Case{"  driver: static\n  criteria: []\n  inputs: {values: {host: a}}\n  outputs: [{name: port}]\n",
                "/spec/outputs/0/name the driver static hands out no 'port'; it hands out: host"},
       }) {
    CAPTURE(c.spec);
    const std::string found = first_problem(described(c.spec));
    CAPTURE(found);
    CHECK((c.says.empty() ? found.empty() : found.starts_with(c.says)));
  }
  CHECK(first_problem(described("  driver: static\n  criteria: []\n", "Big.Postgres"))
            .starts_with("/metadata/name 'Big.Postgres' must hold only"));
}

TEST_CASE("the descriptor of a shipped definition can be read back and says the same") {
  const TestDrivers drivers;
  for (const Definition& each : shipped_definitions()) {
    CAPTURE(each.id);
    const std::string document = descriptor_of(each, {{each.id, each.type, "default", "", "", "", ""}});

    CHECK(definition_problems(document, drivers.all).empty());
    const DeclaredDefinition again = definition_of(document);
    CHECK(again.definition.driver == each.driver);
    CHECK(again.criteria.size() == 1);
  }
}

TEST_CASE("an input that is text of another language is not read for placeholders") {
  struct Templating final : Driver {
    std::string_view name() const override { return "templating"; }
    DriverOffer offer(const std::string&) const override { return {}; }
    Status check(const ResourceRequest&) const override { return ok(); }
    std::map<std::string, Secret> prepare(const ResourceRequest&) const override { return {}; }
    Result<std::optional<ResourceOutcome>> observe(const ResourceRequest&, const DriverContext&) override {
      return std::optional<ResourceOutcome>();
    }
    Result<ResourceOutcome> apply(const ResourceRequest&, const DriverContext&) override { return ResourceOutcome(); }
    Status destroy(const ResourceRequest&, bool, const DriverContext&) override { return ok(); }
    std::vector<std::string> literal_inputs() const override { return {"outputs"}; }
  } driver;
  const auto problems = [&](const std::string& key) {
    return definition_problems(
        described("  driver: templating\n  criteria: [{}]\n  inputs: {" + key + ": 'a: ${of.others}'}\n"), {&driver});
  };

  CHECK(problems("outputs").empty());
  REQUIRE(problems("other").size() == 1);
  CHECK(problems("other").front().path == "/spec/inputs");
}

}  // namespace towpath::delivery
