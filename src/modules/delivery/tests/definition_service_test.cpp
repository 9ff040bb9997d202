#include "base/strings.h"
#include "definition_fixture.h"

namespace towpath::delivery {
namespace {

using F = DefinitionFixture;

std::string in_words(const std::vector<Effect>& effects) {
  std::string out;
  for (const Effect& each : effects)
    out += fmt::format("{} {} {}: {} -> {} ({}){}\n", each.component, each.environment, each.resource, each.before,
                       each.after, each.when, each.problem.empty() ? "" : " " + each.problem);
  return out;
}

}  // namespace

TEST_CASE("what a definition would change is told before it is saved, and nothing of it stays") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]")).has_value());
    const Release release = f.add_component("  cc: {type: mongodb}\n");
    f.carry_out(F::to("production", release), release);

    const auto wider =
        f.service.affected_by(f.eve, F::definition("cache", "mongodb", "[{}]", "  retain: 1\n"), "new.yaml");
    REQUIRE_MESSAGE(wider.has_value(), wider.error().message());
    CHECK(in_words(wider->effects) ==
          "shop development workloads.shop.cc: cache@1 -> cache@2 (first_deployment)\n"
          "shop production workloads.shop.cc: cache@1 -> cache@2 (upgrade)\n");
    const auto other = f.service.affected_by(
        f.eve, F::definition("big", "mongodb", "[{environmentType: production}]", "  upgrade: automatic\n"),
        "new.yaml");
    CHECK(in_words(other->effects) == "shop production workloads.shop.cc: cache@1 -> big@1 (next_deployment)\n");
    CHECK(f.service.versions(f.eve, "cache")->size() == 1);
    CHECK_FALSE(f.service.get(f.eve, "big").has_value());
  });
}

TEST_CASE("another driver, and a circle, are told as what stands in the way") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]")).has_value());
    const Release release = f.add_component("  cc: {type: mongodb}\n");
    f.carry_out(F::to("production", release), release);

    std::string another = F::definition("big", "mongodb", "[{environmentType: production}]");
    another.replace(another.find("static"), 6, "volume");
    CHECK(f.service.affected_by(f.eve, another, "new.yaml")->effects.front().problem ==
          "Its driver would change from static to volume, which a deployment refuses.");
    const auto circle = f.service.affected_by(
        f.eve, F::definition("cache", "mongodb", "[{}]", "  dependsOn: [{type: mongodb}]\n"), "new.yaml");
    REQUIRE(circle.has_value());
    CHECK(circle->effects.front().problem ==
          "Resource definitions bring each other along in a circle: cache -> cache.");
  });
}

TEST_CASE("what could not be saved is refused like saving it: with line and column, or naming what is in the way") {
  with_definitions([](F& f) {
    std::string wrong = F::definition("cache", "mongodb", "[{}]");
    wrong.replace(wrong.find("static"), 6, "statik");
    const auto refused = f.service.affected_by(f.eve, wrong, "new.yaml");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == "catalog.invalid_entity");
    CHECK(refused.error().message() ==
          "new.yaml:8:3: The ResourceDefinition 'cache' is not valid: there is no driver 'statik'; did you mean "
          "'static'?");
    CHECK(f.service.affected_by(f.eve, F::definition("mine", "postgres", "[{}]"), "new.yaml").error().code() ==
          "delivery.equal_criteria");
    CHECK(f.service.affected_by(f.eve, "", "new.yaml").error().code() == "delivery.no_definitions");
  });
}

TEST_CASE(
    "of a definition that is there is told where it makes what, which of that is older, and who would go without") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]")).has_value());
    const Release release = f.add_component("  cc: {type: mongodb}\n");
    f.carry_out(F::to("production", release), release);
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]", "  retain: 1\n")).has_value());

    CHECK(in_words(f.service.affected_by_name(f.eve, "cache", false)->effects) ==
          "shop development workloads.shop.cc: cache@2 -> cache@2 (first_deployment)\n"
          "shop production workloads.shop.cc: cache@1 -> cache@2 (upgrade)\n");
    CHECK(f.service.affected_by_name(f.eve, "cache", true).error().code() == "delivery.definition_in_use");
    CHECK(f.service.affected_by_name(f.eve, "cach", false).error().message() ==
          "There is no resource definition 'cach'; did you mean 'cache'?");
    const DefinitionView view = f.service.get(f.eve, "cache")->view;
    CHECK(view.resources == 1);
    CHECK(view.older == 1);
  });
}

TEST_CASE(
    "everybody reads definitions and sees in them only what is theirs; what would change is for the platform team") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]")).has_value());
    const Release release = f.add_component("  cc: {type: mongodb}\n");
    f.carry_out(F::to("production", release), release);
    const auth::Principal bob = person("bob", "member", "logistics");

    CHECK(f.service.list(bob)->size() == 13);
    CHECK(f.service.get(f.alice, "cache")->made.size() == 1);
    CHECK(f.service.get(bob, "cache")->made.empty());
    CHECK(f.service.affected_by(f.alice, F::definition("x1", "mongodb", "[]"), "new.yaml").error().code() ==
          "auth.forbidden");
    CHECK(f.service.affected_by_name(f.alice, "cache", false).error().code() == "auth.forbidden");
  });
}

TEST_CASE("versions are listed newest first with their text and how many resources they made") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("postgres", "postgres", "[{}]", "  retain: keep\n")).has_value());

    const auto versions = f.service.versions(f.alice, "postgres").value();

    REQUIRE(versions.size() == 2);
    CHECK(versions[0].definition.version == 2);
    CHECK(versions[0].text.find("retain: keep") != std::string::npos);
    CHECK(versions[1].definition.is_shipped());
    CHECK(versions[1].text.find("driver: postgres") != std::string::npos);
  });
}

TEST_CASE("types are those that are shipped and those that are declared, with who offers them") {
  with_definitions([](F& f) {
    const auto types = f.service.types(f.alice).value();
    const auto postgres =
        std::find_if(types.begin(), types.end(), [](const TypeView& each) { return each.type.name == "postgres"; });

    REQUIRE(postgres != types.end());
    CHECK(postgres->definitions == std::vector<std::string>{"postgres"});
    CHECK(postgres->type.outputs.back().is_secret);
  });
}

TEST_CASE("a file of provisioners becomes definitions that can be saved; only for whoever may declare them") {
  with_definitions([](F& f) {
    const std::string file =
        "- uri: cmd://make-search#x\n  type: search-engine\n  expected_outputs: [host, password]\n"
        "- uri: template://acme/redis\n  type: redis\n  services: '{}'\n";

    const auto refused = f.service.import_file(f.alice, file, "p.yaml", "platform");
    REQUIRE(!refused.has_value());
    CHECK(refused.error().code() == "auth.forbidden");
    const auto imported = f.service.import_file(f.eve, file, "p.yaml", "platform");

    REQUIRE_MESSAGE(imported.has_value(), imported.error().message());
    REQUIRE(imported->provisioners.size() == 2);
    CHECK(imported->provisioners[0].definition == "search-engine");
    CHECK(imported->provisioners[1].missing.size() == 1);
    CHECK(imported->text.find("kind: ResourceType") != std::string::npos);
    // The drivers of these tests hand out what they are told; "cmd" is none of them.
    CHECK(f.refused(replace_all(imported->text, "driver: cmd", "driver: static")) == "");
    CHECK(f.service.import_file(f.eve, "a: 1", "p.yaml", "platform").error().code() == "delivery.invalid_provisioner");
  });
}

}  // namespace towpath::delivery
