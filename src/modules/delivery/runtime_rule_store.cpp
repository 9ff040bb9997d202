#include "runtime_rule_store.h"

namespace towpath::delivery {

RuntimeRule RuntimeRuleStore::rule(db::Tx& tx, const std::string& env_type) const {
  RuntimeRule rule;
  rule.env_type = env_type;
  const auto row =
      tx.query_one("SELECT runtime, changed_by, changed_at FROM delivery_runtime_rules WHERE env_type = ?", {env_type});
  if (!row) return rule;
  rule.runtime = row->text(0);
  rule.changed_by = row->text(1);
  rule.changed_at = row->time(2);
  return rule;
}

void RuntimeRuleStore::put(db::Tx& tx, const RuntimeRule& rule) const {
  tx.exec(
      "INSERT INTO delivery_runtime_rules (env_type, runtime, changed_by, changed_at) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (env_type) DO UPDATE SET runtime = excluded.runtime, changed_by = excluded.changed_by, "
      "changed_at = excluded.changed_at",
      {rule.env_type, rule.runtime, rule.changed_by, rule.changed_at});
}

}  // namespace towpath::delivery
