#include "csrf.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "base/product.h"
#include "base/strings.h"

#include "request_text.h"

namespace towpath::http {
namespace {

bool is_safe(const std::string& method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

Error foreign(std::string_view what) {
  return forbidden("auth.csrf",
                   fmt::format("This request comes from another site ({}), so it was not carried out.", what))
      .with_hint("Use a personal access token for requests from elsewhere.");
}

bool is_websocket(const Request& request) { return has_token(request.headers.get("Upgrade"), "websocket"); }

}  // namespace

std::string csrf_token_for(std::string_view session_cookie_value) {
  const std::string input = "csrf:" + std::string(session_cookie_value);
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(input.data()), input.size(), digest);
  return to_hex({reinterpret_cast<const char*>(digest), sizeof digest});
}

Status check_origin(const Request& request) {
  if (is_safe(request.method) && !is_websocket(request)) return ok();
  if (request.headers.has("Authorization")) return ok();
  const std::string_view site = request.headers.get("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") return foreign("Sec-Fetch-Site: " + std::string(site));
  // The scheme is left out: behind a proxy that ends TLS the browser's is https and ours is not.
  std::string_view origin = request.headers.get("Origin");
  if (origin.empty()) return ok();
  const auto scheme_end = origin.find("://");
  const std::string_view authority = scheme_end == origin.npos ? origin : origin.substr(scheme_end + 3);
  if (to_lower(authority) != to_lower(request.headers.get("Host"))) return foreign("Origin: " + std::string(origin));
  return ok();
}

Status check_csrf(const Request& request) {
  if (is_safe(request.method) || request.headers.has("Authorization")) return ok();
  const auto session = request.cookies.find(std::string(product::session_cookie));
  if (session == request.cookies.end()) return ok();
  const std::string expected = csrf_token_for(session->second);
  const std::string_view given = request.headers.get("X-CSRF-Token");
  if (given.size() == expected.size() && CRYPTO_memcmp(given.data(), expected.data(), given.size()) == 0) return ok();
  return forbidden("auth.csrf", given.empty() ? "The header X-CSRF-Token is missing."
                                              : "The header X-CSRF-Token does not belong to this session.")
      .with_hint(fmt::format("Send the value of the cookie {} in X-CSRF-Token.", product::csrf_cookie));
}

}  // namespace towpath::http
