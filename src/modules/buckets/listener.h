#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include "http/server.h"

#include "s3_api.h"

namespace towpath::buckets {

/// Where clients reach the API: a port of 127.0.0.1 that is chosen once for a data directory. Signatures cover host and
/// path, and clients expect the API at the root of an address, so it has a port of its own. Thread-safe.
class Listener {
 public:
  /// `api` outlives it. The port is kept in `folder`.
  Listener(S3Api& api, std::filesystem::path folder);

  /// Begins to listen when that has not happened. The port. Errors: http.port_in_use, buckets.no_free_port.
  Result<int> ensure();
  /// Lets running requests finish; for good.
  void stop();

 private:
  Result<int> start(int port);
  Result<int> choose();

  const std::filesystem::path folder_;
  http::Router router_;
  std::mutex mutex_;  // guards server_, is_stopped_
  std::unique_ptr<http::Server> server_;
  bool is_stopped_ = false;
};

}  // namespace towpath::buckets
