#include "scorecard_document.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "base/product.h"
#include "base/sha256.h"
#include "base/strings.h"
#include "json/json.h"
#include "yaml/yaml.h"

// definitions/<name>.yaml, embedded by the build.
extern "C" const char scorecard_production_readiness_begin[];
extern "C" const char scorecard_production_readiness_end[];
extern "C" const char scorecard_delivery_health_begin[];
extern "C" const char scorecard_delivery_health_end[];
extern "C" const char scorecard_documentation_begin[];
extern "C" const char scorecard_documentation_end[];

namespace towpath::scorecards {
namespace {

namespace json = boost::json;

std::string text_at(const json::value& value, const char* pointer) {
  boost::system::error_code absent;
  const json::value* found = value.find_pointer(pointer, absent);
  return found && found->is_string() ? std::string(found->as_string()) : "";
}

std::vector<std::string> texts_at(const json::value& value, const char* pointer) {
  boost::system::error_code absent;
  std::vector<std::string> out;
  if (const json::value* found = value.find_pointer(pointer, absent); found && found->is_array())
    for (const json::value& item : found->as_array())
      if (item.is_string()) out.emplace_back(item.as_string());
  return out;
}

std::string group_ref(const std::string& text) {
  if (text.empty()) return "";
  const auto ref = catalog::EntityRef::parse(text, "group");
  return ref.has_value() ? ref->to_string() : "";
}

Error invalid(const std::string& name, const std::string& what) {
  return invalid_input("scorecards.invalid_definition", fmt::format("The Scorecard '{}' is not valid: {}", name, what));
}

Result<Check> check_from(const json::value& value, const std::string& scorecard, const script::Cel& cel) {
  Check out;
  out.id = text_at(value, "/id");
  out.title = text_at(value, "/title");
  out.why = text_at(value, "/why");
  out.fix = text_at(value, "/fix");
  out.level = text_at(value, "/level");
  out.owner_ref = group_ref(text_at(value, "/owner"));
  if (const json::value* weight = value.as_object().if_contains("weight")) out.weight = weight->to_number<int>();
  out.pass = text_at(value, "/pass");
  if (const json::value* external = value.as_object().if_contains("external"))
    out.max_age = std::chrono::hours(external->at("maxAgeHours").to_number<int>());
  if (out.pass.empty()) return out;
  const std::vector<std::string> names(std::begin(check_variables), std::end(check_variables));
  if (const Status checked = cel.check(out.pass, names); !checked.has_value())
    return invalid(scorecard, fmt::format("check '{}': {}", out.id, checked.error().message()));
  TRY(out.references, cel.references(out.pass));
  for (const std::string& pointer : out.references)
    if (pointer == "/now" || pointer.starts_with("/now/")) out.depends_on_time = true;
  return out;
}

std::string digest_of(const json::value& descriptor) { return sha256_hex(json::serialize(descriptor.at("spec"))); }

}  // namespace

std::vector<FieldError> ScorecardCheck::problems(const std::string& document) const {
  const json::value descriptor = json::parse(document);
  const std::vector<std::string> names(std::begin(check_variables), std::end(check_variables)), only_entity{"entity"};
  const std::vector<std::string> levels = texts_at(descriptor, "/spec/levels");
  std::vector<FieldError> out;
  const auto check_expression = [&](const std::string& pointer, const std::vector<std::string>& variables) {
    const std::string source = text_at(descriptor, pointer.c_str());
    if (source.empty()) return;
    if (const Status checked = cel_.check(source, variables); !checked.has_value())
      out.push_back({pointer, checked.error().message()});
  };
  check_expression("/spec/filter/when", only_entity);
  std::set<std::string> ids;
  const std::size_t count = descriptor.at("spec").at("checks").as_array().size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::string at = fmt::format("/spec/checks/{}", i);
    const std::string id = text_at(descriptor, (at + "/id").c_str()),
                      level = text_at(descriptor, (at + "/level").c_str());
    if (!ids.insert(id).second) out.push_back({at + "/id", fmt::format("'{}' is the id of another check already", id)});
    if (std::find(levels.begin(), levels.end(), level) == levels.end())
      out.push_back({at + "/level", fmt::format("'{}' is not one of the levels: {}", level, join(levels, ", "))});
    check_expression(at + "/pass", names);
  }
  return out;
}

Result<Scorecard> scorecard_from(const json::value& descriptor, const script::Cel& cel) {
  Scorecard out;
  out.name = text_at(descriptor, "/metadata/name");
  out.title = text_at(descriptor, "/metadata/title");
  if (out.title.empty()) out.title = out.name;
  out.description = text_at(descriptor, "/metadata/description");
  out.owner_ref = group_ref(text_at(descriptor, "/spec/owner"));
  boost::system::error_code absent;
  if (const json::value* enabled = descriptor.find_pointer("/spec/enabled", absent))
    out.is_enabled = enabled->as_bool();
  out.levels = texts_at(descriptor, "/spec/levels");
  out.filter.kinds = texts_at(descriptor, "/spec/filter/kinds");
  if (out.filter.kinds.empty()) out.filter.kinds = {"Component"};
  out.filter.types = texts_at(descriptor, "/spec/filter/types");
  out.filter.lifecycles = texts_at(descriptor, "/spec/filter/lifecycles");
  for (const std::string& owner : texts_at(descriptor, "/spec/filter/owners"))
    out.filter.owners.push_back(group_ref(owner));
  out.filter.tags = texts_at(descriptor, "/spec/filter/tags");
  out.filter.when = text_at(descriptor, "/spec/filter/when");
  for (const json::value& each : descriptor.at("spec").at("checks").as_array()) {
    TRY(Check check, check_from(each, out.name, cel));
    out.checks.push_back(std::move(check));
  }
  out.digest = digest_of(descriptor);
  return out;
}

Result<std::vector<Scorecard>> read_scorecards(std::string_view text, const std::string& file_name,
                                               const script::Cel& cel) {
  const ScorecardCheck check(cel);
  TRY(const auto verdicts, catalog::validate(text, file_name, {{"Scorecard", &check}}));
  for (const catalog::DocumentVerdict& verdict : verdicts)
    if (verdict.error) return *verdict.error;
  TRY(const auto documents, yaml::parse(text, file_name));
  std::vector<Scorecard> out;
  for (const yaml::Document& document : documents) {
    const json::value value = yaml::to_json(document.root);
    if (!value.is_object() || text_at(value, "/kind") != "Scorecard") continue;
    TRY(Scorecard scorecard, scorecard_from(value, cel));
    out.push_back(std::move(scorecard));
  }
  if (out.empty())
    return invalid_input("scorecards.no_scorecard", fmt::format("{} holds no Scorecard.", file_name))
        .with_hint(
            fmt::format("A Scorecard begins with: apiVersion: {}/v1alpha1, kind: Scorecard", product::api_group));
  return out;
}

std::vector<Scorecard> shipped_scorecards(const script::Cel& cel) {
  const std::pair<const char*, const char*> files[] = {
      {scorecard_production_readiness_begin, scorecard_production_readiness_end},
      {scorecard_delivery_health_begin, scorecard_delivery_health_end},
      {scorecard_documentation_begin, scorecard_documentation_end}};
  std::vector<Scorecard> out;
  for (const auto& [begin, end] : files) {
    auto read = read_scorecards({begin, static_cast<std::size_t>(end - begin)}, "shipped.yaml", cel);
    if (!read.has_value()) throw std::logic_error(read.error().message());
    for (Scorecard& each : *read) out.push_back(std::move(each));
  }
  return out;
}

}  // namespace towpath::scorecards
