#pragma once

#include "http/http.h"
#include "http/query_reader.h"
#include "metric_service.h"

namespace towpath::insights {

/// /api/v1/metrics and /api/v1/benchmarks.
void add_metric_routes(http::Router& router, MetricService& metrics);

/// component, owner and days of a query.
MetricRequest metric_request(http::QueryReader& query);

}  // namespace towpath::insights
