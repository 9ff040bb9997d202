#pragma once

#include <memory>

#include "catalog/catalog.h"
#include "module/module.h"
#include "platform/platform.h"

namespace towpath::platform {

class PlatformModule : public Module {
 public:
  virtual Platform& platform() = 0;
};

/// `first_profile` holds until the platform team says another. The catalog outlives the module.
std::unique_ptr<PlatformModule> make_module(Kernel kernel, catalog::Catalog& catalog, Profile first_profile);

}  // namespace towpath::platform
