#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace towpath::proxy {

struct ProxyOptions {
  std::filesystem::path data_directory;  ///< The proxy's own files are below proxy/.
  std::string version;                   ///< What Hello::version says; empty: proxy_version().
  std::string address = "127.0.0.1";
  int port = 7081;                                   ///< 0: any free one; after a takeover the port stays what it was.
  std::size_t longest_head = 32 * 1024;              ///< Request line and headers; more is 431.
  std::chrono::seconds head_timeout{30};             ///< From the first byte of a request to the end of its head.
  std::chrono::seconds idle_timeout{75};             ///< Of a kept client connection between requests.
  std::chrono::seconds response_timeout{120};        ///< Until the upstream begins to answer; then 504.
  std::chrono::seconds stall_timeout{300};           ///< Without a byte of a body in either direction.
  std::chrono::seconds drain_timeout{3600};          ///< A proxy that was replaced gives up what is still open then.
  std::chrono::seconds longest_hold{60};             ///< How long a request waits for what sleeps; then 503.
  std::size_t most_held = 512;                       ///< Requests that wait so at one time; more get 503 at once.
  std::chrono::milliseconds connect_patience{1000};  ///< How long a refused upstream connection is tried again.
};

/// Serves until it is told to end and has drained. This is the data plane's process: it starts with the table it last
/// had, takes the listening socket over from a proxy that still runs on the same data directory, and needs no server.
/// SIGTERM and SIGINT: stops accepting, finishes what is open, returns. Returns the exit status of the process.
int run_proxy(const ProxyOptions& options);

}  // namespace towpath::proxy
