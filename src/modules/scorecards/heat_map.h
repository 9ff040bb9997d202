#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "scorecard.h"

namespace towpath::scorecards {

/// How many entities have each outcome.
struct Counts {
  std::int64_t pass = 0, fail = 0, unknown = 0, waived = 0;

  std::int64_t all() const { return pass + fail + unknown + waived; }
  void add(Outcome outcome, std::int64_t number);
};

/// An entity of a heat map.
struct HeatRow {
  std::string ref, title, team_ref, level;
  std::int64_t score = 0;
  std::vector<Outcome> cells;  ///< As many as the scorecard has checks, in its order.
};

/// A team of a heat map, "" for what belongs to no team.
struct TeamRow {
  std::string team_ref;
  std::int64_t entities = 0;
  std::map<std::string, std::int64_t> levels;  ///< How many entities have each.
  std::map<std::string, Counts> cells;         ///< By check.
};

struct HeatMap {
  Scorecard scorecard;
  std::vector<HeatRow> entities;         ///< One of the two is filled.
  std::vector<TeamRow> teams;            ///< By team.
  std::map<std::string, Counts> totals;  ///< By check, over everything the filter leaves and not the page only.
  std::int64_t total = 0;                ///< Rows on all pages.
  std::string next;
};

}  // namespace towpath::scorecards
