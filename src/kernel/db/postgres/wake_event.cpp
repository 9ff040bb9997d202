#include "postgres/wake_event.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>

namespace towpath::db {

WakeEvent::WakeEvent() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (descriptor_ < 0) throw std::runtime_error("eventfd failed: too many open files");
}

WakeEvent::~WakeEvent() { ::close(descriptor_); }

void WakeEvent::set() {
  const std::uint64_t one = 1;
  // Fails only when it is set already.
  if (::write(descriptor_, &one, sizeof one) < 0) return;
}

bool WakeEvent::wait(int socket, std::chrono::milliseconds longest) {
  pollfd descriptors[2] = {{descriptor_, POLLIN, 0}, {socket, POLLIN, 0}};
  ::poll(descriptors, socket < 0 ? 1 : 2, static_cast<int>(longest.count()));
  std::uint64_t count = 0;
  if (::read(descriptor_, &count, sizeof count) < 0) return descriptors[1].revents != 0;
  return descriptors[1].revents != 0;
}

}  // namespace towpath::db
