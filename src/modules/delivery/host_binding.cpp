#include "host_binding.h"

#include <fmt/core.h>

#include "base/elsewhere.h"
#include "runs/binding.h"

namespace towpath::delivery {
Status stay_with(const DeploymentContext& c, const runs::NodeContext& context, const std::string& project,
                 const std::string& environment) {
  if (c.kernel.db.dialect().engine() == db::Engine::sqlite) return ok();  // one server has one host
  TRY(const std::string host, c.kernel.db.transact([&](db::Tx& tx) -> Result<std::string> {
    std::string wanted = host_of_environment(tx, project, environment);
    if (wanted.empty()) wanted = c.kernel.host_id;
    const std::string bound = runs::bind_to_host(tx, context.run_id(), wanted);
    return wanted == c.kernel.host_id ? bound : wanted;
  }));
  if (host == c.kernel.host_id) return ok();
  return other_host("delivery.other_host", fmt::format("The environment '{}' of '{}'", environment, project), host);
}

}  // namespace towpath::delivery
