#include "posture_store.h"

#include <fmt/core.h>

namespace towpath::scorecards {
namespace {

/// Joins `s`, the subjects, to an aliased table `r`.
auth::SqlCondition restricted(const PostureScope& scope) {
  auth::SqlCondition out = auth::to_sql(scope.seen_by, "s.owner_ref");
  if (!scope.entity_ref.empty()) {
    out.where += " AND s.entity_ref = ?";
    out.params.emplace_back(scope.entity_ref);
  }
  if (!scope.owner_ref.empty()) {
    out.where += " AND s.owner_ref = ?";
    out.params.emplace_back(scope.owner_ref);
  }
  return out;
}

}  // namespace

std::vector<PostureStore::StandingRow> PostureStore::standings(db::Tx& tx, const PostureScope& scope) const {
  const auth::SqlCondition only = restricted(scope);
  std::vector<StandingRow> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT r.entity_ref, s.team_ref, r.scorecard, r.level, r.level_rank, r.since FROM "
                            "scorecards_standings r JOIN scorecards_subjects s ON s.entity_ref = r.entity_ref WHERE {} "
                            "AND s.kind = 'Component' ORDER BY r.entity_ref, r.scorecard",
                            only.where),
                only.params))
    out.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4), row.time(5)});
  return out;
}

std::vector<PostureStore::AgeRow> PostureStore::ages(db::Tx& tx, const PostureScope& scope) const {
  const auth::SqlCondition only = restricted(scope);
  std::vector<AgeRow> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT r.scorecard, r.since, COUNT(*) FROM scorecards_results r JOIN scorecards_subjects "
                            "s ON s.entity_ref = r.entity_ref WHERE {} AND r.outcome = 'fail' GROUP BY r.scorecard, "
                            "r.since",
                            only.where),
                only.params))
    out.push_back({row.text(0), {row.time(1), row.integer(2)}});
  return out;
}

std::vector<FailingCheck> PostureStore::failing(db::Tx& tx, const PostureScope& scope, std::size_t limit) const {
  auth::SqlCondition only = restricted(scope);
  only.params.emplace_back(limit);
  std::vector<FailingCheck> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT r.entity_ref, r.scorecard, r.check_id, r.since FROM scorecards_results r JOIN "
                            "scorecards_subjects s ON s.entity_ref = r.entity_ref WHERE {} AND r.outcome = 'fail' "
                            "ORDER BY r.since, r.entity_ref, r.scorecard, r.check_id LIMIT ?",
                            only.where),
                only.params))
    out.push_back({row.text(0), row.text(1), row.text(2), "", row.time(3)});
  return out;
}

bool PostureStore::has_results(db::Tx& tx, const PostureScope& scope) const {
  const auth::SqlCondition only = restricted(scope);
  return tx
      .query_one(fmt::format("SELECT 1 FROM scorecards_standings r JOIN scorecards_subjects s ON s.entity_ref = "
                             "r.entity_ref WHERE {} LIMIT 1",
                             only.where),
                 only.params)
      .has_value();
}

}  // namespace towpath::scorecards
