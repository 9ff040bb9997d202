#include "held.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

namespace towpath::testing {
namespace {

/// Connected, with a limit for each read and write; -1 when nobody listens.
int connect_to(const Place& place) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  timeval limit{};
  limit.tv_sec = 15;
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(place.port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

bool send_text(int fd, const std::string& text) {
  return send(fd, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
}

/// Appends what comes; false at the end, with errno 0 when the other side closed.
bool receive_more(int fd, std::string& in) {
  char bytes[4096];
  const ssize_t got = recv(fd, bytes, sizeof bytes, 0);
  if (got == 0) errno = 0;
  if (got <= 0) return false;
  in.append(bytes, static_cast<std::size_t>(got));
  return true;
}

std::string cut_short() { return errno == 0 ? "closed" : std::strerror(errno); }

}  // namespace

HeldStream::HeldStream(Place place)
    : thread_([this, place] {
        problem_ = read(place);
        const std::lock_guard lock(mutex_);
        has_begun_ = true;
        begun_.notify_all();
      }) {}

void HeldStream::wait_begun() {
  std::unique_lock lock(mutex_);
  begun_.wait(lock, [this] { return has_begun_; });
}

std::string HeldStream::finish() {
  thread_.join();
  return problem_;
}

std::string HeldStream::read(const Place& place) {
  const int fd = connect_to(place);
  if (fd < 0) return "refused";
  std::string in, problem;
  if (!send_text(fd, fmt::format("GET /stream HTTP/1.1\r\nHost: {}\r\n\r\n", place.host))) problem = "not sent";
  while (problem.empty() && in.find("\r\n0\r\n\r\n") == std::string::npos) {
    if (!receive_more(fd, in)) problem = "the stream ended early: " + cut_short();
    const std::lock_guard lock(mutex_);
    if (has_begun_ || in.find("\n0 ") == std::string::npos) continue;
    has_begun_ = true;
    begun_.notify_all();
  }
  close(fd);
  if (!problem.empty()) return problem;
  const auto first = in.find("\n0 ");
  if (first == std::string::npos) return "no lines: " + in.substr(0, 200);
  const auto version = in.substr(first + 3, in.find('\n', first + 3) - first - 3);
  std::size_t at = 0;
  for (int i = 0; i < 100; ++i) {
    at = in.find(fmt::format("\r\n{} {}\n\r\n", i, version), at);
    if (at == std::string::npos) return fmt::format("line {} is missing", i);
  }
  return "";
}

HeldSocket::HeldSocket(Place place) : fd_(connect_to(place)) {
  const bool is_sent =
      fd_ >= 0 && send_text(fd_, fmt::format("GET /socket HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\n"
                                             "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                                             place.host));
  while (is_sent && in_.find("\r\n\r\n") == std::string::npos && receive_more(fd_, in_)) {
  }
  const auto head = in_.find("\r\n\r\n");
  // The answer to the sample key of RFC 6455 section 1.3.
  if (head == std::string::npos || !in_.starts_with("HTTP/1.1 101 ") ||
      in_.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") == std::string::npos) {
    problem_ = "no WebSocket: " + in_.substr(0, 200);
    return;
  }
  in_.erase(0, head + 4);
  exchange();
}

HeldSocket::~HeldSocket() {
  if (fd_ >= 0) close(fd_);
}

bool HeldSocket::send_frame(int opcode, const std::string& payload) {
  const char head[] = {static_cast<char>(0x80 | opcode), static_cast<char>(0x80 | payload.size()), 1, 2, 3, 4};
  std::string frame(head, sizeof head);
  for (std::size_t i = 0; i < payload.size(); ++i) frame += static_cast<char>(payload[i] ^ head[2 + i % 4]);
  return send_text(fd_, frame);
}

/// The next frame's payload; "" and problem_ when there is none.
std::string HeldSocket::receive() {
  while (in_.size() < 2 || in_.size() < 2u + static_cast<unsigned char>(in_[1]))
    if (!receive_more(fd_, in_)) {
      problem_ = fmt::format("the WebSocket ended after {} messages: {}", count_, cut_short());
      return "";
    }
  const std::size_t size = static_cast<unsigned char>(in_[1]);
  std::string payload = in_.substr(2, size);
  in_.erase(0, 2 + size);
  return payload;
}

bool HeldSocket::exchange() {
  if (!problem_.empty()) return false;
  const auto text = fmt::format("message {}", ++count_);
  if (!send_frame(1, text)) {
    problem_ = fmt::format("message {} could not be sent", count_);
    return false;
  }
  const auto answer = receive();
  if (!problem_.empty()) return false;
  if (version_.empty()) version_ = answer.substr(0, answer.find(' '));
  if (answer != version_ + " " + text) problem_ = fmt::format("'{}' came back for '{}'", answer, text);
  return problem_.empty();
}

std::string HeldSocket::finish() {
  if (!exchange()) return problem_;
  if (!send_frame(8, std::string("\x03\xe8", 2))) return "the closing frame could not be sent";
  receive();
  close(fd_);
  fd_ = -1;
  return problem_;
}

}  // namespace towpath::testing
