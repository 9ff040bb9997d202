#pragma once

#include "http/http.h"
#include "standards/waivers.h"

namespace towpath::standards {

void add_waiver_routes(http::Router& router, Waivers& waivers);

}  // namespace towpath::standards
