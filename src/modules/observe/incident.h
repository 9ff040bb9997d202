#pragma once

#include <optional>
#include <string>

#include "base/time.h"

namespace towpath::observe {

/// A time in which a place did not serve as it should. Deployment and instance are "" where they are not known.
struct Incident {
  std::string id, component, project_id, environment, env_type, owner_ref, host_id, deployment_id, instance_id, reason;
  std::string resolution;  ///< "" while open, "recovered", or "stopped" when nothing is in force there any more.
  UtcTime opened_at;
  std::optional<UtcTime> closed_at;
  std::string origin = "health";  ///< What opened it: "health", "alert", "reported" (another system) or "hand".
  std::string origin_key = {};    ///< What its end is told by; "" where nothing else tells it.
  std::string severity = {}, url = {};
};

}  // namespace towpath::observe
