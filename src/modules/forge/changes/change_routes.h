#pragma once

#include "changes/changes_service.h"
#include "http/http.h"

namespace towpath::forge {

/// The API of changes and of branch protection.
void add_change_routes(http::Router& router, ChangesService& changes);

}  // namespace towpath::forge
