#pragma once

#include "http/http.h"
#include "job_service.h"

namespace towpath::delivery {

void add_job_routes(http::Router& router, JobService& jobs);

}  // namespace towpath::delivery
