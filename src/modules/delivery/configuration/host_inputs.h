#pragma once

#include <string>

#include "configuration_inputs.h"

namespace towpath::delivery {

/// Reads the inputs `hosts`, `user`, `sshKey` and `knownHosts`. Errors: delivery.invalid_inputs.
Status read_hosts(const ResourceRequest& request, const boost::json::object& from, ConfigurationInputs& out);
/// Puts them into an object that read_hosts() takes.
void add_hosts(const ConfigurationInputs& inputs, boost::json::object& out);

/// Whether the program can be given that host: names that no option and no pattern can be mistaken for, as they go to
/// ssh. Errors: delivery.invalid_inputs.
Status check_host(const ResourceRequest& request, const ManagedHost& host);

/// The inventory as JSON for ansible: the hosts and their groups, or this machine. `remote_folder` is where modules are
/// put on this machine.
std::string inventory_of(const ConfigurationInputs& inputs, const std::string& remote_folder);

}  // namespace towpath::delivery
