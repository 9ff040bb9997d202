#include <doctest/doctest.h>
#include <fmt/core.h>

#include "catalog/all_entities.h"
#include "catalog/module.h"
#include "db/testing/databases.h"
#include "module/testing/test_kernel.h"

namespace towpath::catalog {
std::vector<db::Migration> migrations();  // generated

namespace {

/// Members write what their groups own and nothing of the platform; the system may do everything.
struct Members final : auth::Authorizer {
  auth::Decision decide(const auth::Principal& principal, std::string_view permission) const override {
    auth::Decision decision;
    if (principal.is_system)
      decision.effect = auth::Effect::allow;
    else if (permission != "platform.write") {
      decision.effect = auth::Effect::conditional;
      decision.owner_refs = principal.owner_refs;
    }
    return decision;
  }
};

/// One descriptor file in every repository; "platform" is the platform team's.
struct OneFile final : SourceReader {
  Result<std::string> read(const std::string&, const std::string&, const std::string& path) override {
    if (path == "catalog-info.yaml") return text;
    return not_found("test.no_file", "There is no " + path + ".");
  }
  bool is_of_platform_team(const std::string& repository) override { return repository == "platform"; }
  std::string text;
};

std::string capability(const std::string& spec) {
  return "apiVersion: towpath.dev/v1alpha1\nkind: Capability\nmetadata:\n  name: databases\nspec:\n" + spec;
}
const std::string valid = capability("  owner: group:payments\n  answers: A database takes weeks.\n");

struct Fixture {
  explicit Fixture(db::Db& db) : kernel(db, authorizer), module(make_module(kernel.lend(), sources)) {}
  Result<std::vector<std::string>> apply(const std::string& text) {
    return module->catalog().apply(auth::system_principal(), text, "file.yaml");
  }

  std::int64_t capabilities(const auth::Principal& principal) {
    EntityFilter filter;
    filter.kind = "Capability";
    return module->catalog().list(principal, filter)->total;
  }

  Members authorizer;
  OneFile sources;
  testing::TestKernel kernel;
  std::unique_ptr<CatalogModule> module;
  const auth::Principal member{.ref = "user:default/alice",
                               .display_name = "Alice",
                               .owner_refs = {"user:default/alice", "group:default/payments"},
                               .roles = {"member"},
                               .credential_id = ""};
};

void for_each_fixture(const std::function<void(Fixture&)>& body) {
  db::testing::for_each_engine(testing::with_kernel_migrations(migrations()), [&](db::testing::TestDatabase& database) {
    Fixture fixture(database.db());
    body(fixture);
  });
}

TEST_CASE("an own kind is checked by its schema, with the place in the document") {
  for_each_fixture([](Fixture& f) {
    const auto refs = f.apply(valid);
    REQUIRE(refs.has_value());
    CHECK(refs->front() == "capability:default/databases");

    struct Case {
      std::string text, path;
    };
    for (const Case& c : {
             Case{capability("  owner: group:payments\n"), "/spec/answers"},
             Case{capability("  owner: group:payments\n  answers: x\n  mode: sometimes\n"), "/spec/mode"},
             Case{capability("  owner: group:payments\n  answers: x\n  mode: external\n"), "/spec/url"},
             Case{capability("  owner: group:payments\n  answers: x\n  colour: red\n"), "/spec/colour"},
         }) {
      CAPTURE(c.text);
      const auto refused = f.apply(c.text);
      REQUIRE_FALSE(refused.has_value());
      CHECK(refused.error().code() == "catalog.invalid_entity");
      REQUIRE_FALSE(refused.error().fields().empty());
      CHECK(refused.error().fields().front().path.find(c.path) != std::string::npos);
    }
    std::string wrong_version = valid;
    wrong_version.replace(wrong_version.find("towpath.dev/v1alpha1"), 20, "backstage.io/v1alpha1");
    const auto refused = f.apply(wrong_version);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().fields().front().message.find("towpath.dev/v1alpha1") != std::string::npos);
  });
}

TEST_CASE("whoever has to know all of a kind gets all, however many pages they are") {
  for_each_fixture([](Fixture& f) {
    constexpr std::size_t count = 1201;  // pages are of 500
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; i += 100) {
      std::string text;
      for (std::size_t j = i; j < std::min(i + 100, count); ++j) {
        names.push_back(fmt::format("c{:04}", j));
        std::string one = valid;
        one.replace(one.find("databases"), 9, names.back());
        text += "---\n" + one;
      }
      REQUIRE(f.apply(text).has_value());
    }
    EntityFilter filter;
    filter.kind = "Capability";
    filter.limit = 10;
    filter.after = "capability:default/c0500";
    const auto all = all_entities(f.module->catalog(), auth::system_principal(), filter);
    REQUIRE(all.has_value());
    std::vector<std::string> found;
    for (const Entity& each : *all) found.push_back(each.name);
    CHECK(found == names);
  });
}

TEST_CASE("only the platform team declares and removes what is in force for everybody") {
  for_each_fixture([](Fixture& f) {
    const auto refused = f.module->catalog().apply(f.member, valid, "file.yaml");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == "auth.forbidden");
    CHECK(f.capabilities(auth::system_principal()) == 0);

    REQUIRE(f.apply(valid).has_value());
    const EntityRef ref = EntityRef::parse("capability:databases", "").value();
    const Status removed = f.module->catalog().remove(f.member, ref);
    REQUIRE_FALSE(removed.has_value());
    CHECK(removed.error().code() == "auth.forbidden");
    CHECK(f.module->catalog().get(f.member, ref).has_value());
  });
}

TEST_CASE("what a repository of another team says about the platform has no force") {
  for_each_fixture([](Fixture& f) {
    f.sources.text = valid;
    const Status refused = f.module->catalog().ingest_repository("web", std::string(40, 'a'), "user:default/alice");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == "catalog.not_platform_team");
    CHECK(f.capabilities(auth::system_principal()) == 0);

    REQUIRE(f.module->catalog().ingest_repository("platform", std::string(40, 'b'), "user:default/bob").has_value());
    CHECK(f.capabilities(auth::system_principal()) == 1);
  });
}

TEST_CASE("everybody reads what the platform declares, whoever owns it") {
  for_each_fixture([](Fixture& f) {
    std::string others = valid;
    others.replace(others.find("group:payments"), 14, "group:platform");
    REQUIRE(f.apply(others).has_value());
    CHECK(f.capabilities(f.member) == 1);
  });
}

/// Keeps what it is handed, and refuses what it is told to.
struct Ledger final : KindCheck {
  std::vector<FieldError> problems(const std::string&) const override { return {}; }
  Status take(db::Tx&, const std::vector<KindChange>& changes, const std::string& actor,
              UsedEntities used) const override {
    seen.clear();
    for (const KindChange& change : changes)
      seen += fmt::format("{}{} {} by {}; ", change.is_removed ? "-" : "+", change.kind, change.name, actor);
    if (is_used && used == UsedEntities::refuse) return conflict("test.in_use", "It is used.");
    return ok();
  }
  bool is_used = false;
  mutable std::string seen;
};

TEST_CASE("a module is handed what is saved and removed of its kinds, all at once, and its refusal undoes everything") {
  for_each_fixture([](Fixture& f) {
    Ledger ledger;
    f.module->add_check("Capability", ledger);
    f.sources.text = valid;
    REQUIRE(f.module->catalog().ingest_repository("platform", std::string(40, 'a'), "user:default/bob").has_value());
    CHECK(ledger.seen == "+Capability databases by user:default/bob; ");

    f.sources.text = valid;
    f.sources.text.replace(f.sources.text.find("databases"), 9, "storage");
    ledger.is_used = true;
    const Status refused = f.module->catalog().ingest_repository("platform", std::string(40, 'b'), "user:default/bob");
    CHECK(refused.error().code() == "test.in_use");
    CHECK(f.module->catalog().get(f.member, EntityRef::parse("capability:databases", "").value()).has_value());

    ledger.is_used = false;
    REQUIRE(f.module->catalog().ingest_repository("platform", std::string(40, 'c'), "user:default/bob").has_value());
    CHECK(ledger.seen == "+Capability storage by user:default/bob; -Capability databases by user:default/bob; ");
    REQUIRE(f.apply(valid).has_value());
    ledger.is_used = true;
    const Status kept =
        f.module->catalog().remove(auth::system_principal(), EntityRef::parse("capability:databases", "").value());
    CHECK(kept.error().code() == "test.in_use");
    CHECK(f.capabilities(auth::system_principal()) == 2);
  });
}

TEST_CASE("a resource definition and a resource type are kinds with a schema of their own") {
  for_each_fixture([](Fixture& f) {
    const auto problem = [&](const std::string& kind, const std::string& spec) {
      const auto applied = f.apply("apiVersion: towpath.dev/v1alpha1\nkind: " + kind +
                                   "\nmetadata: {name: database}\nspec: {owner: platform, " + spec + "}\n");
      return applied.has_value() ? "" : applied.error().fields().front().path;
    };

    CHECK(problem("ResourceDefinition", "type: postgres, driver: postgres, criteria: []") == "");
    CHECK(problem("ResourceDefinition", "type: postgres, driver: postgres") == "/spec/criteria");
    CHECK(problem("ResourceDefinition", "type: postgres, driver: postgres, criteria: [{env: a}]") ==
          "/spec/criteria/0/env");
    CHECK(problem("ResourceDefinition", "type: postgres, driver: postgres, criteria: [{environmentType: prod}]") ==
          "/spec/criteria/0/environmentType");
    CHECK(problem("ResourceDefinition", "type: postgres, driver: postgres, criteria: [], retain: forever") ==
          "/spec/retain");
    CHECK(problem("ResourceType", "description: A network.") == "");
    CHECK(problem("ResourceType", "outputs: []") == "/spec/description");
  });
}

}  // namespace
}  // namespace towpath::catalog
