#pragma once

#include <memory>

#include "docs/docs.h"
#include "docs/ports.h"
#include "module/module.h"

namespace towpath::docs {

class DocsModule : public Module {
 public:
  virtual Docs& docs() = 0;
};

/// The ports outlive the module.
std::unique_ptr<DocsModule> make_module(Kernel kernel, DocFiles& files, DocSubjects& subjects);

}  // namespace towpath::docs
