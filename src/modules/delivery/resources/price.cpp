#include "resources/price.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/strings.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

/// The most that one resource is taken to cost a month: a thousand million.
constexpr double most_micros = 1e15;

std::optional<double> number(const json::value* value) {
  if (!value || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

std::optional<std::int64_t> micros(const json::value* value) {
  const auto given = number(value);
  if (!given || !(*given >= 0) || *given * 1e6 > most_micros) return std::nullopt;
  return std::llround(*given * 1e6);
}

std::string text_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

const json::object* object_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value ? value->if_object() : nullptr;
}

/// A value of a parameter as prices name it.
std::string name_of(const json::value& value) {
  return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}

/// The schema of one parameter, by what `parameters` of the spec says; null when that says nothing of it.
const json::object* schema_of(const json::object& spec, std::string_view parameter) {
  const json::object* parameters = object_at(spec, "parameters");
  const json::object* properties = parameters ? object_at(*parameters, "properties") : nullptr;
  return properties ? object_at(*properties, parameter) : nullptr;
}

std::optional<FieldError> name_problem(const json::object& spec, const std::string& name, const std::string& at) {
  const json::object* parameters = object_at(spec, "parameters");
  const json::object* properties = parameters ? object_at(*parameters, "properties") : nullptr;
  if (!properties || properties->contains(name)) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& [each, schema] : *properties) names.emplace_back(each);
  const auto near = nearest(name, names);
  return FieldError{at + "/name", near ? fmt::format("the parameters have no '{}'; did you mean '{}'?", name, *near)
                                       : fmt::format("the parameters have no '{}'", name)};
}

std::vector<FieldError> value_problems(const json::object& term, const json::object* schema, const std::string& at) {
  std::vector<FieldError> out;
  const json::value* type = schema ? schema->if_contains("type") : nullptr;
  if (term.contains("perUnit") && type && type->is_string() && type->as_string() != "integer" &&
      type->as_string() != "number")
    out.push_back({at + "/perUnit", fmt::format("'{}' is no number; say its price by values", text_at(term, "name"))});
  const json::value* choices = schema ? schema->if_contains("enum") : nullptr;
  const json::object* values = object_at(term, "values");
  if (!values || !choices || !choices->is_array()) return out;
  std::vector<std::string> names;
  for (const json::value& each : choices->as_array()) names.push_back(name_of(each));
  for (const auto& [value, amount] : *values)
    if (std::find(names.begin(), names.end(), value) == names.end())
      out.push_back({at + "/values", fmt::format("'{}' cannot be '{}'; it is one of: {}", text_at(term, "name"),
                                                 std::string_view(value), join(names, ", "))});
  return out;
}

/// Millionths that a term adds. Errors: why nobody knows.
std::optional<std::int64_t> amount_of(const PriceTerm& term, const json::object& params, const json::object& defaults,
                                      std::string& why_not) {
  const json::value* value = params.if_contains(term.parameter);
  if (!value) value = defaults.if_contains(term.parameter);
  if (!value) {
    why_not = fmt::format("it depends on '{}', which nobody says", term.parameter);
    return std::nullopt;
  }
  if (value->is_string() && value->as_string().find("${") != json::string::npos) {
    why_not = fmt::format("it depends on '{}', which is known when it is made", term.parameter);
    return std::nullopt;
  }
  if (!term.per_unit) {
    const auto found = term.values.find(name_of(*value));
    if (found != term.values.end()) return found->second;
    why_not = fmt::format("'{}' has no price for '{}'", term.parameter, name_of(*value).substr(0, 60));
    return std::nullopt;
  }
  const auto count = number(value);
  if (!count || !(*count >= 0)) {
    why_not = fmt::format("'{}' is no number of units", term.parameter);
    return std::nullopt;
  }
  const double product = *count * static_cast<double>(*term.per_unit);
  if (product > most_micros) {
    why_not = fmt::format("'{}' is too much to be a price", term.parameter);
    return std::nullopt;
  }
  return std::llround(product);
}

}  // namespace

std::optional<Price> price_of(const json::object& spec) {
  const json::object* price = object_at(spec, "price");
  if (!price) return std::nullopt;
  Price out;
  out.currency = text_at(*price, "currency");
  out.monthly = micros(price->if_contains("monthly")).value_or(0);
  if (const json::value* terms = price->if_contains("parameters"); terms && terms->is_array())
    for (const json::value& each : terms->as_array()) {
      const json::object* term = each.if_object();
      if (!term) continue;
      PriceTerm read{text_at(*term, "name"), micros(term->if_contains("perUnit")), {}};
      if (const json::object* values = object_at(*term, "values"))
        for (const auto& [value, amount] : *values)
          if (const auto given = micros(&amount)) read.values.emplace(value, *given);
      out.terms.push_back(std::move(read));
    }
  return out;
}

std::vector<FieldError> price_problems(const json::object& spec) {
  std::vector<FieldError> out;
  const auto price = price_of(spec);
  if (!price) return out;
  bool costs = price->monthly > 0;
  const json::object& said = *object_at(spec, "price");
  if (!said.contains("monthly") && price->terms.empty())
    out.push_back({"/spec/price", "says no amount; say monthly (0 for what costs nothing), parameters, or both"});
  std::set<std::string> names;
  std::size_t i = 0;
  static const json::array none;
  const json::value* terms = said.if_contains("parameters");
  for (const json::value& each : terms && terms->is_array() ? terms->as_array() : none) {
    const std::string at = fmt::format("/spec/price/parameters/{}", i++);
    const json::object* term = each.if_object();
    if (!term) continue;
    const std::string name = text_at(*term, "name");
    if (term->contains("perUnit") == term->contains("values")) out.push_back({at, "must say either perUnit or values"});
    if (!names.insert(name).second) out.push_back({at + "/name", fmt::format("'{}' has a price already", name)});
    if (auto problem = name_problem(spec, name, at)) out.push_back(std::move(*problem));
    for (FieldError& problem : value_problems(*term, schema_of(spec, name), at)) out.push_back(std::move(problem));
  }
  for (const PriceTerm& term : price->terms) {
    costs = costs || term.per_unit.value_or(0) > 0;
    for (const auto& [value, amount] : term.values) costs = costs || amount > 0;
  }
  if (costs && price->currency.empty())
    out.push_back({"/spec/price/currency", "must be said: three capital letters, EUR for example"});
  return out;
}

json::object defaults_of(const std::string& schema) {
  json::object out;
  const json::value parsed = json::parse(schema);
  const json::object* root = parsed.if_object();
  const json::object* properties = root ? object_at(*root, "properties") : nullptr;
  if (!properties) return out;
  for (const auto& [name, each] : *properties)
    if (const json::object* property = each.if_object())
      if (const json::value* usual = property->if_contains("default")) out[name] = *usual;
  return out;
}

Estimate estimate(const Price& price, const json::object* params, const json::object& defaults) {
  if (!params && !price.terms.empty()) return {std::nullopt, "it depends on parameters that are secret"};
  std::int64_t sum = price.monthly;
  std::string why_not;
  for (const PriceTerm& term : price.terms) {
    const auto amount = amount_of(term, *params, defaults, why_not);
    if (!amount) return {std::nullopt, why_not};
    sum = added(sum, *amount);
  }
  return {Amount{sum, price.currency}, ""};
}

}  // namespace towpath::delivery
