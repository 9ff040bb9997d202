#include "activity_store.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace towpath::delivery {
namespace {

std::string placeholders(std::size_t count) { return join(std::vector<std::string>(count, "?"), ", "); }

/// The names, then what `visible` needs.
db::Params params_of(const std::vector<std::string>& names, const auth::SqlCondition& visible) {
  db::Params params(names.begin(), names.end());
  params.insert(params.end(), visible.params.begin(), visible.params.end());
  return params;
}

}  // namespace

std::vector<std::string> ActivityStore::known(db::Tx& tx, const std::vector<std::string>& components,
                                              const auth::SqlCondition& visible) const {
  std::vector<std::string> out;
  for (const db::Row& row : tx.query(fmt::format("SELECT name FROM delivery_components WHERE name IN ({}) AND ({})",
                                                 placeholders(components.size()), visible.where),
                                     params_of(components, visible)))
    out.push_back(row.text(0));
  return out;
}

std::map<std::string, std::vector<RunningVersion>> ActivityStore::running(db::Tx& tx,
                                                                          const std::vector<std::string>& components,
                                                                          const auth::SqlCondition& visible) const {
  std::map<std::string, std::vector<RunningVersion>> out;
  for (const db::Row& row : tx.query(
           fmt::format(
               "SELECT c.component, c.environment, e.type, COALESCE(i.health, 'suspended'), COALESCE(r.number, 0), "
               "d.finished_at FROM delivery_current c JOIN delivery_environments e ON e.project_id = c.project_id AND "
               "e.name = c.environment JOIN delivery_deployments d ON d.id = c.deployment_id LEFT JOIN "
               "delivery_releases r ON r.id = d.release_id LEFT JOIN delivery_instances i ON i.id = c.instance_id "
               "WHERE c.component IN ({}) AND c.component IN (SELECT component FROM delivery_deployments WHERE id = "
               "c.deployment_id AND ({})) ORDER BY c.component, CASE e.type WHEN 'development' THEN 0 WHEN 'staging' "
               "THEN 1 WHEN 'production' THEN 2 ELSE 3 END, c.environment",
               placeholders(components.size()), visible.where),
           params_of(components, visible)))
    out[row.text(0)].push_back({row.text(1), row.text(2), row.text(3), row.integer(4), row.optional_time(5)});
  return out;
}

std::map<std::string, ComponentActivity::Last> ActivityStore::last(db::Tx& tx,
                                                                   const std::vector<std::string>& components,
                                                                   const auth::SqlCondition& visible) const {
  std::map<std::string, ComponentActivity::Last> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT component, id, environment, state, created_at FROM delivery_deployments WHERE id "
                            "IN (SELECT MAX(id) FROM delivery_deployments WHERE component IN ({}) AND ({}) GROUP BY "
                            "component)",
                            placeholders(components.size()), visible.where),
                params_of(components, visible)))
    out[row.text(0)] = {row.text(1), row.text(2), row.text(3), row.time(4)};
  return out;
}

std::vector<ActivityStore::Count> ActivityStore::counts(db::Tx& tx, const std::vector<std::string>& components,
                                                        UtcTime from, const auth::SqlCondition& visible) const {
  std::vector<Count> out;
  db::Params params = params_of(components, visible);
  params.emplace_back(from);
  for (const db::Row& row :
       tx.query(fmt::format("SELECT component, SUBSTR(created_at, 1, 10), state, COUNT(*) FROM delivery_deployments "
                            "WHERE component IN ({}) AND ({}) AND created_at >= ? AND finished_at IS NOT NULL AND mode "
                            "<> 'stop' GROUP BY component, SUBSTR(created_at, 1, 10), state",
                            placeholders(components.size()), visible.where),
                params))
    out.push_back({row.text(0), row.text(1), row.text(2), row.integer(3)});
  return out;
}

std::map<std::string, std::int64_t> ActivityStore::release_numbers(db::Tx& tx, const std::string& component,
                                                                   const std::vector<std::string>& releases) const {
  std::map<std::string, std::int64_t> out;
  if (releases.empty()) return out;
  db::Params params{component};
  params.insert(params.end(), releases.begin(), releases.end());
  for (const db::Row& row :
       tx.query(fmt::format("SELECT id, number FROM delivery_releases WHERE component = ? AND id IN ({})",
                            placeholders(releases.size())),
                params))
    out[row.text(0)] = row.integer(1);
  return out;
}

}  // namespace towpath::delivery
