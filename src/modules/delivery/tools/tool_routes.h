#pragma once

#include "delivery/tools.h"
#include "http/http.h"

namespace towpath::delivery {

/// /api/v1/tools.
void add_tool_routes(http::Router& router, Tools& tools);

}  // namespace towpath::delivery
