#pragma once

#include "http/http.h"
#include "scale_service.h"

namespace towpath::delivery {

void add_scale_routes(http::Router& router, ScaleService& scales);

}  // namespace towpath::delivery
