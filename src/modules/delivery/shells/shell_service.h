#pragma once

#include <memory>
#include <string>

#include "executors.h"
#include "gate/gate.h"
#include "http/http.h"
#include "shell_order.h"
#include "shell_sessions.h"

namespace towpath::delivery {

/// Shells into what is in force: each is a run of kind `shell`, recorded. A freeze does not hold one up, and no
/// approval is asked for: both guard changes of what serves, and a shell is wanted most when something is wrong. Who
/// may, the reason, the gate and the recording stand in their place. Thread-safe, blocking.
class ShellService {
 public:
  ShellService(DeploymentContext& context, ShellSessions& sessions) : c_(context), sessions_(sessions) {}

  struct Request {
    ShellOrder order;
    std::string override_reason = {};  ///< Of a guardrail of the gate `secret-read`.
  };

  /// Who may: `shell.open` on the component in an environment of that type. Its program starts when somebody connects.
  /// Errors: delivery.invalid_shell, delivery.component_not_found, delivery.environment_not_found,
  /// delivery.environment_deleting, delivery.nothing_deployed, delivery.reason_needed, delivery.shell_elsewhere,
  /// delivery.too_many_shells, policy.denied, policy.override_needed.
  Result<Started> open(const auth::Principal& principal, const Request& request);

  /// The session of a run, for who opened it and still may. Errors: runs.not_found, delivery.not_your_shell,
  /// delivery.shell_over, delivery.shell_elsewhere, auth.forbidden.
  Result<std::shared_ptr<ShellSession>> join(const auth::Principal& principal, const runs::RunId& run);
  /// Ends a session that was joined while its run ended.
  void leave_if_over(const runs::RunId& run);

 private:
  struct Place {
    ShellOrder order;
    Deployment deployment;
    Release release;
    Environment environment;
    std::string host;  ///< Of the environment's instances; "" before the first.
  };
  Result<Place> place_of(db::Tx& tx, const auth::Principal& principal, const ShellOrder& order) const;
  Status check_number(const Place& place) const;

  DeploymentContext& c_;
  ShellSessions& sessions_;
};

}  // namespace towpath::delivery
