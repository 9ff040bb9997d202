#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

#include "http/client.h"

// What every use of libcurl here shares.
namespace towpath::http {

using Handle = std::unique_ptr<CURL, void (*)(CURL*)>;

/// Before the first handle; thread-safe.
void begin_curl();

struct Target {
  std::string host, port;
  bool is_loopback() const { return host == "localhost" || host == "[::1]" || host.starts_with("127."); }
};

/// Of an http or https address. Errors: http.url_invalid.
Result<Target> target_of(const std::string& url);

/// Texts in memory: keys are no files. They live as long as the exchange.
void set_tls(const Handle& handle, const ClientTls& tls);

Error to_error(CURLcode failure, const Target& target, const std::string& detail);

}  // namespace towpath::http
