#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "catalog/module.h"
#include "db/testing/databases.h"
#include "forge/module.h"
#include "golden_paths/module.h"
#include "module/testing/test_kernel.h"
#include "process/spawner.h"
#include "runs/module.h"
#include "secrets/module.h"

#include "../step_executor.h"

namespace towpath::golden_paths {

inline constexpr std::chrono::seconds deadline{60};
inline constexpr const char* owner = "group:default/shop";

/// Members may make things for their own group only.
class Rights final : public auth::Authorizer {
 public:
  auth::Decision decide(const auth::Principal& principal, std::string_view) const override {
    auth::Decision decision;
    decision.effect = auth::Effect::allow;
    if (principal.ref == "user:default/eve") {
      decision.effect = auth::Effect::conditional;
      decision.owner_refs = {"group:default/others"};
    }
    return decision;
  }
};

inline auth::Principal person(const std::string& name) {
  auth::Principal principal;
  principal.ref = "user:default/" + name;
  return principal;
}

class ForgeSources final : public catalog::SourceReader {
 public:
  Result<std::string> read(const std::string& repository, const std::string& commit, const std::string& path) override {
    return forge->file(repository, commit, path);
  }
  forge::Forge* forge = nullptr;
};

class CatalogOwners final : public secrets::ScopeOwners {
 public:
  std::optional<std::string> owner_of(const std::string& component) override {
    const auto ref = catalog::EntityRef::parse(component, "component");
    if (!ref.has_value()) return std::nullopt;
    const auto found = catalog->get(auth::system_principal(), *ref);
    return found.has_value() ? std::optional(found->owner_ref) : std::nullopt;
  }
  catalog::Catalog* catalog = nullptr;
};

/// Golden paths on a real engine, a real forge, a real catalog and real secrets.
struct Fixture {
  explicit Fixture(db::Db& db) : kernel(db, rights) {
    process::SpawnerOptions options;
    options.data_directory = kernel.data_directory();
    spawner = process::start_spawner(std::move(options)).value();
    secrets = secrets::make_module(kernel.lend(), owners).value();
    runs = runs::make_module(kernel.lend(), {.workers = 2, .secrets = &secrets->masker()});
    forge = forge::make_module(kernel.lend(), *spawner);
    sources.forge = &forge->forge();
    catalog = catalog::make_module(kernel.lend(), sources);
    owners.catalog = &catalog->catalog();
    paths = make_module(kernel.lend(), {runs->runs(), forge->forge(), catalog->catalog(), secrets->secrets(),
                                        [] { return std::string("http://portal"); },
                                        [](const auth::Principal&, const std::string& project,
                                           const std::string&) -> Result<std::vector<PreviewResource>> {
                                          PreviewResource resource;
                                          resource.name = project + "-db";
                                          return std::vector<PreviewResource>{resource};
                                        }});
    ports = std::make_unique<GoldenPathPorts>(
        GoldenPathPorts{runs->runs(), forge->forge(), catalog->catalog(), secrets->secrets(), {}, {}});
    const std::string text =
        "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: sly}\nspec:\n  type: service\n"
        "  steps: [{id: keep, action: 'secret:set', input: {component: shop, name: KEY, value: planted}}]\n";
    sly["sly"] = std::make_shared<const TemplateFile>(read_template("sly", {{"template.yaml", {text, false}}}).value());
    sly_steps = std::make_unique<StepExecutor>(sly, *ports);
    runs->runs().add_executor("test.sly", *sly_steps);
    modules = {secrets.get(), forge.get(), catalog.get(), paths.get(), runs.get()};
    std::vector<db::Migration> migrations;
    for (Module* module : modules)
      for (auto& migration : module->migrations()) migrations.push_back(std::move(migration));
    REQUIRE(db.migrate(testing::with_kernel_migrations(std::move(migrations))).has_value());
    kernel.start_events();
    for (Module* module : modules) module->start();
  }
  ~Fixture() {
    std::for_each(modules.rbegin(), modules.rend(), [](Module* module) { module->stop(); });
    kernel.stop();
  }

  runs::Run finish(const Result<runs::RunId>& id) {
    REQUIRE_MESSAGE(id.has_value(), (id ? std::string() : id.error().code() + ": " + id.error().message()));
    REQUIRE(runs->runs().wait(*id, deadline).has_value());
    return runs->runs().get(auth::system_principal(), *id).value();
  }
  Result<runs::RunId> start(const std::string& name, const std::string& who = "ann",
                            const std::string& path = "node-service") {
    return paths->golden_paths().start(person(who), path,
                                       boost::json::serialize(boost::json::object{{"name", name}, {"owner", owner}}));
  }
  bool has_repository(const std::string& name) {
    return forge->forge().get(auth::system_principal(), name).has_value();
  }
  bool is_in_catalog(const std::string& name) {
    REQUIRE(kernel.events().settle(deadline));
    return catalog->catalog().get(auth::system_principal(), *catalog::EntityRef::parse(name, "component")).has_value();
  }

  Rights rights;
  testing::TestKernel kernel;
  std::unique_ptr<process::Spawner> spawner;
  ForgeSources sources;
  CatalogOwners owners;
  std::unique_ptr<secrets::SecretsModule> secrets;
  std::unique_ptr<runs::RunsModule> runs;
  std::unique_ptr<forge::ForgeModule> forge;
  std::unique_ptr<catalog::CatalogModule> catalog;
  std::unique_ptr<GoldenPathsModule> paths;
  std::unique_ptr<GoldenPathPorts> ports;
  TemplateFiles sly;  ///< A golden path that keeps a secret for the component shop, whoever owns it.
  std::unique_ptr<StepExecutor> sly_steps;
  std::vector<Module*> modules;
};

inline void for_each_engine(const std::function<void(Fixture&)>& test) {
  db::testing::for_each_lasting_engine({}, [&](db::testing::TestDatabase& t) {
    Fixture fixture(t.db());
    test(fixture);
  });
}

}  // namespace towpath::golden_paths
