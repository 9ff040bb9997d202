#include "request_credential.h"

#include <sodium.h>

#include "base/product.h"
#include "base/strings.h"

namespace towpath::identity {
namespace {

Error unreadable() {
  return unauthenticated("auth.invalid_token", "The Authorization header cannot be read.")
      .with_hint("Send 'Authorization: Bearer <token>'.");
}

Result<RequestCredential> from_basic(std::string_view encoded) {
  std::string decoded(encoded.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(decoded.data()), decoded.size(), encoded.data(),
                        encoded.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
    return unreadable();
  decoded.resize(size);
  const auto colon = decoded.find(':');
  if (colon == decoded.npos) return unreadable();
  RequestCredential out{RequestCredential::Kind::token, Secret(decoded.substr(colon + 1))};
  sodium_memzero(decoded.data(), decoded.size());
  return out;
}

}  // namespace

Result<RequestCredential> credential_of(const http::Request& request) {
  const std::string_view header = request.headers.get("Authorization");
  if (request.headers.has("Authorization")) {
    const auto blank = header.find(' ');
    if (blank == header.npos) return unreadable();
    const std::string scheme = to_lower(header.substr(0, blank));
    const std::string_view value = trim(header.substr(blank + 1));
    if (scheme == "bearer") return RequestCredential{RequestCredential::Kind::token, Secret(std::string(value))};
    if (scheme == "basic") return from_basic(value);
    return unreadable();
  }
  const auto cookie = request.cookies.find(std::string(product::session_cookie));
  if (cookie == request.cookies.end() || cookie->second.empty()) return RequestCredential{};
  return RequestCredential{RequestCredential::Kind::session, Secret(cookie->second)};
}

}  // namespace towpath::identity
