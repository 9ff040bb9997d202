#pragma once

#include <boost/json.hpp>

#include "delivery/environment_types.h"

namespace towpath::delivery {

boost::json::object to_json(const Quota& quota);
/// All that a type says, without who changed it.
boost::json::object content_json(const EnvironmentType& type);

Quota quota_from(const boost::json::object& object);

}  // namespace towpath::delivery
