#include "retention_store.h"

namespace towpath::delivery {

std::set<std::string> RetentionStore::needed_bundles(db::Tx& tx) const {
  std::set<std::string> out;
  for (
      const db::Row& row : tx.query(
          "SELECT bundle FROM (SELECT bundle, ROW_NUMBER() OVER (PARTITION BY component ORDER BY number DESC) AS place "
          "FROM delivery_releases) AS newest WHERE place <= 10 "
          "UNION SELECT r.bundle FROM delivery_releases r JOIN delivery_deployments d ON d.release_id = r.id "
          "WHERE d.finished_at IS NULL OR d.id IN (SELECT deployment_id FROM delivery_current) "
          "OR d.id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY component, environment "
          "ORDER BY id DESC) AS place FROM delivery_deployments WHERE state = 'succeeded') AS last WHERE place <= 10)"))
    out.insert(row.text(0));
  return out;
}

}  // namespace towpath::delivery
