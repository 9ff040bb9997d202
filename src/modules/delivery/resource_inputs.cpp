#include "resource_inputs.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/strings.h"
#include "json/json.h"

namespace towpath::delivery {
namespace {

std::optional<Resolved> from_context(const Deployment& deployment, const PlannedResource& planned,
                                     const std::string& name) {
  const auto known = [](std::string text) { return std::optional(Resolved{std::move(text), false}); };
  if (name == "project.id") return known(deployment.project_id);
  if (name == "env.id") return known(deployment.environment);
  if (name == "env.type") return known(deployment.env_type);
  if (name == "res.id") return known(planned.node.res_id);
  if (name == "res.type") return known(planned.node.resource.type);
  if (name == "res.class") return known(planned.node.resource.resource_class);
  if (name == "res.guid") return known(planned.gu_id);
  if (name == "workload.name") return known(deployment.component);
  return std::nullopt;
}

}  // namespace

std::string inputs_key(const std::string& gu_id) { return gu_id + ".inputs"; }

Lookup ResourceInputs::lookup() {
  if (!masker_) return rows_.lookup();
  return [found = rows_.lookup(), masker = masker_](const auto& path) -> Result<std::optional<Resolved>> {
    TRY(auto value, found(path));
    if (!value || !value->is_secret) return value;
    masker->add(value->text);
    return std::optional(Resolved{"***", true});
  };
}

Result<Lookup> ResourceInputs::scope_of(const PlannedResource& planned) {
  TRY(const Resolved params, this->params(planned));
  const Lookup workload = lookup();
  return Lookup([this, &planned, params, workload, values = boost::json::parse(params.text)](
                    const std::vector<std::string>& path) -> Result<std::optional<Resolved>> {
    if (path.front() == "context")
      return from_context(deployment_, planned, join(std::vector<std::string>(path.begin() + 1, path.end()), "."));
    if (path.front() == "params" && path.size() == 2) {
      const auto* value = values.as_object().if_contains(path[1]);
      if (!value) return std::optional<Resolved>();
      return std::optional(Resolved{
          value->is_string() ? std::string(value->as_string()) : boost::json::serialize(*value), params.is_secret});
    }
    std::vector<std::string> in_plan = path;
    if (path.front() == "outputs" && path.size() >= 2) {
      in_plan[0] = planned.node.resource.name;
      in_plan.insert(in_plan.begin(), "resources");
      return workload(in_plan);
    }
    if (path.front() != "resources" || path.size() < 3) return std::optional<Resolved>();
    const auto dependency = planned.dependencies.find(path[1]);
    if (dependency == planned.dependencies.end()) return std::optional<Resolved>();
    in_plan[1] = dependency->second;
    return workload(in_plan);
  });
}

Result<Resolved> ResourceInputs::params(const PlannedResource& planned) {
  if (planned.parent.empty()) return substitute_json(planned.node.resource.params, lookup());
  const auto parent = std::find_if(plan_.resources.begin(), plan_.resources.end(), [&](const PlannedResource& each) {
    return each.node.resource.name == planned.parent;
  });
  if (parent == plan_.resources.end()) return Resolved{planned.node.resource.params, false};
  TRY(const Lookup scope, scope_of(*parent));
  return substitute_json(planned.node.resource.params, scope);
}

Result<Resolved> ResourceInputs::inputs(const PlannedResource& planned, const std::vector<std::string>& literal) {
  TRY(const Lookup scope, scope_of(planned));
  TRY(boost::json::value given, json::parse(planned.definition.inputs));
  boost::json::object kept;
  for (const std::string& key : literal)
    if (const auto* value = given.as_object().if_contains(key)) {
      kept[key] = *value;
      given.as_object().erase(key);
    }
  TRY(Resolved out, substitute_json(boost::json::serialize(given), scope));
  if (kept.empty()) return out;
  boost::json::value whole = boost::json::parse(out.text);
  for (auto& [key, value] : kept) whole.as_object()[key] = std::move(value);
  out.text = json::canonical(whole);
  return out;
}

}  // namespace towpath::delivery
