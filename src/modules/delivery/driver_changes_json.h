#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string_view>

#include "delivery/driver.h"

namespace towpath::delivery {

/// {"summary", "changes": [{"action", "subject"}], "leftOut"}: for plans, approvals, guardrails and the API.
boost::json::object to_json(const DriverChanges& changes);

/// The changes that the stored plan of a deployment ({"actions": [...]}) has for a subject ("database
/// workloads.shop.db"), as to_json() wrote them; nothing when it has none.
std::optional<boost::json::object> changes_in_plan(std::string_view plan, std::string_view subject);

}  // namespace towpath::delivery
