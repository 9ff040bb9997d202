#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string_view>

#include "blob/blob.h"

namespace towpath::blob {

/// SHA-256 of bytes that come in pieces.
class Hasher {
 public:
  Hasher();
  void add(std::string_view bytes);
  /// Called once.
  Digest finish();

 private:
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

}  // namespace towpath::blob
