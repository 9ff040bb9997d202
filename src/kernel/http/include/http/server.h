#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "http/http.h"

namespace towpath::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  unsigned short port = 0;  ///< 0 picks a free port; see Server::port().
  int workers = 8;          ///< Threads that run handlers (blocking code, database).
  std::size_t queue_limit = 512;                    ///< Requests that may wait for a worker; beyond it 503 with Retry-After.
  std::size_t header_limit = 32 * 1024;             ///< Bytes of request line and headers.
  std::chrono::seconds header_timeout{15};          ///< For a client to send its headers, and for each pause in a body.
  std::chrono::seconds idle_timeout{75};            ///< For a kept connection without a request.
  std::chrono::seconds drain_timeout{10};
  std::string tls_certificate_file, tls_key_file;   ///< PEM; both or neither.
};

/// Serves a Router until destroyed. drain() stops accepting, lets running requests finish (bounded by drain_timeout)
/// and closes streams; the destructor drains if nobody did.
class Server {
 public:
  /// Errors: http.port_in_use (names port and hint), http.tls_invalid.
  static Result<std::unique_ptr<Server>> start(const Router& router, const ServerOptions& options);
  virtual ~Server() = default;
  virtual unsigned short port() const = 0;
  virtual void drain() = 0;

  struct Load {
    std::size_t connections = 0, running = 0, queued = 0;
    std::int64_t requests = 0;
  };
  virtual Load load() const = 0;
};

}  // namespace towpath::http
