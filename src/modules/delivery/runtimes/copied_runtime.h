#pragma once

#include <filesystem>
#include <memory>

#include "delivery/runtime.h"

namespace towpath::delivery {

/// `one`, which runs single processes, with instances of several: each further copy is started as an instance of an id
/// of its own, with ports and a log of its own, and what is said of the instance is what its copies are together.
/// Requests are spread by the data plane, which is given the ports of all. `folder`: where is written down which copies
/// there are.
std::unique_ptr<Runtime> make_copied_runtime(std::unique_ptr<Runtime> one, const std::filesystem::path& folder);

/// The most processes of one workload on this machine.
inline constexpr int most_processes = 20;

}  // namespace towpath::delivery
