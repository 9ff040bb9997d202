#include "result_store.h"

#include <fmt/core.h>

namespace towpath::scorecards {
namespace {

Outcome outcome_of(const std::string& word) { return outcome_from(word).value_or(Outcome::unknown); }

/// The part of a statement that restricts to a scope: joins `s` to an aliased table `r`.
auth::SqlCondition restricted(const ResultStore::Scope& scope) {
  auth::SqlCondition out{fmt::format("r.scorecard = ? AND {}", scope.visible.where), {scope.scorecard}};
  out.params.insert(out.params.end(), scope.visible.params.begin(), scope.visible.params.end());
  if (scope.team) {
    out.where += " AND s.team_ref = ?";
    out.params.emplace_back(*scope.team);
  }
  return out;
}

}  // namespace

void Counts::add(Outcome outcome, std::int64_t number) {
  switch (outcome) {
    case Outcome::pass:
      pass += number;
      break;
    case Outcome::fail:
      fail += number;
      break;
    case Outcome::unknown:
      unknown += number;
      break;
    case Outcome::waived:
      waived += number;
      break;
  }
}

std::map<std::string, std::vector<CheckResult>> ResultStore::results(db::Tx& tx, const std::string& ref) const {
  std::map<std::string, std::vector<CheckResult>> out;
  for (const db::Row& row : tx.query(
           "SELECT scorecard, check_id, outcome, reason, evidence, since FROM scorecards_results WHERE entity_ref = ?",
           {ref}))
    out[row.text(0)].push_back({row.text(1), outcome_of(row.text(2)), row.text(3), row.text(4), row.time(5)});
  return out;
}

std::map<std::string, Standing> ResultStore::standings(db::Tx& tx, const std::string& ref) const {
  std::map<std::string, Standing> out;
  for (const db::Row& row : tx.query(
           "SELECT scorecard, level, level_rank, score, since FROM scorecards_standings WHERE entity_ref = ?", {ref}))
    out[row.text(0)] = {row.text(1), row.integer(2), row.integer(3), row.time(4)};
  return out;
}

void ResultStore::put(db::Tx& tx, const std::vector<Changed>& results) const {
  std::vector<db::Params> rows;
  for (const Changed& each : results)
    rows.push_back({each.scorecard, each.entity_ref, each.result.check, to_string(each.result.outcome),
                    each.result.reason, each.result.evidence, each.result.since});
  tx.exec_each(
      "INSERT INTO scorecards_results (scorecard, entity_ref, check_id, outcome, reason, evidence, since) VALUES (?, "
      "?, ?, ?, ?, ?, ?) ON CONFLICT (scorecard, entity_ref, check_id) DO UPDATE SET outcome = excluded.outcome, "
      "reason = excluded.reason, evidence = excluded.evidence, since = excluded.since",
      rows);
}

void ResultStore::put(db::Tx& tx, const std::vector<ChangedStanding>& standings) const {
  std::vector<db::Params> rows;
  for (const ChangedStanding& each : standings)
    rows.push_back({each.scorecard, each.entity_ref, each.standing.level, each.standing.rank, each.standing.score,
                    each.standing.since});
  tx.exec_each(
      "INSERT INTO scorecards_standings (scorecard, entity_ref, level, level_rank, score, since) VALUES (?, ?, ?, ?, "
      "?, ?) ON CONFLICT (scorecard, entity_ref) DO UPDATE SET level = excluded.level, level_rank = "
      "excluded.level_rank, score = excluded.score, since = excluded.since",
      rows);
}

void ResultStore::remove_check(db::Tx& tx, const std::string& scorecard, const std::string& ref,
                               const std::string& check) const {
  tx.exec("DELETE FROM scorecards_results WHERE scorecard = ? AND entity_ref = ? AND check_id = ?",
          {scorecard, ref, check});
}

void ResultStore::remove(db::Tx& tx, const std::string& scorecard, const std::string& ref) const {
  tx.exec("DELETE FROM scorecards_results WHERE scorecard = ? AND entity_ref = ?", {scorecard, ref});
  tx.exec("DELETE FROM scorecards_standings WHERE scorecard = ? AND entity_ref = ?", {scorecard, ref});
}

void ResultStore::remove_entity(db::Tx& tx, const std::string& ref) const {
  tx.exec("DELETE FROM scorecards_results WHERE entity_ref = ?", {ref});
  tx.exec("DELETE FROM scorecards_standings WHERE entity_ref = ?", {ref});
}

void ResultStore::remove_scorecard(db::Tx& tx, const std::string& scorecard) const {
  tx.exec("DELETE FROM scorecards_results WHERE scorecard = ?", {scorecard});
  tx.exec("DELETE FROM scorecards_standings WHERE scorecard = ?", {scorecard});
  tx.exec("DELETE FROM scorecards_definitions WHERE scorecard = ?", {scorecard});
}

std::map<std::string, std::string> ResultStore::definitions(db::Tx& tx) const {
  std::map<std::string, std::string> out;
  for (const db::Row& row : tx.query("SELECT scorecard, digest FROM scorecards_definitions"))
    out[row.text(0)] = row.text(1);
  return out;
}

void ResultStore::put_definition(db::Tx& tx, const std::string& scorecard, const std::string& digest) const {
  tx.exec(
      "INSERT INTO scorecards_definitions (scorecard, digest) VALUES (?, ?) ON CONFLICT (scorecard) DO UPDATE SET "
      "digest = excluded.digest",
      {scorecard, digest});
}

std::map<std::string, std::int64_t> ResultStore::levels(db::Tx& tx, const Scope& scope) const {
  const auth::SqlCondition only = restricted(scope);
  std::map<std::string, std::int64_t> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT r.level, COUNT(*) FROM scorecards_standings r JOIN scorecards_subjects s ON "
                            "s.entity_ref = r.entity_ref WHERE {} GROUP BY r.level",
                            only.where),
                only.params))
    out[row.text(0)] = row.integer(1);
  return out;
}

std::vector<HeatRow> ResultStore::entities(db::Tx& tx, const Scope& scope, const std::string& after,
                                           std::size_t limit) const {
  auth::SqlCondition only = restricted(scope);
  only.params.insert(only.params.end(), {after, limit});
  std::vector<HeatRow> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT s.entity_ref, s.title, s.team_ref, r.level, r.score FROM scorecards_standings r "
                            "JOIN scorecards_subjects s ON s.entity_ref = r.entity_ref WHERE {} AND r.entity_ref > ? "
                            "ORDER BY r.entity_ref LIMIT ?",
                            only.where),
                only.params))
    out.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4), {}});
  return out;
}

std::map<std::string, std::map<std::string, Outcome>> ResultStore::cells(db::Tx& tx, const std::string& scorecard,
                                                                         const std::string& first,
                                                                         const std::string& last) const {
  std::map<std::string, std::map<std::string, Outcome>> out;
  for (const db::Row& row : tx.query(
           "SELECT entity_ref, check_id, outcome FROM scorecards_results WHERE scorecard = ? AND entity_ref >= ? AND "
           "entity_ref <= ?",
           {scorecard, first, last}))
    out[row.text(0)][row.text(1)] = outcome_of(row.text(2));
  return out;
}

std::map<std::string, Counts> ResultStore::totals(db::Tx& tx, const Scope& scope) const {
  const auth::SqlCondition only = restricted(scope);
  std::map<std::string, Counts> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT r.check_id, r.outcome, COUNT(*) FROM scorecards_results r JOIN "
                            "scorecards_subjects s ON s.entity_ref = r.entity_ref WHERE {} GROUP BY r.check_id, "
                            "r.outcome",
                            only.where),
                only.params))
    out[row.text(0)].add(outcome_of(row.text(1)), row.integer(2));
  return out;
}

std::vector<TeamRow> ResultStore::teams(db::Tx& tx, const Scope& scope) const {
  const auth::SqlCondition only = restricted(scope);
  std::map<std::string, TeamRow> teams;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT s.team_ref, r.level, COUNT(*) FROM scorecards_standings r JOIN "
                            "scorecards_subjects s ON s.entity_ref = r.entity_ref WHERE {} GROUP BY s.team_ref, "
                            "r.level",
                            only.where),
                only.params)) {
    TeamRow& team = teams[row.text(0)];
    team.entities += row.integer(2);
    team.levels[row.text(1)] = row.integer(2);
  }
  for (const db::Row& row :
       tx.query(fmt::format("SELECT s.team_ref, r.check_id, r.outcome, COUNT(*) FROM scorecards_results r JOIN "
                            "scorecards_subjects s ON s.entity_ref = r.entity_ref WHERE {} GROUP BY s.team_ref, "
                            "r.check_id, r.outcome",
                            only.where),
                only.params))
    teams[row.text(0)].cells[row.text(1)].add(outcome_of(row.text(2)), row.integer(3));
  std::vector<TeamRow> out;
  for (auto& [ref, team] : teams) {
    team.team_ref = ref;
    out.push_back(std::move(team));
  }
  return out;
}

}  // namespace towpath::scorecards
