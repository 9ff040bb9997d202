#include "rating_store.h"

#include "whose.h"

namespace towpath::insights {

void RatingStore::insert(db::Tx& tx, const CustomerRating& r) const {
  tx.exec(
      "INSERT INTO insights_ratings (id, product, owner_ref, day, score, answers, source) VALUES (?, ?, ?, ?, ?, ?, ?)",
      {r.id, r.product, r.owner_ref, r.day, r.score, r.answers, r.source});
}

std::vector<CustomerRating> RatingStore::list(db::Tx& tx, const std::string& owner, const auth::SqlCondition& visible,
                                              UtcTime from, UtcTime to) const {
  db::Params params = visible.params;
  const std::string where = "(" + visible.where + ")" + restrict_to("", owner, params);
  params.emplace_back(to_rfc3339(from).substr(0, 10));
  params.emplace_back(to_rfc3339(to).substr(0, 10));
  std::vector<CustomerRating> out;
  for (const db::Row& row :
       tx.query("SELECT id, product, owner_ref, day, score, answers, source FROM insights_ratings WHERE " + where +
                    " AND day >= ? AND day < ? ORDER BY day DESC, id DESC",
                params))
    out.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.real(4), row.integer(5), row.text(6)});
  return out;
}

}  // namespace towpath::insights
