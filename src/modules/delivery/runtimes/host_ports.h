#pragma once

#include <memory>
#include <mutex>
#include <set>

#include "base/result.h"

namespace towpath::delivery {

/// First and last port of a range.
struct PortRange {
  int first = 0, last = 0;
};

/// Where workloads listen: outside the range from which the kernel gives ports to outgoing connections, which could
/// take a port between the choice and the start, or between two starts.
PortRange workload_ports();

/// True when nothing listens on the port.
bool is_free_port(int port);

/// Hands out free ports of this machine. Thread-safe.
class HostPorts {
 public:
  explicit HostPorts(PortRange range) : range_(range) {}
  /// A port nothing listens on, not handed out before, and outside the range from which the kernel gives ports to
  /// outgoing connections: those could take it between the choice and the start, or between two starts. Errors:
  /// delivery.no_free_port.
  Result<int> take();
  /// Marks a port of an instance that was there before us.
  void reserve(int port);
  void give_back(int port);

 private:
  const PortRange range_;
  std::mutex mutex_;  ///< Guards taken_ and next_.
  std::set<int> taken_;
  int next_ = 0;  ///< Where the search goes on: a port is used again as late as possible.
};

}  // namespace towpath::delivery
