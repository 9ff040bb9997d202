#pragma once

#include "http/http.h"
#include "quality/quality_service.h"

namespace towpath::docs {

/// /api/v1/docs/report and, below a set, /quality and /votes. The service must outlive the router.
void add_quality_routes(http::Router& router, QualityService& quality);

}  // namespace towpath::docs
