#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "base/time.h"
#include "delivery/kubernetes.h"
#include "delivery/runtime.h"

namespace towpath::process {
class Spawner;
}

namespace towpath::delivery {

/// Name of the runtime.
inline constexpr std::string_view gitops_runtime = "gitops";

/// Where manifests are committed to, for Argo CD or Flux to bring to a cluster.
struct GitopsRepository {
  std::string url;  ///< https://, ssh://, git@host:path, file:// or an absolute path; without a password. "": none.
  std::string branch = "main";
  /// The folder of a workload; {project}, {environment} and {workload} are replaced.
  std::string path = "{project}/{environment}/{workload}";
  std::string user = "towpath";  ///< With the token.
  Secret token = {};             ///< For https.
  std::string ssh_key = {};      ///< File of a private key, for ssh; "": what the server's user has.
};

/// Everything referred to outlives the runtime.
struct GitopsRuntimeOptions {
  std::filesystem::path data_directory;
  std::string host_id;  ///< Of this server: marks what is ours.
  GitopsRepository repository;
  std::shared_ptr<Cluster> cluster;  ///< Where health, logs and ports are read; need not be configured.
  process::Spawner& spawner;
  const Clock& clock;
};

/// Writes what a workload is on a cluster (as the runtime `kubernetes` makes it) to a Git repository instead, one
/// folder for each instance, and leaves it to Argo CD or Flux to make it so. The same content is no commit; what
/// somebody else pushes meanwhile is kept; what ended is removed from the repository.
///
/// Secrets are never committed: variables and files are in a Secret that is applied to the cluster directly. Where no
/// cluster is configured a workload with any of them is refused, and what was committed counts as done, unwatched.
/// Errors, beside those of Runtime and of the runtime `kubernetes`: delivery.invalid_gitops,
/// delivery.gitops_unreachable, delivery.gitops_refused, delivery.gitops_busy, delivery.gitops_too_large,
/// delivery.gitops_failed.
std::unique_ptr<Runtime> make_gitops_runtime(GitopsRuntimeOptions options);

}  // namespace towpath::delivery
