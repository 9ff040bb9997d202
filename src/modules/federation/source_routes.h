#pragma once

#include "http/http.h"
#include "ingest_service.h"
#include "source_service.h"

namespace towpath::federation {

/// /api/v1/sources, for the platform team.
void add_source_routes(http::Router& router, SourceService& sources, IngestService& ingest);
/// Where other systems send to: /api/v1/ingest/{name} and the addresses of DevLake's webhook plugin.
void add_ingest_routes(http::Router& router, IngestService& ingest);

}  // namespace towpath::federation
