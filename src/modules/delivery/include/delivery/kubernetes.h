#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/time.h"
#include "delivery/driver.h"
#include "delivery/runtime.h"

namespace towpath::delivery {

/// Name of the runtime.
inline constexpr std::string_view cluster_runtime = "kubernetes";

/// Which cluster (Kubernetes 1.20 or later) this server works with.
struct ClusterOptions {
  std::string kubeconfig = {};  ///< A file; "": there is no cluster.
  std::string context = {};     ///< In it; "": its current one.
  std::string address = {};     ///< Numeric, at which node ports are reached from here; "": that of the API server.
};

/// A cluster's address and credentials, read when they are needed and again when the file has changed. Thread-safe.
class Cluster;
std::shared_ptr<Cluster> make_cluster(ClusterOptions options);

/// Everything referred to outlives the runtime.
struct KubernetesRuntimeOptions {
  std::filesystem::path data_directory;
  std::string host_id;  ///< Of this server: marks what is ours.
  std::shared_ptr<Cluster> cluster;
  const Clock& clock;
  std::string folder = "kubernetes";  ///< Of the data directory: what is written down of instances.
};

/// Runs workloads on a cluster, from images in a registry (Container::image): per environment a namespace, per instance
/// a Deployment of one pod, a Secret with its variables and files, and a Service of type NodePort, through which the
/// data plane reaches it (InstanceStatus::address). All are made by server-side apply under names that come from the
/// instance's id, so that a repeat finds what the first try made, and bear labels that say whose they are.
///
/// Liveness and readiness are the kubelet's to ask. Logs are copied to instance_logs/<id> when they are asked for and
/// before a pod goes. Namespaces stay. Errors, beside those of Runtime: delivery.cluster_unreachable,
/// delivery.cluster_denied, delivery.cluster_refused, delivery.field_conflict, delivery.invalid_kubeconfig,
/// delivery.runtime_unavailable (no cluster is configured).
std::unique_ptr<Runtime> make_kubernetes_runtime(KubernetesRuntimeOptions options);

}  // namespace towpath::delivery
