#pragma once

#include "http/http.h"
#include "identity/identity.h"

namespace towpath::identity {

/// `router` and `authorizer` outlive the routes: GET /me lists what its principal may do of all routes' permissions.
void add_routes(http::Router& router, Identity& identity, const auth::Authorizer& authorizer);

}  // namespace towpath::identity
