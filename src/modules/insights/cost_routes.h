#pragma once

#include "assumptions.h"
#include "http/http.h"
#include "module/module.h"
#include "rating.h"

namespace towpath::insights {

/// /api/v1/prices, /api/v1/manual-work, /api/v1/costs/focus and /api/v1/customer-ratings.
void add_cost_routes(http::Router& router, const Kernel& kernel, Assumptions& assumptions, CustomerRatings& ratings);

}  // namespace towpath::insights
