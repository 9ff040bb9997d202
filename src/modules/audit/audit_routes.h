#pragma once

#include "audit/audit.h"
#include "http/http.h"

namespace towpath::audit {

void add_routes(http::Router& router, Audit& audit);

}  // namespace towpath::audit
