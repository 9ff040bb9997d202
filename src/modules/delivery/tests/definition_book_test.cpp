#include "definition_fixture.h"

namespace towpath::delivery {
namespace {

using F = DefinitionFixture;

std::vector<std::string> in_force(F& f) {
  return f.in_tx([&](db::Tx& tx) -> Result<std::vector<std::string>> {
    std::vector<std::string> out;
    for (const Definition& each : f.stores.definitions.in_force(tx)) out.push_back(each.version_name());
    return out;
  });
}

bool is_in_force(F& f, const std::string& version) {
  const auto all = in_force(f);
  return std::find(all.begin(), all.end(), version) != all.end();
}

const std::string resource_type =
    "---\napiVersion: towpath.dev/v1alpha1\nkind: ResourceType\nmetadata: {name: network}\nspec:\n  owner: platform\n"
    "  description: A network of its own.\n  outputs: [{name: cidr}]\n";

}  // namespace

TEST_CASE("a definition that is declared is in force at once, and each change of it is another version") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("mongodb", "mongodb", "[{}]")).has_value());
    CHECK(is_in_force(f, "mongodb@1"));

    REQUIRE(f.apply(F::definition("mongodb", "mongodb", "[{}]")).has_value());  // the same again
    CHECK(is_in_force(f, "mongodb@1"));

    REQUIRE(f.apply(F::definition("mongodb", "mongodb", "[{environmentType: production}]")).has_value());
    CHECK(is_in_force(f, "mongodb@2"));
    f.in_tx([&](db::Tx& tx) -> Result<int> {
      CHECK(f.stores.definitions.criteria(tx, "mongodb") ==
            std::vector<Criterion>{{"mongodb", "mongodb", "default", "", "", "", "production"}});
      CHECK(f.stores.definitions.version(tx, "mongodb", 1));
      return 0;
    });
  });
}

TEST_CASE("criteria that another definition of the type has are refused, and the other is named") {
  with_definitions([](F& f) {
    CHECK(f.refused(F::definition("cloud-postgres", "postgres", "[{project: store}, {}]")) ==
          "delivery.equal_criteria: The definition 'postgres' serves class 'default' of type 'postgres' already, so "
          "'cloud-postgres' cannot.");
    CHECK(f.refused(F::definition("cloud-postgres", "postgres", "[{project: store}]")) == "");
    CHECK_FALSE(is_in_force(f, "cloud-postgres@2"));
  });
}

TEST_CASE("two definitions of one file may exchange their criteria") {
  with_definitions([](F& f) {
    REQUIRE(
        f.apply(F::definition("one", "mongodb", "[{project: aa}]") + F::definition("two", "mongodb", "[{project: bb}]"))
            .has_value());

    CHECK(f.refused(F::definition("one", "mongodb", "[{project: bb}]") +
                    F::definition("two", "mongodb", "[{project: aa}]")) == "");
  });
}

TEST_CASE("a type nobody declares is refused with the nearest; one declared in the same file is known") {
  with_definitions([](F& f) {
    CHECK(
        f.refused(F::definition("cache", "mongodbs", "[{}]")) ==
        "delivery.unknown_type: The definition 'cache' is of the type 'mongodbs', which nobody declares; did you mean "
        "'mongodb'?");
    CHECK(f.refused(F::definition("net", "network", "[{}]")).starts_with("delivery.unknown_type"));
    CHECK(f.refused(F::definition("net", "network", "[{}]") + resource_type) == "");
    CHECK(
        f.refused(F::definition("net", "network", "[{}]", "  inputs: {values: {id: 1}}\n  outputs: [{name: id}]\n")) ==
        "delivery.missing_output: The definition 'net' hands out no 'cidr', which every 'network' does.");

    const Status removed = f.catalog->catalog().remove(
        auth::system_principal(), catalog::EntityRef::parse("resourcetype:default/network", "").value());
    REQUIRE_FALSE(removed.has_value());
    CHECK(removed.error().code() == "delivery.type_in_use");
  });
}

TEST_CASE("a definition is not removed, nor made to serve less, while nothing else would serve what it made") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]")).has_value());
    const Release release = f.add_component("  cc: {type: mongodb}\n");
    f.carry_out(F::to("production", release), release);

    const Status refused = f.remove("cache");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == "delivery.definition_in_use");
    CHECK(refused.error().message() ==
          "1 resource made by 'cache' would be served by no definition any more: workloads.shop.cc in production.");
    CHECK(is_in_force(f, "cache@1"));
    CHECK(f.refused(F::definition("cache", "mongodb", "[{environmentType: development}]"))
              .starts_with("delivery.definition_in_use"));
    CHECK(is_in_force(f, "cache@1"));

    REQUIRE(f.apply(F::definition("other", "mongodb", "[{environmentType: production}]")).has_value());
    CHECK(f.remove("cache").has_value());
    CHECK_FALSE(is_in_force(f, "cache@1"));
    CHECK(f.made_with(F::to("production", release), release) == "cache@1 cc");  // until it is upgraded
    CHECK(f.made_with(F::to("development", release), release).starts_with("delivery.no_definition"));
  });
}

TEST_CASE("a shipped definition is overridden by its name and serves again when the other is removed") {
  with_definitions([](F& f) {
    CHECK(is_in_force(f, "postgres@1"));
    REQUIRE(f.apply(F::definition("postgres", "postgres", "[{environmentType: development}]")).has_value());
    CHECK(is_in_force(f, "postgres@2"));
    CHECK(f.refused(F::definition("cloud-postgres", "postgres", "[{}]")) == "");

    REQUIRE(f.remove("postgres").has_value());
    CHECK(is_in_force(f, "postgres@3"));
    const auto detail = f.service.get(f.eve, "postgres").value();
    CHECK(detail.view.definition.is_shipped());
    CHECK(detail.view.criteria.empty());  // the other has taken its place
  });
}

TEST_CASE("only the platform team declares and removes definitions, and only its repositories do") {
  with_definitions([](F& f) {
    const auto refused = f.apply(F::definition("cache", "mongodb", "[{}]"), f.alice);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == "auth.forbidden");
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]"), f.eve).has_value());
    CHECK(f.catalog->catalog()
              .remove(f.alice, catalog::EntityRef::parse("resourcedefinition:default/cache", "").value())
              .error()
              .code() == "auth.forbidden");

    f.sources.text = F::definition("git-mongodb", "mongodb", "[{project: store}]");
    CHECK(f.catalog->catalog().ingest_repository("web", std::string(40, 'a'), "user:default/alice").error().code() ==
          "catalog.not_platform_team");
    REQUIRE(f.catalog->catalog().ingest_repository("platform", std::string(40, 'b'), "user:default/eve").has_value());
    CHECK(is_in_force(f, "git-mongodb@1"));
    CHECK(f.service.get(f.eve, "git-mongodb")->source == "repository:platform");
  });
}

TEST_CASE("a renamed definition in a repository takes over the criteria of the old one") {
  with_definitions([](F& f) {
    f.sources.text = F::definition("old-mongodb", "mongodb", "[{}]");
    REQUIRE(f.catalog->catalog().ingest_repository("platform", std::string(40, 'a'), "user:default/eve").has_value());

    f.sources.text = F::definition("new-mongodb", "mongodb", "[{}]");
    REQUIRE(f.catalog->catalog().ingest_repository("platform", std::string(40, 'b'), "user:default/eve").has_value());
    CHECK(is_in_force(f, "new-mongodb@1"));
    CHECK_FALSE(is_in_force(f, "old-mongodb@1"));
  });
}

}  // namespace towpath::delivery
