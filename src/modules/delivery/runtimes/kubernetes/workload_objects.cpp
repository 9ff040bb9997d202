#include "workload_objects.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "../surroundings.h"
#include "base/base64.h"
#include "base/product.h"
#include "base/sha256.h"
#include "base/strings.h"

namespace towpath::delivery {

namespace {

namespace json = boost::json;
using json::array;
using json::object;

constexpr std::size_t longest_name = 63, most_secret_bytes = 1'000'000;
constexpr std::string_view claim_prefix = "pvc:";

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_alphanumeric(char c) { return is_word(c) || (c >= 'A' && c <= 'Z'); }

/// As part of a name: lower-case letters, digits and '-', neither first nor last.
std::string dns_label(std::string_view text, std::size_t longest) {
  std::string out = to_lower(text);
  for (char& c : out)
    if (!is_word(c)) c = '-';
  if (out.size() > longest) out.resize(longest);
  while (!out.empty() && out.back() == '-') out.pop_back();
  while (!out.empty() && out.front() == '-') out.erase(0, 1);
  return out;
}

std::string mark(std::string_view name) { return fmt::format("{}/{}", product::api_group, name); }

Error cannot_start(const InstanceRequest& request, std::string_view why) {
  return failed("delivery.cannot_start",
                fmt::format("{} cannot be started in {}: {}", request.workload, request.environment, why));
}

object labelled(const std::string& name, const std::string& name_space,
                const std::map<std::string, std::string>& marks) {
  object labels;
  for (const auto& [key, value] : marks) labels[key] = value;
  object out{{"name", name}, {"labels", std::move(labels)}};
  if (!name_space.empty()) out["namespace"] = name_space;
  return out;
}

/// A cluster replaces $(NAME) in words of a command.
array words(const std::vector<std::string>& argv) {
  array out;
  for (const auto& word : argv) out.emplace_back(replace_all(word, "$(", "$$("));
  return out;
}

bool is_variable_name(std::string_view name) {
  return !name.empty() && name.size() <= 200 && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return is_alphanumeric(c) || c == '_' || c == '-' || c == '.'; });
}

object probe_object(const Probe& probe, int period, int failures) {
  object out{{"periodSeconds", period}, {"timeoutSeconds", 2}, {"failureThreshold", failures}};
  if (probe.kind == Probe::Kind::exec) {
    out["exec"] = object{{"command", words(probe.command)}};
    out["timeoutSeconds"] = 5;
    return out;
  }
  object get{{"path", probe.path}, {"port", probe.port}, {"scheme", probe.scheme}};
  array headers;
  // The host of a probe is what the server is asked as, not where it is.
  if (!probe.host.empty()) headers.push_back(object{{"name", "Host"}, {"value", probe.host}});
  for (const auto& [name, value] : probe.headers) headers.push_back(object{{"name", name}, {"value", value}});
  if (!headers.empty()) get["httpHeaders"] = std::move(headers);
  out["httpGet"] = std::move(get);
  return out;
}

void add_probes(const InstanceRequest& request, const Container& container, object& out) {
  constexpr int five_minutes = 150;  // looks, two seconds apart: so long may a start take
  if (container.liveness.kind != Probe::Kind::none) {
    out["livenessProbe"] = probe_object(container.liveness, 10, 3);
    out["startupProbe"] = probe_object(container.liveness, 2, five_minutes);
  }
  if (container.readiness.kind != Probe::Kind::none) {
    out["readinessProbe"] = probe_object(container.readiness, 2, 3);
  } else if (container.liveness.kind == Probe::Kind::none && !request.ports.empty()) {
    out["readinessProbe"] = object{{"tcpSocket", object{{"port", request.ports.front().second}}},
                                   {"periodSeconds", 2},
                                   {"timeoutSeconds", 2},
                                   {"failureThreshold", 3}};
  }
}

/// Puts a container together with the Secret it reads.
class Builder {
 public:
  Builder(const InstanceRequest& request, const InstanceId& id, const std::string& host_id)
      : request_(request),
        name_(object_name(request.workload, id)),
        name_space_(namespace_of(request.project, request.environment)),
        marks_(marks_of(request, host_id)) {
    marks_[instance_mark()] = id.text();
  }

  Status read() {
    if (request_.containers.size() != 1)
      return cannot_start(request_, fmt::format("it has {} containers, and a workload on a cluster has exactly one",
                                                request_.containers.size()))
          .with_hint("make each container a workload of its own");
    const auto& container = request_.containers.front();
    if (container.image.empty())
      return cannot_start(request_, "its container has 'image: .', and a cluster takes images from a registry")
          .with_hint("name the image in score.yaml under metadata.annotations");
    container_ = {{"name", container_name(container)}, {"image", container.image}};
    if (!container.command.empty()) container_["command"] = words(container.command);
    if (!container.args.empty()) container_["args"] = words(container.args);
    container_["securityContext"] = object{{"allowPrivilegeEscalation", false}};
    CHECK_OK(add_variables(container));
    CHECK_OK(add_files(container));
    CHECK_OK(add_volumes(container));
    if (!mounts_.empty()) container_["volumeMounts"] = std::move(mounts_);
    object limits, requests;
    if (container.memory_bytes) limits["memory"] = requests["memory"] = std::to_string(*container.memory_bytes);
    if (container.cpu_millis) {
      limits["cpu"] = fmt::format("{}m", *container.cpu_millis);
      requests["cpu"] = fmt::format("{}m", std::max(1u, *container.cpu_millis / 10));
    }
    if (!limits.empty())
      container_["resources"] = object{{"limits", std::move(limits)}, {"requests", std::move(requests)}};
    if (bytes_ > most_secret_bytes)
      return cannot_start(request_, fmt::format("its variables and files have {} bytes together", bytes_))
          .with_hint("a Secret of a cluster has at most 1 MiB: put large files into the image");
    return ok();
  }

  object secret() {
    return {{"apiVersion", "v1"},
            {"kind", "Secret"},
            {"metadata", labelled(name_, name_space_, marks_)},
            {"type", "Opaque"},
            {"data", std::move(data_)}};
  }

  object service() const {
    array ports;
    std::set<int> taken;
    for (const auto& [name, target] : request_.ports) {
      int number = target;  // two ports may lead to one target
      while (!taken.insert(number).second) number = number % 65'535 + 1;
      ports.push_back(object{{"name", name}, {"port", number}, {"targetPort", target}, {"protocol", "TCP"}});
    }
    if (ports.empty()) return {};
    return {{"apiVersion", "v1"},
            {"kind", "Service"},
            {"metadata", labelled(name_, name_space_, marks_)},
            {"spec", object{{"type", "NodePort"}, {"selector", selector()}, {"ports", std::move(ports)}}}};
  }

  object deployment() {
    array ports;
    std::set<int> seen;
    for (const auto& [name, target] : request_.ports)
      if (seen.insert(target).second) ports.push_back(object{{"containerPort", target}, {"protocol", "TCP"}});
    if (!ports.empty()) container_["ports"] = std::move(ports);
    add_probes(request_, request_.containers.front(), container_);
    auto template_metadata = labelled(name_, "", marks_);
    template_metadata.erase("name");
    return {{"apiVersion", "apps/v1"},
            {"kind", "Deployment"},
            {"metadata", labelled(name_, name_space_, marks_)},
            {"spec",
             object{{"replicas", request_.copies},
                    {"revisionHistoryLimit", 0},
                    {"selector", object{{"matchLabels", selector()}}},
                    // A restart has its new pod ready before the old one goes.
                    {"strategy", object{{"type", "RollingUpdate"},
                                        {"rollingUpdate", object{{"maxUnavailable", 0}, {"maxSurge", 1}}}}},
                    {"template", object{{"metadata", std::move(template_metadata)}, {"spec", pod_spec("Always")}}}}}};
  }

  object pod(const std::vector<std::string>& command) {
    container_["command"] = words(command);
    container_.erase("args");
    return {{"apiVersion", "v1"},
            {"kind", "Pod"},
            {"metadata", labelled(name_, name_space_, marks_)},
            {"spec", pod_spec("Never")}};
  }

 private:
  object selector() const { return {{instance_mark(), marks_.at(instance_mark())}}; }

  object pod_spec(const char* restarts) {
    object spec{{"automountServiceAccountToken", false},
                {"enableServiceLinks", false},
                {"restartPolicy", restarts},
                {"terminationGracePeriodSeconds", 30},
                {"securityContext", object{{"seccompProfile", object{{"type", "RuntimeDefault"}}}}},
                {"containers", array{std::move(container_)}}};
    if (!volumes_.empty()) spec["volumes"] = std::move(volumes_);
    return spec;
  }

  void keep(const std::string& key, const std::string& value) {
    bytes_ += value.size();
    data_[key] = to_base64(value);
  }

  Status add_variables(const Container& container) {
    array env;
    std::set<std::string> ports{"PORT"};
    for (const auto& [name, target] : request_.ports) ports.insert(port_variable(name));
    for (const auto& [name, value] : container.variables) {
      if (!request_.ports.empty() && ports.contains(name)) continue;  // ours have the last word
      if (!is_variable_name(name))
        return cannot_start(request_, fmt::format("a cluster takes no variable called '{}'", name))
            .with_hint("letters, digits, '_', '-' and '.', and no digit first");
      const auto key = "variable." + name;
      keep(key, value.reveal());
      env.push_back(
          object{{"name", name}, {"valueFrom", object{{"secretKeyRef", object{{"name", name_}, {"key", key}}}}}});
    }
    ports.clear();
    const auto add_port = [&](const std::string& name, int port) {
      if (ports.insert(name).second) env.push_back(object{{"name", name}, {"value", std::to_string(port)}});
    };
    if (!request_.ports.empty()) add_port("PORT", request_.ports.front().second);
    for (const auto& [name, target] : request_.ports) add_port(port_variable(name), target);
    if (!env.empty()) container_["env"] = std::move(env);
    return ok();
  }

  Status add_files(const Container& container) {
    array items;
    for (std::size_t i = 0; i < container.files.size(); ++i) {
      const auto& file = container.files[i];
      const auto key = fmt::format("file.{}", i);
      keep(key, file.content);
      items.push_back(object{{"key", key},
                             {"path", std::to_string(i)},
                             {"mode", static_cast<int>(std::stoul(file.mode, nullptr, 8) & 0777)}});
      mounts_.push_back(
          object{{"name", "files"}, {"mountPath", file.target}, {"subPath", std::to_string(i)}, {"readOnly", true}});
    }
    if (!items.empty())
      volumes_.push_back(
          object{{"name", "files"}, {"secret", object{{"secretName", name_}, {"items", std::move(items)}}}});
    return ok();
  }

  Status add_volumes(const Container& container) {
    for (std::size_t i = 0; i < container.volumes.size(); ++i) {
      const auto& volume = container.volumes[i];
      if (!volume.source.starts_with(claim_prefix))
        return cannot_start(request_, fmt::format("its volume at {} is on the disk of this server", volume.target))
            .with_hint(
                "let the definition of this volume make a PersistentVolumeClaim (driver kubernetes) and hand out "
                "'source: pvc:<name of the claim>'");
      auto claim = volume.source.substr(claim_prefix.size());
      std::string below;
      if (const auto slash = claim.find('/'); slash != claim.npos) {
        below = claim.substr(slash + 1);
        claim.resize(slash);
      }
      const auto name = fmt::format("volume-{}", i);
      object mount{{"name", name}, {"mountPath", volume.target}, {"readOnly", volume.is_read_only}};
      if (!below.empty()) mount["subPath"] = below;
      mounts_.push_back(std::move(mount));
      volumes_.push_back(object{{"name", name}, {"persistentVolumeClaim", object{{"claimName", claim}}}});
    }
    return ok();
  }

  const InstanceRequest& request_;
  const std::string name_, name_space_;
  std::map<std::string, std::string> marks_;
  object container_, data_;
  array mounts_, volumes_;
  std::size_t bytes_ = 0;
};

}  // namespace

std::string host_mark() { return mark("host"); }
std::string instance_mark() { return mark("instance"); }

std::string label_value(std::string_view text) {
  std::string out(text.substr(0, longest_name));
  for (char& c : out)
    if (!is_alphanumeric(c) && c != '.' && c != '-') c = '_';
  const auto is_edge = [](char c) { return c == '_' || c == '-' || c == '.'; };
  while (!out.empty() && is_edge(out.back())) out.pop_back();
  while (!out.empty() && is_edge(out.front())) out.erase(0, 1);
  return out;
}

std::map<std::string, std::string> marks_of(const InstanceRequest& request, const std::string& host_id) {
  return {{"app.kubernetes.io/managed-by", std::string(product::binary)},
          {"app.kubernetes.io/name", label_value(request.workload)},
          {host_mark(), label_value(host_id)},
          {mark("project"), label_value(request.project)},
          {mark("environment"), label_value(request.environment)},
          {mark("deployment"), label_value(request.deployment_id)},
          {instance_mark(), request.id.text()}};
}

std::string selector_of(const InstanceId& id) { return instance_mark() + "=" + id.text(); }

std::string namespace_of(const std::string& project, const std::string& environment) {
  const auto whole = fmt::format("{}-{}-{}", product::binary, project, environment);
  auto name = dns_label(whole, longest_name);
  if (name == whole) return name;
  // What was cut or replaced must not meet another one's name.
  return dns_label(name, longest_name - 9) + "-" + sha256_hex(project + "/" + environment).substr(0, 8);
}

std::string container_name(const Container& container) { return dns_label(container.name, longest_name); }

std::string object_name(const std::string& workload, const InstanceId& id) {
  const auto tail = to_lower(id.text());
  auto head = dns_label(workload, longest_name - 1 - tail.size());
  if (head.empty() || !(head[0] >= 'a' && head[0] <= 'z')) head = dns_label("w" + head, longest_name - 1 - tail.size());
  return head + "-" + tail;
}

object namespace_object(const std::string& project, const std::string& environment) {
  const std::map<std::string, std::string> marks = {{"app.kubernetes.io/managed-by", std::string(product::binary)},
                                                    {mark("project"), label_value(project)},
                                                    {mark("environment"), label_value(environment)}};
  return {{"apiVersion", "v1"},
          {"kind", "Namespace"},
          {"metadata", labelled(namespace_of(project, environment), "", marks)}};
}

Result<WorkloadObjects> objects_of(const InstanceRequest& request, const std::string& host_id) {
  Builder builder(request, request.id, host_id);
  CHECK_OK(builder.read());
  WorkloadObjects out;
  out.service = builder.service();
  out.main = builder.deployment();
  out.secret = builder.secret();
  return out;
}

Result<WorkloadObjects> once_objects(const InstanceRequest& request, const std::vector<std::string>& command,
                                     const InstanceId& key, const std::string& host_id) {
  Builder builder(request, key, host_id);
  CHECK_OK(builder.read());
  WorkloadObjects out;
  out.main = builder.pod(command);
  out.secret = builder.secret();
  return out;
}

}  // namespace towpath::delivery
