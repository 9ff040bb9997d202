#include "provisioners/provisioner_templates.h"

#include <fmt/core.h>

#include <memory>

#include "base/hmac.h"
#include "gotemplate/json.h"
#include "provisioners/provisioner_file.h"
#include "yaml/yaml.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;
using gotemplate::Entries;
using gotemplate::Value;

/// A reference to a key of a Kubernetes Secret, as score-k8s writes it into texts.
Result<Value> encode_secret_ref(std::span<const Value> arguments) {
  if (arguments.size() != 2 || !arguments[0].as_text() || !arguments[1].as_text())
    return invalid_input("delivery.template_arguments", "it takes the name of a secret and a key");
  return Value(fmt::format("🔐💬{}_{}💬🔐", *arguments[0].as_text(), *arguments[1].as_text()));
}

Value port_of(std::string_view name, const json::object& port) {
  const auto number = [&](const char* key) {
    const json::value* found = port.if_contains(key);
    return found && found->is_int64() ? found->as_int64() : 0;
  };
  const json::value* protocol = port.if_contains("protocol");
  return Value::record(
      "ServicePort", {{"Name", name},
                      {"Port", number("port")},
                      {"TargetPort", number("targetPort")},
                      {"Protocol", protocol && protocol->is_string() ? std::string_view(protocol->as_string()) : ""}});
}

Value service_of(std::string_view host, const json::object& ports) {
  Entries out;
  for (const auto& [name, port] : ports) {
    if (!port.is_object()) continue;
    const Value made = port_of(name, port.as_object());
    out.emplace(name, made);
    // A port can be named by its number, too.
    if (const json::value* number = port.as_object().if_contains("port")) out.emplace(json::serialize(*number), made);
  }
  return Value::record("NetworkService",
                       {{"ServiceName", host}, {"Ports", Value::map_of(std::move(out), port_of("", {}))}});
}

Value services_of(const json::object& services) {
  Entries out;
  for (const auto& [workload, service] : services) {
    const json::object* members = service.if_object();
    if (!members) continue;
    const json::value *host = members->if_contains("host"), *ports = members->if_contains("ports");
    out.emplace(workload, service_of(host && host->is_string() ? std::string_view(host->as_string()) : "",
                                     ports && ports->is_object() ? ports->as_object() : json::object()));
  }
  return Value::map_of(std::move(out), service_of("", {}));
}

/// Score's tools: a null removes, maps are patched, anything else replaces.
void patch(json::object& into, const json::object& with) {
  for (const auto& [key, value] : with) {
    json::value& place = into[key];
    if (value.is_null())
      into.erase(key);
    else if (value.is_object() && place.is_object())
      patch(place.as_object(), value.as_object());
    else
      place = value;
  }
}

class Run {
 public:
  Run(const ProvisionerData& data, gotemplate::RandomSource random, RenderedProvisioner& out)
      : data_(data), environment_(provisioner_environment(std::move(random))), out_(out) {
    out_.state = data.state;
    out_.shared = data.shared;
  }

  /// The value of a section; null when it says nothing.
  Result<json::value> section(const std::string& name, const std::string& source) {
    TRY(const auto parsed, gotemplate::Template::parse(source, name, environment_));
    TRY(const std::string text, parsed.render(root(), environment_));
    TRY(const yaml::Node node, yaml::parse_one(text, name, {.bytes = 1 << 20, .nodes = 20'000, .depth = 40}));
    return yaml::to_json(node);
  }

  Result<json::object> mapping(const std::string& name, const std::string& source) {
    TRY(json::value value, section(name, source));
    if (value.is_null()) return json::object();
    if (!value.is_object())
      return invalid_input("delivery.template_shape", fmt::format("{}: it has to give a mapping", name));
    return std::move(value.as_object());
  }

 private:
  Value root() const {
    const auto object = [](const json::object& value) { return gotemplate::from_json(value); };
    return Value::record("Data", {{"Uid", data_.uid},
                                  {"Type", data_.type},
                                  {"Class", data_.resource_class},
                                  {"Id", data_.id},
                                  {"Guid", data_.guid},
                                  {"Params", object(data_.params)},
                                  {"Metadata", object(data_.metadata)},
                                  {"Init", object(out_.init)},
                                  {"State", object(out_.state)},
                                  {"Shared", object(out_.shared)},
                                  {"SourceWorkload", data_.source_workload},
                                  {"WorkloadServices", services_of(data_.services)},
                                  {"WorkloadMetadata", object({{"name", data_.source_workload}})},
                                  {"ComposeProjectName", data_.compose_project},
                                  {"MountsDirectory", data_.mounts_directory},
                                  {"Namespace", data_.namespace_name}});
  }

  const ProvisionerData& data_;
  const gotemplate::Environment environment_;
  RenderedProvisioner& out_;
};

}  // namespace

gotemplate::Environment provisioner_environment(gotemplate::RandomSource random) {
  gotemplate::Environment out;
  out.functions["encodeSecretRef"] = encode_secret_ref;
  out.random = std::move(random);
  return out;
}

Result<RenderedProvisioner> render_provisioner(const std::map<std::string, std::string>& templates,
                                               const ProvisionerData& data, gotemplate::RandomSource random,
                                               RenderedProvisioner* so_far) {
  RenderedProvisioner own;
  RenderedProvisioner& out = so_far ? *so_far : own;
  Run run(data, std::move(random), out);
  for (const std::string& name : provisioner_sections()) {
    const auto found = templates.find(name);
    const std::string source = found == templates.end() ? "" : found->second;
    if (name == "init") {
      TRY(out.init, run.mapping(name, source));
    } else if (name == "state") {
      TRY(out.state, run.mapping(name, source));
    } else if (name == "shared") {
      TRY(const json::object changes, run.mapping(name, source));
      patch(out.shared, changes);
    } else if (name == "outputs") {
      TRY(out.outputs, run.mapping(name, source));
    } else if (!source.empty()) {
      TRY(out.others[name], run.section(name, source));
    }
  }
  return out;
}

gotemplate::RandomSource seeded_random(Secret seed) {
  struct Stream {
    Secret seed;
    std::uint64_t blocks = 0;
    std::string block;
    std::size_t at = 0;

    std::uint32_t next() {
      if (at + 4 > block.size()) {
        block = hmac_sha256(seed, std::to_string(blocks++));
        at = 0;
      }
      std::uint32_t out = 0;
      for (int i = 0; i < 4; ++i) out = out << 8 | static_cast<unsigned char>(block[at++]);
      return out;
    }
  };
  // Shared because std::function copies what it holds, and all copies are one stream.
  auto stream = std::make_shared<Stream>(Stream{std::move(seed), 0, "", 0});
  return [stream](std::uint32_t bound) {
    // What lies above the largest multiple of the bound would make small numbers likelier.
    const std::uint32_t beyond = (0 - bound) % bound;
    while (true)
      if (const std::uint32_t drawn = stream->next(); drawn >= beyond) return drawn % bound;
  };
}

}  // namespace towpath::delivery
