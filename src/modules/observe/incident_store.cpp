#include "incident_store.h"

#include <fmt/core.h>

namespace towpath::observe {
namespace {

constexpr std::string_view columns =
    "id, component, project_id, environment, env_type, owner_ref, host_id, deployment_id, instance_id, reason, "
    "resolution, opened_at, closed_at, origin, origin_key, severity, url";

Incident read(const db::Row& row) {
  return {row.text(0),           row.text(1),  row.text(2),  row.text(3),  row.text(4),  row.text(5),
          row.text(6),           row.text(7),  row.text(8),  row.text(9),  row.text(10), row.time(11),
          row.optional_time(12), row.text(13), row.text(14), row.text(15), row.text(16)};
}

struct Condition {
  std::string where;
  db::Params params;
};

Condition condition_of(const IncidentFilter& filter, const auth::SqlCondition& visible) {
  Condition out{"(" + visible.where + ")", visible.params};
  const auto add = [&](std::string_view text, const std::string& value) {
    if (value.empty()) return;
    out.where += text;
    out.params.emplace_back(value);
  };
  add(" AND component = ?", filter.component);
  add(" AND environment = ?", filter.environment);
  add(" AND origin = ?", filter.origin);
  if (filter.state == "open") out.where += " AND closed_at IS NULL";
  if (filter.state == "closed") out.where += " AND closed_at IS NOT NULL";
  return out;
}

}  // namespace

bool IncidentStore::insert(db::Tx& tx, const Incident& i) const {
  return !tx.query(
                fmt::format(
                    "INSERT INTO observe_incidents ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?) "
                    "ON CONFLICT DO NOTHING RETURNING id",
                    columns),
                {i.id, i.component, i.project_id, i.environment, i.env_type, i.owner_ref, i.host_id, i.deployment_id,
                 i.instance_id, i.reason, i.resolution, i.opened_at, i.origin, i.origin_key, i.severity, i.url})
              .empty();
}

bool IncidentStore::close(db::Tx& tx, const std::string& id, const std::string& resolution, UtcTime now) const {
  return !tx.query(
                "UPDATE observe_incidents SET resolution = ?, closed_at = ? WHERE id = ? AND closed_at IS NULL "
                "RETURNING id",
                {resolution, now, id})
              .empty();
}

std::optional<Incident> IncidentStore::find(db::Tx& tx, const std::string& id,
                                            const auth::SqlCondition& visible) const {
  db::Params params = visible.params;
  params.emplace_back(id);
  const auto row = tx.query_one(
      fmt::format("SELECT {} FROM observe_incidents WHERE ({}) AND id = ?", columns, visible.where), params);
  if (!row) return std::nullopt;
  return read(*row);
}

std::optional<Incident> IncidentStore::open_of(db::Tx& tx, const std::string& component,
                                               const std::string& environment) const {
  const auto row = tx.query_one(
      fmt::format("SELECT {} FROM observe_incidents WHERE component = ? AND environment = ? AND closed_at IS NULL AND "
                  "origin = 'health'",
                  columns),
      {component, environment});
  if (!row) return std::nullopt;
  return read(*row);
}

std::optional<Incident> IncidentStore::open_of_key(db::Tx& tx, const std::string& origin,
                                                   const std::string& key) const {
  const auto row = tx.query_one(
      fmt::format("SELECT {} FROM observe_incidents WHERE origin = ? AND origin_key = ? AND closed_at IS NULL",
                  columns),
      {origin, key});
  if (!row) return std::nullopt;
  return read(*row);
}

void IncidentStore::link(db::Tx& tx, const std::string& id, const std::string& deployment_id) const {
  tx.exec("UPDATE observe_incidents SET deployment_id = ? WHERE id = ?", {deployment_id, id});
}

std::vector<Incident> IncidentStore::open_on(db::Tx& tx, const std::string& host_id) const {
  std::vector<Incident> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM observe_incidents WHERE host_id = ? AND closed_at IS NULL AND "
                            "origin = 'health' ORDER BY id",
                            columns),
                {host_id}))
    out.push_back(read(row));
  return out;
}

std::vector<Incident> IncidentStore::list(db::Tx& tx, const IncidentFilter& filter,
                                          const auth::SqlCondition& visible) const {
  Condition condition = condition_of(filter, visible);
  if (!filter.after.empty()) {
    condition.where += " AND id < ?";
    condition.params.emplace_back(filter.after);
  }
  condition.params.emplace_back(filter.limit);
  std::vector<Incident> out;
  for (const db::Row& row : tx.query(
           fmt::format("SELECT {} FROM observe_incidents WHERE {} ORDER BY id DESC LIMIT ?", columns, condition.where),
           condition.params))
    out.push_back(read(row));
  return out;
}

std::int64_t IncidentStore::count(db::Tx& tx, const IncidentFilter& filter, const auth::SqlCondition& visible) const {
  const Condition condition = condition_of(filter, visible);
  return tx
      .query_one(fmt::format("SELECT COUNT(*) FROM observe_incidents WHERE {}", condition.where), condition.params)
      ->integer(0);
}

}  // namespace towpath::observe
