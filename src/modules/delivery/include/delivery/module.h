#pragma once

#include <memory>
#include <vector>

#include "catalog/module.h"
#include "delivery/delivery.h"
#include "delivery/driver.h"
#include "delivery/runtimes.h"
#include "delivery/terraform.h"
#include "delivery/tools.h"
#include "delivery/traffic.h"
#include "delivery/vault.h"
#include "delivery/workloads.h"
#include "forge/changes.h"
#include "forge/forge.h"
#include "module/module.h"
#include "runs/approval_nodes.h"
#include "runs/runs.h"

namespace towpath::delivery {

/// What delivery is given by the app; everything outlives the module.
struct DeliveryPorts {
  catalog::CatalogModule& catalog;
  runs::Runs& runs;
  runs::ApprovalNodes& approval_nodes;
  forge::Forge& forge;
  forge::Changes& changes;
  Runtimes& runtime;
  Traffic& traffic;
  Vault& vault;
  std::vector<Driver*> drivers;
  TerraformStates* terraform_states = nullptr;  ///< Null: no routes for them.
  Tools* tools = nullptr;                       ///< Null: no route for them.
};

class DeliveryModule : public Module {
 public:
  virtual Delivery& delivery() = 0;
  /// For a database that came out of a backup: processes, ports and paths its rows name are no more. What was in force
  /// is deployed again, by deployments of mode restart; resources are asked of their drivers anew, which find the data
  /// that came along. Before start(); may be repeated. A workload that cannot be deployed is logged.
  virtual Status after_restore() = 0;
  virtual WorkloadView& workloads() = 0;
};

std::unique_ptr<DeliveryModule> make_module(Kernel kernel, DeliveryPorts ports);

}  // namespace towpath::delivery
