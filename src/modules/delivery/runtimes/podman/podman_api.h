#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace towpath::delivery {

/// What podman answered; a status of 400 and above is an answer.
struct PodmanAnswer {
  int status = 0;
  std::string body;

  bool is_ok() const { return status < 400; }
  bool is_missing() const { return status == 404; }
  /// What podman says is wrong, in its words, at most 500 bytes.
  std::string problem() const;
  /// The body, a JSON value; null when it is none.
  boost::json::value json() const;
};

/// The error code of an exchange that got no answer: whether it had an effect is not known.
inline constexpr std::string_view podman_unreachable = "delivery.podman_unreachable";

/// Speaks libpod's API (version 4) with the service behind one unix socket. Thread-safe; blocking.
class PodmanApi {
 public:
  explicit PodmanApi(std::string socket) : socket_(std::move(socket)) {}

  /// `path` begins behind "/libpod": "/containers/x/json". Errors: podman_unreachable.
  Result<PodmanAnswer> get(const std::string& path) const;
  Result<PodmanAnswer> post(const std::string& path, const boost::json::object& body = {},
                            std::chrono::milliseconds timeout = usual_timeout) const;
  Result<PodmanAnswer> post_archive(const std::string& path, std::string tar) const;
  Result<PodmanAnswer> remove(const std::string& path) const;

  const std::string& socket() const { return socket_; }

  static constexpr std::chrono::milliseconds usual_timeout{60'000};

 private:
  Result<PodmanAnswer> exchange(const char* method, const std::string& path, const char* type, std::string body,
                                std::chrono::milliseconds timeout) const;

  std::string socket_;
};

}  // namespace towpath::delivery
