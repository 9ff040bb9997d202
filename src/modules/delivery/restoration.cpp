#include "delivery_service.h"
#include "log/log.h"
#include "restoration_store.h"

namespace towpath::delivery {
namespace {

constexpr const char* reason = "restored from a backup";

}  // namespace

Status DeliveryService::after_restore() {
  const RestorationStore store;
  TRY(const auto in_force, kernel_.db.transact([&](db::Tx& tx) -> Result<std::vector<RestorationStore::InForce>> {
    const UtcTime now = kernel_.clock.now();
    store.forget_processes(tx, reason, now);
    store.doubt_resources(tx, reason, now);
    return store.in_force(tx);
  }));
  for (const auto& [component, environment] : in_force) {
    const auto started =
        start(auth::system_principal(), {component, environment, Mode::restart, "", "", "", std::string(reason)});
    if (started.has_value())
      log::info("workload is deployed again", {{"component", component}, {"environment", environment}});
    else
      log::error("a workload could not be deployed again", {{"component", component},
                                                            {"environment", environment},
                                                            {"code", started.error().code()},
                                                            {"detail", started.error().message()}});
  }
  return ok();
}

}  // namespace towpath::delivery
