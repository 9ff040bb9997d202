#include "usage_store.h"

namespace towpath::platform {

void UsageStore::add(db::Tx& tx, const UsageCounts& counts) const {
  for (const auto& [key, count] : counts) {
    const auto& [part, day] = key;
    tx.exec(
        "INSERT INTO platform_usage (part, day, requests) VALUES (?, ?, ?) ON CONFLICT (part, day) DO UPDATE SET "
        "requests = platform_usage.requests + excluded.requests",
        {part, day, count.requests});
    for (const std::string& group : count.groups)
      tx.exec("INSERT INTO platform_usage_groups (part, day, group_ref) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
              {part, day, group});
  }
}

void UsageStore::remove_before(db::Tx& tx, const std::string& day) const {
  tx.exec("DELETE FROM platform_usage WHERE day < ?", {day});
  tx.exec("DELETE FROM platform_usage_groups WHERE day < ?", {day});
}

std::map<std::string, Usage> UsageStore::usage(db::Tx& tx, const std::string& from, const std::string& since) const {
  std::map<std::string, Usage> out;
  for (const auto& row :
       tx.query("SELECT part, SUM(CASE WHEN day >= ? THEN requests ELSE 0 END), MAX(day) FROM platform_usage WHERE day "
                ">= ? GROUP BY part",
                {from, since})) {
    Usage& usage = out[row.text(0)];
    usage.requests = row.integer(1);
    usage.last_day = row.text(2);
  }
  for (const auto& row : tx.query(
           "SELECT part, COUNT(DISTINCT group_ref) FROM platform_usage_groups WHERE day >= ? GROUP BY part", {from}))
    out[row.text(0)].teams = row.integer(1);
  return out;
}

}  // namespace towpath::platform
