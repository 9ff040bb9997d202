#pragma once

#include <memory>
#include <string>

#include "forge/changes.h"
#include "forge/forge.h"
#include "module/module.h"
#include "process/spawner.h"

namespace towpath::forge {

/// Git hosting as a module. start() settles merges and announces pushes that a crash left half done.
class ForgeModule : public Module {
 public:
  virtual Forge& forge() = 0;
  virtual Changes& changes() = 0;
};

/// What other modules tell the forge; they outlive it. Without checks no required check is ever met, without people
/// nobody is a code owner.
struct ForgePorts {
  CheckSource* checks = nullptr;
  People* people = nullptr;
};

/// `spawner` outlives the module.
std::unique_ptr<ForgeModule> make_module(Kernel kernel, process::Spawner& spawner, const ForgePorts& ports = {});

}  // namespace towpath::forge
