#pragma once

#include "http/http.h"
#include "telemetry_service.h"

namespace towpath::observe {

/// OTLP/HTTP at /v1/traces and /v1/metrics, and what came of it.
void add_telemetry_routes(http::Router& router, TelemetryService& telemetry);

}  // namespace towpath::observe
