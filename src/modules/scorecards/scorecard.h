#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace towpath::scorecards {

/// What a check says about an entity. `unknown` is not `fail`: something that would be needed to tell is not there.
/// `waived` is a failure that somebody answered for, for a time.
enum class Outcome { pass, fail, unknown, waived };
std::string_view to_string(Outcome outcome);
/// Nothing for a word that names none.
std::optional<Outcome> outcome_from(std::string_view word);

struct Check {
  std::string id, title, why;
  std::string fix;    ///< Markdown; what can be pasted stands in code fences.
  std::string level;  ///< One of the scorecard's.
  std::string owner_ref;
  std::int64_t weight = 1;
  std::string pass;                             ///< CEL; "" for a check whose results are pushed.
  std::optional<std::chrono::seconds> max_age;  ///< Of a pushed result; set when `pass` is "".
  std::vector<std::string> references;          ///< JSON Pointers of the input that `pass` reads.
  bool depends_on_time = false;
};

/// Which entities a scorecard is about. An empty list fits everything.
struct Filter {
  std::vector<std::string> kinds, types, lifecycles, owners, tags;
  std::string when;  ///< CEL over `entity`; "" for all.
};

struct Scorecard {
  std::string name, title, description, owner_ref;
  std::string entity_ref;  ///< "" for one that is shipped.
  bool is_enabled = true;
  std::vector<std::string> levels;  ///< From the lowest.
  Filter filter;
  std::vector<Check> checks;
  std::string digest;  ///< Another one means that everything it covers is looked at again.
};

/// An entity as scorecards see it.
struct Subject {
  std::string ref, kind, type, lifecycle, title, owner_ref, project_id, repository;
  bool is_public = false;
  std::vector<std::string> tags;
  std::string document;  ///< The descriptor as JSON.
};

/// The team an owner stands for: a group. What a person owns belongs to no team: nothing here is about one person.
std::string team_of(const std::string& owner_ref);

struct CheckResult {
  std::string check;
  Outcome outcome = Outcome::unknown;
  std::string reason;           ///< Why it is not a pass; "" for one.
  std::string evidence = "{}";  ///< JSON object: pointer to the value that was there.
  UtcTime since;                ///< When it became so.
};

/// A result that came over the API.
struct PushedResult {
  std::string scorecard, check, entity_ref;
  Outcome outcome = Outcome::unknown;
  std::string reason, source, url;
  UtcTime at, expires_at;
};

/// How an entity stands on one scorecard.
struct Standing {
  std::string level;       ///< The highest it has reached; "" for none.
  std::int64_t rank = 0;   ///< Of that level, from 1; 0 for none.
  std::int64_t score = 0;  ///< Weight of what passes or is waived, in hundredths of the whole weight.
  UtcTime since;
};

/// The highest level whose checks, and those of all levels below, pass or are waived; and the score.
Standing standing_of(const Scorecard& scorecard, const std::vector<CheckResult>& results);

}  // namespace towpath::scorecards
