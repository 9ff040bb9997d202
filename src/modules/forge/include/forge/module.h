#pragma once

#include <memory>
#include <string>

#include "forge/forge.h"
#include "module/module.h"
#include "process/spawner.h"

namespace towpath::forge {

/// Git hosting as a module. start() announces pushes that a crash left unannounced.
class ForgeModule : public Module {
 public:
  virtual Forge& forge() = 0;
};

/// `spawner` outlives the module.
std::unique_ptr<ForgeModule> make_module(Kernel kernel, process::Spawner& spawner);

}  // namespace towpath::forge
