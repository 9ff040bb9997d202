#pragma once

#include "delivery_service.h"

namespace towpath::delivery {

/// Puts environments to sleep that nobody asked for as long as their type says. It looks when the first of them may
/// come due and not in between; when nothing may sleep, it looks at nothing.
class SleepWatch {
 public:
  SleepWatch(DeploymentContext& context, DeliveryService& service) : c_(context), service_(service) {}

  /// Begins what is due; answers when to look again.
  std::optional<UtcTime> look();

 private:
  /// What runs in an environment that may sleep.
  struct Place {
    Environment environment;
    std::chrono::seconds after{0};
    UtcTime since;  ///< When the youngest instance came.
    std::vector<std::string> routes;
    bool is_busy = false;
  };
  std::vector<Place> places();
  DeploymentContext& c_;
  DeliveryService& service_;
};

}  // namespace towpath::delivery
