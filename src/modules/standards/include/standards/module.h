#pragma once

#include <memory>

#include "catalog/catalog.h"
#include "module/module.h"

namespace towpath::standards {

/// What the app gives; all outlives the module.
struct StandardsPorts {
  catalog::Catalog& catalog;
};

class StandardsModule : public Module {};

std::unique_ptr<StandardsModule> make_module(Kernel kernel, StandardsPorts ports);

}  // namespace towpath::standards
