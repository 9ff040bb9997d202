#include "restoration_store.h"

namespace towpath::delivery {

std::vector<RestorationStore::InForce> RestorationStore::in_force(db::Tx& tx) const {
  std::vector<InForce> out;
  for (const db::Row& row : tx.query("SELECT component, environment FROM delivery_current WHERE instance_id <> '' "
                                     "ORDER BY component, environment"))
    out.push_back({row.text(0), row.text(1)});
  return out;
}

void RestorationStore::forget_processes(db::Tx& tx, const std::string& reason, UtcTime now) const {
  tx.exec(
      "UPDATE delivery_instances SET state = 'failed', health = 'missing', health_reason = ?, stopped_at = ? "
      "WHERE state IN ('starting', 'active', 'warm', 'draining')",
      {reason, now});
  tx.exec("UPDATE delivery_routes SET instance_id = '', host_port = 0, further_ports = '[]'");
}

void RestorationStore::doubt_resources(db::Tx& tx, const std::string& reason, UtcTime now) const {
  tx.exec("UPDATE delivery_resources SET state = 'unknown', reason = ?, updated_at = ? WHERE state = 'active'",
          {reason, now});
}

}  // namespace towpath::delivery
