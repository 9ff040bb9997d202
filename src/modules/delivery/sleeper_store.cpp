#include "sleeper_store.h"

#include <fmt/core.h>

namespace towpath::delivery {
namespace {

constexpr std::string_view columns =
    "component, project_id, environment, state, since, reason, deployment_id, retry_at";

Sleeper read(const db::Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3),
          row.time(4), row.text(5), row.text(6), row.optional_time(7)};
}

}  // namespace

std::optional<Sleeper> SleeperStore::find(db::Tx& tx, const std::string& component,
                                          const std::string& environment) const {
  const auto row =
      tx.query_one(fmt::format("SELECT {} FROM delivery_sleepers WHERE component = ? AND environment = ?", columns),
                   {component, environment});
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Sleeper> SleeperStore::list(db::Tx& tx, const std::string& project, const std::string& environment) const {
  std::vector<Sleeper> out;
  for (const db::Row& row : tx.query(fmt::format("SELECT {} FROM delivery_sleepers WHERE (? = '' OR project_id = ?) "
                                                 "AND (? = '' OR environment = ?) ORDER BY environment, component",
                                                 columns),
                                     {project, project, environment, environment}))
    out.push_back(read(row));
  return out;
}

void SleeperStore::put(db::Tx& tx, const Sleeper& s) const {
  tx.exec(
      "INSERT INTO delivery_sleepers (component, project_id, environment, state, since, reason, deployment_id, "
      "retry_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (component, environment) DO UPDATE SET state = "
      "excluded.state, since = excluded.since, reason = excluded.reason, deployment_id = excluded.deployment_id, "
      "retry_at = excluded.retry_at",
      {s.component, s.project_id, s.environment, s.state, s.since, s.reason, s.deployment_id, s.retry_at});
}

bool SleeperStore::remove(db::Tx& tx, const std::string& component, const std::string& environment) const {
  return tx.exec("DELETE FROM delivery_sleepers WHERE component = ? AND environment = ?", {component, environment}) ==
         1;
}

std::optional<Sleeper> SleeperStore::of_route(db::Tx& tx, const std::string& route_id) const {
  const auto row = tx.query_one("SELECT component, environment FROM delivery_routes WHERE gu_id = ?", {route_id});
  if (!row) return std::nullopt;
  return find(tx, row->text(0), row->text(1));
}

std::optional<UtcTime> SleeperStore::next_retry(db::Tx& tx) const {
  return tx.query("SELECT MIN(retry_at) FROM delivery_sleepers WHERE state = 'failed'").at(0).optional_time(0);
}

std::size_t SleeperStore::allow_retries(db::Tx& tx, UtcTime now) const {
  return static_cast<std::size_t>(
      tx.exec("UPDATE delivery_sleepers SET state = 'asleep', retry_at = NULL WHERE state = 'failed' AND retry_at <= ?",
              {now}));
}

}  // namespace towpath::delivery
