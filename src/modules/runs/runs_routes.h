#pragma once

#include "http/http.h"
#include "jobs/jobs.h"
#include "runs/runs.h"

namespace towpath::runs {
void add_routes(http::Router& router, Runs& runs, jobs::Jobs& jobs);
}  // namespace towpath::runs
