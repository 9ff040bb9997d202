#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/time.h"
#include "delivery/runtime.h"

namespace towpath::delivery {

inline constexpr std::string_view usual_runtime = "local";

/// The runtimes of this server as one: an instance is started by the runtime its request names, unless another one has
/// it, and everything else is done by the runtime that has it.
class Runtimes : public Runtime {
 public:
  virtual std::vector<std::string> names() const = 0;
  virtual std::vector<RuntimeReport> reports() = 0;
  /// ok() where workloads can be run with it now. Errors: delivery.unknown_runtime; delivery.runtime_unavailable, with
  /// what to install.
  virtual Status check(const std::string& name) = 0;
  /// Runtime::is_in_reach() of one; true for a name that nobody has, which check() refuses.
  virtual bool reaches(const std::string& name) const = 0;
  /// The most copies an instance can have with a runtime; of one that does not exist, with the usual one.
  virtual int most_copies_of(const std::string& name) const = 0;
};

/// `all` live longer; the first is the usual one.
std::unique_ptr<Runtimes> make_runtimes(std::vector<Runtime*> all);

/// Which runtime workloads of a type of environment are started with. What runs stays where it is until it is deployed
/// again.
struct RuntimeRule {
  std::string env_type, runtime = std::string(usual_runtime);
  std::string changed_by;  ///< "" for the rule every installation starts with.
  std::optional<UtcTime> changed_at;
};

/// Rules and what they may name. Thread-safe, blocking.
class RuntimeRules {
 public:
  virtual ~RuntimeRules() = default;
  /// One for each type of environment, in their order.
  virtual Result<std::vector<RuntimeRule>> rules(const auth::Principal& principal) = 0;
  /// For deployments from now on. Errors: delivery.unknown_type, delivery.unknown_runtime.
  virtual Result<RuntimeRule> set_rule(const auth::Principal& principal, RuntimeRule rule) = 0;
  /// What each runtime is on this server's machine.
  virtual Result<std::vector<RuntimeReport>> runtimes(const auth::Principal& principal) = 0;
};

}  // namespace towpath::delivery
