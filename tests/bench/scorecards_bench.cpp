#include <fmt/core.h>

#include "catalog/module.h"
#include "fact_reader.h"
#include "keeper.h"
#include "parts_bench.h"
#include "rig.h"
#include "scorecard_document.h"
#include "scorecard_json.h"
#include "scorecard_service.h"

namespace towpath::scorecards {
std::vector<db::Migration> migrations();  // generated
}

namespace towpath::bench {
namespace {

constexpr int entities = 2'000, checks = 20, at_once = 500, changes = 100;
constexpr std::size_t heat_map_rows = 1'000;

struct NoSources final : catalog::SourceReader {
  Result<std::string> read(const std::string&, const std::string&, const std::string&) override {
    return not_found("bench.no_file", "There are no repositories here.");
  }
};

struct SameFacts final : scorecards::FactSources {
  std::map<std::string, scorecards::Fact> repository(const scorecards::FactSubject&) override {
    return {
        {"repository", {R"({"requiredApprovals":1,"hasReadme":true,"lastPushAt":"2026-11-01T10:00:00.000000Z"})", ""}},
        {"workload", {R"({"readinessProbe":true,"memoryLimit":false,"resources":["postgres","dns"]})", ""}}};
  }
  scorecards::Fact pipeline(const scorecards::FactSubject&) override { return {R"({"state":"succeeded"})", ""}; }
  scorecards::Fact docs(const scorecards::FactSubject&) override { return {R"({"pages":3,"problems":0})", ""}; }
};

std::string components(int first) {
  std::string text;
  for (int i = first; i < first + at_once; ++i)
    text += fmt::format(
        "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: service-{:05}\n  description: A "
        "service of the benchmark\n  tags: [java, tier-{}]\nspec:\n  type: service\n  lifecycle: production\n  owner: "
        "group:team-{}\n",
        i, i % 3, i % 50);
  return text;
}

/// Twenty checks, two of which depend on time; `bound` decides about a quarter of the results.
std::string scorecard(int bound) {
  const std::string expressions[] = {
      "has(entity.metadata.description)",
      "size(entity.metadata.tags) > 1",
      "entity.spec.owner.startsWith('group:')",
      "facts.repository.requiredApprovals >= 1",
      "facts.workload.readinessProbe && facts.pipeline.state == 'succeeded'",
      fmt::format("facts.docs.pages > {}.0", bound),
      "'tier-1' in entity.metadata.tags",
      "facts.workload.resources.exists(r, r == 'postgres')",
      "entity.metadata.name.matches('^[a-z][a-z0-9-]+$')",
      "timestamp(now) - timestamp(facts.repository.lastPushAt) < duration('87600h')",
  };
  std::string out =
      "apiVersion: towpath.dev/v1alpha1\nkind: Scorecard\nmetadata: {name: bench}\nspec:\n  owner: group:platform\n"
      "  levels: [a, b]\n  checks:\n";
  for (int i = 0; i < checks; ++i)
    out += fmt::format("    - {{id: c{}, title: C, level: {}, fix: F, pass: \"{}\"}}\n", i, i < 10 ? "a" : "b",
                       expressions[i % 10]);
  return out;
}

std::string switched_off(const char* name) {
  return fmt::format(
      "---\napiVersion: towpath.dev/v1alpha1\nkind: Scorecard\nmetadata: {{name: {}}}\nspec:\n  owner: "
      "group:platform\n  "
      "enabled: false\n  levels: [a]\n  checks: [{{id: x, title: X, level: a, fix: F, pass: 'true'}}]\n",
      name);
}

}  // namespace

void measure_scorecards(Report& report) {
  NoSources sources;
  std::vector<db::Migration> migrations;
  {
    Rig rig("", db::Durability::normal, {});
    migrations = catalog::make_module(rig.kernel(), sources)->migrations();
  }
  for (const db::Migration& migration : scorecards::migrations()) migrations.push_back(migration);
  Rig rig("", db::Durability::full, std::move(migrations));
  const auto module = catalog::make_module(rig.kernel(), sources);
  catalog::Catalog& catalog = module->catalog();
  const auto system = auth::system_principal();
  const Kernel kernel = rig.kernel();
  SameFacts facts;
  const script::Cel cel;
  scorecards::Definitions definitions(catalog, cel);
  scorecards::FactReader reader(kernel.events, facts);
  scorecards::Keeper keeper(kernel, catalog, definitions, reader, nullptr);
  scorecards::ScorecardService service(kernel, catalog, definitions, keeper);
  for (const char* name : {"production-readiness", "delivery-health", "documentation"})
    catalog.apply(system, switched_off(name), "off.yaml").value();
  catalog.apply(system, scorecard(1), "bench.yaml").value();
  for (int at = 0; at < entities; at += at_once) catalog.apply(system, components(at), "bench.yaml").value();
  keeper.catch_up({});

  Measurement full{.name = "scorecards.full_2000x20", .unit = "s", .rounds = {}, .target = {.at_most = 2}};
  full.note = "2,000 entities, 20 checks, every results' row read and a tenth of them changed; SQLite FULL.";
  Measurement one{.name = "scorecards.one_change", .unit = "ms", .rounds = {}, .target = {.at_most = 10}};
  Measurement map{.name = "scorecards.heat_map_1000x20", .unit = "ms", .rounds = {}, .target = {.at_most = 200}};
  for (int round = 0; round < report.rounds(); ++round) {
    catalog.apply(system, scorecard(round % 2 == 0 ? 5 : 1), "bench.yaml").value();
    definitions.refresh();
    full.rounds.push_back(seconds_of([&] { keeper.evaluate_all({}); }));
    std::vector<double> times, maps;
    for (int i = 0; i < changes; ++i) {
      const std::string subject = fmt::format("component:default/service-{:05}", i * 7);
      const auto event = kernel.events.find({.type = "catalog.entity.registered", .subject = subject}).front();
      times.push_back(seconds_of([&] { keeper.handle(event); }) * 1e3);
    }
    one.rounds.push_back(quantile(times, 0.5));
    for (int i = 0; i < 10; ++i)
      maps.push_back(seconds_of([&] {
                       const auto seen = service.by_entity(system, {.scorecard = "bench", .limit = heat_map_rows});
                       if (scorecards::entity_heat_map_body(seen.value()).empty())
                         throw std::logic_error("no heat map");
                     }) *
                     1e3);
    map.rounds.push_back(quantile(maps, 0.5));
  }
  report.add(std::move(full));
  report.add(std::move(one));
  report.add(std::move(map));
}

}  // namespace towpath::bench
