#include "runs_folder.h"

#include <sys/stat.h>

namespace towpath::delivery {

namespace fs = std::filesystem;

fs::path RunsFolder::path(std::error_code& error) {
  const std::lock_guard guard(mutex_);
  const fs::path runs = folder_ / "runs";
  error.clear();
  if (is_prepared_) return runs;
  std::vector<fs::path> all{runs};
  for (const std::string& name : beside_) all.push_back(folder_ / name);
  fs::remove_all(runs, error);
  for (const fs::path& each : all) {
    if (!error) fs::create_directories(each, error);
    if (!error) ::chmod(each.c_str(), 0700);
  }
  is_prepared_ = !error;
  return runs;
}

fs::path RunsFolder::path() {
  std::error_code error;
  fs::path runs = path(error);
  if (error) throw fs::filesystem_error("a driver's folder cannot be made", runs, error);
  return runs;
}

}  // namespace towpath::delivery
