#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/time.h"

namespace towpath::delivery {

/// Folders of resources, one each, named by its gu_id. One that is kept aside is named by its day and can be found
/// again. What cannot be done throws std::filesystem::filesystem_error.
class KeptFolders {
 public:
  /// `clock` outlives it.
  KeptFolders(std::filesystem::path folder, const Clock& clock) : folder_(std::move(folder)), clock_(clock) {}

  std::filesystem::path of(const std::string& gu_id) const;
  /// Its new name; "" when there is no folder.
  std::string keep_aside(const std::string& gu_id) const;
  /// With what was kept of it. One that ends halfway leaves nothing under the resource's own name, and is ended by the
  /// next one.
  void remove(const std::string& gu_id) const;
  /// Those kept before `day`; their names.
  std::vector<std::string> remove_kept(std::chrono::sys_days day) const;

 private:
  const std::filesystem::path folder_;
  const Clock& clock_;
};

}  // namespace towpath::delivery
