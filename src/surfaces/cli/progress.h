#pragma once

#include <boost/json.hpp>

#include "api_client.h"
#include "cli/command.h"

namespace towpath::cli {

/// Follows a run to its end, one line per step on standard error, then its error and hint when it failed. Answers the
/// finished run. In JSON format nothing but errors is printed.
Result<boost::json::value> follow_run(const ApiClient& api, const std::string& run_id, Invocation& invocation);

/// Prints the finished run's id (or the run as JSON) and answers the exit code: 0 succeeded, 1 otherwise.
int finish_with(const boost::json::value& run, Invocation& invocation);

}  // namespace towpath::cli
