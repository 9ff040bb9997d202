#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "process/spawner.h"
#include "proxy/client.h"

// Real parts for tests of the data plane: services, clients and the proxy's own process, on loopback and free ports.
namespace towpath::proxy {

/// Waits for something other threads or processes do, at most ten seconds.
inline bool becomes_true(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    poll(nullptr, 0, 2);
  }
  return true;
}

/// A blocking TCP stream.
class Stream {
 public:
  Stream() = default;
  explicit Stream(int fd) : fd_(fd) {
    const timeval limit{10, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    const int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  }
  static Stream to(int port) {
    Stream stream(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(stream.fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) stream.fd_.reset();
    return stream;
  }
  bool is_open() const { return static_cast<bool>(fd_); }
  bool send(std::string_view text) {
    while (!text.empty()) {
      const auto sent = ::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  /// Reads on; false at the end or on an error.
  bool more() {
    char bytes[16384];
    const auto got = recv(fd_.get(), bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    buffer.append(bytes, static_cast<std::size_t>(got));
    return true;
  }
  /// Up to and including `end`; what was there when the stream ended otherwise.
  std::string until(std::string_view end) {
    std::size_t at = 0;
    while ((at = buffer.find(end)) == std::string::npos)
      if (!more()) return std::exchange(buffer, {});
    auto text = buffer.substr(0, at + end.size());
    buffer.erase(0, at + end.size());
    return text;
  }
  std::string exactly(std::size_t size) {
    while (buffer.size() < size && more()) {
    }
    auto text = buffer.substr(0, size);
    buffer.erase(0, size);
    return text;
  }
  std::string rest() {
    while (more()) {
    }
    return std::exchange(buffer, {});
  }
  void close() { fd_.reset(); }
  void half_close() { shutdown(fd_.get(), SHUT_WR); }
  std::string buffer;

 private:
  process::OwnedFd fd_;
};

struct Response {
  int status = 0;  ///< 0: no whole answer.
  std::string head, body;
  bool says_close() const { return head.find("Connection: close") != std::string::npos; }
};

/// Reads one response with Content-Length, chunked or to the end of the connection.
inline Response read_response(Stream& stream, bool has_body = true) {
  Response response;
  response.head = stream.until("\r\n\r\n");
  if (!response.head.ends_with("\r\n\r\n") || response.head.size() < 12) return {};
  response.status = std::atoi(response.head.c_str() + 9);
  if (!has_body || response.status == 204 || response.status == 304) return response;
  if (const auto at = response.head.find("Content-Length: "); at != std::string::npos) {
    const auto size = static_cast<std::size_t>(std::atoll(response.head.c_str() + at + 16));
    response.body = stream.exactly(size);
    if (response.body.size() != size) response.status = 0;
  } else if (response.head.find("Transfer-Encoding: chunked") != std::string::npos) {
    while (true) {
      const auto line = stream.until("\r\n");
      if (!line.ends_with("\r\n")) return {};
      const auto size = std::stoul(line, nullptr, 16);
      const auto data = stream.exactly(size + 2);
      if (data.size() != size + 2) return {};
      if (size == 0) break;
      response.body += data.substr(0, size);
    }
  } else {
    response.body = stream.rest();
  }
  return response;
}

inline std::string get(std::string_view host, std::string_view path = "/", std::string_view more = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: " + std::string(host) + "\r\n" + std::string(more) + "\r\n";
}

inline Response ask(int port, const std::string& request) {
  auto stream = Stream::to(port);
  stream.send(request);
  return read_response(stream);
}

/// A service: a thread per connection runs `serve(stream, head)` for each request head until it returns false.
class Service {
 public:
  using Serve = std::function<bool(Stream&, const std::string& head)>;

  explicit Service(Serve serve, const char* at = "127.0.0.1", int port = 0) : serve_(std::move(serve)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, at, &address.sin_addr);
    bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    listen(listener_.get(), 256);
    socklen_t size = sizeof address;
    getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { accept_all(); });
  }
  /// Answers every GET with its name.
  explicit Service(const std::string& name, const char* at = "127.0.0.1", int port = 0)
      : Service(
            [name](Stream& stream, const std::string&) {
              return stream.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(name.size()) + "\r\n\r\n" +
                                 name);
            },
            at, port) {}
  ~Service() { stop(); }
  int port() const { return port_; }
  int connections() const { return accepted_; }

  /// As a crash: all connections end, the port is closed.
  void stop() {
    if (is_stopped_.exchange(true)) return;
    shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
    listener_.reset();
    {
      const std::lock_guard lock(mutex_);
      for (const int fd : open_) shutdown(fd, SHUT_RDWR);
    }
    for (auto& worker : workers_) worker.join();
  }

 private:
  void accept_all() {
    while (true) {
      const int fd = accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      ++accepted_;
      const std::lock_guard lock(mutex_);
      open_.push_back(fd);
      workers_.emplace_back([this, fd] {
        Stream stream(fd);
        while (true) {
          const auto head = stream.until("\r\n\r\n");
          if (!head.ends_with("\r\n\r\n") || !serve_(stream, head)) break;
        }
        const std::lock_guard inner(mutex_);
        std::erase(open_, fd);
      });
    }
  }

  Serve serve_;
  process::OwnedFd listener_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  int port_ = 0;
  std::atomic<int> accepted_ = 0;
  std::atomic<bool> is_stopped_ = false;
  std::mutex mutex_;  ///< Guards open_ and workers_.
  std::vector<int> open_;
  std::vector<std::thread> workers_;
  std::thread thread_;
};

/// A proxy process on a data directory of its own.
class Rig {
 public:
  explicit Rig(std::vector<std::string> more = {}) : more_(std::move(more)) {
    auto name = (std::filesystem::temp_directory_path() / "proxy-test.XXXXXX").string();
    directory = mkdtemp(name.data());
    client = std::make_unique<ProxyClient>(directory, std::chrono::seconds(10));
    pid = start();
    port = client->hello().value().port;
  }
  ~Rig() {
    for (const int process : processes_) {
      kill(process, SIGKILL);
      waitpid(process, nullptr, 0);
    }
    std::error_code ignored;
    std::filesystem::remove_all(directory, ignored);
  }

  /// Starts (another) proxy on the directory.
  int start() {
    std::vector<std::string> arguments = {TOWPATH_PROXY_PROCESS, directory.string(), std::to_string(port)};
    arguments.insert(arguments.end(), more_.begin(), more_.end());
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    char* env[] = {nullptr};
    int process = -1;
    posix_spawn(&process, TOWPATH_PROXY_PROCESS, nullptr, nullptr, argv.data(), env);
    processes_.push_back(process);
    return process;
  }
  /// Waits for the end of a proxy process.
  int wait_for(int process) {
    int status = 0;
    waitpid(process, &status, 0);
    std::erase(processes_, process);
    return status;
  }
  Status route(int to, std::string host = "a.test") { return route({{"r-" + host, host, "/", to}}); }
  Status route(std::vector<Route> routes) { return client->set_table({1, ++generation, std::move(routes)}); }
  RouteMetrics metrics(const std::string& id = "r-a.test") const {
    const auto all = client->metrics();
    for (const auto& route : all.value())
      if (route.id == id) return route;
    return {};
  }
  Response ask(const std::string& request) const { return proxy::ask(port, request); }

  std::filesystem::path directory;
  std::unique_ptr<ProxyClient> client;
  int pid = -1;
  int port = 0;
  std::int64_t generation = 0;

 private:
  std::vector<std::string> more_;
  std::vector<int> processes_;
};

/// Clients that ask without pause and without retries, half on kept connections and half on new ones, until stopped.
class Load {
 public:
  Load(int port, std::string host, int threads = 4) {
    for (int i = 0; i < threads; ++i)
      threads_.emplace_back([this, port, host, is_kept = i % 2 == 0] { run(port, host, is_kept); });
  }
  ~Load() { stop(); }
  void stop() {
    is_over_ = true;
    for (auto& thread : threads_)
      if (thread.joinable()) thread.join();
  }
  int succeeded() const { return succeeded_; }
  int failed() const { return failed_; }
  /// Waits for so many more answers.
  bool advance(int answers) {
    const int goal = succeeded_ + answers;
    return becomes_true([&] { return succeeded_ >= goal; });
  }

 private:
  void run(int port, const std::string& host, bool is_kept) {
    Stream stream;
    const auto request = get(host, "/", is_kept ? "" : "Connection: close\r\n");
    while (!is_over_) {
      if (!stream.is_open()) stream = Stream::to(port);
      const bool is_sent = stream.is_open() && stream.send(request);
      const auto response = is_sent ? read_response(stream) : Response();
      ++(response.status == 200 ? succeeded_ : failed_);
      if (!is_kept || response.status != 200 || response.says_close()) stream.close();
    }
  }
  std::atomic<bool> is_over_ = false;
  std::atomic<int> succeeded_ = 0, failed_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace towpath::proxy
