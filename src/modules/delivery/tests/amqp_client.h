#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <string>

namespace towpath::delivery::testing {

/// A workload's connection to a broker: AMQP 0-9-1 as far as opening a virtual host, and knowing that it was closed.
class AmqpClient {
 public:
  /// Connects to 127.0.0.1 and opens the virtual host.
  AmqpClient(int port, const std::string& user, const std::string& password, const std::string& vhost)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval wait{20, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(static_cast<std::uint16_t>(port));
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) return;
    send(std::string("AMQP\0\0\x09\x01", 8));
    if (method() != start) return;
    // No client properties; PLAIN is an empty name, the user and the password.
    const std::string plain = std::string(1, '\0') + user + std::string(1, '\0') + password;
    call(0x000a000b, number(0, 4) + short_text("PLAIN") + number(plain.size(), 4) + plain + short_text("en_US"));
    if (method() != tune) return;
    // Within what a broker allows; 0 would be no limit at all, which it refuses.
    call(0x000a001f, number(16, 2) + number(131'072, 4) + number(0, 2));
    call(0x000a0028, short_text(vhost) + short_text("") + number(0, 1));
    is_open_ = method() == open_ok;
  }
  ~AmqpClient() { ::close(fd_); }
  AmqpClient(const AmqpClient&) = delete;
  AmqpClient& operator=(const AmqpClient&) = delete;

  bool is_open() const { return is_open_; }
  /// Waits until the broker ends the connection: it says so, or closes it.
  bool is_ended() {
    const auto said = method();
    return said == close || said == 0;
  }

 private:
  static constexpr std::uint32_t start = 0x000a000a, tune = 0x000a001e, open_ok = 0x000a0029, close = 0x000a0032;

  static std::string number(std::uint64_t value, int bytes) {
    std::string out;
    for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i));
    return out;
  }
  static std::string short_text(const std::string& text) { return number(text.size(), 1) + text; }
  void send(const std::string& bytes) { (void)!::write(fd_, bytes.data(), bytes.size()); }
  void call(std::uint32_t method, const std::string& arguments) {
    const std::string body = number(method, 4) + arguments;
    send(number(1, 1) + number(0, 2) + number(body.size(), 4) + body + "\xce");
  }
  std::string read(std::size_t size) {
    std::string out;
    while (out.size() < size) {
      char buffer[4096];
      const auto got = ::read(fd_, buffer, std::min(sizeof buffer, size - out.size()));
      if (got <= 0) return "";
      out.append(buffer, static_cast<std::size_t>(got));
    }
    return out;
  }
  static std::uint32_t as_number(const std::string& bytes) {
    std::uint32_t out = 0;
    for (const unsigned char byte : bytes) out = out << 8 | byte;
    return out;
  }
  /// Class and method of the next frame; 0 when the connection ended or nothing came.
  std::uint32_t method() {
    const std::string head = read(7);
    if (head.size() != 7) return 0;
    const std::string body = read(as_number(head.substr(3, 4)) + 1);
    return body.size() < 5 ? 0 : as_number(body.substr(0, 4));
  }

  const int fd_;
  bool is_open_ = false;
};

}  // namespace towpath::delivery::testing
