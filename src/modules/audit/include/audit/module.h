#pragma once

#include <memory>

#include "audit/audit.h"
#include "module/module.h"

namespace towpath::audit {

class AuditModule : public Module {
 public:
  virtual Audit& audit() = 0;
};

std::unique_ptr<AuditModule> make_module(Kernel kernel);

}  // namespace towpath::audit
