#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/strings.h"
#include "branches.h"
#include "compiled.h"
#include "json/json.h"
#include "validation.h"

namespace towpath::schema {

namespace bj = boost::json;

namespace {

constexpr std::size_t most_problems = 100;
constexpr std::size_t deepest = 1000;  ///< Of schemas inside schemas; references that never end stop here.

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::vector<std::string> property_names(const Rules& rules) {
  std::vector<std::string> names;
  for (const Property& property : rules.properties) names.push_back(property.name);
  return names;
}

}  // namespace

std::vector<Problem> Validation::attempt(const Rules& rules, const bj::value& value) {
  std::vector<Problem> outer = std::exchange(problems_, {});
  check(rules, value);
  return std::exchange(problems_, std::move(outer));
}

void Validation::check(const Rules& rules, const bj::value& value) {
  if (is_exhausted_) return;
  if (steps_left_ == 0 || depth_ >= deepest) {
    is_exhausted_ = true;
    return;
  }
  --steps_left_;
  ++depth_;
  check_here(rules, value);
  --depth_;
}

void Validation::check_here(const Rules& rules, const bj::value& value) {
  if (rules.is_never) return report("is not allowed");
  if (rules.types != 0 && (rules.types & type_of(value)) == 0)
    return report(wrong_type_text(rules.types, value), Problem::Cause::type);
  check_choices(rules, value);
  if (rules.ref) check(*rules.ref, value);
  if (value.is_number())
    check_number(rules, value.to_number<double>());
  else if (value.is_string())
    check_string(rules, value.get_string());
  else if (value.is_array())
    check_array(rules, value.get_array());
  else if (value.is_object())
    check_object(rules, value);
  check_combinations(rules, value);
}

void Validation::report(std::string message, Problem::Cause cause) {
  problems_.push_back({path_, std::move(message), cause, false});
}

void Validation::report_key(std::string_view key, std::string message, Problem::Cause cause) {
  problems_.push_back({path_ + "/" + json::escape_pointer(key), std::move(message), cause, true});
}

void Validation::check_choices(const Rules& rules, const bj::value& value) {
  if (!rules.choices && !rules.constant) return;
  const std::string canonical = json::canonical(value);
  if (rules.constant && rules.constant->canonical != canonical)
    report(fmt::format("must be {}", rules.constant->shown), Problem::Cause::choice);
  if (!rules.choices) return;
  const auto& choices = *rules.choices;
  if (std::any_of(choices.begin(), choices.end(), [&](const Choice& choice) { return choice.canonical == canonical; }))
    return;
  report(choices_text(choices, value), Problem::Cause::choice);
}

void Validation::check_number(const Rules& rules, double number) {
  const auto text = [](double limit) { return json::number_text(limit); };
  if (rules.minimum && number < *rules.minimum) report("must be at least " + text(*rules.minimum));
  if (rules.maximum && number > *rules.maximum) report("must be at most " + text(*rules.maximum));
  if (rules.exclusive_minimum && number <= *rules.exclusive_minimum)
    report("must be greater than " + text(*rules.exclusive_minimum));
  if (rules.exclusive_maximum && number >= *rules.exclusive_maximum)
    report("must be less than " + text(*rules.exclusive_maximum));
  if (rules.multiple_of) {
    const double quotient = number / *rules.multiple_of;
    if (!std::isfinite(quotient) || quotient != std::trunc(quotient))
      report("must be a multiple of " + text(*rules.multiple_of));
  }
}

void Validation::check_string(const Rules& rules, std::string_view text) {
  if (rules.min_length || rules.max_length) {
    const std::size_t length = character_count(text);
    if (rules.min_length && length < *rules.min_length)
      report(length == 0 ? "must not be empty"
                         : "must have at least " + counted(*rules.min_length, "character", "characters"));
    if (rules.max_length && length > *rules.max_length)
      report(
          fmt::format("must have at most {}, has {}", counted(*rules.max_length, "character", "characters"), length));
  }
  if (rules.pattern && !rules.pattern->matches(text)) report("must match " + rules.pattern->source());
  if (rules.format && !rules.format->accepts(text)) report(fmt::format("must be {}", rules.format->meaning));
}

void Validation::check_array(const Rules& rules, const bj::array& array) {
  if (rules.min_items && array.size() < *rules.min_items)
    report(array.empty() ? "must not be empty" : "must have at least " + counted(*rules.min_items, "item", "items"));
  if (rules.max_items && array.size() > *rules.max_items)
    report("must have at most " + counted(*rules.max_items, "item", "items"));
  if (rules.has_unique_items) check_unique(array);
  const std::size_t listed = rules.item_list ? std::min(rules.item_list->size(), array.size()) : 0;
  for (std::size_t i = 0; i < array.size(); ++i) {
    const Rules* item = i < listed ? (*rules.item_list)[i] : rules.items;
    if (item) check_at(std::to_string(i), *item, array[i]);
  }
  if (rules.contains && std::none_of(array.begin(), array.end(),
                                     [&](const bj::value& item) { return attempt(*rules.contains, item).empty(); }))
    report("must hold at least one item of the form the schema asks for");
}

void Validation::check_unique(const bj::array& array) {
  std::unordered_map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < array.size(); ++i) {
    const auto [first, is_new] = seen.emplace(json::canonical(array[i]), i);
    if (!is_new) return report(fmt::format("must not repeat items; items {} and {} are equal", first->second, i));
  }
}

void Validation::check_object(const Rules& rules, const bj::value& value) {
  const bj::object& object = value.get_object();
  if (rules.min_properties && object.size() < *rules.min_properties)
    report(object.empty() ? "must not be empty"
                          : "must have at least " + counted(*rules.min_properties, "key", "keys"));
  if (rules.max_properties && object.size() > *rules.max_properties)
    report("must have at most " + counted(*rules.max_properties, "key", "keys"));
  for (const std::string& key : rules.required)
    if (!object.contains(key)) report_key(key, "is required", Problem::Cause::missing);
  for (const auto& entry : object) check_entry(rules, object, entry.key(), entry.value());
  for (const Dependency& dependency : rules.dependencies) {
    if (!object.contains(dependency.key)) continue;
    for (const std::string& key : dependency.required)
      if (!object.contains(key))
        report_key(key, fmt::format("is required when '{}' is given", dependency.key), Problem::Cause::missing);
    if (dependency.rules) check(*dependency.rules, value);
  }
}

void Validation::check_entry(const Rules& rules, const bj::object& object, std::string_view key,
                             const bj::value& value) {
  if (rules.property_names) {
    const bj::value name(key);
    for (const Problem& problem : attempt(*rules.property_names, name))
      report_key(key, fmt::format("the key '{}' {}", key, problem.message));
  }
  bool is_known = false;
  if (const Rules* property = rules.property(key)) {
    is_known = true;
    check_at(key, *property, value);
  }
  for (const PatternProperty& property : rules.pattern_properties) {
    if (!property.pattern.matches(key)) continue;
    is_known = true;
    check_at(key, *property.rules, value);
  }
  if (is_known || !rules.additional_properties) return;
  if (!rules.additional_properties->is_never) return check_at(key, *rules.additional_properties, value);
  // A key that is already there is not what was meant.
  std::vector<std::string> candidates = property_names(rules);
  std::erase_if(candidates, [&object](const std::string& name) { return object.contains(name); });
  const auto near = nearest(key, candidates);
  report_key(
      key,
      near ? fmt::format("unknown key '{}'; did you mean '{}'?", key, *near) : fmt::format("unknown key '{}'", key),
      Problem::Cause::unknown);
}

void Validation::check_at(std::string_view key, const Rules& rules, const bj::value& value) {
  const std::size_t size = path_.size();
  (path_ += '/') += json::escape_pointer(key);
  check(rules, value);
  path_.resize(size);
}

void Validation::check_combinations(const Rules& rules, const bj::value& value) {
  for (const Rules* part : rules.all_of) check(*part, value);
  if (!rules.any_of.empty()) check_branches(rules.any_of, value, Matches::at_least_one);
  if (!rules.one_of.empty()) check_branches(rules.one_of, value, Matches::exactly_one);
  if (rules.not_allowed && attempt(*rules.not_allowed, value).empty()) report(not_allowed_text(*rules.not_allowed));
  if (!rules.if_rules) return;
  const Rules* branch = attempt(*rules.if_rules, value).empty() ? rules.then_rules : rules.else_rules;
  if (branch) check(*branch, value);
}

void Validation::check_branches(const std::vector<const Rules*>& branches, const bj::value& value, Matches wanted) {
  std::vector<std::vector<Problem>> attempts;
  std::vector<std::size_t> matching;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    attempts.push_back(attempt(*branches[i], value));
    if (!attempts.back().empty()) continue;
    matching.push_back(i);
    if (wanted == Matches::at_least_one) return;
  }
  if (matching.size() == 1 || is_exhausted_) return;
  if (matching.empty()) {
    for (Problem& problem : explain_no_match(branches, std::move(attempts), path_, value, wanted))
      problems_.push_back(std::move(problem));
  } else {
    report(several_matches_text(branches, matching));
  }
}

std::vector<Finding> Validation::take() {
  std::vector<Finding> out;
  if (is_exhausted_) out.push_back({{"", "could not be checked: the schema needs too many steps for this value"}});
  for (Problem& problem : problems_) {
    if (out.size() == most_problems) break;
    Finding finding{{std::move(problem.path), std::move(problem.message)}, problem.is_about_key};
    // allOf and references may find the same fault twice.
    if (std::find(out.begin(), out.end(), finding) == out.end()) out.push_back(std::move(finding));
  }
  return out;
}

unsigned type_of(const bj::value& value) {
  switch (value.kind()) {
    case bj::kind::null:
      return type_null;
    case bj::kind::bool_:
      return type_boolean;
    case bj::kind::int64:
    case bj::kind::uint64:
      return type_integer;
    case bj::kind::double_:
      return value.get_double() == std::trunc(value.get_double()) ? type_integer : type_number;
    case bj::kind::string:
      return type_string;
    case bj::kind::array:
      return type_array;
    case bj::kind::object:
      return type_object;
  }
  return type_null;
}

std::vector<Finding> validate(const Rules& rules, const bj::value& value) {
  std::size_t steps_left = most_steps;
  Validation validation(steps_left);
  validation.check(rules, value);
  return validation.take();
}

bool is_valid(const Rules& rules, const bj::value& value, std::size_t& steps_left) {
  Validation validation(steps_left);
  validation.check(rules, value);
  return validation.take().empty();
}

}  // namespace towpath::schema
