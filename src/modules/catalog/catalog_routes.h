#pragma once

#include "catalog/catalog.h"
#include "http/http.h"

namespace towpath::catalog {

void add_routes(http::Router& router, Catalog& catalog);

/// The part of Backstage's catalog API that its own client reads, below /api/catalog.
void add_backstage_routes(http::Router& router, Catalog& catalog);

}  // namespace towpath::catalog
