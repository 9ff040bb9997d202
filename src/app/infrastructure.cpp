#include "infrastructure.h"

#include <cstdlib>

#include "delivery/gitops_runtime.h"
#include "delivery/kubernetes.h"
#include "delivery/local_runtime.h"
#include "delivery/podman_runtime.h"
#include "delivery/tools.h"
#include "log/log.h"

namespace towpath::app {
namespace {

/// Where the operator's programs are: the PATH this server was started with.
std::string search_path() {
  const char* path = std::getenv("PATH");
  return path ? path : "/usr/local/bin:/usr/bin:/bin";
}

}  // namespace

Infrastructure::Infrastructure(const Kernel& kernel, const Ground& ground)
    : cluster_(delivery::make_cluster({ground.config.text("kubeconfig"), ground.config.text("kubernetes-context"),
                                       ground.config.text("kubernetes-address")})),
      vault_(ground.secrets),
      bucket_sealer_(ground.secrets),
      buckets_(buckets::make_module(kernel, bucket_sealer_)),
      traffic_(ground.data),
      terraform_states_(delivery::make_terraform_states(kernel.db, kernel.clock, vault_, kernel.host_id)),
      applied_configurations_(delivery::make_applied_configurations(kernel.db, kernel.clock, vault_)),
      managed_hosts_(ground.catalog),
      module_source_(ground.forge),
      tools_(delivery::make_tools(kernel.authorizer, ground.spawner, search_path())) {
  const config::Config& config = ground.config;
  const auto ports_of_this_machine = delivery::make_host_ports();
  local_ = delivery::make_local_runtime(
      {ground.data, kernel.host_id, ground.shims, ground.spawner, kernel.blobs, kernel.clock, ports_of_this_machine});
  podman_ = delivery::make_podman_runtime({ground.data, kernel.host_id, ground.shims, kernel.blobs, kernel.clock,
                                           ports_of_this_machine, config.text("podman-socket"), search_path()});
  kubernetes_ = delivery::make_kubernetes_runtime({ground.data, kernel.host_id, cluster_, kernel.clock});
  gitops_ = delivery::make_gitops_runtime(
      {ground.data,
       kernel.host_id,
       {config.text("gitops-repository"), config.text("gitops-branch"), config.text("gitops-path"),
        config.text("gitops-user"), config.secret("gitops-token"), config.text("gitops-ssh-key")},
       cluster_,
       ground.spawner,
       kernel.clock});
  runtime_ = delivery::make_runtimes({local_.get(), podman_.get(), kubernetes_.get(), gitops_.get()});
  drivers_ = delivery::make_builtin_drivers({ground.data,
                                             ground.shims,
                                             ground.spawner,
                                             traffic_,
                                             kernel.clock,
                                             {config.secret("postgres-admin"), config.secret("mysql-admin"),
                                              config.secret("redis-admin"), config.secret("rabbitmq-admin")},
                                             terraform_states_.get(),
                                             &module_source_,
                                             ground.address,
                                             search_path(),
                                             applied_configurations_.get(),
                                             &managed_hosts_,
                                             config.boolean("configure-host"),
                                             cluster_,
                                             &buckets_->buckets()});
}

delivery::DeliveryPorts Infrastructure::ports(catalog::CatalogModule& catalog, runs::Runs& runs,
                                              runs::ApprovalNodes& approvals, forge::ForgeModule& forge) {
  delivery::DeliveryPorts out{catalog,  runs,   approvals, forge.forge(),           forge.changes(), *runtime_,
                              traffic_, vault_, {},        terraform_states_.get(), tools_.get()};
  for (const auto& driver : drivers_) out.drivers.push_back(driver.get());
  return out;
}

void Infrastructure::wake_drivers(std::stop_token stop) {
  const delivery::DriverContext context{[](std::string_view) {}, stop, std::chrono::seconds(60)};
  for (const auto& driver : drivers_)
    if (const Status awake = driver->remove_kept(std::chrono::sys_days(), context); !awake.has_value())
      log::error("what a driver keeps its data in cannot be reached",
                 {{"driver", driver->name()}, {"code", awake.error().code()}, {"detail", awake.error().message()}});
}

}  // namespace towpath::app
