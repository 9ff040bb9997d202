#pragma once

#include <map>
#include <string>

#include "host_ports.h"
#include "instance_folder.h"

namespace towpath::delivery {

/// The ports of an instance on this machine: those written down; chosen and written down, with the rest of its record,
/// at the first call for it. Errors: delivery.no_free_port.
Result<std::map<std::string, int>> ports_of_instance(const InstanceFolder& folder, HostPorts& ports,
                                                     const InstanceRequest& request, const std::string& bundle);

}  // namespace towpath::delivery
