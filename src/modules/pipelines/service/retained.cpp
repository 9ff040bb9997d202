#include "pipelines/retained.h"

#include <filesystem>

namespace towpath::pipelines {
namespace {

/// A job that still runs changes files in its workspace sooner than that.
constexpr std::chrono::hours spared{24};

}  // namespace

std::unique_ptr<retention::Retained> make_retained_workspaces(const Kernel& kernel) {
  return retention::make_folder_retained("workspaces", std::filesystem::path(kernel.data_directory) / "workspaces",
                                         spared, [](const std::string&) { return false; });
}

}  // namespace towpath::pipelines
