#pragma once

#include "api.h"
#include "config.h"

/// Serves the API until SIGTERM or SIGINT, then drains: accepts nothing new, finishes what is in flight within 10 s.
/// Returns the exit code. Call it before any other thread starts, because it decides which thread gets signals.
int serve(const Config& config, Notes& notes, const About& about);
