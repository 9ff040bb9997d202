#pragma once

#include <mutex>

#include "executors.h"
#include "rollout_times.h"

namespace towpath::delivery {

/// Ends instances that have given way to another one. What is kept warm begins to drain when its time is over, give or
/// take half a minute. Each as
/// soon as no request and no tunnel uses it any more, and after its workload's drain time in any case. Apart from the
/// deployment's run, so that a long stream holds up neither the run nor the next deployment. What is to be done is in
/// the rows of the instances, so it survives the server. Thread-safe.
class Retirement {
 public:
  /// `context` outlives it.
  explicit Retirement(DeploymentContext& context) : c_(context) {}

  /// Looks soon, and again while something drains. Called at start and whenever an instance begins to drain.
  void wake();

 private:
  void pass();
  bool end_if_idle(const Instance& instance);
  /// Has what was warm for long enough drain; when the next one will have been.
  std::optional<std::chrono::milliseconds> cool_down();

  DeploymentContext& c_;
  std::mutex mutex_;  ///< Guards is_pending_.
  bool is_pending_ = false;
  bool is_cooling_ = false;  ///< A look is to come because something is warm. Guarded by mutex_.
  std::mutex pass_;          ///< Held during a pass: one at a time.
};

/// As the release says that an instance was started from; the usual ones where it is gone.
RolloutTimes times_of(DeploymentContext& c, const Instance& instance);

/// Stops an instance, gives its ports back and records its end; its log is kept.
Status end_instance(DeploymentContext& c, const std::string& instance_id, std::string_view state);

}  // namespace towpath::delivery
