#pragma once

#include <memory>

#include "auth/auth.h"
#include "config/config.h"
#include "http/http.h"
#include "module/module.h"
#include "retention/retention.h"

namespace towpath::app {

/// What grows in every module, under the limits of the settings. Everything given outlives it.
std::unique_ptr<retention::Retention> make_retention(const config::Config& config, const Kernel& kernel);

/// GET /api/v1/retention: the disk, what went last, what would go now. POST /api/v1/retention/runs: enforces it now.
void add_retention_routes(http::Router& router, retention::Retention& retention);

}  // namespace towpath::app
