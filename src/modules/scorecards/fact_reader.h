#pragma once

#include <map>
#include <string>

#include "events/events.h"
#include "scorecard.h"
#include "scorecards/ports.h"

namespace towpath::scorecards {

/// Reads what is known about an entity: deployments and incidents from the event log, the rest from the ports.
/// Thread-safe, blocking.
class FactReader {
 public:
  FactReader(events::Events& events, FactSources& sources) : events_(events), sources_(sources) {}

  std::map<std::string, Fact> all(const Subject& subject) const;
  std::map<std::string, Fact> repository(const Subject& subject) const;
  std::map<std::string, Fact> pipeline(const Subject& subject) const;
  std::map<std::string, Fact> docs(const Subject& subject) const;
  /// How its last deployments went, in all and by environment type: `lastState`, `lastAt`, `count`, `failed`,
  /// `failureRate` (0..1), and `leadTimeHours`, the median from a commit to its deployment. Of the last 100 events.
  std::map<std::string, Fact> deployments(const Subject& subject) const;
  /// Of production: how many are `open`, and `lastOpenedAt`.
  std::map<std::string, Fact> incidents(const Subject& subject) const;

 private:
  events::Events& events_;
  FactSources& sources_;
};

}  // namespace towpath::scorecards
