#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"

namespace towpath {

/// HMAC-SHA-256 (RFC 2104) of `message`: 32 raw bytes.
std::string hmac_sha256(const Secret& key, std::string_view message);

/// Whether two texts are equal, in a time that tells nothing about where they differ; their lengths may show.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace towpath
