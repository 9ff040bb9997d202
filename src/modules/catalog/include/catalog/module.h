#pragma once

#include <memory>

#include "catalog/catalog.h"
#include "module/module.h"

namespace towpath::catalog {

class CatalogModule : public Module {
 public:
  virtual Catalog& catalog() = 0;
};

/// `sources` outlives the module.
std::unique_ptr<CatalogModule> make_module(Kernel kernel, SourceReader& sources);

}  // namespace towpath::catalog
