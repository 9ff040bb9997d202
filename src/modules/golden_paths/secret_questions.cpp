#include "secret_questions.h"

#include <algorithm>
#include <cctype>
#include <functional>

namespace towpath::golden_paths {
namespace {

namespace json = boost::json;

/// Keys of a schema under which its own questions stand, too.
constexpr std::string_view branch_keys[] = {"allOf", "anyOf", "oneOf", "if", "then", "else", "dependencies"};

bool is_branch_key(std::string_view key) {
  return std::find(std::begin(branch_keys), std::end(branch_keys), key) != std::end(branch_keys);
}

bool is_text(const json::object& object, std::string_view key, std::string_view wanted) {
  const json::value* value = object.if_contains(key);
  return value && value->is_string() && value->as_string() == wanted;
}

bool is_secret(const json::value& question) {
  const json::object* object = question.if_object();
  if (!object) return false;
  const json::value* options = object->if_contains("ui:options");
  return is_text(*object, "ui:field", "Secret") || is_text(*object, "ui:widget", "password") ||
         (options && options->is_object() && is_text(options->as_object(), "widget", "password"));
}

/// Secret questions anywhere below a question that is none.
void collect_deeper(const json::value& value, const std::string& name, SecretQuestions& out) {
  if (is_secret(value)) out.deeper.insert(name);
  if (const json::array* list = value.if_array())
    for (const json::value& each : *list) collect_deeper(each, name, out);
  if (const json::object* object = value.if_object())
    for (const auto& [key, each] : *object) collect_deeper(each, name, out);
}

void collect(const json::value& schema, SecretQuestions& out) {
  if (const json::array* list = schema.if_array())
    for (const json::value& each : *list) collect(each, out);
  const json::object* object = schema.if_object();
  if (!object) return;
  for (const auto& [key, value] : *object) {
    if (key == "properties" && value.is_object()) {
      for (const auto& [name, question] : value.as_object()) {
        if (is_secret(question))
          out.names.emplace(name);
        else
          collect_deeper(question, std::string(name), out);
      }
    } else if (key == "dependencies" && value.is_object()) {
      for (const auto& [name, branch] : value.as_object()) collect(branch, out);
    } else if (is_branch_key(key)) {
      collect(value, out);
    } else if (key == "definitions" || key == "$defs" || key == "patternProperties" || key == "additionalProperties") {
      collect_deeper(value, std::string(key), out);
    }
  }
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$'; }

/// Whether `word` stands by itself in an expression of the text.
bool speaks_of(std::string_view text, std::string_view word) {
  for (auto open = text.find("${{"); open != text.npos; open = text.find("${{", open + 3)) {
    const auto close = std::min(text.find("}}", open), text.size());
    for (auto at = text.find(word, open); at != text.npos && at < close; at = text.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      const bool begins = !is_word(text[at - 1]) && text[at - 1] != '.';
      if (begins && (end == text.size() || !is_word(text[end]))) return true;
    }
  }
  return false;
}

bool any_text(const json::value& input, const std::function<bool(std::string_view)>& fits) {
  if (input.is_string()) return fits(std::string_view(input.as_string()));
  if (const json::array* list = input.if_array())
    return std::any_of(list->begin(), list->end(), [&](const json::value& each) { return any_text(each, fits); });
  if (const json::object* object = input.if_object())
    return std::any_of(object->begin(), object->end(),
                       [&](const auto& member) { return any_text(member.value(), fits); });
  return false;
}

json::value loosened(const json::value& schema, const std::set<std::string>& names, SecretRule rule) {
  if (const json::array* list = schema.if_array()) {
    json::array out;
    for (const json::value& each : *list) out.push_back(loosened(each, names, rule));
    return out;
  }
  const json::object* object = schema.if_object();
  if (!object) return schema;
  json::object out = *object;
  for (auto& [key, value] : out) {
    if (key == "properties" && value.is_object()) {
      for (auto& [name, question] : value.as_object())
        if (names.contains(std::string(name))) question = json::object();
    } else if (key == "dependencies" && value.is_object()) {
      for (auto& [name, branch] : value.as_object())
        if (branch.is_object()) branch = loosened(branch, names, rule);
    } else if (key == "required" && rule == SecretRule::optional && value.is_array()) {
      json::array kept;
      for (const json::value& each : value.as_array())
        if (!each.is_string() || !names.contains(std::string(each.as_string()))) kept.push_back(each);
      value = std::move(kept);
    } else if (is_branch_key(key)) {
      value = loosened(value, names, rule);
    }
  }
  return out;
}

}  // namespace

SecretQuestions secret_questions(const json::value& page) {
  SecretQuestions out;
  collect(page, out);
  return out;
}

bool mentions_secrets(const json::value& input) {
  return any_text(input, [](std::string_view text) { return speaks_of(text, "secrets"); });
}

bool mentions_parameter(const json::value& input, const std::string& name) {
  return any_text(input, [&](std::string_view text) {
    return speaks_of(text, "parameters." + name) || speaks_of(text, "parameters['" + name + "']") ||
           speaks_of(text, "parameters[\"" + name + "\"]");
  });
}

json::value without_secret_rules(const json::value& page, const std::set<std::string>& names, SecretRule rule) {
  return names.empty() ? page : loosened(page, names, rule);
}

std::vector<FieldError> misplaced_secrets(const TemplateFile& file, const json::object& parameters) {
  std::vector<FieldError> out;
  for (const std::string& name : file.summary.secrets)
    if (parameters.contains(name)) out.push_back({"/" + name, "is a secret, which is given beside the parameters"});
  return out;
}

bool takes_secrets(std::string_view action) { return action == "secret:set" || action == "debug:log"; }

}  // namespace towpath::golden_paths
