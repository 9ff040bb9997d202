#include "resources/definition_document.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <set>

#include "base/product.h"
#include "base/strings.h"
#include "json/json.h"
#include "resources/definition_placeholders.h"
#include "resources/shipped.h"
#include "schema/schema.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

std::string text(const json::object& object, std::string_view key, std::string_view otherwise = "") {
  const json::value* value = object.if_contains(key);
  return std::string(value && value->is_string() ? std::string_view(value->as_string()) : otherwise);
}

const json::object& object_at(const json::object& object, std::string_view key) {
  static const json::object none;
  const json::value* value = object.if_contains(key);
  return value && value->is_object() ? value->as_object() : none;
}

/// The objects of a list.
std::vector<const json::object*> objects_at(const json::object& object, std::string_view key) {
  std::vector<const json::object*> out;
  if (const json::value* list = object.if_contains(key); list && list->is_array())
    for (const json::value& each : list->as_array())
      if (const json::object* item = each.if_object()) out.push_back(item);
  return out;
}

std::vector<DriverOutput> outputs_of(const json::object& spec) {
  std::vector<DriverOutput> out;
  for (const json::object* each : objects_at(spec, "outputs")) {
    const json::value* secret = each->if_contains("secret");
    out.push_back({text(*each, "name"), secret && secret->is_bool() && secret->as_bool()});
  }
  return out;
}

std::vector<DefinitionNeed> needs_of(const json::object& spec, std::string_view key) {
  std::vector<DefinitionNeed> out;
  for (const json::object* each : objects_at(spec, key)) {
    const std::string type = text(*each, "type");
    out.push_back({text(*each, "name", type), type, text(*each, "class", "default"), text(*each, "id"),
                   json::serialize(object_at(*each, "params"))});
  }
  return out;
}

void read_spec(Definition& out, const json::object& spec) {
  out.owner_ref = text(spec, "owner");
  if (!out.owner_ref.empty() && out.owner_ref.find(':') == std::string::npos)
    out.owner_ref = (out.owner_ref.find('/') == std::string::npos ? "group:default/" : "group:") + out.owner_ref;
  out.parameters = json::serialize(object_at(spec, "parameters"));
  if (spec.contains("outputs")) out.outputs = outputs_of(spec);
  out.depends_on = needs_of(spec, "dependsOn");
  out.alongside = needs_of(spec, "alongside");
  if (const json::value* retain = spec.if_contains("retain")) {
    if (retain->is_int64()) out.retain_days = static_cast<int>(std::clamp<std::int64_t>(retain->as_int64(), 0, 3650));
    if (retain->is_string()) out.retain_days = std::nullopt;
  }
  out.is_automatic = text(spec, "upgrade") == "automatic";
  out.price = price_of(spec);
  out.account = text(spec, "account");
  out.region = text(spec, "region");
}

json::array to_json(const std::vector<DefinitionNeed>& needs) {
  json::array out;
  for (const DefinitionNeed& need : needs) {
    json::object each{{"name", need.name}, {"type", need.type}, {"class", need.resource_class}};
    if (!need.id.empty()) each["id"] = need.id;
    if (need.params != "{}") each["params"] = json::parse(need.params);
    out.push_back(std::move(each));
  }
  return out;
}

json::array to_json(const std::vector<Criterion>& criteria) {
  json::array out;
  for (const Criterion& c : criteria) {
    json::object each;
    const auto put = [&](const char* key, const std::string& value) {
      if (!value.empty()) each[key] = value;
    };
    put("resId", c.res_id);
    put("environment", c.environment);
    put("project", c.project_id);
    put("environmentType", c.env_type);
    if (c.resource_class != "default") each["class"] = c.resource_class;
    out.push_back(std::move(each));
  }
  return out;
}

class Problems {
 public:
  void add(std::string pointer, std::string message) { list_.push_back({std::move(pointer), std::move(message)}); }
  std::vector<FieldError> take() { return std::move(list_); }

 private:
  std::vector<FieldError> list_;
};

void check_place(Problems& problems, const json::object& meta) {
  const std::string name = text(meta, "name");
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  if (!std::all_of(name.begin(), name.end(), plain))
    problems.add("/metadata/name", fmt::format("'{}' must hold only lower-case letters, digits and '-'", name));
  if (const std::string ns = text(meta, "namespace", "default"); ns != "default")
    problems.add("/metadata/namespace", fmt::format("must be default, not '{}': its name is the same everywhere", ns));
}

void check_schema(Problems& problems, const json::object& spec) {
  const json::value* parameters = spec.if_contains("parameters");
  if (!parameters) return;
  const auto compiled = schema::Schema::compile_value(*parameters);
  if (compiled.has_value()) return;
  const auto& fields = compiled.error().fields();
  problems.add("/spec/parameters" + (fields.empty() ? std::string() : fields.front().path),
               fields.empty() ? compiled.error().message() : fields.front().message);
}

void check_driver(Problems& problems, const Definition& definition, const std::vector<Driver*>& drivers) {
  const auto driver = std::find_if(drivers.begin(), drivers.end(),
                                   [&](const Driver* each) { return each->name() == definition.driver; });
  if (driver == drivers.end()) {
    std::vector<std::string> names;
    for (const Driver* each : drivers) names.emplace_back(each->name());
    std::sort(names.begin(), names.end());
    const auto near = nearest(definition.driver, names);
    problems.add("/spec/driver",
                 near ? fmt::format("there is no driver '{}'; did you mean '{}'?", definition.driver, *near)
                      : fmt::format("there is no driver '{}'; there are: {}", definition.driver, join(names, ", ")));
    return;
  }
  if (!definition.account.empty() && !(*driver)->takes_account())
    problems.add("/spec/account",
                 fmt::format("the driver {} takes no account; terraform, pulumi and cmd do", definition.driver));
  if (definition.account.empty() && !definition.region.empty())
    problems.add("/spec/region", "is of an account; say account, too");
  if (!definition.outputs) return;
  const auto offered = (*driver)->offer(definition.inputs).outputs;
  if (offered.empty()) return;  // it says only afterwards what there is
  for (std::size_t i = 0; i < definition.outputs->size(); ++i) {
    const std::string& name = definition.outputs->at(i).name;
    const auto found =
        std::find_if(offered.begin(), offered.end(), [&](const DriverOutput& each) { return each.name == name; });
    if (found != offered.end()) continue;
    std::vector<std::string> names;
    for (const DriverOutput& each : offered) names.push_back(each.name);
    problems.add(
        fmt::format("/spec/outputs/{}/name", i),
        fmt::format("the driver {} hands out no '{}'; it hands out: {}", definition.driver, name, join(names, ", ")));
  }
}

void check_criteria(Problems& problems, const std::vector<Criterion>& criteria) {
  for (std::size_t i = 0; i < criteria.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (criteria[i] == criteria[j]) {
        problems.add(fmt::format("/spec/criteria/{}", i), fmt::format("is the same as the one at {}", j));
        break;
      }
}

void check_needs(Problems& problems, const Definition& definition) {
  std::set<std::string> names;
  const auto check = [&](const std::vector<DefinitionNeed>& needs, const char* key) {
    for (std::size_t i = 0; i < needs.size(); ++i)
      if (!names.insert(needs[i].name).second)
        problems.add(fmt::format("/spec/{}/{}/name", key, i),
                     fmt::format("'{}' is the name of another resource of this definition; give it one with name",
                                 needs[i].name));
  };
  check(definition.depends_on, "dependsOn");
  check(definition.alongside, "alongside");
}

}  // namespace

std::pair<std::string, std::int64_t> parse_version_name(const std::string& text) {
  const auto at = text.rfind('@');
  std::int64_t version = 0;
  if (at != std::string::npos) std::from_chars(text.data() + at + 1, text.data() + text.size(), version);
  return {text.substr(0, at), version};
}

DeclaredDefinition definition_of(const std::string& descriptor) {
  const json::value document = json::parse(descriptor);
  const json::object &root = document.as_object(), &spec = object_at(root, "spec");
  DeclaredDefinition out;
  Definition& d = out.definition;
  d.id = text(object_at(root, "metadata"), "name");
  d.version = 0;
  d.type = text(spec, "type");
  d.driver = text(spec, "driver");
  d.inputs = json::serialize(object_at(spec, "inputs"));
  d.description = text(spec, "description");
  d.document = towpath::json::canonical(document);
  read_spec(d, spec);
  const std::string usual_class = text(spec, "class", "default");
  for (const json::object* each : objects_at(spec, "criteria"))
    out.criteria.push_back({d.id, d.type, text(*each, "class", usual_class), text(*each, "resId"),
                            text(*each, "environment"), text(*each, "project"), text(*each, "environmentType")});
  return out;
}

void complete(Definition& definition) {
  if (definition.document.empty()) {
    if (costs_nothing(definition)) definition.price = Price();
    return;
  }
  const json::value document = json::parse(definition.document);
  read_spec(definition, object_at(document.as_object(), "spec"));
}

ResourceType resource_type_of(const std::string& descriptor) {
  const json::value document = json::parse(descriptor);
  const json::object &root = document.as_object(), &spec = object_at(root, "spec");
  return {text(object_at(root, "metadata"), "name"),
          text(spec, "description"),
          outputs_of(spec),
          json::serialize(object_at(spec, "parameters")),
          false,
          price_of(spec)};
}

std::vector<FieldError> definition_problems(const std::string& descriptor, const std::vector<Driver*>& drivers) {
  const json::value document = json::parse(descriptor);
  const json::object& root = document.as_object();
  Problems problems;
  // Types keep the letters Score allows.
  if (text(root, "kind") == "ResourceDefinition") check_place(problems, object_at(root, "metadata"));
  check_schema(problems, object_at(root, "spec"));
  for (FieldError& problem : price_problems(object_at(root, "spec")))
    problems.add(std::move(problem.path), std::move(problem.message));
  if (text(root, "kind") == "ResourceDefinition") {
    const DeclaredDefinition declared = definition_of(descriptor);
    check_driver(problems, declared.definition, drivers);
    check_criteria(problems, declared.criteria);
    check_needs(problems, declared.definition);
    std::vector<std::string> literal;
    for (const Driver* each : drivers)
      if (each->name() == declared.definition.driver) literal = each->literal_inputs();
    for (FieldError& problem : placeholder_problems(declared.definition, literal))
      problems.add(std::move(problem.path), std::move(problem.message));
  }
  return problems.take();
}

std::string descriptor_of(const Definition& d, const std::vector<Criterion>& criteria) {
  if (!d.is_shipped()) return d.document;
  json::object spec{{"owner", "group:default/platform"}, {"type", d.type},
                    {"description", d.description},      {"driver", d.driver},
                    {"inputs", json::parse(d.inputs)},   {"criteria", to_json(criteria)}};
  if (costs_nothing(d)) spec["price"] = json::object{{"monthly", 0}};
  if (!d.depends_on.empty()) spec["dependsOn"] = to_json(d.depends_on);
  return towpath::json::canonical(json::object{{"apiVersion", fmt::format("{}/v1alpha1", product::api_group)},
                                               {"kind", "ResourceDefinition"},
                                               {"metadata", json::object{{"name", d.id}}},
                                               {"spec", std::move(spec)}});
}

std::string in_words(const Criterion& c) {
  std::string out = fmt::format("class '{}'", c.resource_class);
  for (const auto& [what, value] : {std::pair<const char*, const std::string&>("resource", c.res_id),
                                    {"environment", c.environment},
                                    {"project", c.project_id},
                                    {"environment type", c.env_type}})
    if (!value.empty()) out += fmt::format(", {} '{}'", what, value);
  return out;
}

}  // namespace towpath::delivery
