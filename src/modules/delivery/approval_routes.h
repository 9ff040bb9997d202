#pragma once

#include "delivery/approvals.h"
#include "http/http.h"

namespace towpath::delivery {

/// Routes of approvals and of the rules that ask for them.
void add_approval_routes(http::Router& router, Approvals& approvals);

}  // namespace towpath::delivery
