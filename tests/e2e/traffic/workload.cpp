// The service that is deployed under load. What a version is, its bundle says: `version` (one word) and `health` ("ok",
// or why its health check fails). It says on standard output when it served its first request, so that a test can tell
// that a version never did. It ends on SIGTERM without a goodbye: whoever stops it too early is found out.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>

namespace {

std::string version, health;
std::atomic<bool> has_served = false;

std::string word_in(const char* file) {
  std::string line;
  std::ifstream in(file);
  std::getline(in, line);
  return line;
}

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

/// One connection: reads requests one after another.
class Client {
 public:
  explicit Client(int fd) : fd_(fd) {}
  ~Client() { close(fd_); }
  void serve() {
    while (read_until("\r\n\r\n") && answer()) {
    }
  }

 private:
  bool more() {
    char bytes[16384];
    const ssize_t got = recv(fd_, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    in_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }
  bool read_until(std::string_view mark) {
    while (in_.find(mark) == std::string::npos)
      if (!more()) return false;
    return true;
  }
  bool read_size(std::size_t size) {
    while (in_.size() < size)
      if (!more()) return false;
    return true;
  }
  /// Of the request whose head is in_; names are compared as the test writes them.
  std::string header(std::string_view name) const {
    const auto begin = in_.find("\r\n" + std::string(name) + ": ");
    if (begin == std::string::npos || begin > in_.find("\r\n\r\n")) return "";
    const auto value = begin + 2 + name.size() + 2;
    return in_.substr(value, in_.find("\r\n", value) - value);
  }
  bool reply(int status, const std::string& body) const {
    return send_all(fd_, "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: text/plain\r\nContent-Length: " +
                             std::to_string(body.size()) + "\r\n\r\n" + body);
  }

  bool answer() {
    const auto line = in_.substr(0, in_.find("\r\n"));
    const auto head_size = in_.find("\r\n\r\n") + 4;
    const auto path = line.substr(line.find(' ') + 1, line.rfind(' ') - line.find(' ') - 1);
    const auto key = header("Sec-WebSocket-Key");
    const auto length = std::strtoul(header("Content-Length").c_str(), nullptr, 10);
    if (!read_size(head_size + length)) return false;
    std::size_t sum = 0;
    for (std::size_t i = head_size; i < head_size + length; ++i) sum += static_cast<unsigned char>(in_[i]);
    in_.erase(0, head_size + length);
    if (path == "/healthz") return reply(health == "ok" ? 200 : 503, health + "\n");
    if (!has_served.exchange(true)) std::cout << "served its first request, " << path << std::endl;
    if (path == "/stream") return stream();
    if (path == "/socket") return websocket(key);
    if (path == "/facts") return reply(200, facts());
    return reply(200, "version=" + version + " path=" + path + " bytes=" + std::to_string(length) +
                          " sum=" + std::to_string(sum) + " " + std::string(512, '.') + " end\n");
  }

  static std::string facts() {
    std::string out = "version=" + version + "\n";
    for (const char* name : {"GREETING", "DB_NAME", "DB_USERNAME", "DB_HOST", "DB_PORT", "STATE_FOLDER"})
      if (const char* value = std::getenv(name)) out += std::string(name) + "=" + value + "\n";
    return out;
  }

  /// A line each tenth of a second, for ten seconds.
  bool stream() const {
    if (!send_all(fd_, "HTTP/1.1 200 X\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"))
      return false;
    for (int i = 0; i < 100; ++i) {
      const auto line = std::to_string(i) + " " + version + "\n";
      char size[16];
      std::snprintf(size, sizeof size, "%zx\r\n", line.size());
      if (!send_all(fd_, size + line + "\r\n")) return false;
      poll(nullptr, 0, 100);  // The pace of the stream.
    }
    return send_all(fd_, "0\r\n\r\n");
  }

  /// Answers each text frame with "<version> <text>" until the client closes.
  bool websocket(const std::string& key) {
    const auto text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455 section 1.3
    unsigned char digest[EVP_MAX_MD_SIZE], encoded[64];
    unsigned int size = 0;
    EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha1(), nullptr);
    EVP_EncodeBlock(encoded, digest, static_cast<int>(size));
    if (!send_all(fd_, std::string("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n") +
                           "Sec-WebSocket-Accept: " + reinterpret_cast<const char*>(encoded) + "\r\n\r\n"))
      return false;
    while (read_size(6)) {  // Frames of the test are short and masked: two bytes, four of the mask, the payload.
      const auto opcode = static_cast<unsigned char>(in_[0]) & 0xf;
      const std::size_t length = static_cast<unsigned char>(in_[1]) & 0x7f;
      if (!read_size(6 + length)) return false;
      std::string payload = in_.substr(6, length);
      for (std::size_t i = 0; i < length; ++i) payload[i] = static_cast<char>(payload[i] ^ in_[2 + i % 4]);
      in_.erase(0, 6 + length);
      const std::string back = opcode == 8 ? payload : version + " " + payload;
      const char head[] = {static_cast<char>(0x80 | opcode), static_cast<char>(back.size())};
      if (!send_all(fd_, std::string(head, 2) + back) || opcode == 8) return false;
    }
    return false;
  }

  int fd_;
  std::string in_;
};

}  // namespace

int main() {
  signal(SIGPIPE, SIG_IGN);
  version = word_in("version");
  health = word_in("health");
  const char* port = std::getenv("PORT");
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port ? port : "0")));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(listener, 1024) != 0) {
    std::cerr << "cannot listen on port " << (port ? port : "") << std::endl;
    return 1;
  }
  std::cout << "version " << version << " listens" << std::endl;
  if (health != "ok") std::cout << "not ready: " << health << std::endl;
  while (true) {
    const int fd = accept(listener, nullptr, nullptr);
    if (fd < 0) continue;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    std::thread([fd] { Client(fd).serve(); }).detach();
  }
}
