#include "plain_service.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

namespace towpath::bench {
namespace {

constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n";

/// Answers what has come on a connection; false when it has ended. Requests have no body and come whole: wrk and the
/// proxy write a head in one piece.
bool answer_requests(int connection) {
  char bytes[8192];
  const ssize_t got = ::recv(connection, bytes, sizeof bytes, 0);
  if (got <= 0) return false;
  const std::string_view text(bytes, static_cast<std::size_t>(got));
  std::string out;
  for (std::size_t at = 0; (at = text.find("\r\n\r\n", at)) != text.npos; at += 4) out += answer;
  return ::send(connection, out.data(), out.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(out.size());
}

}  // namespace

PlainService::PlainService() {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  wake_ = ::eventfd(0, EFD_CLOEXEC);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 512) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("the plain service cannot listen");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

PlainService::~PlainService() {
  const std::uint64_t one = 1;
  if (::write(wake_, &one, sizeof one) == sizeof one) thread_.join();
  ::close(listener_);
  ::close(wake_);
}

void PlainService::serve() {
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  const auto watch = [&](int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    ::epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
  };
  watch(listener_);
  watch(wake_);
  std::set<int> connections;
  for (bool going = true; going;) {
    epoll_event events[64];
    const int count = ::epoll_wait(poll, events, 64, -1);
    for (int i = 0; i < count; ++i) {
      const int fd = events[i].data.fd;
      if (fd == wake_) {
        going = false;
      } else if (fd == listener_) {
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        const int yes = 1;
        ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        connections.insert(connection);
        watch(connection);
      } else if (!answer_requests(fd)) {
        connections.erase(fd);
        ::close(fd);
      }
    }
  }
  for (const int fd : connections) ::close(fd);
  ::close(poll);
}

}  // namespace towpath::bench
