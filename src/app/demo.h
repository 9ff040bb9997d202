#pragma once

#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "cli/command.h"

namespace towpath::app {

/// What `demo` reports: the main job from golden path to a row in the database.
struct DemoResult {
  std::string component, repository, pipeline_run, deployment, url, database;
  int http_status = 0;
  double seconds = 0;
};

/// Does the main job through the API of a running server: creates a service from a golden path, waits for its pipeline
/// and its deployment, writes a note through its URL and reads it back. One line of progress per step on `io.err`.
/// Errors: what the API answers; app.demo_failed naming the step that failed and where to look.
Result<DemoResult> run_demo(const std::string& server_url, const Secret& token, const std::string& golden_path,
                            cli::Io& io);

}  // namespace towpath::app
