#include <fmt/core.h>

#include <boost/json.hpp>
#include <fstream>
#include <stdexcept>

#include "approval_gate.h"
#include "parts_bench.h"
#include "plan_reads.h"
#include "program.h"
#include "rig.h"

namespace towpath::delivery {
std::vector<db::Migration> migrations();  // generated
}

namespace towpath::bench {
namespace {

using namespace delivery;

constexpr int criteria = 10'000, definitions = 100;
constexpr int plans = 10, nodes = 200;              ///< For matching: small plans, which gain least from what is kept.
constexpr int declared = 1'000, brought_along = 4;  ///< 5,000 nodes in all.

/// A definition of one type that brings others of the types part-0, part-1 ... along.
std::string descriptor(const std::string& name, const std::string& type, int parts) {
  boost::json::array needs;
  for (int i = 0; i < parts; ++i)
    needs.push_back(boost::json::object{{"type", fmt::format("part-{}", i)}, {"name", fmt::format("part{}", i)}});
  boost::json::object parameters{
      {"type", "object"},
      {"properties", boost::json::object{{"size", boost::json::object{{"type", "integer"}, {"minimum", 1}}},
                                         {"name", boost::json::object{{"type", "string"}, {"maxLength", 63}}}}}};
  return boost::json::serialize(boost::json::object{{"apiVersion", "towpath.dev/v1alpha1"},
                                                    {"kind", "ResourceDefinition"},
                                                    {"metadata", boost::json::object{{"name", name}}},
                                                    {"spec", boost::json::object{{"owner", "platform"},
                                                                                 {"type", type},
                                                                                 {"driver", "static"},
                                                                                 {"parameters", std::move(parameters)},
                                                                                 {"dependsOn", std::move(needs)}}}});
}

/// Delivery's tables with 10,000 criteria, a fifth of them of each type, and a workload that asks for 5,000 resources.
class Stage {
 public:
  Stage() : rig_("", db::Durability::normal, delivery::migrations()) {
    rig_.db()
        .transact([&](db::Tx& tx) -> Status {
          for (int i = 0; i < definitions; ++i) add_definition(tx, i);
          add_criteria(tx);
          return ok();
        })
        .value();
    boost::json::object resources;
    for (int i = 0; i < declared; ++i)
      resources[fmt::format("r{}", i)] = boost::json::object{
          {"type", "site"}, {"params", boost::json::object{{"size", i + 1}, {"name", fmt::format("site-{}", i)}}}};
    const std::string text = boost::json::serialize(
        boost::json::object{{"apiVersion", "score.dev/v1b1"},
                            {"metadata", boost::json::object{{"name", "shop"}}},
                            {"containers", boost::json::object{{"web", boost::json::object{{"image", "."}}}}},
                            {"resources", std::move(resources)}});
    release_.id = "release";
    release_.component = "shop";
    release_.number = 1;
    release_.score = parse_score(text, "score.yaml").value().document;
    deployment_.id = "deployment";
    deployment_.component = "shop";
    deployment_.project_id = "project-7";
    deployment_.environment = deployment_.env_type = "production";
    deployment_.environment_uid = "uid";
  }

  /// Seconds for a node to find the criterion that fits best, among all.
  double match() {
    return rig_.db()
               .read([&](db::Tx& tx) -> Result<double> {
                 return seconds_of([&] {
                   for (int plan = 0; plan < plans; ++plan) {
                     PlanReads reads(tx, stores_);
                     const std::string type = plan % 2 == 0 ? "production" : "development";
                     const std::string project = fmt::format("project-{}", plan % 50);
                     for (int i = 0; i < nodes; ++i)
                       if (reads
                               .best_id({types[i % types.size()], "default", fmt::format("shared.r{}", i % 97), type,
                                         project, type})
                               .empty())
                         throw std::logic_error("no criterion fits");
                   }
                 });
               })
               .value() /
           (plans * nodes);
  }

  /// Seconds for the whole plan, as the node of a deployment makes it. Leaves the plan for keep().
  double plan() {
    return seconds_of([&] {
      last_ = rig_.db()
                  .read([&](db::Tx& tx) {
                    return present_plan(tx, stores_, deployment_, release_, ConfigurationOf::request);
                  })
                  .value();
      if (last_.plan.resources.size() != declared * (1 + brought_along) || plan_json(last_.plan).empty())
        throw std::logic_error("the plan has another size");
    });
  }

  /// The rows that carrying the last plan out leaves.
  void keep() {
    rig_.db()
        .transact([&](db::Tx& tx) -> Status {
          for (const PlannedResource& each : last_.plan.resources) {
            Resource row;
            row.gu_id = each.gu_id;
            row.project_id = deployment_.project_id;
            row.environment = row.env_type = deployment_.environment;
            row.environment_uid = deployment_.environment_uid;
            row.component = deployment_.component;
            row.type = each.node.resource.type;
            row.resource_class = each.node.resource.resource_class;
            row.id = each.node.res_id;
            row.definition = each.definition.version_name();
            row.driver = each.definition.driver;
            row.params = row.inputs = row.outputs = row.driver_state = "{}";
            row.input_hash = "sha256:made";
            row.state = "active";
            row.deployment_id = deployment_.id;
            stores_.resources.put(tx, row);
          }
          return ok();
        })
        .value();
  }

 private:
  const std::vector<std::string> types{"site", "part-0", "part-1", "part-2", "part-3"};

  std::string definition_name(int i) const { return fmt::format("{}-{}", types[i % types.size()], i); }

  void add_definition(db::Tx& tx, int i) {
    Definition definition;
    definition.id = definition_name(i);
    definition.type = types[i % types.size()];
    definition.driver = "static";
    definition.document = descriptor(definition.id, definition.type, i % types.size() == 0 ? brought_along : 0);
    stores_.definitions.insert(tx, definition);
  }

  /// One for everything of each type; the others for resources, environments, projects and kinds of environments.
  void add_criteria(db::Tx& tx) {
    const auto add = [&](const Criterion& criterion) {
      return stores_.definitions.insert_criterion(tx, criterion) ? 1 : 0;
    };
    int added = 0;
    const int count = static_cast<int>(types.size());
    for (int t = 0; t < count; ++t) added += add({definition_name(t), types[t], "default", "", "", "", ""});
    for (int i = 0; added < criteria; ++i) {
      Criterion each{definition_name(i % definitions), types[i % count], "default", "", "", "", ""};
      if (i % 3 != 0) each.res_id = fmt::format("shared.r{}", i % 389);
      if (i % 7 < 3) each.environment = i % 14 < 7 ? "production" : "development";
      each.project_id = fmt::format("project-{}", i / 50);
      if (i % 11 < 4) each.env_type = i % 22 < 11 ? "production" : "development";
      added += add(each);
    }
  }

  Rig rig_;
  const Stores stores_{};
  Release release_;
  Deployment deployment_;
  PresentPlan last_;
};

/// The most memory this process has had since reset_peak(), in MB.
double peak_mb() {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  throw std::runtime_error("this system does not say how much memory was used");
}

void reset_peak() {
  std::ofstream("/proc/self/clear_refs") << "5";  // proc(5)
}

}  // namespace

void measure_matching(Report& report) {
  Stage stage;
  Measurement match{.name = "matching.node", .unit = "us", .rounds = {}, .target = {.at_most = 20}};
  match.note = "the criterion that fits a node of a plan of 200 best, out of 10,000 criteria in the database (SQLite)";
  for (int round = 0; round < report.rounds(); ++round) match.rounds.push_back(stage.match() * 1e6);
  report.add(std::move(match));
}

void measure_plans(Report& report) {
  Stage stage;
  Measurement first{.name = "plans.first_5000", .unit = "ms", .rounds = {}, .target = {.at_most = 1'000}};
  first.note =
      "1,000 declared resources and 4,000 brought along by their definitions, 10,000 criteria, no rows; SQLite";
  Measurement same{.name = "plans.same_5000", .unit = "ms", .rounds = {}, .target = {.at_most = 1'000}};
  same.note = "the same plan when all of it exists";
  Measurement memory{.name = "plans.peak_memory", .unit = "MB", .rounds = {}, .target = {.at_most = 200}};
  memory.note = "of the whole process while it makes such a plan";
  for (int round = 0; round < report.rounds(); ++round) first.rounds.push_back(stage.plan() * 1e3);
  stage.keep();
  for (int round = 0; round < report.rounds(); ++round) {
    reset_peak();
    same.rounds.push_back(stage.plan() * 1e3);
    memory.rounds.push_back(peak_mb());
  }
  report.add(std::move(first));
  report.add(std::move(same));
  report.add(std::move(memory));
}

}  // namespace towpath::bench
