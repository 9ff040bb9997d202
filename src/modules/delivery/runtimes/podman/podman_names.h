#pragma once

#include <fmt/format.h>

#include <string>

#include "base/product.h"
#include "base/strings.h"
#include "delivery/runtime.h"

namespace towpath::delivery {

/// How what is ours is called in podman.
inline std::string host_label() { return fmt::format("{}.host", product::binary); }
inline std::string instance_label() { return fmt::format("{}.instance", product::binary); }
inline std::string pod_name(const InstanceId& id) { return fmt::format("{}-{}", product::binary, to_lower(id.text())); }
inline std::string container_name(const InstanceId& id) { return pod_name(id) + "-1"; }

/// Below a data directory.
inline constexpr const char* podman_folder = "podman";
/// In podman_folder: the socket of somebody else's service, or nothing; there once workloads were run.
inline constexpr const char* socket_note = "socket";

}  // namespace towpath::delivery
