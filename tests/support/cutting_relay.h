#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace towpath::testing {

/// A port of 127.0.0.1 that leads to another one and goes away in the middle of a talk: what was asked is done there,
/// its answer is lost, and nobody gets in any more until it is mended.
class CuttingRelay {
 public:
  explicit CuttingRelay(int target_port) : target_port_(target_port), listener_(socket_of_tcp()) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(listener_, 64) == 0);
    REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  ~CuttingRelay() {
    thread_.request_stop();
    thread_.join();
    end_all();
    ::close(listener_);
  }
  CuttingRelay(const CuttingRelay&) = delete;
  CuttingRelay& operator=(const CuttingRelay&) = delete;

  int port() const { return port_; }
  /// From now on `questions` pieces of what clients say are passed on; the last one's answer is waited for and lost.
  /// None: it is away at once.
  void cut_after(int questions) {
    const std::lock_guard lock(mutex_);
    left_ = questions;
    is_away_ = questions == 0;
    if (is_away_) end_all();
  }
  /// Away at once: connections have ended when it returns, and new ones do, too.
  void cut() { cut_after(0); }
  void mend() {
    const std::lock_guard lock(mutex_);
    left_ = -1;
    is_away_ = false;
  }
  /// Whether as much was said that it went away.
  bool is_away() const {
    const std::lock_guard lock(mutex_);
    return is_away_;
  }

 private:
  static constexpr int patience_ms = 10'000;  ///< For the answer that is lost.

  static sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  static int socket_of_tcp() { return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }

  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::vector<pollfd> all{{listener_, POLLIN, 0}};
      {
        const std::lock_guard lock(mutex_);
        for (const auto& [came, leads] : connections_) {
          all.push_back({came, POLLIN, 0});
          all.push_back({leads, POLLIN, 0});
        }
      }
      ::poll(all.data(), all.size(), 20);
      const std::lock_guard lock(mutex_);
      pass_on_all();
      if (all[0].revents != 0) accept_one();
    }
  }
  static bool has_something(int fd) {
    pollfd asked{fd, POLLIN, 0};
    return ::poll(&asked, 1, 0) > 0;
  }
  void pass_on_all() {
    std::vector<std::pair<int, int>> kept;
    for (const auto& [came, leads] : connections_) {
      bool goes_on = !is_away_;
      if (goes_on && has_something(came)) {
        goes_on = pass_on(came, leads);
        if (goes_on && left_ > 0 && --left_ == 0) {
          pollfd answer{leads, POLLIN, 0};
          ::poll(&answer, 1, patience_ms);
          is_away_ = true;
          goes_on = false;
        }
      }
      if (goes_on && has_something(leads)) goes_on = pass_on(leads, came);
      if (goes_on) {
        kept.emplace_back(came, leads);
      } else {
        ::close(came);
        ::close(leads);
      }
    }
    connections_ = std::move(kept);
    if (is_away_) end_all();
  }
  void accept_one() {
    const int came = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (came < 0) return;
    const int leads = socket_of_tcp();
    sockaddr_in address = loopback(target_port_);
    if (is_away_ || ::connect(leads, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      ::close(came);
      ::close(leads);
      return;
    }
    connections_.emplace_back(came, leads);
  }
  static bool pass_on(int from, int to) {
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
  void end_all() {
    for (const auto& [came, leads] : connections_) {
      ::close(came);
      ::close(leads);
    }
    connections_.clear();
  }

  const int target_port_;
  int port_ = 0, listener_;
  mutable std::mutex mutex_;  // guards all below
  int left_ = -1;             ///< Below 0: no end is asked for.
  bool is_away_ = false;
  std::vector<std::pair<int, int>> connections_;  ///< Whoever came, and where it leads.
  std::jthread thread_;                           ///< Last: it uses all of the above.
};

}  // namespace towpath::testing
