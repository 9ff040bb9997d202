#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "runtimes/kubernetes/workload_objects.h"

namespace towpath::delivery {

/// Where the files of a workload's instances are, from the template of the settings: "shop/production/web".
/// Errors: delivery.invalid_gitops (an unknown placeholder; a path that leaves the repository).
Result<std::string> workload_path(const std::string& pattern, const std::string& project,
                                  const std::string& environment, const std::string& workload);

/// The objects that run an instance as files by name: the same request gives the same bytes. Never the Secret.
std::map<std::string, std::string> files_of(const WorkloadObjects& objects);

/// Name of the file that runs the instance.
inline constexpr std::string_view deployment_file = "deployment.yaml";

/// The file of a Deployment with the count of restarts we asked for, one higher. Errors: delivery.gitops_failed (it is
/// no Deployment any more).
Result<std::string> with_restart(const std::string& deployment);
/// The same with so many pods. Errors: as with_restart().
Result<std::string> with_replicas(const std::string& deployment, int replicas);
/// How many pods the file of the Deployment among these asks for; 1 without one.
int replicas_in(const std::map<std::string, std::string>& files);

/// The host and the instance that a file of a Deployment is of, by its labels; empty for anything else.
struct FileOwner {
  std::string host, instance;
};
FileOwner owner_of(const std::string& deployment);

/// Which files are not what was committed, in words: "deployment.yaml is changed, service.yaml is gone"; "" for none.
std::string differences(const std::map<std::string, std::string>& committed,
                        const std::map<std::string, std::string>& now);

/// What brings a repository to a cluster, as the cluster says it: Applications of Argo CD, Kustomizations of Flux.
struct Bringer {
  std::string name;   ///< "Argo CD Application web in argocd"
  std::string words;  ///< "OutOfSync, Progressing: ..."
  bool is_failing = false;
};
/// Of those objects the ones that read `path` of the repository at `url` (Flux: of one whose GitRepository is among
/// `sources`). `applications`, `kustomizations`, `sources`: items of lists.
std::vector<Bringer> bringers_of(const std::string& url, const std::string& path,
                                 const boost::json::array& applications, const boost::json::array& kustomizations,
                                 const boost::json::array& sources);

}  // namespace towpath::delivery
