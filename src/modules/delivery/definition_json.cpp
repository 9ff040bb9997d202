#include "definition_json.h"

#include "driver_changes_json.h"
#include "json/nullable.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;
using towpath::json::text_or_null;
using towpath::json::time_or_null;

json::array texts(const std::vector<std::string>& list) {
  json::array out;
  for (const std::string& each : list) out.emplace_back(each);
  return out;
}

json::object to_json(const Criterion& c) {
  return {{"resId", text_or_null(c.res_id)},
          {"environment", text_or_null(c.environment)},
          {"project", text_or_null(c.project_id)},
          {"environmentType", text_or_null(c.env_type)},
          {"class", c.resource_class}};
}

json::array to_json(const std::vector<DriverOutput>& outputs) {
  json::array out;
  for (const DriverOutput& each : outputs) out.push_back(json::object{{"name", each.name}, {"secret", each.is_secret}});
  return out;
}

json::array to_json(const std::vector<DefinitionNeed>& needs) {
  json::array out;
  for (const DefinitionNeed& each : needs)
    out.push_back(json::object{{"name", each.name},
                               {"type", each.type},
                               {"class", each.resource_class},
                               {"id", text_or_null(each.id)},
                               {"params", json::parse(each.params)}});
  return out;
}

/// Null when it says none.
json::value to_json(const std::optional<Price>& price) {
  if (!price) return nullptr;
  json::array terms;
  for (const PriceTerm& each : price->terms) {
    json::object term{{"name", each.parameter}};
    if (each.per_unit) {
      term["perUnit"] = units(*each.per_unit);
    } else {
      json::object values;
      for (const auto& [value, amount] : each.values) values[value] = units(amount);
      term["values"] = std::move(values);
    }
    terms.push_back(std::move(term));
  }
  return json::object{{"currency", text_or_null(price->currency)},
                      {"monthly", units(price->monthly)},
                      {"parameters", std::move(terms)}};
}

json::object to_json(const Effect& each) {
  return {{"component", each.component},
          {"project", each.project},
          {"environment", each.environment},
          {"environmentType", each.env_type},
          {"owner", each.owner_ref},
          {"resource", each.resource},
          {"type", each.type},
          {"before", text_or_null(each.before)},
          {"after", text_or_null(each.after)},
          {"when", each.when.empty() ? json::value(nullptr) : json::value(each.when)},
          {"problem", each.problem}};
}

}  // namespace

json::object to_json(const DefinitionView& view) {
  const Definition& d = view.definition;
  json::array criteria;
  for (const Criterion& each : view.criteria) criteria.push_back(to_json(each));
  return {{"name", d.id},
          {"version", d.version},
          {"type", d.type},
          {"driver", d.driver},
          {"description", d.description},
          {"owner", text_or_null(d.owner_ref)},
          {"shipped", d.is_shipped()},
          {"upgrade", d.is_automatic ? "automatic" : "manual"},
          {"retainDays", d.retain_days ? json::value(*d.retain_days) : json::value(nullptr)},
          {"criteria", std::move(criteria)},
          {"resources", view.resources},
          {"older", view.older},
          {"createdBy", d.created_by},
          {"createdAt", to_rfc3339(d.created_at)}};
}

json::object to_json(const DefinitionDetail& detail) {
  const Definition& d = detail.view.definition;
  json::object out = to_json(detail.view);
  out["text"] = detail.text;
  out["source"] = text_or_null(detail.source);
  out["outputs"] = to_json(detail.outputs);
  out["parameters"] = json::parse(d.parameters);
  out["price"] = to_json(d.price);
  out["account"] = text_or_null(d.account);
  out["region"] = text_or_null(d.region);
  out["dependsOn"] = to_json(d.depends_on);
  out["alongside"] = to_json(d.alongside);
  json::array made;
  for (const Resource& r : detail.made)
    made.push_back(json::object{{"id", r.id},
                                {"component", r.component},
                                {"project", r.project_id},
                                {"environment", r.environment},
                                {"environmentType", r.env_type},
                                {"definition", r.definition},
                                {"state", r.state}});
  out["made"] = std::move(made);
  return out;
}

json::object to_json(const DefinitionVersion& version) {
  const Definition& d = version.definition;
  return {{"version", d.version},
          {"driver", d.driver},
          {"shipped", d.is_shipped()},
          {"text", version.text},
          {"resources", version.resources},
          {"createdBy", d.created_by},
          {"createdAt", to_rfc3339(d.created_at)},
          {"withdrawnAt", time_or_null(d.withdrawn_at)}};
}

json::object to_json(const TypeView& view) {
  return {{"name", view.type.name},
          {"description", view.type.description},
          {"shipped", view.type.is_shipped},
          {"outputs", to_json(view.type.outputs)},
          {"parameters", json::parse(view.type.parameters)},
          {"price", to_json(view.type.price)},
          {"definitions", texts(view.definitions)}};
}

json::object to_json(const Affected& affected) {
  json::array effects;
  for (const Effect& each : affected.effects) effects.push_back(to_json(each));
  return {{"definitions", texts(affected.definitions)},
          {"effects", std::move(effects)},
          {"digest", text_or_null(affected.digest)}};
}

json::object to_json(const DefinitionCheck& check) {
  json::array problems;
  for (const catalog::DocumentProblem& each : check.problems)
    problems.push_back(json::object{
        {"line", each.line}, {"column", each.column}, {"pointer", each.pointer}, {"message", each.message}});
  return {
      {"valid", check.problems.empty()}, {"definitions", texts(check.definitions)}, {"problems", std::move(problems)}};
}

json::object to_json(const Trial& trial) {
  json::array resources;
  for (const TriedResource& each : trial.resources) {
    json::object out = to_json(each.explained);
    const bool is_known = each.is_served && each.unknown.empty();
    out["served"] = each.is_served;
    out["driver"] = text_or_null(each.driver);
    out["when"] = each.when;
    out["problem"] = each.problem;
    out["params"] = is_known ? json::parse(each.params) : json::value(nullptr);
    out["inputs"] = is_known ? json::parse(each.inputs) : json::value(nullptr);
    out["unknown"] = each.unknown;
    out["mayAskDriver"] = each.may_ask_driver;
    out["changes"] = each.changes ? json::value(to_json(*each.changes)) : json::value(nullptr);
    out["silence"] = each.silence;
    resources.push_back(std::move(out));
  }
  return {{"definitions", texts(trial.definitions)},
          {"resources", std::move(resources)},
          {"leftOut", static_cast<std::int64_t>(trial.left_out)}};
}

json::object to_json(const ImportedDefinitions& imported) {
  json::array provisioners;
  for (const ImportedProvisioner& each : imported.provisioners)
    provisioners.push_back(json::object{{"uri", each.uri},
                                        {"type", each.type},
                                        {"line", each.line},
                                        {"definition", text_or_null(each.definition)},
                                        {"missing", texts(each.missing)},
                                        {"notes", texts(each.notes)}});
  return {{"text", imported.text}, {"provisioners", std::move(provisioners)}};
}

json::object to_json(const Delivery::ExplainedResource& explained) {
  json::array candidates;
  for (const Delivery::Candidate& c : explained.candidates)
    candidates.push_back(json::object{{"definition", c.definition},
                                      {"version", c.version},
                                      {"driver", c.driver},
                                      {"criterion", c.criterion},
                                      {"chosen", c.is_chosen},
                                      {"reason", c.reason}});
  return {{"name", explained.name},
          {"id", explained.id},
          {"type", explained.type},
          {"class", explained.resource_class},
          {"parent", text_or_null(explained.parent)},
          {"made", text_or_null(explained.made)},
          {"planned", text_or_null(explained.planned)},
          {"reason", explained.reason},
          {"needs", texts(explained.needs)},
          {"candidates", std::move(candidates)}};
}

}  // namespace towpath::delivery
