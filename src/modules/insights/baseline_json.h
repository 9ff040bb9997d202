#pragma once

#include "http/http.h"
#include "insights/baseline.h"

namespace towpath::insights {

/// The body of PUT /api/v1/baselines/{name}. Errors: insights.invalid_baseline, with a pointer for each problem.
Result<Baseline> baseline_from(std::string_view body, const std::string& name);

}  // namespace towpath::insights
