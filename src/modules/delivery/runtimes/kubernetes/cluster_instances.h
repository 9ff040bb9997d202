#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kubernetes/kube_api.h"
#include "workload_objects.h"

namespace towpath::delivery {

/// Where the objects of an instance are, and what they are called.
struct InstancePlace {
  std::string name_space, name;
  InstanceId id;
};

/// Bytes of a quantity such as "64Mi" or "134217728"; nothing for what is none.
std::optional<std::uint64_t> bytes_of_quantity(std::string_view text);

/// What is done with instances in one cluster. What is repeated does no harm, so that whoever got no answer asks again.
/// Errors of all: those of KubeApi.
class ClusterInstances {
 public:
  ClusterInstances(const KubeApi& api, const Clock& clock) : api_(api), clock_(clock) {}

  const KubeApi& api() const { return api_; }

  /// Makes what is not there: namespace, Secret, Service, and last what runs. Nothing when that runs already.
  Status bring_up(const InstanceRequest& request, const WorkloadObjects& objects) const;
  /// Only namespace and Secret, for what others make the rest of.
  Status bring_secret(const InstanceRequest& request, const WorkloadObjects& objects) const;
  Status remove_secret(const InstancePlace& place) const;
  /// With ports; nothing when its Deployment is not there.
  Result<std::optional<InstanceStatus>> status(const InstancePlace& place) const;
  Result<boost::json::array> pods(const InstancePlace& place) const;
  /// The Pod that has the place's name; nothing when there is none.
  Result<std::optional<boost::json::value>> pod(const InstancePlace& place) const;
  /// Takes away what runs and its Secret, and waits until the pods are gone: SIGTERM, after `grace` (in whole seconds,
  /// rounded up) SIGKILL. The Service stays, so that a start has the same ports. Fine when it is gone.
  Status end(const InstancePlace& place, std::chrono::milliseconds grace) const;
  /// Whatever is left of an instance.
  Status remove(const InstancePlace& place) const;
  Status remove_once(const InstancePlace& place) const;
  /// How often restart() was done; nothing when its Deployment is not there.
  Result<std::optional<std::int64_t>> restarts_by_us(const InstancePlace& place) const;
  /// The `number`th restart: a new pod, and when it is ready the old one goes.
  Status restart(const InstancePlace& place, std::int64_t number) const;
  /// Has its Deployment have so many pods: server-side apply of that field alone. Whoever holds it gives it up.
  Status scale(const InstancePlace& place, int copies) const;
  /// Of all its pods together.
  Result<InstanceUsage> usage(const InstancePlace& place) const;
  /// Those of one server in a namespace.
  Result<std::vector<InstancePlace>> ours(const std::string& name_space, const std::string& host_id) const;
  /// What its pods wrote since, into the log in `directory`.
  Status copy_logs(const InstancePlace& place, const std::filesystem::path& directory) const;

 private:
  Status make_namespace(const InstanceRequest& request) const;
  Status remove_named(const char* api_version, const char* kind, const InstancePlace& place,
                      const boost::json::object& options = {}) const;
  Status remove_pods(const InstancePlace& place, std::int64_t grace_seconds) const;
  Result<std::map<std::string, int>> node_ports(const InstancePlace& place) const;

  const KubeApi& api_;
  const Clock& clock_;
};

}  // namespace towpath::delivery
