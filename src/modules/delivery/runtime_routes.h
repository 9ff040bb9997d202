#pragma once

#include "delivery/runtimes.h"
#include "http/http.h"

namespace towpath::delivery {

/// /api/v1/runtimes and /api/v1/runtime-rules.
void add_runtime_routes(http::Router& router, RuntimeRules& rules);

}  // namespace towpath::delivery
