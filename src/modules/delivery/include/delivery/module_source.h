#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace towpath::delivery {

/// Repositories that hold modules of infrastructure as code; a port, plugged by src/app with the forge. Thread-safe,
/// blocking. Errors of both: forge.repository_not_found, forge.ref_not_found.
class ModuleSource {
 public:
  virtual ~ModuleSource() = default;
  /// The commit a branch, tag or commit names.
  virtual Result<std::string> resolve(const std::string& repository, const std::string& revision) = 0;
  /// Writes all files of a commit below `folder`, which exists and is empty.
  virtual Status export_to(const std::string& repository, const std::string& commit,
                           const std::filesystem::path& folder) = 0;
};

}  // namespace towpath::delivery
