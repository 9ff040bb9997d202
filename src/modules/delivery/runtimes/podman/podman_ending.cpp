#include <fstream>
#include <iterator>

#include "../instance_folder.h"
#include "delivery/podman_runtime.h"
#include "podman_containers.h"
#include "podman_names.h"
#include "podman_service.h"

namespace towpath::delivery {

Status end_podman_workloads(const std::filesystem::path& data_directory, process::ShimClient& shims,
                            std::chrono::milliseconds grace) {
  const auto folder = data_directory / podman_folder;
  if (!std::filesystem::exists(folder)) return ok();
  std::ifstream note(folder / socket_note, std::ios::binary);  // none where podman was only looked at
  const std::string socket((std::istreambuf_iterator<char>(note)), std::istreambuf_iterator<char>());
  PodmanService service({shims, socket, PodmanRuntimeOptions::usual_search_path}, folder);
  const InstanceFolder instances(folder / "instances", data_directory / "instance_logs");
  if (const auto ids = instances.list(); !ids.empty()) {
    TRY(const auto* ready, service.ready());
    const PodmanContainers containers(ready->api);
    for (const auto& id : ids) {
      CHECK_OK(containers.stop(container_name(id), grace));
      CHECK_OK(containers.remove(container_name(id)));
    }
  }
  service.end();
  return ok();
}

}  // namespace towpath::delivery
