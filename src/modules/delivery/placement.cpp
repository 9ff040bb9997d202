#include "placement.h"

#include <fmt/core.h>

#include <algorithm>

#include "delivery/gitops_runtime.h"
#include "delivery/kubernetes.h"
#include "runtimes/kubernetes/workload_image.h"

namespace towpath::delivery {
namespace {

Error out_of_reach(const Deployment& deployment, const std::string& runtime, const std::string& why,
                   const std::string& what_else) {
  return invalid_input("delivery.out_of_reach", fmt::format("'{}' cannot run in '{}' with the runtime '{}': {}.",
                                                            deployment.component, deployment.environment, runtime, why))
      .with_hint(
          fmt::format("Connect the cluster that the repository is brought to: set kubeconfig and start the server "
                      "again. Or {}, or choose another runtime: towpath runtime use {} {}",
                      what_else, deployment.env_type, usual_runtime));
}

}  // namespace

Status check_placement(const Runtimes& runtimes, const std::string& runtime, const Deployment& deployment,
                       const Plan& plan, const Release& release) {
  if (runtime != cluster_runtime && runtime != gitops_runtime) return ok();
  CHECK_OK(check_for_cluster(plan.workload, release));
  if (runtimes.reaches(runtime)) return ok();
  const auto route = std::find_if(plan.resources.begin(), plan.resources.end(),
                                  [](const PlannedResource& each) { return each.definition.driver == "route"; });
  if (route != plan.resources.end())
    return out_of_reach(deployment, runtime,
                        fmt::format("requests are to go to its route '{}', and which port it answers at only the "
                                    "cluster knows, to which there is no connection",
                                    route->node.resource.name),
                        "take the route out of score.yaml");
  const auto secret =
      std::find_if(plan.workload.containers.begin(), plan.workload.containers.end(),
                   [](const ScoreContainer& each) { return !each.variables.empty() || !each.files.empty(); });
  if (secret != plan.workload.containers.end())
    return out_of_reach(
        deployment, runtime,
        fmt::format("the variables and files of its container '{}' belong into a Secret of the cluster, "
                    "never into a repository, and there is no connection to the cluster",
                    secret->name),
        "put what is no secret into the image");
  return ok();
}

}  // namespace towpath::delivery
