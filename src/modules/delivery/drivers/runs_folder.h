#pragma once

#include <filesystem>
#include <mutex>
#include <string>
#include <system_error>
#include <vector>

namespace towpath::delivery {

/// The folder `runs` below a driver's own, where each run of its program gets a folder. Made at first need (0700), with
/// those beside it that `beside` names; what an earlier life of the server left in it goes: its programs died with it.
/// Thread-safe.
class RunsFolder {
 public:
  RunsFolder(std::filesystem::path folder, std::vector<std::string> beside)
      : folder_(std::move(folder)), beside_(std::move(beside)) {}

  /// With `error` set nothing can be relied on, and the next call tries again.
  std::filesystem::path path(std::error_code& error);
  /// Throws std::filesystem::filesystem_error.
  std::filesystem::path path();

 private:
  const std::filesystem::path folder_;
  const std::vector<std::string> beside_;
  std::mutex mutex_;  // guards is_prepared_
  bool is_prepared_ = false;
};

}  // namespace towpath::delivery
