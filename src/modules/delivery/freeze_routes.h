#pragma once

#include "base/time.h"
#include "delivery/freezes.h"
#include "http/http.h"

namespace towpath::delivery {

/// Routes of freeze windows; `clock` says which are open.
void add_freeze_routes(http::Router& router, Freezes& freezes, const Clock& clock);

}  // namespace towpath::delivery
