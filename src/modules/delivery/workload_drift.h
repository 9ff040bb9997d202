#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>

#include "delivery/delivery.h"
#include "module/module.h"

namespace towpath::delivery {

/// Tells of instances whose manifests elsewhere are no longer what was written (InstanceStatus::drift): each difference
/// once, also when the server was started anew in between. Thread-safe, blocking.
class WorkloadDrift {
 public:
  explicit WorkloadDrift(const Kernel& kernel) : kernel_(kernel) {}

  /// What was found of an instance now; "" for no difference. True when it is not what was found of it before in this
  /// server's life: then tell() is to be called.
  bool is_news(const std::string& instance_id, const std::string& drift);
  /// Event delivery.workload.drifted; delivery.workload.drift_ended when the last one said drifted and nothing differs
  /// any more. False, and nothing, when the last event said the same.
  bool tell(const Instance& instance, const Deployment& deployment, const std::string& drift);
  /// Forgets all instances but these.
  void keep_only(const std::set<std::string>& instance_ids);

 private:
  /// What the last event said of an instance; "" when it was said to be over, or nothing was said.
  std::string last_told(const Instance& instance) const;

  const Kernel& kernel_;
  std::mutex mutex_;  // guards found_
  std::map<std::string, std::string> found_;
};

}  // namespace towpath::delivery
