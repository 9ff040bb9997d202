#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "delivery/runtime.h"
#include "podman_containers.h"

namespace towpath::delivery {

/// How a container ended, in words; `memory_bytes` is what it may use. Podman on cgroup v1 does not tell that memory
/// ran out: then SIGKILL and a limit make it probable, and the words say so.
std::string ending(const FoundContainer& found, std::optional<std::uint64_t> memory_bytes);

/// An instance whose container is not there or never ran.
InstanceStatus missing_instance(std::string reason);

/// What a container's state says of its instance before it is probed. `last_words`: what it wrote last, to be put
/// behind the reason of an end.
InstanceStatus status_of(const FoundContainer& found, const std::map<std::string, int>& host_ports,
                         std::optional<std::uint64_t> memory_bytes, UtcTime now, const std::string& last_words);

}  // namespace towpath::delivery
