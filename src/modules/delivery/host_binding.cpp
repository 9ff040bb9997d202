#include "host_binding.h"

#include <fmt/core.h>

#include "base/elsewhere.h"
#include "runs/binding.h"

namespace towpath::delivery {
namespace {

/// Where the instances of an environment are, or were last; "" before the first.
std::string host_of(db::Tx& tx, const std::string& project, const std::string& environment) {
  const auto row = tx.query_one(
      "SELECT host_id FROM delivery_instances WHERE project_id = ? AND environment = ? ORDER BY CASE WHEN state = "
      "'active' THEN 0 ELSE 1 END, created_at DESC LIMIT 1",
      {project, environment});
  return row ? row->text(0) : "";
}

}  // namespace

Status stay_with(const DeploymentContext& c, const runs::NodeContext& context, const std::string& project,
                 const std::string& environment) {
  if (c.kernel.db.dialect().engine() == db::Engine::sqlite) return ok();  // one server has one host
  TRY(const std::string host, c.kernel.db.transact([&](db::Tx& tx) -> Result<std::string> {
    std::string wanted = host_of(tx, project, environment);
    if (wanted.empty()) wanted = c.kernel.host_id;
    const std::string bound = runs::bind_to_host(tx, context.run_id(), wanted);
    return wanted == c.kernel.host_id ? bound : wanted;
  }));
  if (host == c.kernel.host_id) return ok();
  return other_host("delivery.other_host", fmt::format("The environment '{}' of '{}'", environment, project), host);
}

std::vector<TrafficRoute> table_of(db::Tx& tx, const std::string& host) {
  std::vector<TrafficRoute> out;
  for (const db::Row& row :
       tx.query("SELECT host, path, host_port, gu_id FROM delivery_routes WHERE instance_id = '' OR instance_id IN "
                "(SELECT id FROM delivery_instances WHERE host_id = ?) ORDER BY host, path",
                {host}))
    out.push_back({row.text(0), row.text(1), static_cast<int>(row.integer(2)), row.text(3)});
  return out;
}

}  // namespace towpath::delivery
