#pragma once

#include "environment_views.h"
#include "http/http.h"

namespace towpath::delivery {

void add_view_routes(http::Router& router, EnvironmentViews& views);

}  // namespace towpath::delivery
