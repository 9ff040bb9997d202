#pragma once

#include "http/http.h"
#include "platform/platform.h"

namespace towpath::platform {

void add_platform_routes(http::Router& router, Platform& platform);

}  // namespace towpath::platform
