#pragma once

#include <string>

#include "campaign_service.h"

namespace towpath::scorecards {

// The shapes of the API (api/openapi.yaml).
std::string campaign_page_body(const CampaignPage& page);
std::string campaign_body(const CampaignDetail& detail);

}  // namespace towpath::scorecards
