#pragma once

#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "delivery/runtime.h"

namespace towpath::delivery {

/// An instance in force on this host, with what authorisation and metrics ask for.
struct RunningWorkload {
  std::string instance_id, component, project_id, environment, env_type, owner_ref;
  std::string deployment_id;
  std::string delivered_by;  ///< The deployment that brought what runs: restarts do not count. "" when unknown.
  std::string health;        ///< As it was last reported.
  std::vector<std::string> route_ids;
  std::map<std::string, int> ports;                               ///< Names to ports on this host's loopback address.
  std::map<std::string, std::map<std::string, int>> copies = {};  ///< The same of its further copies, by their ids.
};

/// A component in an environment.
struct WorkloadPlace {
  std::string component, project_id, environment, env_type, owner_ref;
};

/// An instance of a place, running or not.
struct PlacedInstance {
  std::string id, deployment_id, host_id, state;
  UtcTime created_at;
  std::optional<UtcTime> stopped_at;
};

/// What runs, for whoever watches over it. Thread-safe, blocking. No principal: the caller authorises.
class WorkloadView {
 public:
  virtual ~WorkloadView() = default;
  /// Of this host, by id.
  virtual std::vector<RunningWorkload> in_force() = 0;
  /// Errors: delivery.component_not_found, delivery.environment_not_found.
  virtual Result<WorkloadPlace> place(const std::string& component, const std::string& environment) = 0;
  /// Oldest first.
  virtual std::vector<PlacedInstance> instances(const std::string& component, const std::string& environment) = 0;
  /// Resources whose secrets the instances of a place may know.
  virtual std::vector<std::string> resource_ids(const std::string& component, const std::string& environment) = 0;
  /// Process state and one probe, now. Errors: delivery.instance_not_found, those of Runtime::probe().
  virtual Result<InstanceStatus> probe(const std::string& instance_id) = 0;
  /// Writes down how an instance is.
  virtual void record_health(const std::string& instance_id, const std::string& health, const std::string& reason) = 0;
  /// Starts the process of an instance in force again, whether it has ended or hangs; its ports and routes stay. Fine
  /// when the instance is no longer in force. Errors: delivery.instance_not_found, delivery.deployment_in_progress,
  /// those of Runtime::start().
  virtual Status revive(const std::string& instance_id, std::stop_token stop) = 0;
};

}  // namespace towpath::delivery
