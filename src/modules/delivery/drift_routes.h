#pragma once

#include "drift_service.h"
#include "http/http.h"

namespace towpath::delivery {

/// GET /api/v1/resources/drift. `drift` outlives the router.
void add_drift_routes(http::Router& router, DriftService& drift);

}  // namespace towpath::delivery
