#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>

#include "base/secret.h"
#include "http/http.h"

namespace towpath::http {

/// Whom an exchange trusts and as whom it speaks, beyond what the machine says. All PEM text; empty: nothing of that.
struct ClientTls {
  std::string authorities;  ///< Certificates that may have signed the server's, instead of the machine's.
  std::string certificate;  ///< Of the client, with `key`.
  Secret key = {};
};

struct ClientRequest {
  std::string method = "GET";
  std::string url = {};
  Headers headers = {};
  std::string body = {};
  Secret bearer_token = {};                   ///< Sent as Authorization when not empty; never logged.
  std::chrono::milliseconds timeout{30'000};  ///< Whole exchange; 0 for streams.
  std::chrono::milliseconds connect_timeout{10'000};
  std::string unix_socket = {};  ///< Connect to this socket instead of the URL's host and port.
  /// When set, body bytes go here as they come and ClientResponse::body stays empty. False stops.
  std::function<bool(std::string_view)> on_data = {};
  /// When set, the body sent is what this gives until it gives "" (chunked); `body` is ignored.
  std::function<std::string()> next_chunk = {};
  std::stop_token stop = {};  ///< Ends the exchange early with http.stopped.
  bool follow_redirects = false;
  bool verify_tls = true;
  ClientTls tls = {};
  /// When set, asked with the numeric address ("10.0.0.7", "fd00::1") of each connection before it is made, after names
  /// were resolved, so that a name cannot lead elsewhere between question and connection. False refuses it. No proxy is
  /// used and no connection of another exchange.
  std::function<bool(const std::string& address)> may_connect = {};
  /// When set, the request is sent once at most, on a connection of its own, and this says afterwards whether the other
  /// side may have got it, whatever came of the exchange.
  bool* may_have_arrived = nullptr;
};

struct ClientResponse {
  int status = 0;
  Headers headers;
  std::string body;
};

/// Blocking HTTP client on libcurl (HTTP/1.1 and 2, TLS verified). Keeps connections per thread.
/// A status of 400 and above is an answer, not an Error.
/// Errors: http.address_refused (by may_connect), http.unreachable (names host and port), http.timeout,
/// http.tls_failed, http.stopped, http.url_invalid.
Result<ClientResponse> fetch(const ClientRequest& request);

/// A server's problem+json turned back into the Error it was, for the CLI. Any other body gives http.status_<n>.
Error error_from(const ClientResponse& response);

}  // namespace towpath::http
