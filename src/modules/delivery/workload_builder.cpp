#include "workload_builder.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/strings.h"
#include "runtimes/kubernetes/workload_image.h"

namespace towpath::delivery {
namespace {

std::string text_of(const boost::json::value& value) {
  return value.is_string() ? std::string(value.as_string()) : boost::json::serialize(value);
}

/// The value below `root` that `path` names from index `from` on.
const boost::json::value* descend(const boost::json::value& root, const std::vector<std::string>& path,
                                  std::size_t from) {
  const boost::json::value* at = &root;
  for (std::size_t i = from; i < path.size() && at; ++i)
    at = at->is_object() ? at->as_object().if_contains(path[i]) : nullptr;
  return at;
}

}  // namespace

Lookup PlaceholderScope::lookup() {
  return [this](const std::vector<std::string>& path) { return find(path); };
}

Result<std::optional<Resolved>> PlaceholderScope::find(const std::vector<std::string>& path) {
  if (path.front() == "metadata") {
    const boost::json::value document = boost::json::parse(workload_.document);
    const auto* value = descend(document.at("metadata"), path, 1);
    return value ? std::optional(Resolved{text_of(*value), false}) : std::nullopt;
  }
  const auto resource = path.size() < 2 ? resources_.end() : resources_.find(path[1]);
  if (resource == resources_.end()) return std::optional<Resolved>();
  const Resource& r = resource->second;
  if (path.size() == 2) return std::optional(Resolved{r.gu_id, false});
  if (path.size() == 3 && std::find(r.secret_keys.begin(), r.secret_keys.end(), path[2]) != r.secret_keys.end()) {
    if (!secrets_.contains(r.gu_id)) {
      TRY(secrets_[r.gu_id], vault_.load(r.gu_id));
    }
    const auto& secrets = secrets_.at(r.gu_id);
    const auto secret = secrets.find(path[2]);
    return secret == secrets.end() ? std::nullopt : std::optional(Resolved{secret->second.reveal(), true});
  }
  const boost::json::value outputs = boost::json::parse(r.outputs);
  const auto* value = descend(outputs, path, 2);
  return value ? std::optional(Resolved{text_of(*value), false}) : std::nullopt;
}

Result<InstanceRequest> build_instance(const Deployment& deployment, const Release& release,
                                       const ScoreWorkload& workload, PlaceholderScope& scope,
                                       const std::map<std::string, std::string>& configuration,
                                       const std::map<std::string, Secret>& secrets) {
  InstanceRequest request;
  request.id = InstanceId(deployment.instance_id);
  request.project = deployment.project_id;
  request.environment = deployment.environment;
  request.workload = workload.name;
  request.deployment_id = deployment.id;
  for (const ScorePort& port : workload.ports) request.ports.emplace_back(port.name, port.target_port);
  const Lookup lookup = scope.lookup();
  for (const ScoreContainer& declared : workload.containers) {
    Container container;
    container.name = declared.name;
    container.bundle = declared.image == "." ? release.bundle : declared.image;
    container.image = image_of(workload, declared, release);
    container.command = declared.command;
    container.args = declared.args;
    std::map<std::string, Secret> variables;
    for (const auto& [name, value] : declared.variables) {
      TRY(const Resolved resolved, substitute(value, lookup));
      variables[name] = Secret(resolved.text);
    }
    for (const auto& [name, value] : configuration) variables[name] = Secret(value);
    for (const auto& [name, value] : secrets) variables[name] = value;
    for (auto& [name, value] : variables) container.variables.emplace_back(name, std::move(value));
    for (const ScoreFile& file : declared.files) {
      MountedFile mounted{file.target, file.content, file.mode.empty() ? "0444" : file.mode};
      if (file.expand) {
        TRY(const Resolved resolved, substitute(file.content, lookup));
        mounted.content = resolved.text;
      }
      container.files.push_back(std::move(mounted));
    }
    for (const ScoreVolume& volume : declared.volumes) {
      // `${resources.name}` alone names the volume itself; its driver says where it is.
      TRY(const Resolved source,
          substitute(volume.source, [&](const std::vector<std::string>& path) -> Result<std::optional<Resolved>> {
            if (path.size() != 2 || path.front() != "resources") return lookup(path);
            std::vector<std::string> output = path;
            output.push_back("source");
            return lookup(output);
          }));
      container.volumes.push_back(
          {volume.target, volume.path.empty() ? source.text : source.text + "/" + volume.path, volume.is_read_only});
    }
    container.liveness = declared.liveness;
    container.readiness = declared.readiness;
    container.memory_bytes = declared.memory_limit_bytes;
    container.cpu_millis = declared.cpu_limit_millis;
    request.containers.push_back(std::move(container));
  }
  return request;
}

}  // namespace towpath::delivery
