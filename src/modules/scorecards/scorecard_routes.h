#pragma once

#include "http/http.h"
#include "scorecard_service.h"

namespace towpath::scorecards {

/// /api/v1/scorecards (definitions, heat maps, pushed results), how an entity stands and stood, and trials.
/// `clock` says when a result was made that names no time.
void add_scorecard_routes(http::Router& router, ScorecardService& scorecards, const Clock& clock);

}  // namespace towpath::scorecards
