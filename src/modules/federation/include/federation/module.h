#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "federation/outbox.h"
#include "federation/ports.h"
#include "module/module.h"

namespace towpath::federation {

/// What the module asks of others. All outlive it.
struct FederationPorts {
  Keys& keys;
  Components& components;
  Incidents& incidents;
  Repositories& repositories;
  std::function<std::string()> url;  ///< Of this server, for links in what it tells.
};

struct FederationOptions {
  /// Networks ("10.0.0.0/8", "fd00::/8") that may be told things although they are not public.
  std::vector<std::string> networks = {};
};

class FederationModule : public Module {
 public:
  virtual Outbox& outbox() = 0;
};

/// Errors: federation.invalid_network.
Result<std::unique_ptr<FederationModule>> make_module(Kernel kernel, FederationPorts ports,
                                                      const FederationOptions& options = {});

}  // namespace towpath::federation
