#include "host_ports.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <random>

#include "delivery/local_runtime.h"
#include "process/spawner.h"

namespace towpath::delivery {

namespace {

constexpr int lowest = 15'000, highest = 65'000;

}  // namespace

PortRange workload_ports() {
  int from = 32'768, to = 60'999;
  std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> from >> to;
  if (from - lowest >= 1'000) return {lowest, from - 1};
  if (highest - to >= 1'000) return {to + 1, highest};
  return {lowest, highest};  // The kernel uses nearly all: then there is no better place.
}

bool is_free_port(int port) {
  const process::OwnedFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  // Connections of an ended workload that linger must not make its port look used.
  const int yes = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_ANY);  // A workload may listen on all addresses.
  return bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 && listen(fd.get(), 1) == 0;
}

std::shared_ptr<HostPorts> make_host_ports() { return std::make_shared<HostPorts>(workload_ports()); }

Result<int> HostPorts::take() {
  const int count = range_.last - range_.first + 1;
  const std::lock_guard lock(mutex_);
  // Several data directories on one machine should not try the same ports in the same order.
  if (next_ < range_.first || next_ > range_.last)
    next_ = range_.first + static_cast<int>(std::random_device()() % static_cast<unsigned>(count));
  for (int tried = 0; tried < count; ++tried) {
    const int port = next_;
    next_ = port == range_.last ? range_.first : port + 1;
    if (!taken_.contains(port) && is_free_port(port)) {
      taken_.insert(port);
      return port;
    }
  }
  return unavailable("delivery.no_free_port", "this machine has no free port for the workload")
      .with_hint("stop workloads that are not needed");
}

void HostPorts::reserve(int port) {
  const std::lock_guard lock(mutex_);
  taken_.insert(port);
}

void HostPorts::give_back(int port) {
  const std::lock_guard lock(mutex_);
  taken_.erase(port);
}

}  // namespace towpath::delivery
