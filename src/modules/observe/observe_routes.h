#pragma once

#include "http/http.h"
#include "incident_service.h"
#include "log_service.h"
#include "metrics_service.h"

namespace towpath::observe {

void add_routes(http::Router& router, LogService& logs, MetricsService& metrics);

}  // namespace towpath::observe
