#pragma once

#include <boost/json.hpp>
#include <vector>

#include "delivery/delivery.h"

namespace towpath::delivery {

// The API's shapes (api/openapi.yaml, tag delivery).

boost::json::object to_json(const Environment& environment);
boost::json::object to_json(const Release& release);
boost::json::object to_json(const Deployment& deployment);
/// Secret outputs appear as "***".
boost::json::object to_json(const Resource& resource);
boost::json::object to_json(const ComponentStatus& status);
boost::json::object plan_to_json(const std::vector<PlannedAction>& actions);
/// `deployment` is null for a run that is none.
boost::json::object to_json(const Started& started);

}  // namespace towpath::delivery
