#pragma once

#include <map>
#include <mutex>
#include <string>

#include "auth/auth.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "http/http.h"

namespace towpath::fleet {

/// Stands for the digest of a body that is sent while it is made.
inline constexpr std::string_view streamed_body = "stream";

/// Whether a request says that a server of the fleet has sent it.
bool is_signed(const http::Headers& headers);

/// Adds who asks and the signature to a request between servers. `body` is the whole body, or nothing when it is
/// streamed.
void sign(http::Headers& headers, const Secret& key, const std::string& sender, const auth::Principal& principal,
          const std::string& method, const std::string& target, const std::string* body, UtcTime now);

/// Finds out who asks in a signed request, and refuses what is old or came before. Thread-safe.
class SignatureCheck {
 public:
  /// Errors: fleet.signature_invalid.
  Result<auth::Principal> principal_of(const http::Request& request, const Secret& key, UtcTime now);

 private:
  std::mutex mutex_;                     // guards seen_
  std::map<std::string, UtcTime> seen_;  ///< Ids of the requests of the last while.
};

}  // namespace towpath::fleet
