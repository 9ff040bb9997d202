#pragma once

#include "http/http.h"
#include "subscription_service.h"

namespace towpath::federation {

/// /api/v1/subscriptions, for the platform team.
void add_subscription_routes(http::Router& router, SubscriptionService& subscriptions);

}  // namespace towpath::federation
