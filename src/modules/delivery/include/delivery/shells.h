#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace towpath::delivery {

/// What a shell into a workload may take.
struct ShellLimits {
  std::chrono::seconds idle{15 * 60};        ///< Nothing typed, or without a terminal nothing said either way.
  std::chrono::seconds longest{4 * 60 * 60};
  std::chrono::seconds without_client{30};   ///< Nobody came, or the connection was lost and not made again.
  std::size_t per_environment = 3;           ///< At once.
  std::size_t per_server = 4;                ///< At once; each holds a worker of the run engine.
  std::uint64_t recording_bytes = 16u << 20;  ///< Of a recording; what comes later is not recorded, which it says.
};

}  // namespace towpath::delivery
