#pragma once

#include "campaign_service.h"
#include "http/http.h"

namespace towpath::scorecards {

/// /api/v1/campaigns: those that run and ran, starting one and ending it before its date.
void add_campaign_routes(http::Router& router, CampaignService& campaigns);

}  // namespace towpath::scorecards
