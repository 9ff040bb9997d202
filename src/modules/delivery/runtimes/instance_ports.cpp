#include "instance_ports.h"

namespace towpath::delivery {

Result<std::map<std::string, int>> ports_of_instance(const InstanceFolder& folder, HostPorts& ports,
                                                     const InstanceRequest& request, const std::string& bundle) {
  if (const auto record = folder.read(request.id)) return record->host_ports;
  InstanceRecord record{request.project, request.environment, request.workload, request.deployment_id, bundle, {}};
  for (const auto& [name, target] : request.ports) {
    auto port = ports.take();
    if (!port) {
      for (const auto& [other, taken] : record.host_ports) ports.give_back(taken);
      return port.error();
    }
    record.host_ports[name] = *port;
  }
  const auto kept = folder.keep_first(request.id, record);
  if (kept.host_ports != record.host_ports)
    for (const auto& [name, port] : record.host_ports) ports.give_back(port);
  return kept.host_ports;
}

}  // namespace towpath::delivery
