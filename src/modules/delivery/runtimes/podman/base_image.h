#pragma once

#include <string>

#include "podman_api.h"

namespace towpath::delivery {

/// The image workloads run on: empty folders to which the host's programs are bound, nothing of its own. Named by its
/// content. Made when the store has none. Errors: podman_unreachable, delivery.runtime_unavailable.
Result<std::string> base_image(const PodmanApi& api);

/// The image as a tar archive.
std::string base_image_archive();

}  // namespace towpath::delivery
