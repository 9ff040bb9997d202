#pragma once

#include "fleet/fleet.h"
#include "http/http.h"

namespace towpath::app {

/// GET /api/v1/servers.
void add_fleet_routes(http::Router& router, fleet::Fleet& fleet);

}  // namespace towpath::app
