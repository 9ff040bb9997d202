#pragma once

#include <memory>
#include <vector>

#include "delivery/delivery.h"
#include "delivery/driver.h"
#include "delivery/runtime.h"
#include "delivery/traffic.h"
#include "delivery/vault.h"
#include "forge/forge.h"
#include "module/module.h"
#include "runs/runs.h"

namespace towpath::delivery {

/// What delivery is given by the app; everything outlives the module.
struct DeliveryPorts {
  runs::Runs& runs;
  forge::Forge& forge;
  Runtime& runtime;
  Traffic& traffic;
  Vault& vault;
  std::vector<Driver*> drivers;
};

class DeliveryModule : public Module {
 public:
  virtual Delivery& delivery() = 0;
};

std::unique_ptr<DeliveryModule> make_module(Kernel kernel, DeliveryPorts ports);

}  // namespace towpath::delivery
