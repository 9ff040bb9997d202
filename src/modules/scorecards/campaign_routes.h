#pragma once

#include "campaign_service.h"
#include "http/http.h"

namespace towpath::scorecards {

void add_campaign_routes(http::Router& router, CampaignService& campaigns);

}  // namespace towpath::scorecards
