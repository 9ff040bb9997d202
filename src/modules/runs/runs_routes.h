#pragma once

#include "blob/blob.h"
#include "http/http.h"
#include "http/query_reader.h"
#include "jobs/jobs.h"
#include "runs/runs.h"

namespace towpath::runs {

void add_routes(http::Router& router, Runs& runs, jobs::Jobs& jobs);
/// Logs and artifacts.
void add_reading_routes(http::Router& router, Runs& runs, blob::Blobs& blobs);

/// The run that the request's path names.
RunId run_id(const http::Request& request);
/// The log that the request's path and its parameter "attempt" name.
LogKey log_key(const http::Request& request, http::QueryReader& query);

}  // namespace towpath::runs
