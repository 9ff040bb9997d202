#pragma once

#include <memory>

#include "module/module.h"
#include "secrets/secrets.h"

namespace towpath::secrets {

class SecretsModule : public Module {
 public:
  virtual Secrets& secrets() = 0;
};

/// Reads or makes the master key in the data directory. `owners` outlives the module. Errors: secrets.key_unreadable.
Result<std::unique_ptr<SecretsModule>> make_module(Kernel kernel, ScopeOwners& owners);

}  // namespace towpath::secrets
