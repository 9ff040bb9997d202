#include "accepted_drift_store.h"

#include <fmt/core.h>

namespace towpath::delivery {
namespace {

constexpr std::string_view columns = "gu_id, finding, drift, reason, accepted_by, accepted_at";

AcceptedDrift read(const db::Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.time(5)};
}

}  // namespace

void AcceptedDriftStore::put(db::Tx& tx, const AcceptedDrift& a) const {
  tx.exec(fmt::format("INSERT INTO delivery_accepted_drifts ({}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (gu_id) DO "
                      "UPDATE SET finding = excluded.finding, drift = excluded.drift, reason = excluded.reason, "
                      "accepted_by = excluded.accepted_by, accepted_at = excluded.accepted_at",
                      columns),
          {a.gu_id, a.finding, a.drift, a.reason, a.by, a.at});
}

std::optional<AcceptedDrift> AcceptedDriftStore::find(db::Tx& tx, const std::string& gu_id) const {
  const auto row =
      tx.query_one(fmt::format("SELECT {} FROM delivery_accepted_drifts WHERE gu_id = ?", columns), {gu_id});
  return row ? std::optional(read(*row)) : std::nullopt;
}

bool AcceptedDriftStore::remove(db::Tx& tx, const std::string& gu_id) const {
  return tx.exec("DELETE FROM delivery_accepted_drifts WHERE gu_id = ?", {gu_id}) > 0;
}

std::vector<AcceptedDrift> AcceptedDriftStore::list(db::Tx& tx, const auth::SqlCondition& visible) const {
  std::vector<AcceptedDrift> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM delivery_accepted_drifts WHERE gu_id IN (SELECT gu_id FROM "
                            "delivery_resources WHERE {}) ORDER BY gu_id",
                            columns, visible.where),
                visible.params))
    out.push_back(read(row));
  return out;
}

}  // namespace towpath::delivery
