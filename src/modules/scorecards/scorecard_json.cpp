#include "scorecard_json.h"

#include <boost/json.hpp>

#include "json/nullable.h"

namespace towpath::scorecards {
namespace {

namespace json = boost::json;
using towpath::json::text_or_null;

json::array texts(const std::vector<std::string>& items) { return json::array(items.begin(), items.end()); }

json::object value_of(const Check& check) {
  return {{"id", check.id},
          {"title", check.title},
          {"why", text_or_null(check.why)},
          {"fix", check.fix},
          {"level", check.level},
          {"weight", check.weight},
          {"owner", text_or_null(check.owner_ref)},
          {"pass", text_or_null(check.pass)},
          {"maxAgeHours", check.max_age ? json::value(check.max_age->count() / 3600) : json::value(nullptr)}};
}

json::object value_of(const Counts& counts) {
  return {{"pass", counts.pass}, {"fail", counts.fail}, {"unknown", counts.unknown}, {"waived", counts.waived}};
}

/// Every level with its count, the lowest first, after those that have none.
json::array levels_of(const Scorecard& scorecard, const std::map<std::string, std::int64_t>& counts) {
  const auto count = [&](const std::string& level) {
    const auto found = counts.find(level);
    return found == counts.end() ? std::int64_t{0} : found->second;
  };
  json::array out{json::object{{"level", nullptr}, {"entities", count("")}}};
  for (const std::string& level : scorecard.levels)
    out.push_back(json::object{{"level", level}, {"entities", count(level)}});
  return out;
}

json::object value_of(const ScorecardSummary& summary) {
  const Scorecard& s = summary.scorecard;
  json::array checks;
  for (const Check& check : s.checks) checks.push_back(value_of(check));
  return {{"name", s.name},
          {"title", s.title},
          {"description", s.description},
          {"owner", text_or_null(s.owner_ref)},
          {"entity", text_or_null(s.entity_ref)},
          {"levels", texts(s.levels)},
          {"filter", json::object{{"kinds", texts(s.filter.kinds)},
                                  {"types", texts(s.filter.types)},
                                  {"lifecycles", texts(s.filter.lifecycles)},
                                  {"owners", texts(s.filter.owners)},
                                  {"tags", texts(s.filter.tags)},
                                  {"when", text_or_null(s.filter.when)}}},
          {"checks", std::move(checks)},
          {"entities", summary.entities},
          {"standings", levels_of(s, summary.levels)}};
}

/// What both heat maps begin with: the columns and their totals.
json::object head_of(const HeatMap& map) {
  json::array columns;
  for (const Check& check : map.scorecard.checks) {
    const auto found = map.totals.find(check.id);
    columns.push_back(json::object{{"id", check.id},
                                   {"title", check.title},
                                   {"level", check.level},
                                   {"counts", value_of(found == map.totals.end() ? Counts() : found->second)}});
  }
  return {{"scorecard", map.scorecard.name},
          {"title", map.scorecard.title},
          {"levels", texts(map.scorecard.levels)},
          {"checks", std::move(columns)}};
}

json::object value_of(const CheckResult& result) {
  return {{"id", result.check},
          {"outcome", to_string(result.outcome)},
          {"reason", text_or_null(result.reason)},
          {"evidence", json::parse(result.evidence)},
          {"since", to_rfc3339(result.since)}};
}

json::value next_level(const EntityStanding& standing) {
  const auto rank = static_cast<std::size_t>(standing.standing.rank);
  const std::vector<std::string>& levels = standing.scorecard.levels;
  return rank < levels.size() ? json::value(levels[rank]) : json::value(nullptr);
}

json::object value_of(const EntityStanding& standing) {
  json::array checks;
  for (const Check& check : standing.scorecard.checks)
    for (const CheckResult& result : standing.results) {
      if (result.check != check.id) continue;
      json::object one = value_of(result);
      one["title"] = check.title;
      one["why"] = text_or_null(check.why);
      one["fix"] = check.fix;
      one["level"] = check.level;
      one["weight"] = check.weight;
      checks.push_back(std::move(one));
    }
  return {{"scorecard", standing.scorecard.name},
          {"title", standing.scorecard.title},
          {"levels", texts(standing.scorecard.levels)},
          {"level", text_or_null(standing.standing.level)},
          {"nextLevel", next_level(standing)},
          {"score", standing.standing.score},
          {"since", to_rfc3339(standing.standing.since)},
          {"checks", std::move(checks)}};
}

}  // namespace

std::string scorecard_list_body(const std::vector<ScorecardSummary>& all) {
  json::array items;
  for (const ScorecardSummary& each : all) items.push_back(value_of(each));
  return json::serialize(json::object{{"items", std::move(items)}, {"next", nullptr}, {"total", all.size()}});
}

std::string scorecard_body(const ScorecardSummary& summary) { return json::serialize(value_of(summary)); }

std::string entity_heat_map_body(const HeatMap& map) {
  json::object out = head_of(map);
  json::array items;
  items.reserve(map.entities.size());
  for (const HeatRow& row : map.entities) {
    json::array cells;
    cells.reserve(row.cells.size());
    for (const Outcome cell : row.cells) cells.emplace_back(to_string(cell));
    items.push_back(json::object{{"entity", row.ref},
                                 {"title", row.title},
                                 {"team", text_or_null(row.team_ref)},
                                 {"level", text_or_null(row.level)},
                                 {"score", row.score},
                                 {"cells", std::move(cells)}});
  }
  out["items"] = std::move(items);
  out["next"] = text_or_null(map.next);
  out["total"] = map.total;
  return json::serialize(out);
}

std::string team_heat_map_body(const HeatMap& map) {
  json::object out = head_of(map);
  json::array items;
  for (const TeamRow& row : map.teams) {
    json::array cells;
    for (const Check& check : map.scorecard.checks) {
      const auto found = row.cells.find(check.id);
      cells.push_back(value_of(found == row.cells.end() ? Counts() : found->second));
    }
    items.push_back(json::object{{"team", text_or_null(row.team_ref)},
                                 {"entities", row.entities},
                                 {"standings", levels_of(map.scorecard, row.levels)},
                                 {"cells", std::move(cells)}});
  }
  out["items"] = std::move(items);
  out["next"] = nullptr;
  out["total"] = map.total;
  return json::serialize(out);
}

std::string standings_body(const EntityStandings& standings) {
  json::array items;
  for (const EntityStanding& each : standings.standings) items.push_back(value_of(each));
  return json::serialize(json::object{{"entity", standings.subject.ref},
                                      {"title", standings.subject.title},
                                      {"team", text_or_null(team_of(standings.subject.owner_ref))},
                                      {"items", std::move(items)},
                                      {"next", nullptr}});
}

std::string changes_body(const ChangePage& page) {
  json::array items;
  for (const Change& change : page.items)
    items.push_back(json::object{{"id", change.id},
                                 {"entity", change.entity_ref},
                                 {"scorecard", change.scorecard},
                                 {"check", text_or_null(change.check)},
                                 {"from", text_or_null(change.from)},
                                 {"to", text_or_null(change.to)},
                                 {"reason", text_or_null(change.reason)},
                                 {"at", to_rfc3339(change.at)}});
  return json::serialize(
      json::object{{"items", std::move(items)}, {"next", text_or_null(page.next)}, {"total", page.total}});
}

std::string trials_body(const std::vector<Trial>& trials) {
  json::array items;
  for (const Trial& trial : trials) {
    json::array checks;
    for (const Check& check : trial.scorecard.checks) {
      const auto counts = trial.totals.find(check.id);
      json::array examples;
      if (const auto found = trial.examples.find(check.id); found != trial.examples.end())
        for (const Trial::Example& example : found->second)
          examples.push_back(json::object{{"entity", example.ref},
                                          {"outcome", to_string(example.outcome)},
                                          {"reason", text_or_null(example.reason)}});
      checks.push_back(json::object{{"id", check.id},
                                    {"title", check.title},
                                    {"level", check.level},
                                    {"counts", value_of(counts == trial.totals.end() ? Counts() : counts->second)},
                                    {"examples", std::move(examples)}});
    }
    items.push_back(json::object{{"name", trial.scorecard.name},
                                 {"title", trial.scorecard.title},
                                 {"entities", trial.entities},
                                 {"standings", levels_of(trial.scorecard, trial.levels)},
                                 {"checks", std::move(checks)}});
  }
  return json::serialize(json::object{{"items", std::move(items)}, {"next", nullptr}});
}

std::string check_result_body(const CheckResult& result) { return json::serialize(value_of(result)); }

}  // namespace towpath::scorecards
