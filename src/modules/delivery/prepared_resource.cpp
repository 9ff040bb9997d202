#include "prepared_resource.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "blob/blob.h"
#include "json/json.h"
#include "resource_inputs.h"
#include "resources/parameters.h"

namespace towpath::delivery {
namespace {

std::string input_hash(const std::string& definition, const std::string& driver, const ResourceRequest& request) {
  const auto same = [](const std::string& text) { return json::canonical(boost::json::parse(text)); };
  std::string all = fmt::format("{}\n{}\n{}\n{}", definition, driver, same(request.params), same(request.inputs));
  // Not where they say nothing: what was made before they counted stays as it is.
  if (request.metadata != "{}") all += "\n" + same(request.metadata);
  if (request.services != "{}") all += "\n" + same(request.services);
  return blob::digest_of(all).text;
}

boost::json::object ports_of(const ScoreWorkload& workload) {
  boost::json::object out;
  for (const ScorePort& port : workload.ports)
    out[port.name] =
        boost::json::object{{"port", port.port}, {"targetPort", port.target_port}, {"protocol", port.protocol}};
  return out;
}

/// The service ports of what runs in the deployment's environment, and of what is being deployed.
std::string services_around(const PreparationTools& c, const Deployment& deployment, const ScoreWorkload& workload) {
  return c.kernel.db
      .read([&](db::Tx& tx) -> Result<std::string> {
        boost::json::object out;
        for (const Component& each : c.stores.environments.components(tx, deployment.project_id)) {
          const auto current = c.stores.deployments.current(tx, each.name, deployment.environment);
          const auto running = current ? c.stores.deployments.find(tx, current->deployment_id, {"1 = 1", {}})
                                       : std::optional<Deployment>();
          const auto release = running ? c.stores.releases.find(tx, running->release_id) : std::optional<Release>();
          if (!release) continue;
          // A release was a workload when it was made; one that this version cannot read names no port.
          if (const auto score = score_from_document(release->score); score.has_value())
            out[score->name] = ports_of(*score);
        }
        out[workload.name] = ports_of(workload);
        return boost::json::serialize(out);
      })
      .value();
}

}  // namespace

Driver* PreparationTools::driver(const std::string& name) const {
  for (Driver* each : drivers)
    if (each->name() == name) return each;
  return nullptr;
}

std::map<std::string, Resource> PreparationTools::rows(const Plan& plan) const {
  return kernel.db
      .read([&](db::Tx& tx) -> Result<std::map<std::string, Resource>> {
        std::map<std::string, Resource> out;
        for (const PlannedResource& planned : plan.resources)
          if (auto row = stores.resources.find(tx, planned.gu_id); row && row->state == "active")
            out.emplace(planned.node.resource.name, std::move(*row));
        return out;
      })
      .value();
}

Result<PreparedResource> prepare_resource(const PreparationTools& c, const Deployment& deployment, const Plan& plan,
                                          const PlannedResource& planned) {
  PreparedResource out;
  out.driver = c.driver(planned.definition.driver);
  if (!out.driver)
    return unavailable("delivery.no_driver", fmt::format("This server has no driver '{}', which {} needs.",
                                                         planned.definition.driver, planned.definition.id));
  ResourceInputs texts(deployment, plan, c.rows(plan), c.vault);
  TRY(const Resolved params, texts.params(planned));
  if (const auto problems = parameter_problems(planned.definition, params.text); !problems.empty()) {
    Error error = invalid_params(planned.node.resource.name, planned.definition);
    for (const FieldError& problem : problems) error.add_field("/params" + problem.path, problem.message);
    return error;
  }
  TRY(const Resolved inputs, texts.inputs(planned, out.driver->literal_inputs()));
  out.are_params_secret = params.is_secret;
  out.are_inputs_secret = inputs.is_secret;
  out.version = planned.definition.version_name();
  out.existing = c.kernel.db
                     .read([&](db::Tx& tx) -> Result<std::optional<Resource>> {
                       return c.stores.resources.find(tx, planned.gu_id);
                     })
                     .value();
  ResourceRequest& request = out.request;
  request.gu_id = planned.gu_id;
  request.type = planned.node.resource.type;
  request.resource_class = planned.node.resource.resource_class;
  request.id = planned.node.res_id;
  request.project = deployment.project_id;
  request.environment = deployment.environment;
  request.environment_type = deployment.env_type;
  request.workload = deployment.component;
  request.params = params.text;
  request.inputs = inputs.text;
  request.metadata = planned.node.resource.metadata;
  if (out.driver->reads_services()) request.services = services_around(c, deployment, plan.workload);
  out.hash = input_hash(out.version, planned.definition.driver, request);
  CHECK_OK(add_account(c.kernel, c.stores, c.vault, planned.definition, request));
  request.state = out.existing ? out.existing->driver_state : "{}";
  CHECK_OK(out.driver->check(request));
  TRY(request.known_secrets, c.vault.load(planned.gu_id));
  return out;
}

Result<ResourceRequest> stored_request(const Kernel& kernel, const Stores& stores, Vault& vault, const Resource& row) {
  TRY(auto secrets, vault.load(row.gu_id));
  TRY(const auto inputs, vault.load(inputs_key(row.gu_id)));
  ResourceRequest out{
      row.gu_id,     row.type,   row.resource_class, row.id, row.project_id,   row.environment,   row.env_type,
      row.component, row.params, row.inputs,         {},     row.driver_state, std::move(secrets)};
  if (const auto kept = inputs.find("inputs"); kept != inputs.end()) out.inputs = kept->second.reveal();
  CHECK_OK(add_account(kernel, stores, vault, row.definition, out));
  return out;
}

}  // namespace towpath::delivery
