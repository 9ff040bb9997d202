#pragma once

#include <mutex>

#include "executors.h"

namespace towpath::delivery {

/// Ends instances that have given way to another one: each as soon as no request and no tunnel uses it any more, and
/// after its workload's drain time in any case. Apart from the deployment's run, so that a long stream holds up neither
/// the run nor the next deployment. What is to be done is in the rows of the instances, so it survives the server.
/// Thread-safe.
class Retirement {
 public:
  /// `context` outlives it.
  explicit Retirement(DeploymentContext& context) : c_(context) {}

  /// Looks soon, and again while something drains. Called at start and whenever an instance begins to drain.
  void wake();

 private:
  void pass();
  bool end_if_idle(const Instance& instance);

  DeploymentContext& c_;
  std::mutex mutex_;  ///< Guards is_pending_.
  bool is_pending_ = false;
  std::mutex pass_;  ///< Held during a pass: one at a time.
};

/// Stops an instance, gives its ports back and records its end; its log is kept.
Status end_instance(DeploymentContext& c, const std::string& instance_id, std::string_view state);

}  // namespace towpath::delivery
