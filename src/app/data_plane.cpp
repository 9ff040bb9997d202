#include "data_plane.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "delivery/podman_runtime.h"
#include "log/log.h"

namespace towpath::app {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds grace{5};

/// Every directory below `data` in which a shim keeps a process: it has a state file and a control socket.
std::vector<fs::path> shim_directories(const fs::path& data) {
  std::vector<fs::path> out;
  std::error_code error;  // a folder that goes while it is walked holds nothing to stop
  for (auto it = fs::recursive_directory_iterator(data, fs::directory_options::skip_permission_denied, error);
       it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (it->path() == data / "podman") it.disable_recursion_pending();  // has an end of its own
    if (it->path().filename() == "control" && fs::exists(it->path().parent_path() / "state", error))
      out.push_back(it->path().parent_path());
  }
  return out;
}

}  // namespace

void stop_data_plane(const fs::path& data, process::ShimClient& shims) {
  std::vector<fs::path> directories = shim_directories(data);
  // Databases last: one with open connections does not end in order.
  const auto turn = [&](const fs::path& directory) {
    const std::string first = directory.lexically_relative(data).begin()->string();
    const bool is_service =
        first == "postgres" || first == "mariadb" || first == "redis" || first == "nats" || first == "rabbitmq";
    return first == "proxy" ? 0 : is_service ? 2 : 1;
  };
  std::stable_sort(directories.begin(), directories.end(),
                   [&](const fs::path& a, const fs::path& b) { return turn(a) < turn(b); });
  bool has_ended_containers = false;
  const auto end_containers = [&] {
    if (std::exchange(has_ended_containers, true)) return;
    if (const auto ended = delivery::end_podman_workloads(data, shims, grace); !ended.has_value())
      log::warn("containers could not be stopped",
                {{"code", ended.error().code()}, {"detail", ended.error().message()}});
  };
  for (const fs::path& directory : directories) {
    if (turn(directory) > 0) end_containers();
    if (const auto stopped = shims.stop(directory, grace); !stopped.has_value())
      log::warn("something could not be stopped",
                {{"code", stopped.error().code()}, {"detail", stopped.error().message()}});
  }
  end_containers();
}

}  // namespace towpath::app
