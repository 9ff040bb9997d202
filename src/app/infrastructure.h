#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "buckets/module.h"
#include "config/config.h"
#include "delivery/builtin_drivers.h"
#include "delivery/module.h"
#include "delivery/runtimes.h"
#include "forge/module.h"
#include "host_plug.h"
#include "module/module.h"
#include "module_plug.h"
#include "plugs.h"

namespace towpath::app {

/// What delivery puts workloads and resources on: runtimes, drivers, and what these keep.
class Infrastructure {
 public:
  /// All referred to outlives it.
  struct Ground {
    const config::Config& config;
    const std::filesystem::path& data;
    process::ShimClient& shims;
    process::Spawner& spawner;
    secrets::Secrets& secrets;
    catalog::Catalog& catalog;
    forge::Forge& forge;
    std::function<std::string()> address;  ///< Of this server; "" before it listens.
  };
  Infrastructure(const Kernel& kernel, const Ground& ground);

  delivery::Runtimes& runtime() { return *runtime_; }
  ProxyTraffic& traffic() { return traffic_; }
  buckets::BucketsModule& buckets() { return *buckets_; }
  /// The ports of delivery that lead here, beside those that lead to other modules.
  delivery::DeliveryPorts ports(catalog::CatalogModule& catalog, runs::Runs& runs, runs::ApprovalNodes& approvals,
                                forge::ForgeModule& forge);
  /// Workloads that come back after everything was stopped find their databases only when the supervised PostgreSQL
  /// runs, and only its driver may start it. Asked for what was kept before the first of all days, a driver removes
  /// nothing and has to reach what it keeps things in.
  void wake_drivers(std::stop_token stop);

 private:
  std::shared_ptr<delivery::Cluster> cluster_;
  std::unique_ptr<delivery::Runtime> local_, podman_, kubernetes_, gitops_;
  std::unique_ptr<delivery::Runtimes> runtime_;
  SecretsVault vault_;
  BucketSealer bucket_sealer_;
  std::unique_ptr<buckets::BucketsModule> buckets_;
  ProxyTraffic traffic_;
  std::unique_ptr<delivery::TerraformStates> terraform_states_;
  std::unique_ptr<delivery::AppliedConfigurations> applied_configurations_;
  CatalogHosts managed_hosts_;
  ForgeModules module_source_;
  std::vector<std::unique_ptr<delivery::Driver>> drivers_;
  std::unique_ptr<delivery::Tools> tools_;
};

}  // namespace towpath::app
