#include "template_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/strings.h"
#include "catalog/catalog.h"
#include "schema/schema.h"
#include "secret_questions.h"
#include "yaml/yaml.h"

extern "C" const char golden_paths_json_begin[];
extern "C" const char golden_paths_json_end[];

namespace towpath::golden_paths {
namespace {

const std::vector<TemplateAction> actions{
    {"fetch:template",
     "Copies a folder of the golden path into the new repository and renders names and contents.",
     {"url", "targetPath", "values"}},
    {"fetch:plain", "Copies a folder of the golden path into the new repository as it is.", {"url", "targetPath"}},
    {"publish:towpath",
     "Creates the repository and pushes what was fetched.",
     {"repoName", "description", "defaultBranch"}},
    {"catalog:register", "Enters what the repository describes in the catalog.", {"repoContentsUrl"}},
    {"secret:set",
     "Keeps a secret that was asked for, for a component of the same owner.",
     {"component", "environment", "name", "value"}},
    {"debug:log", "Writes a message into the log of its step.", {"message"}},
};

/// What the golden path is for, as its card says it.
constexpr std::string_view intent_annotation = "towpath.dev/intent";

std::string text_of(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

/// Notes the secret questions of the form, and why they cannot be asked when they cannot.
void add_secrets(TemplateFile& file) {
  SecretQuestions asked;
  for (const std::string& page : file.summary.parameters) {
    SecretQuestions on_page = secret_questions(boost::json::parse(page));
    asked.names.merge(on_page.names);
    asked.deeper.merge(on_page.deeper);
  }
  file.summary.secrets.assign(asked.names.begin(), asked.names.end());
  auto& reasons = file.summary.not_runnable;
  for (const std::string& name : asked.deeper)
    reasons.push_back(fmt::format("It asks for a secret inside '{}'; ask for it on the page itself.", name));
  for (const TemplateStep& step : file.steps) {
    boost::json::value shown = step.input;  // of what keeps a secret all but the value
    if (step.action == "secret:set" && shown.is_object()) shown.as_object().erase("value");
    if (mentions_secrets(shown) && step.action != "debug:log")
      reasons.push_back(
          fmt::format("The step '{}' would leave a secret where others read it; keep it with secret:set.", step.name));
    for (const std::string& name : asked.names)
      if (mentions_parameter(step.input, name) || mentions_parameter(step.condition, name))
        reasons.push_back(fmt::format("The step '{0}' must call the secret 'secrets.{1}'.", step.name, name));
  }
  if (mentions_secrets(file.output)) reasons.emplace_back("Its output would show a secret.");
}

/// Why a step cannot be run, with the action that was perhaps meant.
std::string no_action(const TemplateStep& step) {
  std::vector<std::string> known;
  for (const TemplateAction& action : actions) known.push_back(action.name);
  const auto near = nearest(step.action, known);
  return fmt::format("This server has no action '{}' (step '{}'){}", step.action, step.name,
                     near ? fmt::format("; did you mean '{}'?", *near) : ".");
}

}  // namespace

bool is_known_action(const std::string& action) {
  return std::any_of(actions.begin(), actions.end(), [&](const TemplateAction& known) { return known.name == action; });
}

const std::vector<TemplateAction>& template_actions() { return actions; }

Result<TemplateFile> read_template(const std::string& name, SourceFiles files) {
  const std::string file = name + "/template.yaml";
  const auto source = files.find("template.yaml");
  if (source == files.end())
    return not_found("golden_paths.not_found", fmt::format("The golden path '{}' has no template.yaml.", name));
  // The catalog's rules for the kind Template are the format's; they also give the place of a mistake.
  TRY(const auto verdicts, catalog::validate(source->second.content, file));
  for (const auto& verdict : verdicts)
    if (verdict.error) return invalid_input("golden_paths.invalid_template", verdict.error->message());
  TRY(const yaml::Node root, yaml::parse_one(source->second.content, file));
  const boost::json::value document = yaml::to_json(root);
  const boost::json::object& metadata = document.at("metadata").as_object();
  const boost::json::object& spec = document.at("spec").as_object();
  TemplateFile out;
  out.summary.name = text_of(metadata, "name");
  out.summary.title = metadata.contains("title") ? text_of(metadata, "title") : out.summary.name;
  out.summary.description = text_of(metadata, "description");
  out.summary.owner = text_of(spec, "owner");
  out.summary.type = text_of(spec, "type");
  const auto* annotations = metadata.if_contains("annotations");
  if (annotations && annotations->is_object())
    out.summary.intent = text_of(annotations->as_object(), intent_annotation);
  if (out.summary.intent.empty()) out.summary.intent = "A new " + out.summary.type;
  if (const auto* tags = metadata.if_contains("tags"))
    for (const auto& tag : tags->as_array()) out.summary.tags.emplace_back(tag.as_string());
  if (const auto* parameters = spec.if_contains("parameters")) {
    if (parameters->is_array())
      for (const auto& page : parameters->as_array()) out.summary.parameters.push_back(boost::json::serialize(page));
    else
      out.summary.parameters.push_back(boost::json::serialize(*parameters));
  }
  for (const auto& each : spec.at("steps").as_array()) {
    const boost::json::object& step = each.as_object();
    TemplateStep read;
    read.action = text_of(step, "action");
    read.id = step.contains("id") ? text_of(step, "id") : fmt::format("step-{}", out.steps.size() + 1);
    read.name = step.contains("name") ? text_of(step, "name") : read.action;
    if (const auto* input = step.if_contains("input")) read.input = *input;
    if (const auto* condition = step.if_contains("if")) read.condition = *condition;
    if (!is_known_action(read.action)) out.summary.not_runnable.push_back(no_action(read));
    out.summary.steps.push_back({read.id, read.name, read.action});
    out.steps.push_back(std::move(read));
  }
  if (const auto* output = spec.if_contains("output")) out.output = *output;
  add_secrets(out);
  out.files = std::move(files);
  return out;
}

namespace {

/// Names of the properties that a schema of a form speaks of, in whichever branch. Nested objects have their own.
void collect_names(const boost::json::value& schema, std::set<std::string>& names, bool& takes_any) {
  if (const auto* list = schema.if_array())
    for (const auto& each : *list) collect_names(each, names, takes_any);
  const auto* object = schema.if_object();
  if (!object) return;
  for (const auto& [key, value] : *object) {
    if (key == "properties" && value.is_object())
      for (const auto& [name, ignored] : value.as_object()) names.emplace(name);
    else if (key == "dependencies" && value.is_object())
      for (const auto& [name, branch] : value.as_object()) collect_names(branch, names, takes_any);
    else if (key == "allOf" || key == "anyOf" || key == "oneOf" || key == "if" || key == "then" || key == "else")
      collect_names(value, names, takes_any);
    else if ((key == "additionalProperties" && value != false) || key == "patternProperties" || key == "$ref")
      takes_any = true;
  }
}

}  // namespace

// A form asks what it asks: an answer to something else is a mistake, although JSON Schema would let it pass.
std::vector<FieldError> unknown_parameters(const TemplateFile& file, const boost::json::object& parameters) {
  std::vector<FieldError> out;
  std::set<std::string> names;
  bool takes_any = false;
  for (const std::string& page : file.summary.parameters) collect_names(boost::json::parse(page), names, takes_any);
  if (takes_any) return out;
  for (const auto& [key, value] : parameters) {
    const std::string name(key);
    if (names.contains(name)) continue;
    const auto near = nearest(name, std::vector<std::string>(names.begin(), names.end()));
    out.push_back({"/" + name, near ? fmt::format("is not asked for; did you mean '{}'?", *near) : "is not asked for"});
  }
  return out;
}

Result<boost::json::object> complete_parameters(const TemplateFile& file, const boost::json::value& parameters,
                                                SecretAnswersIn secrets) {
  Error error = invalid_input("golden_paths.invalid_parameters",
                              fmt::format("The parameters of '{}' were not accepted.", file.summary.name))
                    .with_hint(fmt::format("See what it asks for with: towpath new {}", file.summary.name));
  if (!parameters.is_object()) return error;
  for (const FieldError& unknown : unknown_parameters(file, parameters.as_object()))
    error.add_field(unknown.path, unknown.message);
  const std::set<std::string> names(file.summary.secrets.begin(), file.summary.secrets.end());
  if (secrets == SecretAnswersIn::none)
    for (const FieldError& misplaced : misplaced_secrets(file, parameters.as_object()))
      error.add_field(misplaced.path, misplaced.message);
  boost::json::value filled = parameters;
  for (const std::string& text : file.summary.parameters) {
    boost::json::value page = boost::json::parse(text);
    if (secrets == SecretAnswersIn::none) page = without_secret_rules(page, names, SecretRule::optional);
    TRY(const schema::Schema compiled, schema::Schema::compile_value(page));
    filled = compiled.with_defaults(std::move(filled));
    for (const FieldError& problem : compiled.validate(filled)) error.add_field(problem.path, problem.message);
  }
  if (!error.fields().empty()) return error;
  return filled.as_object();
}

std::map<std::string, SourceFiles> shipped_golden_paths() {
  const boost::json::value packed = boost::json::parse(std::string_view(
      golden_paths_json_begin, static_cast<std::size_t>(golden_paths_json_end - golden_paths_json_begin)));
  std::map<std::string, SourceFiles> out;
  for (const auto& [key, file] : packed.as_object()) {
    const std::string path(key);
    const auto slash = path.find('/');
    out[path.substr(0, slash)][path.substr(slash + 1)] = {std::string(file.at("content").as_string()),
                                                          file.at("executable").as_bool()};
  }
  return out;
}

}  // namespace towpath::golden_paths
