#include "base/hmac.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

namespace towpath {

std::string hmac_sha256(const Secret& key, std::string_view message) {
  std::string out(32, '\0');
  unsigned int size = 0;
  const auto bytes = [](const std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); };
  if (!HMAC(EVP_sha256(), key.reveal().data(), static_cast<int>(key.reveal().size()), bytes(message), message.size(),
            reinterpret_cast<unsigned char*>(out.data()), &size) ||
      size != out.size())
    throw std::runtime_error("HMAC-SHA-256 is not available from OpenSSL");
  return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace towpath
