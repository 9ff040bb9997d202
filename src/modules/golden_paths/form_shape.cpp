#include "form_shape.h"

#include <fmt/core.h>

#include <algorithm>

#include "schema/schema.h"

namespace towpath::golden_paths {
namespace {

namespace json = boost::json;

/// Schemas that refer to themselves are read this deep.
constexpr int deepest = 16;

const json::object* object_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value ? value->if_object() : nullptr;
}

const json::array* array_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value ? value->if_array() : nullptr;
}

void add_property(FormShape& shape, std::string_view name, const json::value& schema) {
  const json::object* given = schema.if_object();
  if (!given) return;
  const auto known = std::find_if(shape.properties.begin(), shape.properties.end(),
                                  [&](const auto& property) { return property.first == name; });
  if (known == shape.properties.end()) {
    shape.properties.emplace_back(std::string(name), *given);
    return;
  }
  for (const auto& [key, value] : *given) known->second[key] = value;
}

void add_required(FormShape& shape, const json::array& names) {
  for (const json::value& name : names)
    if (name.is_string()) shape.required.emplace(name.as_string());
}

/// Puts `properties` into the order of `ui:order`; "*" stands for all it does not name.
void sort_by(const json::array& order, FormShape& shape) {
  std::vector<std::string> names;
  for (const json::value& name : order)
    if (name.is_string()) names.emplace_back(name.as_string());
  const auto place = [&](const std::string& name) {
    auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) found = std::find(names.begin(), names.end(), "*");
    return found - names.begin();
  };
  std::stable_sort(shape.properties.begin(), shape.properties.end(),
                   [&](const auto& a, const auto& b) { return place(a.first) < place(b.first); });
}

std::string title_of(const json::object& branch, std::size_t index) {
  const json::value* title = branch.if_contains("title");
  return title && title->is_string() ? std::string(title->as_string()) : fmt::format("Option {}", index + 1);
}

}  // namespace

json::object ShapeReader::followed(const json::object& schema) const {
  json::object out = schema;
  for (int i = 0; i < deepest; ++i) {
    const json::value* reference = out.if_contains("$ref");
    if (!reference || !reference->is_string() || !reference->as_string().starts_with("#/")) return out;
    boost::system::error_code problem;
    const json::value whole = page_;
    const json::value* target = whole.find_pointer(std::string(reference->as_string()).substr(1), problem);
    out.erase("$ref");
    if (!target || !target->is_object()) return out;
    json::object merged = target->as_object();
    for (const auto& [key, value] : out) merged[key] = value;
    out = std::move(merged);
  }
  return out;
}

bool ShapeReader::fits(const json::value& schema, const json::value& value) const {
  json::object whole{{"allOf", json::array{schema}}};
  for (const char* shared : {"definitions", "$defs"})
    if (const json::value* parts = page_.if_contains(shared)) whole[shared] = *parts;
  const auto compiled = schema::Schema::compile_value(whole);
  return compiled.has_value() && compiled->validate(value).empty();
}

FormShape ShapeReader::shape_of(const json::object& schema, const json::object& answers,
                                const std::string& pointer) const {
  FormShape shape;
  collect(schema, answers, pointer, shape, 0);
  if (const json::array* order = array_in(schema, "ui:order")) sort_by(*order, shape);
  for (const auto& [name, property] : shape.properties) shape.elsewhere.erase(name);
  return shape;
}

void ShapeReader::collect(const json::object& given, const json::object& answers, const std::string& pointer,
                          FormShape& shape, int depth) const {
  if (depth > deepest) return;
  const json::object schema = followed(given);
  if (const json::object* properties = object_in(schema, "properties"))
    for (const auto& [name, property] : *properties) add_property(shape, name, property);
  if (const json::array* required = array_in(schema, "required")) add_required(shape, *required);
  if (const json::array* parts = array_in(schema, "allOf"))
    for (const json::value& part : *parts)
      if (part.is_object()) collect(part.as_object(), answers, pointer, shape, depth + 1);
  if (const json::value* condition = schema.if_contains("if"))
    if (const json::object* branch = object_in(schema, fits(*condition, answers) ? "then" : "else"))
      collect(*branch, answers, pointer, shape, depth + 1);
  for (const char* keyword : {"dependencies", "dependentRequired", "dependentSchemas"})
    if (const json::object* dependencies = object_in(schema, keyword))
      collect_dependencies(*dependencies, answers, pointer, shape, depth);
  for (const char* keyword : {"oneOf", "anyOf"})
    if (const json::array* branches = array_in(schema, keyword))
      collect_branches(*branches, answers, pointer, shape, depth);
}

void ShapeReader::collect_dependencies(const json::object& dependencies, const json::object& answers,
                                       const std::string& pointer, FormShape& shape, int depth) const {
  for (const auto& [key, dependency] : dependencies) {
    const json::value* answer = answers.if_contains(key);
    if (!answer || answer->is_null()) continue;
    if (const json::array* names = dependency.if_array()) add_required(shape, *names);
    const json::object* given = dependency.if_object();
    if (!given) continue;
    json::object schema = followed(*given);
    const json::array* found = array_in(schema, "oneOf");
    const json::array branches = found ? *found : json::array();
    schema.erase("oneOf");
    collect(schema, answers, pointer, shape, depth + 1);
    // The branch whose own condition on the key holds; the condition itself is not a question.
    for (const json::value& each : branches) {
      if (!each.is_object()) continue;
      json::object branch = followed(each.as_object());
      json::object* properties = branch.contains("properties") ? branch["properties"].if_object() : nullptr;
      if (!properties || !properties->contains(key) || !fits((*properties)[key], *answer)) continue;
      properties->erase(key);
      collect(branch, answers, pointer, shape, depth + 1);
      break;
    }
  }
}

void ShapeReader::collect_branches(const json::array& branches, const json::object& answers, const std::string& pointer,
                                   FormShape& shape, int depth) const {
  if (branches.empty()) return;
  const std::size_t chosen = branch_of(branches, answers, pointer);
  std::vector<std::string> titles;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    const json::object branch = branches[i].is_object() ? followed(branches[i].as_object()) : json::object();
    titles.push_back(title_of(branch, i));
    if (i == chosen) {
      collect(branch, answers, pointer, shape, depth + 1);
    } else if (const json::object* properties = object_in(branch, "properties")) {
      for (const auto& [name, ignored] : *properties) shape.elsewhere.emplace(name);
    }
  }
  if (shape.branches.empty()) {
    shape.branches = std::move(titles);
    shape.branch = chosen;
  }
}

std::size_t ShapeReader::branch_of(const json::array& branches, const json::object& answers,
                                   const std::string& pointer) const {
  if (const auto chosen = choices_.find(pointer); chosen != choices_.end() && chosen->second < branches.size())
    return chosen->second;
  for (std::size_t i = 0; i < branches.size(); ++i)
    if (fits(branches[i], answers)) return i;
  // None is complete yet: the one whose fixed answers are those given.
  for (std::size_t i = 0; i < branches.size(); ++i) {
    if (!branches[i].is_object()) continue;
    const json::object branch = followed(branches[i].as_object());
    const json::object* properties = object_in(branch, "properties");
    if (!properties) continue;
    bool is_told_apart = false, is_other = false;
    for (const auto& [name, property] : *properties) {
      const json::value* answer = answers.if_contains(name);
      const bool is_fixed =
          property.is_object() && (property.as_object().contains("const") || property.as_object().contains("enum"));
      if (!answer || !is_fixed) continue;
      (fits(property, *answer) ? is_told_apart : is_other) = true;
    }
    if (is_told_apart && !is_other) return i;
  }
  return 0;
}

}  // namespace towpath::golden_paths
