#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace towpath::insights {

/// Files that are in a repository for the platform only, and the keys of their mappings.
struct PlatformFiles {
  std::size_t files = 0, keys = 0;
};

/// Looks into repositories; plugged by src/app. Thread-safe, blocking.
class ServiceFiles {
 public:
  virtual ~ServiceFiles() = default;
  /// At a commit. Errors: of kind not_found when there is no such repository or commit any more.
  virtual Result<PlatformFiles> count(const std::string& repository, const std::string& commit) = 0;
};

}  // namespace towpath::insights
