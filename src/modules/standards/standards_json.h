#pragma once

#include <boost/json.hpp>

#include "policy_service.h"
#include "what_if.h"

namespace towpath::standards {

// The shapes of the API (api/openapi.yaml).
boost::json::object to_json(const PolicyUse& use);
/// With the input where the decision has one.
boost::json::object to_json(const Decision& decision);
boost::json::object to_json(const DocumentResult& result);
boost::json::object to_json(const WhatIf& what_if, std::chrono::milliseconds took);

}  // namespace towpath::standards
