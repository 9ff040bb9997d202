#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "driver_changes_json.h"
#include "executors.h"
#include "gate_facts.h"
#include "prepared_resource.h"
#include "resource_making.h"
#include "rotation.h"

namespace towpath::delivery {
namespace {

/// What it is made after, by the names its definition calls them, and for one made beside another, that one.
std::map<std::string, std::string> needs_of(const PlannedResource& planned, const Plan& plan) {
  std::map<std::string, std::string> out;
  const auto gu_id_of = [&](const std::string& name) {
    for (const PlannedResource& each : plan.resources)
      if (each.node.resource.name == name) return each.gu_id;
    return std::string();
  };
  for (const std::string& need : planned.node.needs) out[need] = gu_id_of(need);
  return out;
}

/// What it will cost, as the plan says.
Estimate cost_of(const PlannedResource& planned, const Plan& plan) {
  const std::string subject = subject_of(planned);
  for (const PlannedAction& action : plan.actions)
    if (action.subject == subject && action.cost && action.cost->after) return *action.cost->after;
  return {};
}

}  // namespace

runs::NodeResult ResourceExecutor::execute(runs::NodeContext& context) {
  const int step = context.begin_step(context.node().title);
  runs::NodeResult result = provision(context, step);
  const bool succeeded = result.state == runs::NodeState::succeeded;
  if (!succeeded && result.error && result.state != runs::NodeState::unknown)
    context.log(step, result.error->message() + "\n");
  context.end_step(step, succeeded ? runs::StepOutcome::succeeded : runs::StepOutcome::failed);
  return result;
}

Status ResourceExecutor::pass_gate(runs::NodeContext& context, const Deployment& deployment, const Resource& row,
                                   bool exists, const std::optional<DriverChanges>& changes, const Estimate& cost) {
  const auto environment = c_.kernel.db.read([&](db::Tx& tx) {
    return c_.stores.environments.find(tx, deployment.project_id, deployment.environment, {"1 = 1", {}});
  });
  if (!environment)
    return not_found("delivery.environment_not_found",
                     fmt::format("The environment '{}' is gone.", deployment.environment));
  auth::Principal requester = auth::system_principal();  // the right to deploy was checked when it was asked for
  requester.ref = deployment.requested_by;
  return c_.kernel.gates.pass(requester, question_of_resource(deployment, *environment, row, exists,
                                                              "run:" + context.run_id().text(), changes, cost));
}

/// What is done has to be what the plan said, if it did: there those who approved it read it. What this deployment has
/// begun before (the server went, or it is tried again) goes on: a part of it is done by now.
Status ResourceExecutor::set_agreed(const Deployment& deployment, const PlannedResource& planned,
                                    PreparedResource& prepared, const DriverContext& driver_context) {
  if (!prepared.driver->has_preview()) return ok();
  auto& agreed = prepared.request.agreed;
  TRY(agreed, prepared.driver->preview(prepared.request, driver_context));
  const auto& existing = prepared.existing;
  const bool is_begun = existing && existing->state != "active" && existing->deployment_id == deployment.id;
  const auto shown = changes_in_plan(deployment.plan, subject_of(planned));
  if (is_begun || !shown || !agreed || to_json(*agreed) == *shown) return ok();
  return conflict("delivery.plan_changed",
                  fmt::format("For '{}' it would do '{}' now; the plan said '{}'.", planned.node.res_id,
                              in_words(*agreed), std::string_view(shown->at("summary").as_string())))
      .with_hint("Something changed meanwhile. Deploy again and look at the new plan.");
}

/// One that was no longer declared is again; a row of an older server gets what it was made after.
Status ResourceExecutor::keep(const Resource& existing, const std::map<std::string, std::string>& needs,
                              const Deployment& deployment) {
  if (existing.state == "active" && existing.needs == needs) return ok();
  return c_.kernel.db.transact([&](db::Tx& tx) -> Status {
    Resource row = existing;
    row.state = "active";
    row.reason.clear();
    row.needs = needs;
    row.delete_after.reset();
    row.deployment_id = deployment.id;
    row.updated_at = c_.kernel.clock.now();
    c_.stores.resources.put(tx, row);
    return ok();
  });
}

runs::NodeResult ResourceExecutor::rotate(runs::NodeContext& context, int step, const Deployment& deployment,
                                          const PreparedResource& prepared, const DriverContext& driver_context) {
  if (!prepared.existing || prepared.existing->state != "active")
    return runs::NodeResult::failure(
        conflict("delivery.cannot_rotate", fmt::format("'{}' is not there.", prepared.request.id))
            .with_hint("Deploy first, which makes it."));
  if (const Status passed = pass_gate(context, deployment, *prepared.existing, true, std::nullopt, {});
      !passed.has_value())
    return runs::NodeResult::failure(passed.error());
  RotationSteps steps(c_.kernel, c_.stores, c_.ports.vault);
  const auto secrets = steps.rotate(*prepared.driver, deployment, prepared.request, driver_context);
  if (!secrets.has_value()) return runs::NodeResult::failure(secrets.error());
  for (const auto& [key, secret] : *secrets) context.add_mask(secret.reveal());
  context.log(step, fmt::format("{} has new credentials; the old ones still work.\n", prepared.request.id));
  return runs::NodeResult::success(R"({"action":"rotate"})");
}

/// Until no other deployment is at the same resource.
runs::NodeResult ResourceExecutor::provision(runs::NodeContext& context, int step) {
  constexpr std::chrono::milliseconds between{250};
  for (bool is_first = true;; is_first = false) {
    auto result = provision_unless_elsewhere(context, step);
    if (result) return std::move(*result);
    if (is_first) context.log(step, "Another deployment is making it; this one waits for the end of that.\n");
    if (!pause(context.stop(), between))
      return runs::NodeResult::failure(
          failed("delivery.cancelled", "It was ended while another deployment was making the same resource."));
  }
}

/// Nothing when another deployment is at it and its driver may not be asked by both.
std::optional<runs::NodeResult> ResourceExecutor::provision_unless_elsewhere(runs::NodeContext& context, int step) {
  const auto fail = [](const Error& error) { return runs::NodeResult::failure(error); };
  const auto loaded = c_.load(context);
  if (!loaded.has_value()) return fail(loaded.error());
  const auto& [deployment, release] = *loaded;
  const auto plan = c_.plan(deployment, release);
  if (!plan.has_value()) return fail(plan.error());
  const boost::json::value spec = boost::json::parse(context.node().spec);
  const std::string name(spec.at("resource").as_string());
  const auto planned = std::find_if(plan->resources.begin(), plan->resources.end(),
                                    [&](const PlannedResource& r) { return r.node.resource.name == name; });
  if (planned == plan->resources.end())
    return fail(failed("delivery.plan_changed", fmt::format("The resource '{}' is no longer in the plan.", name)));
  auto prepared = prepare_resource(c_, deployment, *plan, *planned);
  if (!prepared.has_value()) return fail(prepared.error());
  for (const auto& [variable, secret] : prepared->request.credentials) context.add_mask(secret.reveal());
  Driver* const driver = prepared->driver;
  ResourceRequest& request = prepared->request;
  const auto& existing = prepared->existing;
  const DriverContext driver_context{[&](std::string_view line) { context.log(step, fmt::format("{}\n", line)); },
                                     context.stop(), driver->longest_call()};
  if (is_rotated(deployment, planned->node.res_id)) return rotate(context, step, deployment, *prepared, driver_context);
  if (prepared->is_as_before()) {
    // Looked at all the same: after a loss of power a server it needs may have to be started.
    const auto present = driver->observe(request, driver_context);
    if (!present.has_value() && present.error().code() != "delivery.cannot_observe") return fail(present.error());
    if (!present.has_value() || present->has_value()) {
      context.log(step, fmt::format("{} is as it should be.\n", planned->node.res_id));
      if (const Status kept = keep(*existing, needs_of(*planned, *plan), deployment); !kept.has_value())
        return fail(kept.error());
      return runs::NodeResult::success(R"({"action":"keep"})");
    }
    context.log(step, fmt::format("{} is gone and is made again.\n", planned->node.res_id));
  }
  Resource row;
  row.gu_id = planned->gu_id;
  row.project_id = deployment.project_id;
  row.environment = deployment.environment;
  row.environment_uid = deployment.environment_uid;
  row.env_type = deployment.env_type;
  row.owner_ref = deployment.owner_ref;
  row.component = deployment.component;
  row.type = request.type;
  row.resource_class = request.resource_class;
  row.id = planned->node.res_id;
  row.definition = prepared->version;
  row.driver = planned->definition.driver;
  row.params = prepared->are_params_secret ? "{}" : request.params;
  row.are_params_secret = prepared->are_params_secret;
  row.inputs = prepared->are_inputs_secret ? "{}" : request.inputs;
  row.needs = needs_of(*planned, *plan);
  row.outputs = existing ? existing->outputs : "{}";
  row.driver_state = request.state;
  row.deployment_id = deployment.id;
  row.updated_at = c_.kernel.clock.now();
  if (existing) row.secret_keys = existing->secret_keys;
  ResourceWork work{
      *driver,           request, existing, row, prepared->hash, prepared->are_inputs_secret, context.run_id().text(),
      context.node().key};
  ResourceMaking making(c_.kernel, c_.stores, c_.ports.vault, c_.ports.approval_nodes);
  auto end = making.take_up(work, driver_context);
  if (end.has_value() && end->kind == MakingEnd::Kind::open) {
    const Status agreed = set_agreed(deployment, *planned, *prepared, driver_context);
    // What a person said of it cannot be: it is asked anew.
    if (!agreed.has_value() && agreed.error().code() == answer_lost_code) end = making.take_up(work, driver_context);
    if (!agreed.has_value() && (!end.has_value() || end->kind == MakingEnd::Kind::open)) return fail(agreed.error());
  }
  if (end.has_value() && end->kind == MakingEnd::Kind::open) {
    if (const Status passed = pass_gate(context, deployment, work.row, work.existing.has_value(), request.agreed,
                                        cost_of(*planned, *plan));
        !passed.has_value())
      return fail(passed.error());
    end = making.make(work, driver_context);
  }
  if (!end.has_value()) return fail(end.error());
  if (end->kind == MakingEnd::Kind::elsewhere) return std::nullopt;
  if (end->kind == MakingEnd::Kind::in_question) return wait_for_answer(c_, context, step, *end->doubt);
  for (const auto& [key, secret] : end->secrets)
    if (!key.starts_with('.')) context.add_mask(secret.reveal());
  context.log(step, fmt::format("{} is ready.\n", row.id));
  return runs::NodeResult::success(R"({"action":"apply"})");
}

runs::NodeResult wait_for_answer(DeploymentContext& c, runs::NodeContext& context, int step,
                                 const ResourceDoubt& doubt) {
  context.log(step, fmt::format("{}\n{}\n", doubt.error.message(), doubt.error.hint()));
  runs::NodeResult result{runs::NodeState::unknown, "{}", doubt.error};
  result.on_commit = [&c, doubt](db::Tx& tx) {
    ResourceMaking(c.kernel, c.stores, c.ports.vault, c.ports.approval_nodes).ask(tx, doubt);
  };
  return result;
}

}  // namespace towpath::delivery
