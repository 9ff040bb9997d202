#include "tcp_relay.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace towpath::testing {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

void wait_a_little() { ::poll(nullptr, 0, 5); }

}  // namespace

TcpRelay::TcpRelay(int target_port) : target_port_(target_port) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(::listen(listener_, 64) == 0);
  REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  port_ = ntohs(address.sin_port);
  REQUIRE(::pipe2(wake_, O_CLOEXEC) == 0);
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

TcpRelay::~TcpRelay() {
  thread_.request_stop();
  (void)!::write(wake_[1], "x", 1);
  thread_.join();
  end_all();
  for (const int fd : {listener_, wake_[0], wake_[1]}) ::close(fd);
}

void TcpRelay::become(bool is_cut) {
  is_cut_ = is_cut;
  REQUIRE(::write(wake_[1], "x", 1) == 1);
  while (has_cut_ != is_cut) wait_a_little();
}

void TcpRelay::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (is_cut_) end_all();
    has_cut_ = is_cut_.load();
    std::vector<pollfd> all{{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
    for (const auto& [came, leads] : connections_) {
      all.push_back({came, POLLIN, 0});
      all.push_back({leads, POLLIN, 0});
    }
    if (::poll(all.data(), all.size(), -1) < 0) continue;
    if (all[0].revents != 0) {
      char byte = 0;
      (void)!::read(wake_[0], &byte, 1);
      continue;  // what is wanted may have changed
    }
    std::vector<std::pair<int, int>> kept;
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      const auto [came, leads] = connections_[i];
      const bool goes_on = (all[2 + 2 * i].revents == 0 || pass_on(came, leads)) &&
                           (all[3 + 2 * i].revents == 0 || pass_on(leads, came));
      if (goes_on) {
        kept.emplace_back(came, leads);
      } else {
        ::close(came);
        ::close(leads);
      }
    }
    connections_ = std::move(kept);
    if (all[1].revents != 0) accept_one();
  }
}

void TcpRelay::accept_one() {
  const int came = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (came < 0) return;
  const int leads = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(target_port_);
  if (is_cut_ || ::connect(leads, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(came);
    ::close(leads);
    return;
  }
  connections_.emplace_back(came, leads);
}

bool TcpRelay::pass_on(int from, int to) {
  std::array<char, 65'536> bytes;
  const ssize_t got = ::recv(from, bytes.data(), bytes.size(), 0);
  if (got <= 0) return false;
  for (ssize_t done = 0; done < got;) {
    const ssize_t sent = ::send(to, bytes.data() + done, static_cast<std::size_t>(got - done), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    done += sent;
  }
  return true;
}

void TcpRelay::end_all() {
  for (const auto& [came, leads] : connections_) {
    ::close(came);
    ::close(leads);
  }
  connections_.clear();
}

}  // namespace towpath::testing
