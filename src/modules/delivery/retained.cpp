#include "delivery/retained.h"

#include <algorithm>
#include <filesystem>

#include "retention_store.h"
#include "runtimes/instance_folder.h"
#include "runtimes/podman/podman_names.h"

namespace towpath::delivery {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto spared_bundles = 24h;  ///< One unpacked for a start has no instance yet.
constexpr auto spared_logs = 1h;

}  // namespace

std::unique_ptr<retention::Retained> make_retained_bundles(const Kernel& kernel) {
  const fs::path data = kernel.data_directory;
  const auto is_in_use = [data](const std::string& digest) {
    const fs::path folders[] = {data / "instances", data / podman_folder / "instances"};  // of every runtime
    return std::any_of(std::begin(folders), std::end(folders), [&](const fs::path& folder) {
      if (!fs::exists(folder)) return false;
      const InstanceFolder instances(folder, data / "instance_logs");
      const auto all = instances.list();
      return std::any_of(all.begin(), all.end(), [&](const InstanceId& id) {
        const auto record = instances.read(id);
        return record && record->bundle.ends_with(digest);
      });
    });
  };
  return retention::make_folder_retained("unpacked_bundles", data / "bundles", spared_bundles, is_in_use);
}

std::unique_ptr<retention::Retained> make_retained_instance_logs(const Kernel& kernel) {
  return retention::make_folder_retained("instance_logs", fs::path(kernel.data_directory) / "instance_logs",
                                         spared_logs, [](const std::string&) { return false; });
}

std::set<std::string> needed_bundles(const Kernel& kernel) {
  return kernel.db.read([](db::Tx& tx) { return RetentionStore().needed_bundles(tx); });
}

}  // namespace towpath::delivery
