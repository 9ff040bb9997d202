#pragma once

#include "delivery/delivery.h"
#include "http/http.h"

namespace towpath::delivery {

/// /api/v1/sleepers, and sleeps and wakings of an environment.
void add_sleep_routes(http::Router& router, Delivery& delivery);

}  // namespace towpath::delivery
