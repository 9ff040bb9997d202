#include "recovery.h"

#include "log/log.h"

namespace towpath::delivery {

void recover(DeploymentContext& context, DeliveryService& service, WorkloadView& workloads, Over which) {
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
    if (!status->is_over || (which == Over::lost && status->health != Health::missing)) continue;
    const auto is_busy = context.kernel.db.read([&](db::Tx& tx) -> Result<bool> {
      const auto latest = context.stores.deployments.latest(tx, instance.component, instance.environment);
      const bool was_tried = which == Over::lost && latest && latest->id != instance.deployment_id;
      return was_tried || !context.stores.deployments.unfinished(tx, instance.component, instance.environment).empty();
    });
    if (is_busy.value()) continue;
    const Delivery::Request request{instance.component,
                                    instance.environment,
                                    Mode::restart,
                                    "",
                                    "",
                                    "",
                                    which == Over::lost ? status->reason : "It did not run when the server started."};
    if (const auto started = service.start(auth::system_principal(), request); started.has_value())
      log::info("workload is restarted",
                {{"component", instance.component}, {"environment", instance.environment}, {"run", started->run_id}});
    else
      report(started.error());
  }
}

}  // namespace towpath::delivery
