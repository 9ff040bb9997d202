#include "signature.h"

#include <fmt/core.h>

#include <charconv>

#include "base/base64.h"
#include "base/hmac.h"
#include "base/random_text.h"
#include "base/strings.h"

namespace towpath::federation {
namespace {

constexpr std::chrono::minutes tolerance{5};
constexpr std::size_t secret_length = 40, most_signatures = 10;
constexpr std::string_view standard_prefix = "whsec_";

Error missing(std::string_view header) {
  return unauthenticated("federation.signature_missing",
                         fmt::format("The request has no {}, so nobody can tell who sent it.", header))
      .with_hint("Give the sender the secret of the source, or set the scheme it uses.");
}

Error wrong(std::string_view header) {
  return unauthenticated("federation.signature_wrong",
                         fmt::format("The {} does not fit the secret of the source.", header))
      .with_hint("Give the sender the secret again, or a new one: towpath source secret NAME.");
}

Status compare(std::string_view header, std::string_view given, std::string_view expected) {
  if (given.empty()) return missing(header);
  if (!equal_in_constant_time(given, expected)) return wrong(header);
  return ok();
}

std::string hex_signature(const Secret& secret, std::string_view body) { return to_hex(hmac_sha256(secret, body)); }

/// One of several "v1=..." or "v1,..." is enough: there are several while a secret is being replaced.
Status any_of(std::string_view header, const std::vector<std::string>& given, std::string_view expected) {
  bool is_right = false;
  for (std::size_t i = 0; i < given.size() && i < most_signatures; ++i)
    is_right = equal_in_constant_time(trim(given[i]), expected) || is_right;
  if (!is_right) return wrong(header);
  return ok();
}

Status verify_basic(std::string_view authorization, const Secret& secret) {
  constexpr std::string_view prefix = "basic ";
  if (to_lower(authorization.substr(0, prefix.size())) != prefix) return missing("Authorization of the kind Basic");
  const auto decoded = from_base64(trim(authorization.substr(prefix.size())));
  const auto colon = decoded ? decoded->find(':') : std::string::npos;
  if (colon == std::string::npos) return wrong("Authorization");
  return compare("Authorization", std::string_view(*decoded).substr(colon + 1), secret.reveal());
}

/// Keys of Standard Webhooks are base64 behind a prefix; others count as they are.
Secret standard_key(const Secret& secret) {
  const std::string_view text = secret.reveal();
  if (!text.starts_with(standard_prefix)) return secret;
  auto bytes = from_base64(text.substr(standard_prefix.size()));
  return bytes ? Secret(std::move(*bytes)) : secret;
}

std::string standard_signature(std::string_view id, std::string_view timestamp, std::string_view body,
                               const Secret& secret) {
  return "v1," + to_base64(hmac_sha256(standard_key(secret), fmt::format("{}.{}.{}", id, timestamp, body)));
}

/// Standard Webhooks 1.0.0, "Verifying signatures".
Status verify_standard(const http::Headers& headers, std::string_view body, const Secret& secret, UtcTime now) {
  const std::string_view id = headers.get("webhook-id"), timestamp = headers.get("webhook-timestamp"),
                         signature = headers.get("webhook-signature");
  for (const auto& [name, value] : {std::pair("webhook-id", id), std::pair("webhook-timestamp", timestamp),
                                    std::pair("webhook-signature", signature)})
    if (value.empty()) return missing(name);
  CHECK_OK(any_of("webhook-signature", split(signature, ' '), standard_signature(id, timestamp, body, secret)));
  std::int64_t seconds = 0;
  const auto read = std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), seconds);
  constexpr std::int64_t latest = 253'402'300'799;  // the last second of the year 9999
  if (read.ec != std::errc() || read.ptr != timestamp.data() + timestamp.size() || seconds < 0 || seconds > latest)
    return wrong("webhook-timestamp");
  const UtcTime sent{std::chrono::seconds(seconds)};
  if (sent < now - tolerance || sent > now + tolerance)
    return unauthenticated(
               "federation.signature_old",
               fmt::format("It was signed at {}, which is more than five minutes from now.", to_rfc3339(sent)))
        .with_hint("Set the clock of the sender. What somebody else recorded is not taken again.");
  return ok();
}

}  // namespace

Status verify(Scheme scheme, const http::Headers& headers, std::string_view body, const Secret& secret, UtcTime now) {
  const std::string_view authorization = headers.get("Authorization");
  switch (scheme) {
    case Scheme::bearer: {
      constexpr std::string_view prefix = "bearer ";
      if (to_lower(authorization.substr(0, prefix.size())) != prefix)
        return missing("Authorization of the kind Bearer");
      return compare("Authorization", trim(authorization.substr(prefix.size())), secret.reveal());
    }
    case Scheme::basic:
      return verify_basic(authorization, secret);
    case Scheme::github:
      return compare("X-Hub-Signature-256", headers.get("X-Hub-Signature-256"),
                     "sha256=" + hex_signature(secret, body));
    case Scheme::gitlab_token:
      return compare("X-Gitlab-Token", headers.get("X-Gitlab-Token"), secret.reveal());
    case Scheme::gitea: {
      const std::string_view forgejo = headers.get("X-Forgejo-Signature"), gitea = headers.get("X-Gitea-Signature");
      return compare("X-Gitea-Signature", gitea.empty() ? forgejo : gitea, hex_signature(secret, body));
    }
    case Scheme::pagerduty: {
      const std::string_view given = headers.get("X-PagerDuty-Signature");
      if (given.empty()) return missing("X-PagerDuty-Signature");
      return any_of("X-PagerDuty-Signature", split(given, ','), "v1=" + hex_signature(secret, body));
    }
    case Scheme::standard:
      return verify_standard(headers, body, secret, now);
  }
  return wrong("scheme");
}

void sign_standard(http::Headers& headers, std::string_view id, UtcTime now, std::string_view body,
                   const Secret& secret) {
  const std::string timestamp =
      std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
  headers.set("webhook-id", std::string(id));
  headers.set("webhook-timestamp", timestamp);
  headers.set("webhook-signature", standard_signature(id, timestamp, body, secret));
}

Secret new_secret(Scheme scheme) {
  const Secret text = random_text(secret_length);
  return scheme == Scheme::standard ? Secret(std::string(standard_prefix) + to_base64(text.reveal())) : text;
}

}  // namespace towpath::federation
