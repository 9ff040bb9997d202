#pragma once

#include "additions.h"
#include "http/http.h"

namespace towpath::delivery {

/// Routes of "add to my service".
void add_addition_routes(http::Router& router, Additions& additions);

}  // namespace towpath::delivery
