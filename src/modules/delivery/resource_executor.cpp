#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/faults.h"
#include "blob/blob.h"
#include "executors.h"
#include "gate_facts.h"
#include "json/json.h"
#include "resource_inputs.h"
#include "resources/parameters.h"

namespace towpath::delivery {
namespace {

std::string input_hash(const std::string& definition, const std::string& driver, const std::string& params,
                       const std::string& inputs) {
  return blob::digest_of(fmt::format("{}\n{}\n{}\n{}", definition, driver, json::canonical(boost::json::parse(params)),
                                     json::canonical(boost::json::parse(inputs))))
      .text;
}

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

/// The row a route driver's outcome makes: what the data plane will be told.
std::optional<DeploymentStore::RouteRow> route_row(const Resource& resource) {
  if (resource.type != "route") return std::nullopt;
  const boost::json::value params = boost::json::parse(resource.params);
  const auto text = [&](std::string_view key, std::string_view otherwise) {
    const auto* value = params.as_object().if_contains(key);
    return !value               ? std::string(otherwise)
           : value->is_string() ? std::string(value->as_string())
                                : boost::json::serialize(*value);
  };
  return DeploymentStore::RouteRow{resource.gu_id,   resource.component, resource.project_id, resource.environment,
                                   text("host", ""), text("path", "/"),  text("port", "")};
}

}  // namespace

runs::NodeResult ResourceExecutor::execute(runs::NodeContext& context) {
  const int step = context.begin_step(context.node().title);
  runs::NodeResult result = provision(context, step);
  const bool succeeded = result.state == runs::NodeState::succeeded;
  if (!succeeded && result.error) context.log(step, result.error->message() + "\n");
  context.end_step(step, succeeded ? runs::StepOutcome::succeeded : runs::StepOutcome::failed);
  return result;
}

Status ResourceExecutor::pass_gate(runs::NodeContext& context, const Deployment& deployment, const Resource& row,
                                   bool exists) {
  const auto environment = c_.kernel.db.read([&](db::Tx& tx) {
    return c_.stores.environments.find(tx, deployment.project_id, deployment.environment, {"1 = 1", {}});
  });
  if (!environment)
    return not_found("delivery.environment_not_found",
                     fmt::format("The environment '{}' is gone.", deployment.environment));
  auth::Principal requester = auth::system_principal();  // the right to deploy was checked when it was asked for
  requester.ref = deployment.requested_by;
  return c_.kernel.gates.pass(
      requester, question_of_resource(deployment, *environment, row, exists, "run:" + context.run_id().text()));
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

runs::NodeResult ResourceExecutor::provision(runs::NodeContext& context, int step) {
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
  Driver* driver = c_.driver(planned->definition.driver);
  if (!driver)
    return fail(unavailable("delivery.no_driver", fmt::format("This server has no driver '{}', which {} needs.",
                                                              planned->definition.driver, planned->definition.id)));

  ResourceInputs texts(deployment, *plan, c_.resource_rows(*plan), c_.ports.vault);
  const auto params = texts.params(*planned);
  if (!params.has_value()) return fail(params.error());
  if (const auto problems = parameter_problems(planned->definition, params->text); !problems.empty()) {
    Error error = invalid_params(name, planned->definition);
    for (const FieldError& problem : problems) error.add_field("/params" + problem.path, problem.message);
    return fail(error);
  }
  const auto inputs = texts.inputs(*planned);
  if (!inputs.has_value()) return fail(inputs.error());

  const std::string version = planned->definition.version_name();
  const std::string hash = input_hash(version, planned->definition.driver, params->text, inputs->text);
  auto existing = c_.kernel.db
                      .read([&](db::Tx& tx) -> Result<std::optional<Resource>> {
                        return c_.stores.resources.find(tx, planned->gu_id);
                      })
                      .value();
  ResourceRequest request;
  request.gu_id = planned->gu_id;
  request.type = planned->node.resource.type;
  request.resource_class = planned->node.resource.resource_class;
  request.id = planned->node.res_id;
  request.project = deployment.project_id;
  request.environment = deployment.environment;
  request.environment_type = deployment.env_type;
  request.workload = deployment.component;
  request.params = params->text;
  request.inputs = inputs->text;
  request.state = existing ? existing->driver_state : "{}";
  if (const Status checked = driver->check(request); !checked.has_value()) return fail(checked.error());
  const auto known = c_.ports.vault.load(planned->gu_id);
  if (!known.has_value()) return fail(known.error());
  const DriverContext driver_context{[&](std::string_view line) { context.log(step, fmt::format("{}\n", line)); },
                                     context.stop(), std::chrono::minutes(5)};
  const bool is_made = existing && (existing->state == "active" || existing->state == "orphaned");
  if (is_made && existing->input_hash == hash && existing->drift.empty()) {
    // Looked at all the same: after a loss of power a server it needs may have to be started.
    request.known_secrets = *known;
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
  row.definition = version;
  row.driver = planned->definition.driver;
  row.params = params->is_secret ? "{}" : params->text;
  row.inputs = inputs->is_secret ? "{}" : inputs->text;
  row.needs = needs_of(*planned, *plan);
  row.outputs = existing ? existing->outputs : "{}";
  row.driver_state = request.state;
  row.state = "provisioning";
  row.deployment_id = deployment.id;
  row.updated_at = c_.kernel.clock.now();
  if (existing) row.secret_keys = existing->secret_keys;
  if (const Status passed = pass_gate(context, deployment, row, existing.has_value()); !passed.has_value())
    return fail(passed.error());

  // The intent, with what only we know, before anything outside is touched.
  request.known_secrets = known->empty() ? driver->prepare(request) : *known;
  if (const Status stored = c_.ports.vault.store(planned->gu_id, request.known_secrets); !stored.has_value())
    return fail(stored.error());
  // What destroys it needs them, too, and a row is no place for what comes from a secret.
  std::map<std::string, Secret> secret_inputs;
  if (inputs->is_secret) secret_inputs.emplace("inputs", Secret(inputs->text));
  if (const Status stored = c_.ports.vault.store(inputs_key(planned->gu_id), secret_inputs); !stored.has_value())
    return fail(stored.error());
  const auto put = [&]() -> Status {
    return c_.kernel.db.transact([&](db::Tx& tx) -> Status {
      c_.stores.resources.put(tx, row);
      return ok();
    });
  };
  if (const Status stored = put(); !stored.has_value()) return fail(stored.error());
  fault_point("delivery.resource.after_intent");

  const auto outcome = driver->apply(request, driver_context);
  fault_point("delivery.resource.after_apply");
  if (!outcome.has_value()) {
    row.state = "failed";
    row.reason = outcome.error().message();
    if (const Status stored = put(); !stored.has_value()) return fail(stored.error());
    return fail(outcome.error());
  }
  if (const Status stored = c_.ports.vault.store(planned->gu_id, outcome->secrets); !stored.has_value())
    return fail(stored.error());
  fault_point("delivery.resource.after_secret");
  for (const auto& [key, secret] : outcome->secrets) context.add_mask(secret.reveal());
  row.outputs = outcome->outputs;
  row.driver_state = outcome->state;
  row.secret_keys.clear();
  for (const auto& [key, secret] : outcome->secrets) row.secret_keys.push_back(key);
  row.input_hash = hash;
  row.state = "active";
  row.reason.clear();
  row.updated_at = c_.kernel.clock.now();
  const Status stored = c_.kernel.db.transact([&](db::Tx& tx) -> Status {
    c_.stores.resources.put(tx, row);
    if (const auto route = route_row(row))
      if (!c_.stores.deployments.put_route(tx, *route))
        return conflict("delivery.route_taken",
                        fmt::format("{}{} already belongs to another workload.", route->host, route->path))
            .with_hint("Choose another host or path in score.yaml.");
    c_.kernel.events.append(
        tx, {.type = "delivery.resource.provisioned",
             .subject = "resource:" + row.gu_id,
             .actor = "run:" + context.run_id().text(),
             .payload = boost::json::serialize(boost::json::object{{"resource", row.id},
                                                                   {"type", row.type},
                                                                   {"driver", row.driver},
                                                                   {"environment", row.environment},
                                                                   {"component", row.component}}),
             .owner_ref = row.owner_ref,
             .project_id = row.project_id,
             .env_type = row.env_type});
    return ok();
  });
  if (!stored.has_value()) return fail(stored.error());
  context.log(step, fmt::format("{} is ready.\n", row.id));
  return runs::NodeResult::success(R"({"action":"apply"})");
}

}  // namespace towpath::delivery
