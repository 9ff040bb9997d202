#pragma once

#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "http/http.h"
#include "source.h"

namespace towpath::federation {

/// Whether a request proves by `scheme` that it comes from one who knows the secret. Compares in constant time.
/// Errors: federation.signature_missing, federation.signature_wrong, federation.signature_old (Standard Webhooks: sent
/// more than five minutes from now).
Status verify(Scheme scheme, const http::Headers& headers, std::string_view body, const Secret& secret, UtcTime now);

/// Headers of Standard Webhooks for a body: webhook-id, webhook-timestamp, webhook-signature.
void sign_standard(http::Headers& headers, std::string_view id, UtcTime now, std::string_view body,
                   const Secret& secret);

/// A new secret in the form the scheme asks for.
Secret new_secret(Scheme scheme);

}  // namespace towpath::federation
