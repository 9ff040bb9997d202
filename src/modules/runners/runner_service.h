#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "module/module.h"
#include "runner.h"
#include "runner_store.h"
#include "runners/module.h"

namespace towpath::runners {

/// Told on this channel of the database: a runner is to drain, or is removed.
inline constexpr std::string_view changes_channel = "runners.changed";

/// A machine that asks for work and says that it lives.
struct Poll {
  Runner runner;
  std::int64_t sequence = 0;              ///< Higher than that of the polls before it.
  std::int64_t free = 0;                  ///< How many more jobs it takes; 0 while it drains.
  std::vector<runs::RemoteHold> running;  ///< All it works on or has not told to the end.
  bool is_draining = false;               ///< It knows that it drains.
};

/// The answer to a poll.
struct Assignment {
  struct Job {
    runs::RemoteHold hold;
    std::string title, order;
    int attempt = 1;
  };
  std::optional<Job> job;
  std::vector<std::pair<runs::RemoteHold, runs::RemoteStop>> stops;
  bool drains = false;
  bool is_empty() const { return !job && stops.empty() && !drains; }
};

/// Rules and permissions. Thread-safe, blocking.
class RunnerService {
 public:
  RunnerService(const Kernel& kernel, runs::RemoteNodes& nodes, JobOrders& orders, const RunnersOptions& options)
      : kernel_(kernel), nodes_(nodes), orders_(orders), options_(options) {}

  /// For people. Errors: auth.forbidden, runners.not_found; make_token: runners.invalid_lifetime.
  Result<RegistrationToken> make_token(const auth::Principal& principal, std::chrono::seconds lifetime);
  Result<std::vector<RunnerView>> list(const auth::Principal& principal);
  Result<Runner> drain(const auth::Principal& principal, const std::string& id_or_name);
  /// Its credential is void at once, and the jobs it had are lost.
  Status remove(const auth::Principal& principal, const std::string& id_or_name);

  /// Errors: runners.invalid_token (unknown, used or expired), runners.invalid_runner, runners.duplicate_name,
  /// runners.version_mismatch.
  Result<RegisteredRunner> enrol(const NewRunner& given);
  /// The machine with this credential. Errors: runners.unknown_runner.
  Result<Runner> authenticate(const Secret& credential);
  /// It was heard of; written at most every half minute.
  void note_seen(const Runner& runner, const std::string& version);

  /// It has drained and ends.
  void note_left(const Runner& runner);

  /// Renews the leases of a machine and looks for what it must be told. Errors: runners.unknown_runner when it was
  /// removed meanwhile.
  Result<Assignment> answer(const Poll& poll);
  /// Nodes of machines not heard of are lost; tells of it.
  void expire();

 private:
  void announce(db::Tx& tx, const char* type, const Runner& runner, const std::string& actor, std::int64_t jobs = 0);
  Result<Runner> changed(const auth::Principal& principal, const std::string& id_or_name,
                         const std::function<void(db::Tx&, Runner&)>& change);
  std::optional<Assignment::Job> take_job(const Runner& runner, UtcTime until);

  const Kernel& kernel_;
  runs::RemoteNodes& nodes_;
  JobOrders& orders_;
  const RunnersOptions options_;
  const RunnerStore store_{};
};

}  // namespace towpath::runners
