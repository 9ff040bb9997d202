#pragma once

#include "http/http.h"
#include "standards/waivers.h"

namespace towpath::standards {

/// /api/v1/waivers: exceptions that are asked for, decided and ended.
void add_waiver_routes(http::Router& router, Waivers& waivers);

}  // namespace towpath::standards
