#pragma once

#include "golden_paths/golden_paths.h"
#include "http/http.h"

namespace towpath::golden_paths {
void add_routes(http::Router& router, GoldenPaths& golden_paths);
}  // namespace towpath::golden_paths
