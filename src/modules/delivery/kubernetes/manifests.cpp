#include "manifests.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/base64.h"
#include "base/product.h"
#include "base/strings.h"
#include "drivers/driver_json.h"
#include "json/json.h"
#include "kube_json.h"
#include "runtimes/kubernetes/workload_objects.h"
#include "yaml/yaml.h"

namespace towpath::delivery {

namespace {

namespace json = boost::json;
using json::object;

constexpr std::size_t most_objects = 50, most_bytes = 1u << 20;

/// What a cluster writes itself.
bool is_of_cluster(const std::string& pointer) {
  static const std::set<std::string> known = {
      "/status",       "/metadata/managedFields", "/metadata/resourceVersion",  "/metadata/generation",
      "/metadata/uid", "/metadata/selfLink",      "/metadata/creationTimestamp"};
  return known.contains(pointer);
}

void compare(const json::value& now, const json::value& then, const std::string& at, std::size_t most,
             std::vector<std::string>& out) {
  if (out.size() >= most || is_of_cluster(at)) return;
  if (now.is_object() && then.is_object()) {
    std::set<std::string> keys;
    for (const auto* side : {&now.get_object(), &then.get_object()})
      for (const auto& entry : *side) keys.insert(std::string(entry.key()));
    static const json::value none;
    for (const auto& key : keys) {
      const auto* before = now.get_object().if_contains(key);
      const auto* after = then.get_object().if_contains(key);
      compare(before == nullptr ? none : *before, after == nullptr ? none : *after,
              at + "/" + towpath::json::escape_pointer(key), most, out);
    }
    return;
  }
  if (now.is_array() && then.is_array() && now.get_array().size() == then.get_array().size()) {
    for (std::size_t i = 0; i < now.get_array().size(); ++i)
      compare(now.get_array()[i], then.get_array()[i], fmt::format("{}/{}", at, i), most, out);
    return;
  }
  if (now != then) out.push_back(at);
}

/// Ports without a protocol are TCP; server-side apply before 1.21 wants it said.
void complete_ports(json::value& value) {
  if (value.is_array())
    for (auto& item : value.get_array()) complete_ports(item);
  if (!value.is_object()) return;
  for (auto& [key, below] : value.get_object()) {
    if (key == "ports" && below.is_array())
      for (auto& port : below.get_array())
        if (port.is_object() && (port.get_object().contains("port") || port.get_object().contains("containerPort")) &&
            !port.get_object().contains("protocol"))
          port.get_object()["protocol"] = "TCP";
    complete_ports(below);
  }
}

Result<std::vector<object>> read_objects(const ResourceRequest& request, const json::value& given) {
  std::vector<object> out;
  const auto take = [&](const json::value& value) -> Status {
    if (value.is_null()) return ok();  // an empty document
    if (!value.is_object())
      return invalid_inputs(request, fmt::format("manifest {} of the definition is no object", out.size() + 1));
    if (out.size() == most_objects)
      return invalid_inputs(request, fmt::format("the definition has more than {} manifests", most_objects));
    out.push_back(value.get_object());
    return ok();
  };
  if (given.is_string()) {
    yaml::Limits limits;
    limits.bytes = most_bytes;
    const auto documents = yaml::parse(given.get_string(), "manifests", limits);
    if (!documents) {
      // The message may quote a line, and a line may hold a secret.
      const auto message = documents.error().message();
      return invalid_inputs(request,
                            "the definition's manifests are no YAML: " + message.substr(0, message.find(": ")));
    }
    for (const auto& document : *documents) CHECK_OK(take(yaml::to_json(document.root)));
  } else if (given.is_array()) {
    for (const auto& each : given.get_array()) CHECK_OK(take(each));
  } else {
    return invalid_inputs(request, "the definition's 'manifests' are neither a list of objects nor a text");
  }
  if (out.empty()) return invalid_inputs(request, "the definition has no manifests");
  return out;
}

Result<std::map<std::string, ObjectField>> read_fields(const ResourceRequest& request, const object& inputs,
                                                       const char* key) {
  std::map<std::string, ObjectField> out;
  const auto* given = inputs.if_contains(key);
  if (given == nullptr) return out;
  if (!given->is_object()) return invalid_inputs(request, fmt::format("the definition's '{}' are no object", key));
  for (const auto& [name, value] : given->get_object()) {
    const auto text = value.is_string() ? std::string(value.get_string()) : "";
    const auto slash = text.find('/'), colon = text.find(':');
    if (slash == text.npos || colon == text.npos || slash == 0 || colon < slash + 2 || text[colon + 1] != '/')
      return invalid_inputs(request, fmt::format("the output '{}' does not say where it comes from", std::string(name)))
          .with_hint("write <Kind>/<name>:<JSON pointer>, for example Service/db:/spec/clusterIP");
    out[std::string(name)] = {text.substr(0, slash), text.substr(slash + 1, colon - slash - 1), text.substr(colon + 1)};
  }
  return out;
}

object& object_below(object& parent, const char* key) {
  auto& value = parent[key];
  if (!value.is_object()) value = object();
  return value.get_object();
}

/// A Secret's stringData as data: the field is written only, and what was left out of it later would stay.
void encode_texts(object& secret) {
  const auto texts = secret["stringData"];
  secret.erase("stringData");
  if (!texts.is_object()) return;
  auto& data = object_below(secret, "data");
  for (const auto& [key, value] : texts.get_object())
    if (value.is_string()) data[key] = to_base64(value.get_string());
}

/// Names, namespace and labels.
Status complete(const ResourceRequest& request, const Manifests& manifests, object& each) {
  const auto ref = ref_of(each);
  if (ref.api_version.empty() || ref.kind.empty() || ref.name.empty())
    return invalid_inputs(request, "a manifest of the definition lacks apiVersion, kind or metadata.name")
        .with_hint("names are given, not generated, so that a repeat finds what is there");
  if (ref.kind.ends_with("List")) return invalid_inputs(request, "a manifest of the definition is a list of objects");
  auto& metadata = object_below(each, "metadata");
  if (ref.name_space.empty()) metadata["namespace"] = manifests.name_space;  // ignored by kinds without
  auto& labels = object_below(metadata, "labels");
  labels["app.kubernetes.io/managed-by"] = product::binary;
  labels[resource_mark()] = request.gu_id;
  each.erase("status");
  if (ref.kind == "Secret") encode_texts(each);
  json::value whole = std::move(each);
  complete_ports(whole);
  each = std::move(whole.get_object());
  return ok();
}

}  // namespace

std::string resource_mark() { return fmt::format("{}/resource", product::api_group); }
std::string kept_mark() { return fmt::format("{}/kept", product::api_group); }

Result<Manifests> read_manifests(const ResourceRequest& request) {
  TRY(const auto inputs, read_object(request, "inputs", request.inputs));
  CHECK_OK(only_keys(request, "input", inputs, {"manifests", "namespace", "outputs", "secrets", "force"}));
  Manifests out;
  out.name_space = namespace_of(request.project, request.environment);
  out.makes_namespace = true;
  if (const auto* given = inputs.if_contains("namespace")) {
    if (!given->is_string() || given->get_string().empty())
      return invalid_inputs(request, "the definition's 'namespace' is no name");
    out.name_space = std::string(given->get_string());
    out.makes_namespace = false;
  }
  if (const auto* force = inputs.if_contains("force")) {
    if (!force->is_bool()) return invalid_inputs(request, "the definition's 'force' is neither true nor false");
    out.is_forced = force->get_bool();
  }
  TRY(out.outputs, read_fields(request, inputs, "outputs"));
  TRY(out.secrets, read_fields(request, inputs, "secrets"));
  const auto* given = inputs.if_contains("manifests");
  static const json::value none;
  TRY(out.objects, read_objects(request, given == nullptr ? none : *given));
  std::set<KubeRef> refs;
  for (auto& each : out.objects) {
    CHECK_OK(complete(request, out, each));
    if (!refs.insert(ref_of(each)).second)
      return invalid_inputs(request, fmt::format("the definition has the {} twice", ref_of(each).text()));
  }
  for (const auto* fields : {&out.outputs, &out.secrets})
    for (const auto& [name, field] : *fields) {
      const bool is_there = std::any_of(refs.begin(), refs.end(), [&](const KubeRef& ref) {
        return ref.kind == field.kind && ref.name == field.name;
      });
      if (!is_there)
        return invalid_inputs(request, fmt::format("the output '{}' comes from the {} {}, which is no manifest here",
                                                   name, field.kind, field.name));
    }
  return out;
}

std::vector<std::string> differing_fields(const json::value& now, const json::value& then, std::size_t most) {
  std::vector<std::string> out;
  compare(now, then, "", most, out);
  return out;
}

std::string change_subject(const KubeRef& ref, const std::vector<std::string>& fields, std::size_t shown) {
  auto out = ref.text();
  for (std::size_t i = 0; i < fields.size() && i < shown; ++i) out += (i == 0 ? ": " : ", ") + fields[i];
  if (fields.size() > shown) out += " and more";
  return out;
}

}  // namespace towpath::delivery
