#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "federation/ports.h"

namespace boost::json {
class value;
}

namespace towpath::federation {

/// Something that happened elsewhere, in our words.
struct Fact {
  /// Becomes the event "federation.<type>": "deployment.succeeded", "incident.opened", "change.merged", ...
  std::string type;
  std::string key;          ///< What makes it this fact at its source: told again it is the same one.
  std::string name;         ///< What it is about, as the sender says: a repository or a service; "" when unsaid.
  std::string environment;  ///< As the sender says; "" where there is none.
  std::optional<UtcTime> at;
  std::vector<std::pair<std::string, std::string>> details;  ///< More fields of the event; what is "" is left out.
  std::string incident = {};                                 ///< Of incidents: the key of its beginning and its end.
  std::string base = {};                    ///< Of deployments: what was there before, where the sender says it.
  std::vector<BroughtCommit> commits = {};  ///< Of deployments: what they brought, where the sender says it.
};

/// What came of one thing a request told: a fact, or why there is none.
struct Reading {
  std::optional<Fact> fact = {};
  std::string ignored = {};  ///< Why nothing is made of it.
  std::optional<Error> refused = {};
  std::string id = {};  ///< The sender's id of it, by which it is taken once only; "" where there is none.
};

inline Reading ignored(std::string reason) { return {.ignored = std::move(reason)}; }

}  // namespace towpath::federation
