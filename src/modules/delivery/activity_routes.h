#pragma once

#include "delivery/activity.h"
#include "http/http.h"

namespace towpath::delivery {

/// What lists and pages of components show of many at once. The activity must outlive the router.
void add_activity_routes(http::Router& router, Activity& activity);

}  // namespace towpath::delivery
