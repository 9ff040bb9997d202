#include "nats_client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstring>
#include <optional>

#include "base/product.h"
#include "process/spawner.h"

namespace towpath::delivery {

namespace {

constexpr std::size_t longest_line = 64u << 10;
constexpr int most_lines = 16;
constexpr std::chrono::milliseconds greeting_time{2'000};

Error unreachable(std::string_view why) {
  return unavailable("delivery.nats_unreachable",
                     fmt::format("the NATS server for workloads cannot be reached: {}", why))
      .with_retry_after(std::chrono::seconds(5));
}

/// Lines of text over TCP, with a time limit for each read and write.
class LineConnection {
 public:
  LineConnection(int port, std::chrono::milliseconds deadline) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval time{deadline.count() / 1'000, static_cast<suseconds_t>(deadline.count() % 1'000 * 1'000)};
    setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_open_ = connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    if (!is_open_) why_ = std::strerror(errno);
  }

  bool is_open() const { return is_open_; }
  const std::string& why() const { return why_; }

  std::optional<std::string> line() {
    for (;;) {
      if (const auto end = read_.find("\r\n"); end != read_.npos) {
        auto found = read_.substr(0, end);
        read_.erase(0, end + 2);
        return found;
      }
      char piece[4'096];
      const auto size = recv(fd_.get(), piece, sizeof piece, 0);
      if (size <= 0 || read_.size() > longest_line) {
        why_ = size == 0 ? "it closed the connection" : size < 0 ? std::strerror(errno) : "it answers without an end";
        return std::nullopt;
      }
      read_.append(piece, static_cast<std::size_t>(size));
    }
  }

  bool send_text(std::string_view text) {
    while (!text.empty()) {
      const auto size = send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (size <= 0) {
        why_ = std::strerror(errno);
        return false;
      }
      text.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }

 private:
  process::OwnedFd fd_;
  bool is_open_ = false;
  std::string read_, why_;
};

}  // namespace

Result<NatsSignIn> nats_sign_in(int port, const std::string& user, const Secret& password,
                                std::chrono::milliseconds deadline) {
  LineConnection connection(port, deadline);
  if (!connection.is_open()) return unreachable(connection.why());
  const auto greeting = connection.line();
  if (!greeting) return unreachable(connection.why());
  if (!greeting->starts_with("INFO ")) return unreachable("another program answers");
  const auto words = boost::json::serialize(boost::json::object{{"user", user},
                                                                {"pass", password.reveal()},
                                                                {"verbose", false},
                                                                {"pedantic", false},
                                                                {"lang", "cpp"},
                                                                {"version", "1"},
                                                                {"name", product::binary}});
  if (!connection.send_text(fmt::format("CONNECT {}\r\nPING\r\n", words))) return unreachable(connection.why());
  for (int i = 0; i < most_lines; ++i) {
    const auto answer = connection.line();
    if (!answer) return unreachable(connection.why());
    if (*answer == "PONG") return NatsSignIn::accepted;
    if (answer->starts_with("-ERR 'Authorization Violation'")) return NatsSignIn::refused;
    if (answer->starts_with("-ERR")) return unreachable(answer->substr(0, 200));
  }
  return unreachable("it does not answer what it is asked");
}

bool is_nats_ready(int port) {
  LineConnection connection(port, greeting_time);
  if (!connection.is_open()) return false;
  const auto greeting = connection.line();
  return greeting && greeting->starts_with("INFO ");
}

}  // namespace towpath::delivery
