#pragma once

#include <memory>

#include "catalog/catalog.h"
#include "catalog/directory.h"
#include "module/module.h"

namespace towpath::catalog {

class CatalogModule : public Module {
 public:
  virtual Catalog& catalog() = 0;
  /// Before start(). Documents of the kind are registered only without problems; `check` outlives the module's work.
  virtual void add_check(std::string kind, const KindCheck& check) = 0;
};

/// `sources` and `directory` outlive the module. Without a directory no people and groups are mirrored.
std::unique_ptr<CatalogModule> make_module(Kernel kernel, SourceReader& sources, Directory* directory = nullptr);

}  // namespace towpath::catalog
