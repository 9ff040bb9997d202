#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "definition_file.h"
#include "explanation.h"
#include "prepared_resource.h"

namespace towpath::delivery {

/// A resource that somebody thinks of: what criteria see of it, and what a workload would say under params.
struct ThoughtOfPlace {
  std::string type, resource_class = "default";
  std::string id;  ///< workloads.<workload>.<name> or shared.<id>; "" for one that no criterion names.
  std::string project, environment, env_type;  ///< "" where it does not matter.
  std::string params = "{}";                   ///< JSON object.
};

/// Where a text of definitions is tried out.
struct TrialPlace {
  std::string component, environment;  ///< Both, when `thought_of` is nothing.
  std::string resource;                ///< Its name or id, with what it brings along; "": all that it might be about.
  bool asks_driver = false;            ///< What would its driver do? Only with a resource of a component.
  std::optional<ThoughtOfPlace> thought_of = {};
};

/// One resource with the text in force.
struct TriedResource {
  Delivery::ExplainedResource explained;  ///< `planned` is what fits best, whatever made what is there.
  bool is_served = false;                 ///< By a definition of the text.
  std::string driver;                     ///< Of what fits best; "" when nothing does.
  std::string when;                       ///< When that reaches it: first_deployment, next_deployment or upgrade.
  std::string problem;                    ///< What stands in the way, in words; "" for nothing.

  // Only of one that is served.
  std::string params = "{}", inputs = "{}";  ///< JSON objects, placeholders resolved, secrets masked.
  std::string unknown;                       ///< Why they cannot be told yet; "" when they are.
  bool may_ask_driver = false;               ///< It can say beforehand what it would do, and the caller may ask.
  std::optional<DriverChanges> changes;      ///< What the driver says it would do.
  std::string silence;                       ///< Why the driver says nothing although it was to be asked.
};

struct Trial {
  std::vector<std::string> definitions;  ///< Of the text.
  std::vector<TriedResource> resources;
  std::size_t left_out = 0;  ///< More than are told.
};

/// Tries definitions out that are not saved. Nothing stays of it. Thread-safe, blocking; a driver may take a minute.
class DefinitionTrial {
 public:
  /// Everything referred to outlives it.
  DefinitionTrial(const PreparationTools& tools, const DefinitionBook& book) : t_(tools), book_(book) {}

  /// For whoever may declare definitions and read the component's resources; its driver is asked for whoever may deploy
  /// it there. Errors: those of saving the text; delivery.component_not_found, delivery.environment_not_found,
  /// delivery.no_release, delivery.resource_not_found, delivery.invalid_trial (names each field), those of
  /// expand_resources().
  Result<Trial> run(const auth::Principal& principal, const std::string& text, const std::string& file,
                    const TrialPlace& place) const;

 private:
  /// A workload at a place.
  struct Stage {
    Deployment deployment;
    ScoreWorkload workload;
    bool is_thought_of = false, may_deploy = false;
  };
  /// What was found while the text was in force, to be looked into afterwards.
  struct Found {
    Plan plan;
    std::vector<std::pair<std::size_t, TriedResource>> tried;  ///< Each with its index in the plan.
    std::size_t left_out = 0;
  };
  Result<Stage> stage_of(db::Tx& tx, const auth::Principal& principal, const TrialPlace& place) const;
  Result<Found> find(db::Tx& tx, const Stage& stage, const DefinitionFile& file, const std::string& resource) const;
  /// Resolves inputs, has the driver check them, and asks it when that is wanted.
  void look_into(TriedResource& out, const Stage& stage, const Plan& plan, const PlannedResource& planned,
                 bool asks_driver) const;

  PreparationTools t_;
  const DefinitionBook& book_;
};

}  // namespace towpath::delivery
