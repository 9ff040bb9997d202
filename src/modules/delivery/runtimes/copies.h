#pragma once

#include <fmt/core.h>

#include <string>

#include "delivery/runtime.h"

namespace towpath::delivery {

/// What is said where a runtime cannot have as many copies of an instance as are asked for.
inline Error too_many_copies(const std::string& workload, const std::string& environment, const std::string& runtime,
                             int copies, int most) {
  return conflict("delivery.too_many_copies",
                  fmt::format("{} cannot have {} instances in {}: the runtime '{}' takes at least 1 and at most {}.",
                              workload, copies, environment, runtime, most))
      .with_hint("Ask for fewer, or have this type of environment use another runtime: towpath runtime list");
}
inline Error too_many_copies(const InstanceRequest& request, int most) {
  return too_many_copies(request.workload, request.environment, request.runtime, request.copies, most);
}

}  // namespace towpath::delivery
