#include "started_instances.h"

#include "base/hmac.h"
#include "base/random_text.h"

namespace towpath::delivery {
namespace {

/// One text of many, in which no two different lists of parts look the same.
class Parts {
 public:
  void add(std::string_view part) {
    text_ += std::to_string(part.size());
    text_ += ':';
    text_ += part;
  }
  void add(std::uint64_t number) { add(std::to_string(number)); }
  void add(const std::vector<std::string>& list) {
    add(list.size());
    for (const std::string& each : list) add(each);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void add_probe(Parts& parts, const Probe& probe) {
  parts.add(static_cast<std::uint64_t>(probe.kind));
  parts.add(static_cast<std::uint64_t>(probe.port));
  for (const std::string* each : {&probe.path, &probe.host, &probe.scheme}) parts.add(*each);
  parts.add(probe.headers.size());
  for (const auto& [name, value] : probe.headers) {
    parts.add(name);
    parts.add(value);
  }
  parts.add(probe.command);
}

void add_container(Parts& parts, const Container& container) {
  parts.add(container.name);
  parts.add(container.bundle);
  parts.add(container.command);
  parts.add(container.args);
  parts.add(container.variables.size());
  for (const auto& [name, value] : container.variables) {
    parts.add(name);
    parts.add(value.reveal());
  }
  parts.add(container.files.size());
  for (const MountedFile& file : container.files)
    for (const std::string* each : {&file.target, &file.content, &file.mode}) parts.add(*each);
  parts.add(container.volumes.size());
  for (const MountedVolume& volume : container.volumes) {
    parts.add(volume.target);
    parts.add(volume.source);
    parts.add(volume.is_read_only ? 1 : 0);
  }
  add_probe(parts, container.liveness);
  add_probe(parts, container.readiness);
  parts.add(container.memory_bytes ? std::to_string(*container.memory_bytes) : "");
  parts.add(container.cpu_millis ? std::to_string(*container.cpu_millis) : "");
}

}  // namespace

StartedInstances::StartedInstances() : key_(random_text(32)) {}

void StartedInstances::remember(const InstanceRequest& request) {
  std::string made = digest(request);
  const std::lock_guard lock(mutex_);
  digests_.insert_or_assign(request.id.text(), std::move(made));
}

void StartedInstances::forget(const std::string& instance_id) {
  const std::lock_guard lock(mutex_);
  digests_.erase(instance_id);
}

bool StartedInstances::is_same(const std::string& instance_id, const InstanceRequest& request) const {
  const std::string made = digest(request);
  const std::lock_guard lock(mutex_);
  const auto found = digests_.find(instance_id);
  return found != digests_.end() && found->second == made;
}

std::string StartedInstances::digest(const InstanceRequest& request) const {
  Parts parts;
  for (const std::string* each : {&request.project, &request.environment, &request.workload, &request.runtime})
    parts.add(*each);
  parts.add(static_cast<std::uint64_t>(request.copies));
  parts.add(request.containers.size());
  for (const Container& container : request.containers) add_container(parts, container);
  parts.add(request.ports.size());
  for (const auto& [name, port] : request.ports) {
    parts.add(name);
    parts.add(static_cast<std::uint64_t>(port));
  }
  return hmac_sha256(key_, parts.text());
}

}  // namespace towpath::delivery
