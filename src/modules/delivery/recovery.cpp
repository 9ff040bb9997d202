#include "recovery.h"

#include "log/log.h"

namespace towpath::delivery {

void recover(DeploymentContext& context, DeliveryService& service, WorkloadView& workloads) {
  const auto in_force = context.kernel.db
                            .read([&](db::Tx& tx) -> Result<std::vector<Instance>> {
                              return context.stores.deployments.in_force(tx, context.kernel.host_id);
                            })
                            .value();
  for (const Instance& instance : in_force) {
    const auto report = [&](const Error& error) {
      log::error("a workload does not run and could not be restarted", {{"component", instance.component},
                                                                        {"environment", instance.environment},
                                                                        {"code", error.code()},
                                                                        {"detail", error.message()}});
    };
    const auto status = workloads.probe(instance.id);
    if (!status.has_value()) {
      report(status.error());
      continue;
    }
    if (!status->is_over) continue;
    const auto is_busy = context.kernel.db.read([&](db::Tx& tx) -> Result<bool> {
      return !context.stores.deployments.unfinished(tx, instance.component, instance.environment).empty();
    });
    if (is_busy.value()) continue;
    const Delivery::Request request{
        instance.component, instance.environment, Mode::restart, "", "", "", "It did not run when the server started."};
    if (const auto started = service.start(auth::system_principal(), request); started.has_value())
      log::info("workload is restarted",
                {{"component", instance.component}, {"environment", instance.environment}, {"run", started->run_id}});
    else
      report(started.error());
  }
}

}  // namespace towpath::delivery
