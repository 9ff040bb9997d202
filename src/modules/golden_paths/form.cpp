#include "form.h"

#include <algorithm>

#include "schema/schema.h"
#include "secret_questions.h"

namespace towpath::golden_paths {
namespace {

namespace json = boost::json;

constexpr int deepest = 16;

std::string text_in(const json::object& schema, std::string_view key) {
  const json::value* value = schema.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

bool flag_in(const json::object& schema, std::string_view key) {
  const json::value* value = schema.if_contains(key);
  return value && value->is_bool() && value->as_bool();
}

json::object object_in(const json::object& schema, std::string_view key) {
  const json::value* value = schema.if_contains(key);
  return value && value->is_object() ? value->as_object() : json::object();
}

/// A key of JSON within a pointer (RFC 6901).
std::string step(std::string_view key) {
  std::string out = "/";
  for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

std::string first_of(std::initializer_list<std::string> texts) {
  for (const std::string& text : texts)
    if (!text.empty()) return text;
  return "";
}

std::string type_of(const json::object& schema) {
  if (const json::value* type = schema.if_contains("type")) {
    if (type->is_string()) return std::string(type->as_string());
    if (const json::array* types = type->if_array())
      for (const json::value& each : *types)
        if (each.is_string() && each.as_string() != "null") return std::string(each.as_string());
  }
  if (schema.contains("properties")) return "object";
  if (schema.contains("items")) return "array";
  const json::array* choices = schema.contains("enum") ? schema.at("enum").if_array() : nullptr;
  const json::value sample = schema.contains("const")       ? schema.at("const")
                             : choices && !choices->empty() ? choices->front()
                                                            : json::value("");
  if (sample.is_bool()) return "boolean";
  return sample.is_number() ? "number" : "string";
}

std::string shown(const json::value& value) {
  return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}

/// What may be chosen: `enum` with its names, or `oneOf` of constants with titles.
std::vector<FormChoice> choices_of(const json::object& schema) {
  std::vector<FormChoice> out;
  if (const json::value* values = schema.if_contains("enum"); values && values->is_array()) {
    json::array names;
    for (const json::object& place : {schema, object_in(schema, "ui:options")})
      for (const char* key : {"enumNames", "ui:enumNames"})
        if (const json::value* given = place.if_contains(key); given && given->is_array()) names = given->as_array();
    for (std::size_t i = 0; i < values->as_array().size(); ++i) {
      const json::value& value = values->as_array()[i];
      out.push_back({json::serialize(value), i < names.size() ? shown(names[i]) : shown(value)});
    }
    return out;
  }
  for (const char* keyword : {"oneOf", "anyOf"}) {
    const json::value* alternatives = schema.if_contains(keyword);
    if (!alternatives || !alternatives->is_array()) continue;
    for (const json::value& each : alternatives->as_array()) {
      const json::object* alternative = each.if_object();
      if (!alternative || !alternative->contains("const")) return {};
      const json::value& value = alternative->at("const");
      out.push_back({json::serialize(value), first_of({text_in(*alternative, "title"), shown(value)})});
    }
  }
  return out;
}

class FieldReader {
 public:
  explicit FieldReader(const ShapeReader& shapes) : shapes_(shapes) {}

  FormField read(const json::object& given, const std::string& name, const std::string& pointer,
                 const json::value* value, int depth = 0) const {
    const json::object schema = shapes_.followed(given);
    const json::object options = object_in(schema, "ui:options");
    FormField out;
    out.pointer = pointer;
    out.name = name;
    out.type = type_of(schema);
    out.title = first_of({text_in(schema, "ui:title"), text_in(schema, "title"), name});
    out.description = first_of({text_in(schema, "ui:description"), text_in(schema, "description")});
    out.help = first_of({text_in(schema, "ui:help"), text_in(options, "help")});
    out.placeholder = first_of({text_in(schema, "ui:placeholder"), text_in(options, "placeholder")});
    out.widget = first_of({text_in(schema, "ui:widget"), text_in(options, "widget")});
    out.picker = text_in(schema, "ui:field");
    out.options = json::serialize(options);
    out.has_autofocus = flag_in(schema, "ui:autofocus") || flag_in(options, "autofocus");
    out.is_read_only = flag_in(schema, "ui:readonly") || flag_in(schema, "ui:disabled") || flag_in(schema, "readOnly");
    if (const json::value* initial = schema.if_contains("default")) out.default_value = json::serialize(*initial);
    if (schema.contains("const")) {
      out.default_value = json::serialize(schema.at("const"));
      if (out.widget.empty()) out.widget = "hidden";  // There is nothing to decide.
    }
    if (value) out.value = json::serialize(*value);
    out.choices = choices_of(schema);
    if (depth < deepest && out.picker.empty()) {
      if (out.type == "object") read_members(schema, value, out, depth);
      if (out.type == "array") read_elements(schema, value, out, depth);
    }
    return out;
  }

 private:
  void read_members(const json::object& schema, const json::value* value, FormField& out, int depth) const {
    const json::object answers = value && value->is_object() ? value->as_object() : json::object();
    const FormShape shape = shapes_.shape_of(schema, answers, out.pointer);
    out.branches = shape.branches;
    out.branch = shape.branch;
    for (const auto& [name, property] : shape.properties) {
      FormField field = read(property, name, out.pointer + step(name), answers.if_contains(name), depth + 1);
      field.is_required = shape.required.contains(name);
      out.fields.push_back(std::move(field));
    }
  }

  void read_elements(const json::object& schema, const json::value* value, FormField& out, int depth) const {
    const json::value* items = schema.if_contains("items");
    const json::array* tuple = items ? items->if_array() : nullptr;
    const json::object any = items && items->is_object() ? shapes_.followed(items->as_object())
                             : tuple                     ? object_in(schema, "additionalItems")
                                                         : json::object();
    out.choices = choices_of(any);
    if (!out.choices.empty()) return;  // Some of these, not a list to write.
    const auto compiled = schema::Schema::compile_value(any);
    const std::string type = type_of(any);
    const json::value empty = any.contains("default") ? any.at("default")
                              : type == "object"      ? json::value(json::object())
                              : type == "array"       ? json::value(json::array())
                              : type == "boolean"     ? json::value(false)
                              : type == "string"      ? json::value("")
                                                      : json::value(nullptr);
    out.blank = json::serialize(compiled.has_value() ? compiled->with_defaults(empty) : empty);
    if (!value || !value->is_array()) return;
    for (std::size_t i = 0; i < value->as_array().size(); ++i) {
      const json::object element =
          tuple && i < tuple->size() && (*tuple)[i].is_object() ? (*tuple)[i].as_object() : any;
      const std::string index = std::to_string(i);
      FormField field = read(element, index, out.pointer + "/" + index, &value->as_array()[i], depth + 1);
      if (field.title == index) field.title = std::to_string(i + 1);
      out.fields.push_back(std::move(field));
    }
  }

  const ShapeReader& shapes_;
};

/// Leaves out what only branches that were not chosen ask for, and what contradicts the chosen one's fixed answers.
void leave_other_branches(const ShapeReader& shapes, const json::object& page, const BranchChoices& choices,
                          json::object& answers) {
  if (!choices.contains("")) return;
  const FormShape shape = shapes.shape_of(page, answers, "");
  for (const std::string& name : shape.elsewhere) answers.erase(name);
  for (const auto& [name, property] : shape.properties)
    if (property.contains("const") && answers.contains(name)) answers[name] = property.at("const");
}

}  // namespace

json::object with_suggested_owner(const TemplateFile& file, json::object answers,
                                  const std::vector<std::string>& owners) {
  const auto group =
      std::find_if(owners.begin(), owners.end(), [](const std::string& owner) { return owner.starts_with("group:"); });
  if (owners.empty()) return answers;
  const std::string& suggested = group == owners.end() ? owners.front() : *group;
  for (const std::string& page : file.summary.parameters) {
    const json::value schema = json::parse(page);
    const json::object properties = object_in(schema.as_object(), "properties");
    for (const auto& [name, property] : properties) {
      if (answers.contains(name) || !property.is_object() || property.as_object().contains("default")) continue;
      const std::string picker = text_in(property.as_object(), "ui:field");
      if (picker == "OwnerPicker" || picker == "MyGroupsPicker") answers[name] = suggested;
    }
  }
  return answers;
}

Result<Form> make_form(const TemplateFile& file, const json::value& asked, const BranchChoices& choices,
                       const std::vector<std::string>& given) {
  if (!asked.is_object()) return invalid_input("golden_paths.invalid_parameters", "The answers must be a JSON object.");
  json::object answers = asked.as_object();
  const std::set<std::string> secrets(file.summary.secrets.begin(), file.summary.secrets.end());
  const std::vector<FieldError> misplaced = misplaced_secrets(file, answers);
  for (const std::string& name : secrets) answers.erase(name);
  // What is required, or depends on a secret, sees that it is there.
  for (const std::string& name : given)
    if (secrets.contains(name)) answers[name] = "***";
  std::vector<json::object> pages;
  for (const std::string& text : file.summary.parameters) {
    json::value parsed = json::parse(text);
    pages.push_back(parsed.is_object() ? parsed.as_object() : json::object());
  }
  std::vector<schema::Schema> schemas;
  json::value filled;
  for (const json::object& page : pages) {
    leave_other_branches(ShapeReader(page, choices), page, choices, answers);
    TRY(schema::Schema compiled,
        schema::Schema::compile_value(without_secret_rules(page, secrets, SecretRule::required)));
    schemas.push_back(std::move(compiled));
  }
  filled = answers;
  for (const schema::Schema& each : schemas) filled = each.with_defaults(std::move(filled));

  Form out;
  out.problems = unknown_parameters(file, answers);
  out.problems.insert(out.problems.end(), misplaced.begin(), misplaced.end());
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const ShapeReader shapes(pages[i], choices);
    FormPage page;
    page.title = text_in(pages[i], "title");
    page.description = text_in(pages[i], "description");
    json::object schema = pages[i];
    schema["type"] = "object";
    page.root = FieldReader(shapes).read(schema, "", "", &filled);
    for (FormField& field : page.root.fields)
      if (secrets.contains(field.name)) field.value = field.default_value = "";
    page.problems = schemas[i].validate(filled);
    out.problems.insert(out.problems.end(), page.problems.begin(), page.problems.end());
    out.pages.push_back(std::move(page));
  }
  for (const std::string& name : secrets) filled.as_object().erase(name);
  out.parameters = json::serialize(filled);
  return out;
}

}  // namespace towpath::golden_paths
