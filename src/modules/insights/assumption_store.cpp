#include "assumption_store.h"

namespace towpath::insights {

void AssumptionStore::put(db::Tx& tx, const std::string& name, const std::string& body, UtcTime at) const {
  tx.exec(
      "INSERT INTO insights_assumptions (name, body, set_at) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
      "body = excluded.body, set_at = excluded.set_at",
      {name, body, at});
}

std::optional<std::string> AssumptionStore::find(db::Tx& tx, const std::string& name) const {
  const auto row = tx.query_one("SELECT body FROM insights_assumptions WHERE name = ?", {name});
  if (!row) return std::nullopt;
  return row->text(0);
}

}  // namespace towpath::insights
