#pragma once

#include <map>
#include <mutex>
#include <string>

#include "delivery/workloads.h"
#include "executors.h"
#include "workload_drift.h"
#include "workload_store.h"

namespace towpath::delivery {

class Workloads final : public WorkloadView {
 public:
  explicit Workloads(DeploymentContext& context) : c_(context), drift_(context.kernel) {}

  std::vector<RunningWorkload> in_force() override;
  Result<WorkloadPlace> place(const std::string& component, const std::string& environment) override;
  std::vector<PlacedInstance> instances(const std::string& component, const std::string& environment) override;
  std::vector<std::string> resource_ids(const std::string& component, const std::string& environment) override;
  Result<InstanceStatus> probe(const std::string& instance_id) override;
  void record_health(const std::string& instance_id, const std::string& health, const std::string& reason) override;
  Status revive(const std::string& instance_id, std::stop_token stop) override;

 private:
  struct Rows {
    Instance instance;
    Deployment deployment;
    Release release;
  };
  Result<Rows> rows(const std::string& instance_id);
  Result<InstanceRequest> whole_request(const Rows& rows);
  Result<InstanceRequest> probe_request(const std::string& instance_id);
  bool is_in_force(const std::string& instance_id);

  DeploymentContext& c_;
  WorkloadStore store_;
  WorkloadDrift drift_;
  std::mutex mutex_;  // guards requests_
  /// What is probed again and again, so that neither rows nor secrets are read each time; of instances in force.
  std::map<std::string, InstanceRequest> requests_;
};

}  // namespace towpath::delivery
