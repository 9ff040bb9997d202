#include "prepared_resource.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "blob/blob.h"
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

}  // namespace

Result<PreparedResource> prepare_resource(const DeploymentContext& c, const Deployment& deployment, const Plan& plan,
                                          const PlannedResource& planned) {
  PreparedResource out;
  out.driver = c.driver(planned.definition.driver);
  if (!out.driver)
    return unavailable("delivery.no_driver", fmt::format("This server has no driver '{}', which {} needs.",
                                                         planned.definition.driver, planned.definition.id));
  ResourceInputs texts(deployment, plan, c.resource_rows(plan), c.ports.vault);
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
  out.hash = input_hash(out.version, planned.definition.driver, params.text, inputs.text);
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
  request.state = out.existing ? out.existing->driver_state : "{}";
  CHECK_OK(out.driver->check(request));
  TRY(request.known_secrets, c.ports.vault.load(planned.gu_id));
  return out;
}

ResourceRequest request_of(const Resource& row, std::map<std::string, Secret> secrets) {
  return {row.gu_id,     row.type,   row.resource_class, row.id, row.project_id,   row.environment,   row.env_type,
          row.component, row.params, row.inputs,         {},     row.driver_state, std::move(secrets)};
}

}  // namespace towpath::delivery
