#pragma once

#include "http/http.h"
#include "secrets/secrets.h"

namespace towpath::secrets {

void add_routes(http::Router& router, Secrets& secrets);

}  // namespace towpath::secrets
