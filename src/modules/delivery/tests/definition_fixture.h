#pragma once

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <memory>

#include "catalog/module.h"
#include "db/testing/databases.h"
#include "definition_service.h"
#include "delivery/vault.h"
#include "drivers/values_driver.h"
#include "identity/module.h"
#include "module/testing/test_kernel.h"

namespace towpath::catalog {
std::vector<db::Migration> migrations();
}
namespace towpath::delivery {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

/// One descriptor file in every repository; "platform" is the platform team's.
struct OneFile final : catalog::SourceReader {
  Result<std::string> read(const std::string&, const std::string&, const std::string& path) override {
    if (path == "catalog-info.yaml" && !text.empty()) return text;
    return not_found("test.no_file", "There is no " + path + ".");
  }
  bool is_of_platform_team(const std::string& repository) override { return repository == "platform"; }
  std::string text;
};

inline auth::Principal person(const std::string& name, const std::string& role, const std::string& group) {
  auth::Principal out;
  out.ref = "user:default/" + name;
  out.owner_refs = {out.ref, "group:default/" + group};
  out.roles = {role};
  return out;
}

/// Drivers that hand out what they are told, under the names of those that make things.
struct TestDrivers {
  std::vector<std::unique_ptr<Driver>> owned;
  std::vector<Driver*> all;
  TestDrivers() {
    for (const char* name : {"dns", "environment", "mariadb", "nats", "postgres", "rabbitmq", "random", "redis",
                             "route", "s3", "service", "static", "volume"}) {
      owned.push_back(make_values_driver(name));
      all.push_back(owned.back().get());
    }
  }
};

/// Secrets by resource.
struct MapVault final : Vault {
  Status store(const std::string& gu_id, const std::map<std::string, Secret>& secrets) override {
    all[gu_id] = secrets;
    return ok();
  }
  Result<std::map<std::string, Secret>> load(const std::string& gu_id) override { return all[gu_id]; }
  Status forget(const std::string& gu_id) override {
    all.erase(gu_id);
    return ok();
  }
  Status forget_component(const std::string&, const std::string&) override { return ok(); }
  Result<std::map<std::string, Secret>> of_component(const std::string&, const std::string&) override {
    return std::map<std::string, Secret>();
  }
  Result<std::map<std::string, Secret>> of_organisation() override { return organisation; }
  Result<std::string> seal(const Secret&, std::string_view) override {
    return failed("test.not_sealed", "This vault seals nothing.");
  }
  Result<Secret> open(std::string_view, std::string_view) override {
    return failed("test.not_sealed", "This vault seals nothing.");
  }
  std::map<std::string, std::map<std::string, Secret>> all;
  std::map<std::string, Secret> organisation;
};

/// The catalog with the definitions behind it, and a component "shop" that belongs to payments.
struct DefinitionFixture {
  explicit DefinitionFixture(db::Db& db) : kernel(db, *authorizer) {
    for (const char* kind : {"ResourceDefinition", "ResourceType"}) catalog->add_check(kind, book);
    REQUIRE(book.seed().has_value());
  }

  std::unique_ptr<auth::Authorizer> authorizer = identity::make_authorizer();
  OneFile sources;
  testing::TestKernel kernel;
  Kernel lent = kernel.lend();
  std::unique_ptr<catalog::CatalogModule> catalog = catalog::make_module(lent, sources);
  TestDrivers drivers;
  Stores stores;
  DefinitionBook book{lent, drivers.all, stores};
  DefinitionService service{lent, catalog->catalog(), book, stores, drivers.all};
  const auth::Principal alice = person("alice", "member", "payments"), eve = person("eve", "platform", "platform");

  template <class F>
  auto in_tx(F f) {
    return lent.db.transact(f).value();
  }
  Result<std::vector<std::string>> apply(const std::string& text,
                                         const auth::Principal& who = auth::system_principal()) {
    return catalog->catalog().apply(who, text, "definitions.yaml");
  }
  Status remove(const std::string& name) {
    return catalog->catalog().remove(auth::system_principal(),
                                     catalog::EntityRef::parse("resourcedefinition:default/" + name, "").value());
  }
  /// Code and message of what was refused; "" when it was not.
  static std::string refusal(const Error* error) { return error ? error->code() + ": " + error->message() : ""; }
  std::string refused(const std::string& text) {
    const auto applied = apply(text);
    return applied.has_value() ? "" : refusal(&applied.error());
  }

  /// `spec`: lines indented by two.
  static std::string definition(const std::string& name, const std::string& type, const std::string& criteria,
                                const std::string& more = "") {
    return fmt::format(
        "---\napiVersion: towpath.dev/v1alpha1\nkind: ResourceDefinition\nmetadata: {{name: {}}}\nspec:\n"
        "  owner: platform\n  type: {}\n  driver: static\n  criteria: {}\n{}",
        name, type, criteria, more);
  }

  /// A release of the component with these resources (YAML below `resources:`), and an environment of each type.
  Release add_component(const std::string& resources, const std::string& name = "shop") {
    const std::string score = fmt::format(
        "apiVersion: score.dev/v1b1\nmetadata: {{name: {}}}\ncontainers: {{web: {{image: .}}}}\nresources:\n{}", name,
        resources);
    const auto workload = parse_score(score, "score.yaml");
    REQUIRE_MESSAGE(workload.has_value(), workload.error().message());
    return in_tx([&](db::Tx& tx) -> Result<Release> {
      const Component component{name, "store", "group:default/payments", name};
      const bool is_new = !stores.environments.project_owner(tx, "store");
      stores.environments.put_project(tx, "store", component.owner_ref, lent.clock.now());
      if (is_new)
        for (const char* type : {"development", "production"})
          stores.environments.insert(tx, {"store", type, std::string("uid-") + type, type, component.owner_ref,
                                          "active", std::nullopt, lent.clock.now()});
      stores.environments.put_component(tx, component, lent.clock.now());
      Release release;
      release.component = name;
      release.number = stores.releases.next_number(tx, name);
      release.id = fmt::format("{}-{}", name, release.number);
      release.project_id = "store";
      release.owner_ref = component.owner_ref;
      release.score = workload->document;
      release.created_at = lent.clock.now();
      stores.releases.insert(tx, release);
      return release;
    });
  }

  static Deployment to(const std::string& environment, const Release& release) {
    Deployment out;
    out.id = "deployment-to-" + environment;
    out.component = release.component;
    out.project_id = "store";
    out.environment = out.env_type = environment;
    out.environment_uid = "uid-" + environment;
    out.owner_ref = release.owner_ref;
    out.release_id = release.id;
    return out;
  }

  Result<Plan> plan(const Deployment& deployment, const Release& release,
                    const std::map<std::string, std::string>& pinned = {}) {
    return lent.db.read([&](db::Tx& tx) { return make_plan(tx, stores, deployment, release, pinned); });
  }
  /// "definition@version name" of each resource, in the order they are made; or what is refused.
  std::string made_with(const Deployment& deployment, const Release& release,
                        const std::map<std::string, std::string>& pinned = {}) {
    const auto planned = plan(deployment, release, pinned);
    if (!planned.has_value()) return planned.error().code() + ": " + planned.error().message();
    std::string out;
    for (const PlannedResource& each : planned->resources)
      out += (out.empty() ? "" : ", ") + each.definition.version_name() + " " + each.node.resource.name;
    return out;
  }
  /// The rows that carrying out the plan leaves.
  void carry_out(const Deployment& deployment, const Release& release) {
    const auto planned = plan(deployment, release);
    REQUIRE_MESSAGE(planned.has_value(), planned.error().message());
    in_tx([&](db::Tx& tx) -> Result<int> {
      for (const PlannedResource& each : planned->resources) {
        Resource row;
        row.gu_id = each.gu_id;
        row.project_id = deployment.project_id;
        row.environment = deployment.environment;
        row.environment_uid = deployment.environment_uid;
        row.env_type = deployment.env_type;
        row.owner_ref = deployment.owner_ref;
        row.component = deployment.component;
        row.type = each.node.resource.type;
        row.resource_class = each.node.resource.resource_class;
        row.id = each.node.res_id;
        row.definition = each.definition.version_name();
        row.driver = each.definition.driver;
        row.params = each.node.resource.params;
        row.inputs = row.outputs = row.driver_state = "{}";
        row.input_hash = "sha256:made";
        row.state = "active";
        row.deployment_id = deployment.id;
        row.updated_at = lent.clock.now();
        for (const std::string& need : each.node.needs)
          for (const PlannedResource& other : planned->resources)
            if (other.node.resource.name == need) row.needs[need] = other.gu_id;
        stores.resources.put(tx, row);
      }
      return 0;
    });
  }
};

inline void with_definitions(const std::function<void(DefinitionFixture&)>& body) {
  auto all = catalog::migrations();
  const auto own = migrations();
  all.insert(all.end(), own.begin(), own.end());
  db::testing::for_each_engine(testing::with_kernel_migrations(all), [&](db::testing::TestDatabase& database) {
    DefinitionFixture fixture(database.db());
    body(fixture);
  });
}

}  // namespace towpath::delivery
