#pragma once

#include "http/http.h"
#include "incident_service.h"

namespace towpath::observe {

/// /api/v1/incidents.
void add_incident_routes(http::Router& router, IncidentService& incidents);

}  // namespace towpath::observe
