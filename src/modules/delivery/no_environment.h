#pragma once

#include <fmt/core.h>

#include <string>

#include "base/result.h"

namespace towpath::delivery {

/// delivery.environment_not_found: it is not there, or not to be seen by who asks.
inline Error no_environment(const std::string& project, const std::string& name) {
  return not_found("delivery.environment_not_found",
                   fmt::format("The project '{}' has no environment '{}'.", project, name))
      .with_hint(fmt::format("See them with: towpath env list --project {}", project));
}

}  // namespace towpath::delivery
