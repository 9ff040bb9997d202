#pragma once

#include "measurement.h"

namespace towpath::bench {

/// The shipped binary: size, time until ready, requests to its API, the main job, and what it costs to do nothing with
/// one service deployed.
void measure_server(Report& report);

/// The data plane beside a direct connection, and nginx where it is installed: requests a second through wrk.
void measure_proxy(Report& report);

/// Deployments through the shipped binary: first, unchanged, changed, back to a warm version, and from a push.
void measure_deployments(Report& report);

}  // namespace towpath::bench
