#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace towpath::app {

/// A folder among the machine's temporary ones that goes with this object.
class ScratchFolder {
 public:
  /// `what` begins its name. Errors: app.no_temporary_folder.
  static Result<ScratchFolder> make(std::string_view what);
  ~ScratchFolder();
  ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;  ///< Empty when it was moved from.
};

}  // namespace towpath::app
