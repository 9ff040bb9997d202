#pragma once

#include "docs/docs.h"
#include "http/http.h"

namespace towpath::docs {

void add_routes(http::Router& router, Docs& docs);

}  // namespace towpath::docs
