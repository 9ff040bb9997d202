#include "branches.h"

#include <fmt/format.h>
#include <algorithm>
#include <optional>

#include "base/strings.h"
#include "json/json.h"

namespace towpath::schema {

namespace bj = boost::json;

namespace {

std::string type_text(const bj::value& value) {
  switch (type_of(value)) {
    case type_null:
      return "null";
    case type_boolean:
      return value.get_bool() ? "true" : "false";
    case type_integer:
      return "a number";
    case type_number:
      return "a number";
    case type_string:
      return "a string";
    case type_array:
      return "a list";
    default:
      return "an object";
  }
}

std::string joined(std::vector<std::string> words, std::string_view last) {
  if (words.size() < 2) return join(words, "");
  const std::string end = std::move(words.back());
  words.pop_back();
  return fmt::format("{} {} {}", join(words, ", "), last, end);
}

/// True when `rules` ask for nothing but `required` keys.
bool is_only_required(const Rules& rules) {
  return !rules.required.empty() && !rules.is_never && !rules.ref && rules.types == 0 && !rules.choices &&
         !rules.constant && rules.properties.empty() && rules.pattern_properties.empty() &&
         !rules.additional_properties && !rules.property_names && rules.dependencies.empty() && rules.all_of.empty() &&
         rules.any_of.empty() && rules.one_of.empty() && !rules.not_allowed && !rules.if_rules &&
         !rules.min_properties && !rules.max_properties;
}

/// The titles of the branches, or "1", "2" where a branch has none.
std::vector<std::string> branch_names(const std::vector<const Rules*>& branches,
                                      const std::vector<std::size_t>& which) {
  std::vector<std::string> names;
  for (const std::size_t i : which)
    names.push_back(branches[i]->title.empty() ? std::to_string(i + 1) : branches[i]->title);
  return names;
}

/// The rules behind references, so that a branch `{"$ref": ...}` shows its types.
const Rules& behind_references(const Rules& rules) {
  const Rules* at = &rules;
  for (int i = 0; i < 16 && at->ref && at->types == 0; ++i) at = at->ref;
  return *at;
}

bool has_cause_at(const std::vector<Problem>& problems, std::string_view path, Problem::Cause cause) {
  return std::any_of(problems.begin(), problems.end(),
                     [&](const Problem& problem) { return problem.path == path && problem.cause == cause; });
}

/// How far the value is from a branch: first the keys that tell branches apart (const and enum one level below), then
/// the number of problems.
std::pair<std::size_t, std::size_t> distance(const std::vector<Problem>& problems, std::string_view path) {
  const auto is_discriminator = [path](const Problem& problem) {
    return problem.cause == Problem::Cause::choice && problem.path.size() > path.size() &&
           problem.path.find('/', path.size() + 1) == std::string::npos;
  };
  return {static_cast<std::size_t>(std::count_if(problems.begin(), problems.end(), is_discriminator)), problems.size()};
}

}  // namespace

std::string wrong_type_text(unsigned types, const bj::value& value) {
  static constexpr std::pair<unsigned, std::string_view> names[] = {
      {type_string, "a string"},    {type_number, "a number"},
      {type_integer, "an integer"}, {type_boolean, "true or false"},
      {type_array, "a list"},       {type_object, "an object"},
      {type_null, "null"}};
  std::vector<std::string> expected;
  for (const auto& [bit, name] : names) {
    if (bit == type_integer && (types & type_number)) continue;
    if (types & bit) expected.emplace_back(name);
  }
  const bool is_fraction = type_of(value) == type_number && (types & type_integer);
  return fmt::format("must be {}, not {}", joined(std::move(expected), "or"),
                     is_fraction ? json::canonical(value) : type_text(value));
}

std::string choices_text(const std::vector<Choice>& choices, const bj::value& value) {
  constexpr std::size_t most_shown = 20;
  std::vector<std::string> shown, strings;
  for (const Choice& choice : choices) {
    if (shown.size() < most_shown) shown.push_back(choice.shown);
    if (choice.canonical.starts_with('"')) strings.push_back(choice.shown);
  }
  std::string text = fmt::format("is not one of: {}{}", join(shown, ", "), choices.size() > most_shown ? ", ..." : "");
  if (!value.is_string()) return text;
  if (const auto near = nearest(value.get_string(), strings)) text += fmt::format("; did you mean {}?", *near);
  return text;
}

std::string not_allowed_text(const Rules& rules) {
  if (!is_only_required(rules))
    return rules.title.empty() ? "has a form that is not allowed" : fmt::format("must not be {}", rules.title);
  if (rules.required.size() == 1) return fmt::format("must not have the key '{}'", rules.required[0]);
  return fmt::format("must not have {} together", joined(rules.required, "and"));
}

std::string several_matches_text(const std::vector<const Rules*>& branches, const std::vector<std::size_t>& matching) {
  if (std::all_of(matching.begin(), matching.end(), [&](std::size_t i) { return is_only_required(*branches[i]); })) {
    std::vector<std::string> keys;
    for (const std::size_t i : matching) keys.push_back(joined(branches[i]->required, "with"));
    return fmt::format("must have only one of: {}", join(keys, ", "));
  }
  return fmt::format("must have only one of the allowed forms, but has {}",
                     joined(branch_names(branches, matching), "and"));
}

std::vector<Problem> explain_no_match(const std::vector<const Rules*>& branches,
                                      std::vector<std::vector<Problem>> attempts, std::string_view path,
                                      const bj::value& value, Matches wanted) {
  const std::string here(path);
  if (std::all_of(branches.begin(), branches.end(), [](const Rules* rules) { return is_only_required(*rules); })) {
    std::vector<std::string> keys;
    for (const Rules* rules : branches) keys.push_back(joined(rules->required, "with"));
    const std::string_view how = wanted == Matches::exactly_one ? "exactly" : "at least";
    return {{here, fmt::format("must have {} one of: {}", how, join(keys, ", ")), Problem::Cause::other}};
  }

  unsigned types = 0;
  std::vector<Choice> choices;
  std::vector<std::size_t> fitting;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    const Rules& rules = behind_references(*branches[i]);
    if (has_cause_at(attempts[i], path, Problem::Cause::type)) {
      types |= rules.types;
    } else if (has_cause_at(attempts[i], path, Problem::Cause::choice) && attempts[i].size() == 1) {
      if (rules.constant) choices.push_back(*rules.constant);
      if (rules.choices) choices.insert(choices.end(), rules.choices->begin(), rules.choices->end());
    } else {
      fitting.push_back(i);
    }
  }
  if (fitting.empty() && !choices.empty()) return {{here, choices_text(choices, value), Problem::Cause::choice}};
  if (fitting.empty() && types != 0) return {{here, wrong_type_text(types, value), Problem::Cause::type}};
  if (fitting.empty()) return std::move(attempts.front());
  const auto nearest_branch = std::min_element(fitting.begin(), fitting.end(), [&](std::size_t a, std::size_t b) {
    return distance(attempts[a], path) < distance(attempts[b], path);
  });
  return std::move(attempts[*nearest_branch]);
}

}  // namespace towpath::schema
