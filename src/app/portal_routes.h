#pragma once

#include <string>

#include "auth/auth.h"
#include "events/events.h"
#include "http/http.h"

namespace towpath::app {

/// The web UI for every path that is not the API's.
void serve_web_ui(http::Router& router);

/// /api/v1/openapi.yaml, /api/v1/health and /api/v1/events/stream.
void add_platform_routes(http::Router& router, events::Events& events, const auth::Authorizer& authorizer);

}  // namespace towpath::app
