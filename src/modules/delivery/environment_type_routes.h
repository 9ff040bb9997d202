#pragma once

#include "delivery/environment_types.h"
#include "http/http.h"

namespace towpath::delivery {

/// /api/v1/environment-types, and the quotas of an environment.
void add_environment_type_routes(http::Router& router, EnvironmentTypes& types);

}  // namespace towpath::delivery
