#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "db/db.h"

namespace towpath::scorecards {

/// What one source knows about an entity.
struct Fact {
  std::string body;    ///< JSON object; "" when the source knows nothing.
  std::string reason;  ///< Then: why it knows nothing, as a sentence.
};

/// Whose facts are wanted.
struct FactSubject {
  std::string ref;         ///< "component:default/shop".
  std::string repository;  ///< Where its descriptor is; "" when it came another way.
};

/// What other parts of the product know; plugged by src/app. Called again when an event says that something of it
/// changed. Blocking; must not throw for what is merely not there.
class FactSources {
 public:
  virtual ~FactSources() = default;
  /// By name of the fact: "repository" (files and rules of the default branch) and "workload" (its score.yaml).
  virtual std::map<std::string, Fact> repository(const FactSubject& subject) = 0;
  /// The latest finished pipeline of the default branch.
  virtual Fact pipeline(const FactSubject& subject) = 0;
  virtual Fact docs(const FactSubject& subject) = 0;
};

/// A check that an entity may fail until a date, because somebody answers for that.
struct WaivedCheck {
  std::string entity_ref, scorecard, check;
  UtcTime until;
};

/// What is waived; plugged by src/app. Thread-safe, blocking.
class Waivers {
 public:
  virtual ~Waivers() = default;
  /// Of one entity; of all with "".
  virtual std::vector<WaivedCheck> in_force(const std::string& entity_ref) = 0;
};

/// Tells people; plugged by src/app.
class Bell {
 public:
  virtual ~Bell() = default;
  /// The people whom a reference stands for: itself, or everybody in a group. Not inside a transaction.
  virtual std::set<std::string> people(const std::string& ref) = 0;
  /// Inside the transaction of what is told.
  virtual void tell(db::Tx& tx, const std::set<std::string>& people, const std::string& title, const std::string& text,
                    const std::string& link) = 0;
};

}  // namespace towpath::scorecards
