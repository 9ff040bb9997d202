#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "auth/auth.h"
#include "fleet/fleet.h"
#include "http/http.h"

namespace towpath::fleet {

/// Requests between the servers of a fleet. A request that concerns something on another server's host is sent there
/// again, with the principal it came with, signed with a key that all servers read from the database: HMAC-SHA256 over
/// time, sender, request id, method, target, principal and body. Neither key nor signature is in a URL or a log. A
/// signed request counts for 60 seconds and once. Thread-safe.
class PassingOn {
 public:
  virtual ~PassingOn() = default;
  /// A route like `route` whose handler passes a request on when it answers with an error made by other_host(). A
  /// request that was passed on already is not passed on again. Errors: fleet.server_away names the server and its
  /// host.
  virtual http::Route wrapped(http::Route route) = 0;
  /// Like `own`, which is asked for every request that no server of the fleet has signed.
  /// Errors: fleet.signature_invalid.
  virtual http::Authenticator authenticator(http::Authenticator own) = 0;
  /// A GET of this server itself to the one of `host_id`; the body goes to `on_data`, which answers false to stop.
  /// The status is known only at the end: with an error `on_data` has already seen bytes. Errors: fleet.server_away,
  /// and what that server answers.
  virtual Status fetch(const std::string& host_id, const std::string& target,
                       const std::function<bool(std::string_view)>& on_data) = 0;
};

/// References must outlive it. The database is migrated before it is used.
std::unique_ptr<PassingOn> make_passing_on(db::Db& db, Fleet& fleet, const Clock& clock, std::string host_id);

}  // namespace towpath::fleet
