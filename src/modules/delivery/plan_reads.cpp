#include "plan_reads.h"

#include <fmt/core.h>

#include <algorithm>

#include "definition_book.h"

namespace towpath::delivery {
namespace {

/// What is kept under `key`, read when it is asked for the first time.
template <class T, class Read>
const T* once(std::map<std::string, std::optional<T>>& kept, const std::string& key, Read read) {
  auto found = kept.find(key);
  if (found == kept.end()) found = kept.emplace(key, read()).first;
  return found->second ? &*found->second : nullptr;
}

}  // namespace

std::string PlanReads::best_id(const Wanted& wanted) {
  const auto best_of = [&](const std::vector<Criterion>& criteria) {
    const auto found = best_match(criteria, wanted);
    return found ? criteria[*found].definition_id : std::string();
  };
  const std::string place = fmt::format("{}\n{}\n{}\n{}\n{}", wanted.type, wanted.resource_class, wanted.environment,
                                        wanted.project_id, wanted.env_type);
  const auto [kept, is_first] = fitting_.try_emplace(place);
  if (is_first) return best_of(stores_.definitions.fitting(tx_, wanted));
  if (!kept->second) {
    ById all;
    for (Criterion& each : stores_.definitions.fitting_any_id(tx_, wanted)) all[each.res_id].push_back(std::move(each));
    kept->second = std::move(all);
  }
  // One that names the resource is more specific than any that does not.
  for (const std::string& res_id : {wanted.res_id, std::string()})
    if (const auto of_id = kept->second->find(res_id); of_id != kept->second->end())
      if (const std::string id = best_of(of_id->second); !id.empty()) return id;
  return "";
}

const Definition* PlanReads::best(const Wanted& wanted) {
  const std::string id = best_id(wanted);
  if (id.empty()) return nullptr;
  return once(newest_, id, [&] { return completed(stores_.definitions.newest(tx_, id), types()); });
}

const Definition* PlanReads::version(const std::string& name) {
  return once(versions_, name, [&] {
    const auto [id, version] = parse_version_name(name);
    return completed(stores_.definitions.version(tx_, id, version), types());
  });
}

const Resource* PlanReads::resource(const std::string& gu_id) {
  return once(resources_, gu_id, [&] { return stores_.resources.find(tx_, gu_id); });
}

const CloudAccount* PlanReads::account(const std::string& name) {
  return once(accounts_, name, [&] { return stores_.accounts.find(tx_, name); });
}

const ParameterSchema& PlanReads::parameters(const Definition& definition) {
  const std::string name = definition.version_name();
  auto found = parameters_.find(name);
  if (found == parameters_.end()) found = parameters_.emplace(name, ParameterSchema(definition)).first;
  return found->second;
}

const std::vector<ResourceType>& PlanReads::types() {
  if (!types_) types_ = known_types(tx_, stores_.definitions);
  return *types_;
}

const ResourceType* PlanReads::type(const std::string& name) {
  const auto& all = types();
  const auto found = std::find_if(all.begin(), all.end(), [&](const ResourceType& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

Estimate PlanReads::cost(const Definition& definition, const boost::json::object* params) {
  boost::json::object defaults = defaults_of(definition.parameters);
  if (definition.price) return estimate(*definition.price, params, defaults);
  const ResourceType* of = type(definition.type);
  if (!of || !of->price) return {std::nullopt, "nobody says what it costs"};
  boost::json::object usual = defaults_of(of->parameters);
  for (const auto& [name, value] : usual)
    if (!defaults.contains(name)) defaults[name] = value;
  return estimate(*of->price, params, defaults);
}

Estimate PlanReads::cost(const Definition& definition, const std::string& params) {
  const boost::json::value parsed = boost::json::parse(params);
  return cost(definition, parsed.if_object());
}

Estimate PlanReads::cost(const Resource& made) {
  const Definition* definition = version(made.definition);
  if (!definition) return {std::nullopt, "the version that made it is not there any more"};
  return made.are_params_secret ? cost(*definition, nullptr) : cost(*definition, made.params);
}

}  // namespace towpath::delivery
