#pragma once

#include "catalog/views.h"
#include "http/http.h"

namespace towpath::catalog {

/// /api/v1/catalog-views. The views must outlive the router.
void add_view_routes(http::Router& router, SavedViews& views);

}  // namespace towpath::catalog
