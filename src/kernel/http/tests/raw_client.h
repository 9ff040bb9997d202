#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

/// A client that sends exactly the bytes it is told to. Every wait ends after ten seconds.
class RawClient {
 public:
  explicit RawClient(unsigned short port) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("cannot connect");
  }
  ~RawClient() { ::close(descriptor_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False when the server no longer takes bytes.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  void finish_sending() { ::shutdown(descriptor_, SHUT_WR); }

  /// Reads until `in_` holds `text`; what came up to its end. Throws when the connection ends or nothing comes.
  std::string read_until(std::string_view text) {
    for (;;) {
      const auto at = in_.find(text);
      if (at != in_.npos) return take(at + text.size());
      if (!fill()) throw std::runtime_error("connection ended before \"" + std::string(text) + "\", after: " + in_);
    }
  }
  std::string read_exactly(std::size_t size) {
    while (in_.size() < size)
      if (!fill()) throw std::runtime_error("connection ended too early");
    return take(size);
  }
  /// Everything until the server closes.
  std::string read_all() {
    while (fill()) continue;
    return take(in_.size());
  }
  /// One response with a Content-Length; the head comes back, `body` is filled.
  std::string read_response(std::string* body = nullptr) {
    std::string head = read_until("\r\n\r\n");
    const auto at = head.find("Content-Length: ");
    const std::string content = read_exactly(at == head.npos ? 0 : std::stoul(head.substr(at + 16)));
    if (body) *body = content;
    return head;
  }

 private:
  bool fill() {
    pollfd waiting{descriptor_, POLLIN, 0};
    if (::poll(&waiting, 1, 10'000) != 1) throw std::runtime_error("nothing came for ten seconds");
    char buffer[16384];
    const auto count = ::recv(descriptor_, buffer, sizeof buffer, 0);
    if (count <= 0) return false;
    in_.append(buffer, static_cast<std::size_t>(count));
    return true;
  }
  std::string take(std::size_t size) {
    std::string out = in_.substr(0, size);
    in_.erase(0, size);
    return out;
  }

  int descriptor_;
  std::string in_;
};
