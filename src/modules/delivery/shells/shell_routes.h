#pragma once

#include "http/http.h"
#include "shell_service.h"

namespace towpath::delivery {

void add_shell_routes(http::Router& router, ShellService& shells);

}  // namespace towpath::delivery
