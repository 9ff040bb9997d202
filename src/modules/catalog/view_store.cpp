#include "view_store.h"

namespace towpath::catalog {

std::vector<SavedView> ViewStore::list(db::Tx& tx, const std::string& owner) const {
  std::vector<SavedView> out;
  for (const db::Row& row :
       tx.query("SELECT name, query, updated_at FROM catalog_views WHERE owner_ref = ? ORDER BY name", {owner}))
    out.push_back({row.text(0), row.text(1), row.time(2)});
  return out;
}

bool ViewStore::has(db::Tx& tx, const std::string& owner, const std::string& name) const {
  return tx.query_one("SELECT name FROM catalog_views WHERE owner_ref = ? AND name = ?", {owner, name}).has_value();
}

std::int64_t ViewStore::count(db::Tx& tx, const std::string& owner) const {
  return tx.query("SELECT COUNT(*) FROM catalog_views WHERE owner_ref = ?", {owner}).at(0).integer(0);
}

void ViewStore::put(db::Tx& tx, const std::string& owner, const SavedView& view) const {
  tx.exec(
      "INSERT INTO catalog_views (owner_ref, name, query, updated_at) VALUES (?, ?, ?, ?) ON CONFLICT (owner_ref, "
      "name) DO UPDATE SET query = excluded.query, updated_at = excluded.updated_at",
      {owner, view.name, view.query, view.updated_at});
}

bool ViewStore::remove(db::Tx& tx, const std::string& owner, const std::string& name) const {
  return tx.exec("DELETE FROM catalog_views WHERE owner_ref = ? AND name = ?", {owner, name}) > 0;
}

}  // namespace towpath::catalog
