#pragma once

#include <boost/json.hpp>

#include "insights/benchmark.h"
#include "metric_service.h"

namespace towpath::insights {

// As the API shows them.
boost::json::object value_of(const MetricDefinition& metric);
boost::json::object value_of(const MetricAnswer& answer);
boost::json::object value_of(const MetricDetail& detail, const BenchmarkEdition& edition);
boost::json::object value_of(const MetricRow& row);
boost::json::object value_of(const MetricTarget& target);
boost::json::object value_of(const BenchmarkEdition& edition);

}  // namespace towpath::insights
