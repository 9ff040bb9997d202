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
  FactTeller(const Kernel& kernel, Components& components, Incidents& incidents)
      : kernel_(kernel), components_(components), incidents_(incidents) {}

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
  void append(db::Tx& tx, const Source& source, const Fact& fact, const Place& place, UtcTime at);

  const Kernel& kernel_;
  Components& components_;
  Incidents& incidents_;
  ReceivedStore store_;
};

}  // namespace towpath::federation
