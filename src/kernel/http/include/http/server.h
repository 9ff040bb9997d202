#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "http/http.h"

namespace towpath::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  unsigned short port = 0;               ///< 0 picks a free port; see Server::port().
  int workers = 8;                       ///< Threads that run handlers (blocking code, database).
  std::size_t queue_limit = 512;         ///< Requests that may wait for a worker; beyond it 503 with Retry-After.
  std::size_t connection_limit = 4096;   ///< Beyond it a new connection is closed at once.
  std::size_t header_limit = 32 * 1024;  ///< Bytes of request line and headers; beyond it 431.
  std::chrono::milliseconds header_timeout{15'000};  ///< For a client to send its headers, however slowly they drip.
  std::chrono::milliseconds body_timeout{30'000};    ///< For each pause in a body, in either direction.
  std::chrono::milliseconds idle_timeout{75'000};    ///< For a kept connection without a request.
  std::chrono::milliseconds drain_timeout{10'000};
  std::chrono::milliseconds ping_interval{15'000};           ///< Sign of life on SSE and WebSocket streams.
  std::string tls_certificate_file = {}, tls_key_file = {};  ///< PEM; both or neither.
  /// Host names (without port) requests may carry: a defence against DNS rebinding; any other gets 421. Empty: all.
  std::vector<std::string> allowed_hosts = {};
};

/// Serves a Router until destroyed: HTTP/1.1 with kept connections and pipelining, gzip, SSE, WebSocket. One thread
/// does all network work, `workers` threads run handlers. drain() stops accepting, closes idle connections, SSE and
/// WebSockets, lets running requests finish (bounded by drain_timeout) and returns; the destructor drains if nobody
/// did. The router and everything its handlers use must outlive the server. Thread-safe.
class Server {
 public:
  /// Errors: http.port_in_use (names the port), http.address_invalid, http.tls_invalid.
  static Result<std::unique_ptr<Server>> start(const Router& router, const ServerOptions& options);
  virtual ~Server() = default;
  virtual unsigned short port() const = 0;
  virtual void drain() = 0;

  struct Load {
    std::size_t connections = 0, running = 0, queued = 0;
    std::int64_t requests = 0;  ///< Answered since the start.
  };
  virtual Load load() const = 0;
};

}  // namespace towpath::http
