#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "runs/remote_nodes.h"

namespace towpath::runners {

/// What a machine tells of a job.
struct Reports {
  std::int64_t fence = 0, first = 1;
  std::vector<runs::RemoteReport> items;
};

/// Reads the body of a call: {"fence", "first", "reports": [{"step" | "line" | "artifact" | "end": {...}}]}.
/// Errors: json.invalid, runners.invalid_reports naming what is wrong.
Result<Reports> reports_from(std::string_view body);

}  // namespace towpath::runners
