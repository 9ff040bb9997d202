#include "provisioners/provisioner_import.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>

#include "base/clip.h"
#include "base/product.h"
#include "base/strings.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

/// What a section needs of the platform.
std::string need_of(std::string_view section) {
  if (section == "manifests") return "its manifests are objects of Kubernetes, which no driver here applies";
  if (section == "services") return "its services are containers of Docker Compose, which no driver here starts";
  if (section == "models") return "its models are served by Docker Compose, which no driver here starts";
  return fmt::format("its {} belong to Docker Compose, which no driver here starts", section);
}

/// Whether an output of that name is a secret: its type says so, or its name does.
bool is_secret(const std::string& name, const ResourceType* type) {
  if (type)
    for (const DriverOutput& output : type->outputs)
      if (output.name == name) return output.is_secret;
  constexpr std::array words{"password", "secret", "token", "private", "connection_string", "account_key"};
  return name == "connection" || std::any_of(words.begin(), words.end(),
                                             [&](const char* word) { return name.find(word) != std::string::npos; });
}

json::array texts(const std::vector<std::string>& words) { return json::array(words.begin(), words.end()); }

/// Lower-case letters, digits and '-': what a name of the catalog holds.
std::string name_of(const Provisioner& p) {
  std::string out = p.type;
  if (p.resource_class && *p.resource_class != "default") out += "-" + *p.resource_class;
  if (p.id) out += "-" + *p.id;
  out = to_lower(out);
  for (char& c : out)
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) c = '-';
  return out.substr(0, 63);
}

std::vector<std::string> missing_of(const Provisioner& p) {
  std::vector<std::string> out;
  if (p.scheme == "local-env")
    out.emplace_back("it reads the environment of whoever runs the tool; the driver 'environment' hands out values");
  else if (p.scheme != "template" && p.scheme != "cmd")
    out.push_back(fmt::format("provisioners of the scheme {}:// are not known here", p.scheme));
  for (const auto& [section, text] : p.templates)
    if (is_made_by_others(section)) out.push_back(need_of(section));
  if (p.scheme == "template" && !p.templates.contains("outputs") && out.empty())
    out.emplace_back("it gives no outputs");
  return out;
}

std::vector<std::string> notes_of(const Provisioner& p) {
  std::vector<std::string> out;
  if (!p.resource_class) out.emplace_back("it served every class; the definition serves the class 'default'");
  if (p.templates.contains("shared"))
    out.emplace_back("its shared state is each resource's own: resources share nothing here");
  if (p.templates.contains("info_logs")) out.emplace_back("its info_logs are left out");
  if (p.type == "volume")
    out.emplace_back("containers here mount a volume whose outputs are type 'bind' and a directory as source");
  if (p.scheme == "cmd")
    out.push_back(
        fmt::format("it runs the program '{}' on the server, in the sandbox: what else it calls has to be "
                    "installed there, and files of the project are not there",
                    p.place));
  return out;
}

json::object inputs_of(const Provisioner& p, const ResourceType* type) {
  std::vector<std::string> open, secret;
  for (const std::string& name : p.expected_outputs) (is_secret(name, type) ? secret : open).push_back(name);
  json::object out;
  if (p.scheme == "cmd") {
    json::array command{p.place};
    for (const std::string& arg : p.args) command.emplace_back(arg == "<mode>" ? "provision" : arg);
    out["command"] = std::move(command);
    if (!open.empty()) out["outputs"] = texts(open);
  } else {
    for (const std::string& section : provisioner_sections())
      if (const auto found = p.templates.find(section); found != p.templates.end() && section != "info_logs")
        out[section] = found->second;
    if (!p.expected_outputs.empty()) out["expected_outputs"] = texts(p.expected_outputs);
  }
  if (!secret.empty()) out["secrets"] = texts(secret);
  return out;
}

/// As long as the catalog takes one.
std::string description_of(const Provisioner& p) {
  return std::string(clipped(p.description.empty() ? "From " + p.uri : p.description, 500));
}

json::object descriptor(std::string_view kind, const std::string& name, json::object spec) {
  return {{"apiVersion", fmt::format("{}/v1alpha1", product::api_group)},
          {"kind", kind},
          {"metadata", json::object{{"name", name}}},
          {"spec", std::move(spec)}};
}

json::object definition_of(const Provisioner& p, const std::string& name, const std::string& owner,
                           const ResourceType* type) {
  json::object criterion;
  if (p.resource_class && *p.resource_class != "default") criterion["class"] = *p.resource_class;
  // Score names what belongs to one workload <workload>.<name>; what has no dot is shared.
  if (p.id) criterion["resId"] = (p.id->find('.') == std::string::npos ? "shared." : "workloads.") + *p.id;
  json::object spec{{"owner", owner},
                    {"type", p.type},
                    {"description", description_of(p)},
                    {"driver", p.scheme},
                    {"inputs", inputs_of(p, type)},
                    {"criteria", json::array{std::move(criterion)}}};
  if (!p.supported_params.empty()) {
    json::object properties;
    for (const std::string& param : p.supported_params) properties[param] = json::object();
    spec["parameters"] = json::object{{"type", "object"}, {"properties", std::move(properties)}};
  }
  return descriptor("ResourceDefinition", name, std::move(spec));
}

json::object type_of(const Provisioner& p, const std::string& owner) {
  json::array outputs;
  for (const std::string& name : p.expected_outputs) {
    json::object output{{"name", name}};
    if (is_secret(name, nullptr)) output["secret"] = true;
    outputs.push_back(std::move(output));
  }
  return descriptor("ResourceType", p.type,
                    {{"owner", owner}, {"description", description_of(p)}, {"outputs", std::move(outputs)}});
}

}  // namespace

ProvisionerImport import_provisioners(const std::vector<Provisioner>& provisioners, const std::string& owner,
                                      const std::vector<ResourceType>& known_types) {
  ProvisionerImport out;
  std::set<std::string> names, types;
  for (const Provisioner& p : provisioners) {
    const auto known =
        std::find_if(known_types.begin(), known_types.end(), [&](const ResourceType& t) { return t.name == p.type; });
    const ResourceType* type = known == known_types.end() ? nullptr : &*known;
    ImportedProvisioner each{p.uri, p.type, p.line, "", missing_of(p), {}};
    const std::string name = name_of(p);
    if (each.missing.empty() && !names.insert(name).second)
      each.missing.push_back(fmt::format("one before it in the file serves the same, as '{}'", name));
    if (each.missing.empty()) {
      each.definition = name;
      each.notes = notes_of(p);
      if (!type && types.insert(p.type).second) out.documents.push_back(json::serialize(type_of(p, owner)));
      out.documents.push_back(json::serialize(definition_of(p, name, owner, type)));
    }
    out.provisioners.push_back(std::move(each));
  }
  return out;
}

}  // namespace towpath::delivery
