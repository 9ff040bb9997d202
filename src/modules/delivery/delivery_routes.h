#pragma once

#include "delivery/delivery.h"
#include "http/http.h"
#include "runs/runs.h"

namespace towpath::delivery {
void add_routes(http::Router& router, Delivery& delivery, runs::Runs& runs);
}  // namespace towpath::delivery
