#pragma once

#include <boost/json.hpp>
#include <optional>
#include <vector>

#include "insights/dora.h"

namespace towpath::insights {

// As the API shows them.
boost::json::object value_of(const Metric& metric);
boost::json::array values_of(const std::vector<OpenFailure>& failures);
boost::json::array values_of(const std::vector<DoraDay>& days);
boost::json::object value_of(const JudgedDelivery& delivery);

}  // namespace towpath::insights
