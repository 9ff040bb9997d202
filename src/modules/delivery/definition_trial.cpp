#include "definition_trial.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/strings.h"
#include "drivers/account_environment.h"
#include "json/json.h"
#include "no_environment.h"
#include "resource_inputs.h"
#include "resources/definition_document.h"

namespace towpath::delivery {
namespace {

constexpr std::size_t most_told = 100;
constexpr std::chrono::minutes longest_question{1};
constexpr std::string_view not_there_yet = "delivery.undefined_placeholder";
const auth::SqlCondition everything{"1 = 1", {}};

/// The message of an error with what it names, in one line.
std::string words_of(const Error& error) {
  std::vector<std::string> parts{error.message()};
  for (const FieldError& field : error.fields()) parts.push_back(fmt::format("{} {}.", field.path, field.message));
  return join(parts, " ");
}

/// A workload that has nothing but the resource that is thought of. Errors: delivery.invalid_trial.
Result<ScoreWorkload> workload_of(const ThoughtOfPlace& place) {
  Error error = invalid_input("delivery.invalid_trial", "The place to try it out at was not accepted.");
  if (place.type.empty()) error.add_field("/place/type", "must name a type: towpath definition types");
  ScoreResource resource;
  resource.type = place.type;
  resource.resource_class = place.resource_class;
  resource.params = place.params;
  resource.name = "resource";
  std::string workload = "workload";
  const auto parts = split(place.id, '.');
  if (parts.size() == 3 && parts[0] == "workloads" && !parts[1].empty() && !parts[2].empty()) {
    workload = parts[1];
    resource.name = parts[2];
  } else if (place.id.starts_with("shared.") && place.id.size() > std::string_view("shared.").size()) {
    resource.id = place.id.substr(std::string_view("shared.").size());
  } else if (!place.id.empty()) {
    error.add_field("/place/id", "must be workloads.<workload>.<name> or shared.<id>");
  }
  if (!error.fields().empty()) return error;
  ScoreWorkload out;
  out.name = workload;
  out.resources.push_back(std::move(resource));
  out.document = boost::json::serialize(boost::json::object{{"metadata", boost::json::object{{"name", workload}}}});
  return out;
}

Error no_component(const std::string& name) {
  return not_found("delivery.component_not_found", fmt::format("Delivery knows no component '{}'.", name))
      .with_hint("See them with: towpath status");
}

}  // namespace

Result<DefinitionTrial::Stage> DefinitionTrial::stage_of(db::Tx& tx, const auth::Principal& principal,
                                                         const TrialPlace& place) const {
  Stage out;
  Deployment& d = out.deployment;
  if (place.thought_of) {
    TRY(out.workload, workload_of(*place.thought_of));
    d.component = out.workload.name;
    d.project_id = place.thought_of->project;
    d.environment = place.thought_of->environment;
    d.env_type = place.thought_of->env_type;
    out.is_thought_of = true;
    return out;
  }
  const auto& authorizer = t_.kernel.authorizer;
  const auto visible = [&](std::string_view permission) {
    return auth::to_sql(authorizer.decide(principal, permission), "owner_ref");
  };
  const auto component = t_.stores.environments.component(tx, place.component, visible("deployment.read"));
  if (!component) return no_component(place.component);
  const auto environment =
      t_.stores.environments.find(tx, component->project_id, place.environment, visible("environment.read"));
  if (!environment) return no_environment(component->project_id, place.environment);
  const auth::Attributes attributes{component->owner_ref, component->project_id, environment->type};
  CHECK_OK(auth::check(authorizer, principal, "resource.read", attributes));
  out.may_deploy = auth::permits(authorizer.decide(principal, "deployment.deploy"), attributes);
  std::optional<Release> release;
  if (const auto current = t_.stores.deployments.current(tx, component->name, environment->name))
    if (const auto in_force = t_.stores.deployments.find(tx, current->deployment_id, everything))
      release = t_.stores.releases.find(tx, in_force->release_id);
  if (!release) release = t_.stores.releases.latest(tx, component->name);
  if (!release)
    return not_found("delivery.no_release", fmt::format("'{}' has no release yet.", component->name))
        .with_hint("A release is made when the pipeline of the default branch succeeds.");
  TRY(out.workload, score_from_document(release->score));
  d.component = component->name;
  d.project_id = component->project_id;
  d.environment = environment->name;
  d.environment_uid = environment->uid;
  d.env_type = environment->type;
  d.owner_ref = component->owner_ref;
  d.release_id = release->id;
  return out;
}

Result<DefinitionTrial::Found> DefinitionTrial::find(db::Tx& tx, const Stage& stage, const DefinitionFile& file,
                                                     const std::string& resource) const {
  const Deployment& deployment = stage.deployment;
  TRY(const auto all, expand_explained(tx, t_.stores, deployment, stage.workload, ExplainedVersions::best));
  const auto is_named = [&](const ExpandedResource& each) {
    return each.node.resource.name == resource || each.node.res_id == resource;
  };
  const auto is_served = [&](const ExpandedResource& each) {
    return std::find(file.definitions.begin(), file.definitions.end(), each.definition.id) != file.definitions.end();
  };
  if (!resource.empty() && std::none_of(all.begin(), all.end(), is_named))
    return not_found("delivery.resource_not_found",
                     fmt::format("'{}' declares no resource '{}'.", deployment.component, resource))
        .with_hint(fmt::format("See what it has: towpath resource list --component {}", deployment.component));
  std::set<std::string> types, roots;  // that the text is about; names of what is told with all that it brings along
  for (const catalog::KindChange& change : file.changes)
    if (change.kind == "ResourceDefinition") types.insert(definition_of(change.document).definition.type);
  for (const ExpandedResource& each : all)
    if (resource.empty() ? is_served(each) : is_named(each)) roots.insert(each.node.resource.name);

  Found out;
  out.plan.workload = stage.workload;
  for (const ExpandedResource& each : all) {
    const ResourceNode& node = each.node;
    PlannedResource planned{each, "", ""};
    planned.gu_id = make_gu_id(deployment.project_id, deployment.environment_uid, node.resource.type,
                               node.resource.resource_class, node.res_id);
    out.plan.resources.push_back(std::move(planned));
    const bool is_below = std::any_of(roots.begin(), roots.end(), [&](const std::string& root) {
      return node.resource.name == root || comes_from(all, each, root);
    });
    if (!is_below && !(resource.empty() && types.contains(node.resource.type))) continue;
    if (out.tried.size() == most_told) {
      ++out.left_out;
      continue;
    }
    TriedResource tried;
    tried.explained = explain_resource(tx, t_.stores, deployment, each);
    tried.is_served = is_served(each);
    tried.driver = each.definition.driver;
    const auto made = made_resource(tx, t_.stores, deployment, node);
    const bool is_made = made && !made->input_hash.empty();
    tried.when = !is_made ? "first_deployment" : each.definition.is_automatic ? "next_deployment" : "upgrade";
    if (each.definition.id.empty()) {
      tried.problem = "Nothing would serve it.";
    } else if (is_made && made->driver != each.definition.driver) {
      tried.problem = fmt::format("Its driver would change from {} to {}, which a deployment refuses.", made->driver,
                                  each.definition.driver);
    }
    if (is_made && !each.definition.id.empty() && made->definition != tried.explained.planned)
      tried.explained.reason = each.definition.is_automatic
                                   ? "the definition says upgrade: automatic"
                                   : fmt::format("what is there keeps {} until it is upgraded", made->definition);
    out.tried.emplace_back(out.plan.resources.size() - 1, std::move(tried));
  }
  return out;
}

void DefinitionTrial::look_into(TriedResource& out, const Stage& stage, const Plan& plan,
                                const PlannedResource& planned, bool asks_driver) const {
  mask::Masker masker;
  const auto say = [&](const Error& error) { return masker.mask(words_of(error)); };
  Driver* driver = t_.driver(planned.definition.driver);
  if (driver) {
    ResourceInputs texts(stage.deployment, plan, t_.rows(plan), t_.vault, &masker);
    const auto params = texts.params(planned);
    const auto inputs = texts.inputs(planned, driver->literal_inputs());
    if (params.has_value()) out.params = params->text;
    if (inputs.has_value()) out.inputs = inputs->text;
  }
  const auto prepared = prepare_resource(t_, stage.deployment, plan, planned);
  if (!prepared.has_value()) {
    (prepared.error().code() == not_there_yet ? out.unknown : out.problem) = say(prepared.error());
  } else {
    for (const auto& secret : prepared->request.known_secrets) masker.add(secret.second.reveal());
    mask_credentials(prepared->request, masker);
    out.may_ask_driver = !stage.is_thought_of && stage.may_deploy && driver->has_preview() && out.problem.empty();
  }
  if (!asks_driver) return;
  if (stage.is_thought_of)
    out.silence = "A driver is asked about a component in an environment, and not about a place that is thought of.";
  else if (!stage.may_deploy)
    out.silence = fmt::format("You may not deploy {} to {}, so its driver is not asked.", stage.deployment.component,
                              stage.deployment.environment);
  else if (driver && !driver->has_preview())
    out.silence = fmt::format("The driver {} cannot say beforehand what it would do.", driver->name());
  else if (!out.may_ask_driver)
    out.silence = "It is not asked as long as something stands in the way.";
  else if (prepared->is_as_before())
    out.changes = DriverChanges();
  if (!out.silence.empty() || out.changes) return;
  const DriverContext context{[](std::string_view) {}, std::stop_token(), longest_question};
  auto changes = prepared->driver->preview(prepared->request, context);
  if (!changes.has_value())
    out.silence = say(changes.error());
  else if (*changes)
    out.changes = std::move(**changes);
  else
    out.silence = fmt::format("The driver {} cannot say beforehand what it would do.", driver->name());
}

Result<Trial> DefinitionTrial::run(const auth::Principal& principal, const std::string& text, const std::string& file,
                                   const TrialPlace& place) const {
  CHECK_OK(auth::check(t_.kernel.authorizer, principal, "definition.write", {}));
  if (place.asks_driver && (place.resource.empty() || place.thought_of))
    return invalid_input("delivery.invalid_trial", "A driver is asked about one resource of a component.")
        .with_field("/resource", "must name the resource, with component and environment");
  TRY(const DefinitionFile read, read_definition_file(book_, text, file));
  TRY(const Stage stage, t_.kernel.db.read([&](db::Tx& tx) { return stage_of(tx, principal, place); }));
  Found found;
  CHECK_OK(book_.try_out(read.changes, [&](db::Tx& tx) -> Status {
    TRY(found, find(tx, stage, read, place.resource));
    return ok();
  }));
  Trial out;
  out.definitions = read.definitions;
  out.left_out = found.left_out;
  for (auto& [index, tried] : found.tried) {
    // What the text says is not in force any more, but it is in the plan.
    if (tried.is_served) look_into(tried, stage, found.plan, found.plan.resources[index], place.asks_driver);
    out.resources.push_back(std::move(tried));
  }
  return out;
}

}  // namespace towpath::delivery
