#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "delivery/delivery.h"

namespace towpath::delivery {

/// How many instances of a component are wanted in an environment.
struct ScaleOrder {
  std::string component, environment;
  std::int64_t instances = 1;
  std::string reason;
  std::string deployment_id;  ///< In force when it was asked for.
};

/// Errors: delivery.invalid_scale, naming each field; for 0 with what ends all of them.
Status check(const ScaleOrder& order);

/// What is known of the place when a plan is made.
struct ScalePlace {
  int instances = 1;        ///< That are wanted there now.
  bool does_run = false;    ///< Nothing runs while it sleeps or is stopped.
  bool is_cluster = false;  ///< Which of them end, and when, is up to a cluster.
  std::int64_t release_number = 0;
};

/// What a plan says that it would do.
std::vector<PlannedAction> actions_of(const ScaleOrder& order, const ScalePlace& place);

/// "3 instances".
std::string instances_in_words(std::int64_t count);

/// As a run's inputs keep it.
std::string inputs_of(const ScaleOrder& order);
ScaleOrder scale_order_from(const std::string& inputs);

}  // namespace towpath::delivery
