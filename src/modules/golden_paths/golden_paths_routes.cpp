#include "golden_paths_routes.h"

#include <boost/json.hpp>

#include "base/strings.h"
#include "form_json.h"
#include "json/object_reader.h"

namespace towpath::golden_paths {
namespace {

namespace json = boost::json;

json::object summary_of(const GoldenPath& path) {
  json::array tags;
  for (const std::string& tag : path.tags) tags.emplace_back(tag);
  return {{"name", path.name},    {"title", path.title}, {"description", path.description},
          {"owner", path.owner},  {"type", path.type},   {"tags", std::move(tags)},
          {"intent", path.intent}};
}

/// Answers to secret questions: {"apiKey": {"value": "..."}} or {"apiKey": {"scope": "component.shop", "name": "KEY"}}.
SecretAnswers secrets_of(towpath::json::ObjectReader& body) {
  SecretAnswers out;
  auto given = body.optional_object("secrets");
  if (!given) return out;
  for (const std::string& question : given->keys()) {
    auto answer = given->required_object(question);
    SecretAnswer& read = out[question];
    const auto value = answer.optional_string("value");
    read.scope = answer.optional_string("scope").value_or("");
    read.name = answer.optional_string("name").value_or("");
    read.value = Secret(value.value_or(""));
    if (value.has_value() == !read.scope.empty() || read.scope.empty() != read.name.empty())
      given->problem(question, "must have a value, or scope and name of a secret that is kept");
  }
  return out;
}

/// The text of {"parameters": {...}}.
Result<std::string> parameters_of(const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  const json::value* parameters = body.optional_value("parameters");
  if (!parameters || !parameters->is_object()) body.problem("parameters", "must be an object");
  CHECK_OK(body.finish());
  return json::serialize(*parameters);
}

struct FormRequest {
  std::string parameters;
  std::map<std::string, std::size_t> choices;
  std::vector<std::string> given;
};

/// {"parameters": {...}, "choices": {"/pointer": 1}, "secrets": ["apiKey"]}.
Result<FormRequest> form_request_of(const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  const json::value* parameters = body.optional_value("parameters");
  if (!parameters || !parameters->is_object()) body.problem("parameters", "must be an object");
  const json::value* choices = body.optional_value("choices");
  if (choices && !choices->is_object()) body.problem("choices", "must be an object");
  FormRequest out;
  if (choices && choices->is_object())
    for (const auto& [pointer, index] : choices->as_object()) {
      const bool is_number = index.is_int64() && index.as_int64() >= 0;
      if (!is_number) body.problem("choices", "must hold the numbers of branches, from 0");
      out.choices[std::string(pointer)] = is_number ? static_cast<std::size_t>(index.as_int64()) : 0;
    }
  out.given = body.optional_strings("secrets");
  CHECK_OK(body.finish());
  out.parameters = json::serialize(*parameters);
  return out;
}

/// The pointers of a refusal, which are about the answers, as pointers into the body around them.
Error in_body(const Error& error, const SecretAnswers& secrets = {}) {
  Error out = Error(error.kind(), error.code(), error.message()).with_hint(error.hint());
  for (const FieldError& field : error.fields()) {
    const bool is_secret = !field.path.empty() && secrets.contains(field.path.substr(1));
    out.add_field((is_secret ? "/secrets" : "/parameters") + field.path, field.message);
  }
  return out;
}

http::Response accepted(const runs::RunId& run) {
  return http::json_response(202, json::serialize(json::object{{"id", run.text()}}));
}

}  // namespace

void add_routes(http::Router& router, GoldenPaths& paths) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };

  add("GET", "/api/v1/golden-paths", "golden_path.read", [&paths](const http::Request&) -> Result<http::Response> {
    json::array items;
    const auto records = paths.track_records();
    for (const GoldenPath& path : paths.list()) {
      json::object item = summary_of(path);
      item["trackRecord"] = nullptr;
      if (const auto record = records.find(path.name); record != records.end())
        item["trackRecord"] = json::object{{"finished", record->second.finished},
                                           {"succeeded", record->second.succeeded},
                                           {"medianMs", record->second.median.count()}};
      items.push_back(std::move(item));
    }
    return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}}));
  });
  add("GET", "/api/v1/template-actions", "golden_path.read", [](const http::Request&) -> Result<http::Response> {
    json::array items;
    for (const TemplateAction& action : template_actions()) {
      json::array inputs;
      for (const std::string& input : action.inputs) inputs.emplace_back(input);
      items.push_back(
          json::object{{"name", action.name}, {"description", action.description}, {"inputs", std::move(inputs)}});
    }
    return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}}));
  });
  add("GET", "/api/v1/golden-paths/{name}", "golden_path.read",
      [&paths](const http::Request& request) -> Result<http::Response> {
        TRY(const GoldenPath path, paths.get(std::string(request.param("name"))));
        json::object out = summary_of(path);
        json::array parameters, steps, reasons, secrets;
        for (const std::string& name : path.secrets) secrets.emplace_back(name);
        for (const std::string& page : path.parameters) parameters.push_back(json::parse(page));
        for (const StepSummary& step : path.steps)
          steps.push_back(json::object{{"id", step.id}, {"name", step.name}, {"action", step.action}});
        for (const std::string& reason : path.not_runnable) reasons.emplace_back(reason);
        out["parameters"] = std::move(parameters);
        out["steps"] = std::move(steps);
        out["secrets"] = std::move(secrets);
        out["runnable"] = path.not_runnable.empty();
        out["notRunnable"] = std::move(reasons);
        return http::json_response(200, json::serialize(out));
      });
  add("POST", "/api/v1/golden-paths/{name}/preview", "golden_path.read",
      [&paths](const http::Request& request) -> Result<http::Response> {
        TRY(const std::string parameters, parameters_of(request));
        const auto preview = paths.preview(request.principal, std::string(request.param("name")), parameters);
        if (!preview.has_value()) return in_body(preview.error());
        json::array files, resources;
        for (const PreviewFile& file : preview->files)
          files.push_back(
              json::object{{"path", file.path},
                           {"size", file.content.size()},
                           {"isExecutable", file.is_executable},
                           {"content", is_utf8(file.content) ? json::value(file.content) : json::value(nullptr)}});
        for (const PreviewResource& resource : preview->resources) resources.push_back(to_json(resource));
        return http::json_response(
            200, json::serialize(json::object{{"files", std::move(files)}, {"resources", std::move(resources)}}));
      });
  add("POST", "/api/v1/golden-paths/{name}/form", "golden_path.read",
      [&paths](const http::Request& request) -> Result<http::Response> {
        TRY(const FormRequest wanted, form_request_of(request));
        TRY(const Form form, paths.form(request.principal, std::string(request.param("name")), wanted.parameters,
                                        wanted.choices, wanted.given));
        return http::json_response(200, json::serialize(to_json(form)));
      });
  add("POST", "/api/v1/golden-paths/{name}/runs", "golden_path.run",
      [&paths](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, towpath::json::ObjectReader::parse(request.body));
        const json::value* parameters = body.optional_value("parameters");
        if (!parameters || !parameters->is_object()) body.problem("parameters", "must be an object");
        const SecretAnswers secrets = secrets_of(body);
        const std::string override_reason = body.optional_string("override").value_or("");
        CHECK_OK(body.finish());
        const auto run = paths.start(request.principal, std::string(request.param("name")),
                                     json::serialize(*parameters), secrets, override_reason);
        if (!run.has_value() && run.error().kind() == ErrorKind::forbidden) return run.error();  // no field of the body
        if (!run.has_value()) return in_body(run.error(), secrets);
        return accepted(*run);
      });
  add("POST", "/api/v1/runs/{id:ulid}/undo", "golden_path.undo",
      [&paths](const http::Request& request) -> Result<http::Response> {
        TRY(const runs::RunId run, paths.undo(request.principal, runs::RunId(std::string(request.param("id")))));
        return accepted(run);
      });
}

}  // namespace towpath::golden_paths
