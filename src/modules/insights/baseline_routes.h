#pragma once

#include "baseline_service.h"
#include "http/http.h"

namespace towpath::insights {

/// /api/v1/baselines.
void add_baseline_routes(http::Router& router, BaselineService& baselines);

}  // namespace towpath::insights
