#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace towpath::federation {

/// What a request must show to prove where it comes from.
enum class Scheme {
  bearer,        ///< Authorization: Bearer <secret>.
  basic,         ///< Authorization: Basic, any user name, the secret as password.
  github,        ///< X-Hub-Signature-256: sha256=<hex HMAC-SHA-256 of the body>.
  gitlab_token,  ///< X-Gitlab-Token: <secret>.
  gitea,         ///< X-Gitea-Signature or X-Forgejo-Signature: <hex HMAC-SHA-256 of the body>.
  pagerduty,     ///< X-PagerDuty-Signature: v1=<hex HMAC-SHA-256 of the body>, several while the secret changes.
  standard,      ///< Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature: v1,<base64>.
};
std::string_view to_string(Scheme scheme);
std::optional<Scheme> scheme_from(std::string_view word);

/// A kind of sender with the schemes it can be set to, the usual one first.
struct SourceType {
  std::string_view name, title;
  std::vector<Scheme> schemes;
};
const std::vector<SourceType>& source_types();
const SourceType* source_type(std::string_view name);

/// An endpoint at which another system tells what happens there.
struct Source {
  std::string id, name, type;
  Scheme scheme = Scheme::bearer;
  bool is_enabled = true;
  std::string component;                            ///< What everything is about that names nothing else, or "".
  std::map<std::string, std::string> components;    ///< The sender's names to those of the catalog.
  std::map<std::string, std::string> environments;  ///< The sender's names to environment types.
  std::int64_t key_version = 1;                     ///< Grows when the secret is replaced.
  UtcTime created_at;
  std::optional<UtcTime> received_at;  ///< The last time something genuine came.
  std::optional<UtcTime> refused_at;   ///< The last time something came that proved nothing.
  std::string refused_because;
};

constexpr std::array<std::string_view, 5> environment_types{"production", "staging", "testing", "development",
                                                            "preview"};

}  // namespace towpath::federation
