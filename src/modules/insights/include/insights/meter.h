#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace towpath::insights {

/// What an instance has used since it began, and what memory is reserved for it; absent where it is not accounted.
struct MeterReading {
  std::string component, project_id, environment, env_type, owner_ref, instance_id;
  std::optional<std::uint64_t> cpu_microseconds, memory_bytes, memory_limit_bytes;
};

struct MachineSize {
  double cores = 0;
  double memory_gb = 0;  ///< 10^9 bytes.
};

/// Reads what workloads of this host use; plugged by src/app. Thread-safe, blocking.
class Meter {
 public:
  virtual ~Meter() = default;
  virtual std::vector<MeterReading> readings() = 0;
  virtual MachineSize machine() = 0;
};

}  // namespace towpath::insights
