#pragma once

#include <chrono>

#include "node_store.h"
#include "runs/run.h"

namespace towpath::runs {

/// Whether a node that ended so is tried again, as far as its policy goes; attempts are not counted here.
bool retry_covers(const Retry& retry, const NodeEnd& end);

/// Exponential with full jitter: a random time up to first * 2^(attempt-1), at most ten minutes.
std::chrono::milliseconds retry_delay(const Retry& retry, int attempt);

/// Of a node whose server ended under it: runs.lost.
Error lost_error();

}  // namespace towpath::runs
