#pragma once

#include <string>
#include <vector>

#include "scorecard_service.h"

namespace towpath::scorecards {

// The shapes of the API (api/openapi.yaml).
std::string scorecard_list_body(const std::vector<ScorecardSummary>& all);
std::string scorecard_body(const ScorecardSummary& summary);
std::string entity_heat_map_body(const HeatMap& map);
std::string team_heat_map_body(const HeatMap& map);
std::string standings_body(const EntityStandings& standings);
std::string changes_body(const ChangePage& page);
std::string trials_body(const std::vector<Trial>& trials);
std::string check_result_body(const CheckResult& result);

}  // namespace towpath::scorecards
