#include "template_driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/random_text.h"
#include "base/strings.h"
#include "driver_json.h"
#include "host_names.h"
#include "json/json.h"
#include "mask/masker.h"
#include "provisioners/provisioner_file.h"
#include "provisioners/provisioner_templates.h"

namespace towpath::delivery {

namespace {

using boost::json::object;

// Keys of the vault that are the driver's own.
constexpr const char *seed_key = ".seed", *kept_key = ".kept";

/// What a definition says.
struct Templates {
  std::map<std::string, std::string> sections;
  std::vector<std::string> expected, params, secrets, elsewhere;
};

Result<std::vector<std::string>> words(const ResourceRequest& request, const object& inputs, std::string_view key) {
  std::vector<std::string> out;
  const auto* value = inputs.if_contains(key);
  if (value == nullptr) return out;
  if (!value->is_array()) return invalid_inputs(request, fmt::format("the definition's '{}' is not a list", key));
  for (const auto& word : value->get_array()) {
    if (!word.is_string())
      return invalid_inputs(request, fmt::format("the definition's '{}' is not a list of texts", key));
    out.emplace_back(word.get_string());
  }
  return out;
}

bool holds(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

Result<Templates> read_templates(const ResourceRequest& request) {
  TRY(const auto inputs, read_object(request, "inputs", request.inputs));
  CHECK_OK(only_keys(
      request, "input", inputs,
      {"init", "state", "shared", "outputs", "directories", "files", "networks", "services", "volumes", "models",
       "manifests", "info_logs", "expected_outputs", "supported_params", "secrets", "made_elsewhere"}));
  Templates out;
  TRY(out.expected, words(request, inputs, "expected_outputs"));
  TRY(out.params, words(request, inputs, "supported_params"));
  TRY(out.secrets, words(request, inputs, "secrets"));
  TRY(out.elsewhere, words(request, inputs, "made_elsewhere"));
  for (const std::string& section : provisioner_sections()) {
    const auto* text = inputs.if_contains(section);
    if (text == nullptr) continue;
    if (!text->is_string())
      return invalid_inputs(request, fmt::format("the definition's '{}' is not a template (text)", section));
    if (is_made_by_others(section) && !holds(out.elsewhere, section))
      return invalid_inputs(request,
                            fmt::format("the definition's '{}' are for Docker Compose or Kubernetes: no driver "
                                        "here makes them",
                                        section))
          .with_hint(fmt::format("if something else makes them, say so with made_elsewhere: [{}]", section));
    out.sections[section] = std::string(text->get_string());
  }
  if (!out.sections.contains("outputs")) return invalid_inputs(request, "the definition has no template 'outputs'");
  return out;
}

/// How Score's tools call it: without the word in front that says whose it is.
std::string score_id(const std::string& id) {
  for (const std::string_view prefix : {"workloads.", "shared."})
    if (id.starts_with(prefix)) return id.substr(prefix.size());
  return id;
}

Error template_failed(const ResourceRequest& request, std::string_view why) {
  return invalid_input("delivery.template_failed",
                       fmt::format("resource '{}' of type {}: {}", request.id, request.type, why));
}

object object_at(const object& from, std::string_view key) {
  const auto* value = from.if_contains(key);
  return value != nullptr && value->is_object() ? value->get_object() : object();
}

class TemplateDriver final : public Driver {
 public:
  explicit TemplateDriver(const Traffic& traffic) : traffic_(traffic) {}

  std::string_view name() const override { return "template"; }

  DriverOffer offer(const std::string& inputs) const override {
    ResourceRequest request;
    request.inputs = inputs;
    DriverOffer out;
    const auto templates = read_templates(request);
    if (!templates.has_value()) return out;
    for (const std::string& name : templates->params) out.parameters.push_back({name, "", false, ""});
    for (const std::string& name : templates->expected)
      if (!holds(templates->secrets, name)) out.outputs.push_back({name});
    for (const std::string& name : templates->secrets) out.outputs.push_back({name, true});
    return out;
  }

  /// Renders it as it would be at first: a parameter that is missing, which templates answer with `fail`, is told by
  /// the plan and not by the deployment.
  Status check(const ResourceRequest& request) const override {
    TRY(const Templates templates, read_templates(request));
    CHECK_OK(rendered(request, templates, {}, Secret("check")));
    return ok();
  }

  std::map<std::string, Secret> prepare(const ResourceRequest&) const override {
    return {{seed_key, random_text(43)}};  // 256 bits
  }

  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request, const DriverContext&) override {
    const auto kept = request.known_secrets.find(kept_key);
    if (kept == request.known_secrets.end()) return std::optional<ResourceOutcome>();
    TRY(const auto before, read_object(request, "state", kept->second.reveal()));
    ResourceOutcome out;
    out.outputs = boost::json::serialize(object_at(before, "outputs"));
    out.secrets = request.known_secrets;
    return std::optional(std::move(out));
  }

  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext& context) override {
    TRY(const Templates templates, read_templates(request));
    auto secrets = request.known_secrets;
    if (!secrets.contains(seed_key)) secrets.merge(prepare(request));
    object before;
    if (const auto kept = secrets.find(kept_key); kept != secrets.end()) {
      TRY(before, read_object(request, "state", kept->second.reveal()));
    }
    const Secret seed = secrets.at(seed_key);
    TRY(RenderedProvisioner made, rendered(request, templates, before, seed));
    for (const auto& [section, value] : made.others)
      if (is_made_by_others(section) && !value.is_null())
        say(context, fmt::format("the {} of this resource are left to others, as its definition says", section));

    ResourceOutcome out;
    for (const std::string& name : templates.secrets)
      if (const auto* value = made.outputs.if_contains(name)) {
        out.secrets.emplace(
            name, Secret(value->is_string() ? std::string(value->get_string()) : boost::json::serialize(*value)));
        made.outputs.erase(name);
      }
    out.outputs = json::canonical(made.outputs);
    out.secrets.emplace(seed_key, seed);
    out.secrets.emplace(
        kept_key, Secret(json::canonical(
                      object{{"state", made.state}, {"shared", made.shared}, {"outputs", std::move(made.outputs)}})));
    return out;
  }

  Status destroy(const ResourceRequest&, bool, const DriverContext&) override { return ok(); }

  /// Templates are full of dollar signs of their own.
  std::vector<std::string> literal_inputs() const override { return provisioner_sections(); }
  bool reads_services() const override { return true; }

 private:
  Result<RenderedProvisioner> rendered(const ResourceRequest& request, const Templates& templates, const object& before,
                                       const Secret& seed) const {
    ProvisionerData data;
    data.type = request.type;
    data.resource_class = request.resource_class;
    data.id = score_id(request.id);
    data.uid = fmt::format("{}.{}#{}", data.type, data.resource_class, data.id);
    data.guid = request.gu_id;
    data.source_workload = request.workload;
    data.compose_project = request.project;
    data.namespace_name = request.environment;
    TRY(data.params, read_object(request, "params", request.params));
    TRY(data.metadata, read_object(request, "metadata", request.metadata));
    TRY(data.services, services(request));
    data.state = object_at(before, "state");
    data.shared = object_at(before, "shared");
    RenderedProvisioner made;
    const auto result = render_provisioner(templates.sections, data, seeded_random(seed), &made);
    if (!result.has_value()) return explained(request, data, made, result.error());
    for (const auto* promised : {&templates.expected, &templates.secrets})
      for (const std::string& name : *promised)
        if (!made.outputs.contains(name))
          return template_failed(request, fmt::format("its outputs have no '{}'", name))
              .with_hint("the definition's expected_outputs or secrets promise it");
    return made;
  }

  /// A template may put what it knows into its message; none of it is for a log.
  static Error explained(const ResourceRequest& request, const ProvisionerData& data, const RenderedProvisioner& made,
                         const Error& error) {
    mask::Masker masker;
    for (const object* values : {&data.state, &data.shared, &made.init, &made.state, &made.shared, &made.outputs})
      hide(masker, *values);
    return template_failed(request, masker.mask(error.message())).with_hint(error.hint());
  }

  static void hide(mask::Masker& masker, const boost::json::value& value) {
    if (const auto* text = value.if_string()) masker.add(*text);
    if (const auto* items = value.if_array())
      for (const auto& item : *items) hide(masker, item);
    if (const auto* entries = value.if_object())
      for (const auto& entry : *entries) hide(masker, entry.value());
  }

  /// Where workloads answer: below their host names, at the proxy's port, whatever their own ports are.
  Result<object> services(const ResourceRequest& request) const {
    TRY(const auto given, read_object(request, "services", request.services));
    object out;
    for (const auto& [workload, ports] : given) {
      if (!ports.is_object()) continue;
      object answers;
      for (const auto& [name, port] : ports.get_object()) {
        object each = port.is_object() ? port.get_object() : object();
        each["targetPort"] = traffic_.port();
        answers[name] = std::move(each);
      }
      out[workload] = object{{"host", workload_host(workload, request.environment, request.environment_type)},
                             {"ports", std::move(answers)}};
    }
    return out;
  }

  const Traffic& traffic_;
};

}  // namespace

std::unique_ptr<Driver> make_template_driver(const Traffic& traffic) {
  return std::make_unique<TemplateDriver>(traffic);
}

}  // namespace towpath::delivery
