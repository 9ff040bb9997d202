#pragma once

#include <optional>
#include <string>
#include <variant>

#include "fact.h"
#include "federation/ports.h"
#include "module/module.h"
#include "received_store.h"
#include "source.h"

namespace towpath::federation {

/// What came of one thing a request told.
struct Outcome {
  std::string state;   ///< "mapped", "ignored", "refused" or "duplicate".
  std::string fact;    ///< "deployment.succeeded", or "" where nothing was made of it.
  std::string reason;  ///< Why not, or what to know about it; "" otherwise.
  std::string component, environment;
};

/// Turns facts of other systems into events and incidents of this one, each once. Thread-safe, blocking.
class FactTeller {
 public:
  FactTeller(const Kernel& kernel, Components& components, Incidents& incidents, Repositories& repositories)
      : kernel_(kernel), components_(components), incidents_(incidents), repositories_(repositories) {}

  /// `received_at`: when the request first came, also when it is read again.
  Result<Outcome> tell(const Source& source, const Fact& fact, const std::string& received_id, UtcTime received_at);

 private:
  struct Place {
    KnownComponent component;
    std::string environment, env_type;
  };
  /// Where it happened, or why nobody can say.
  std::variant<Place, std::string> place_of(const Source& source, const Fact& fact);
  Result<Outcome> tell_incident(const Source& source, const Fact& fact, const Place& place, UtcTime at,
                                const ReceivedStore::FactRow& row, Outcome outcome);
  /// What a deployment brought: nothing said of either when it is not known which of its commits were new.
  struct Brought {
    std::string base;
    std::vector<BroughtCommit> commits;
  };
  Brought brought_by(const Fact& fact, const Place& place, UtcTime at);
  /// The commit that was deployed last before `at`, as far as it was told; "" when it was not.
  std::string deployed_before(const Place& place, UtcTime at);
  void append(db::Tx& tx, const Source& source, const Fact& fact, const Place& place, const Brought& brought,
              UtcTime at);

  const Kernel& kernel_;
  Components& components_;
  Incidents& incidents_;
  Repositories& repositories_;
  ReceivedStore store_;
};

}  // namespace towpath::federation
