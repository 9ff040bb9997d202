#pragma once

#include <memory>
#include <vector>

#include "catalog/module.h"
#include "gate/gate.h"
#include "module/module.h"
#include "runs/runs.h"
#include "standards/waivers.h"

namespace towpath::standards {

/// What others know about what a question is about. Thread-safe, blocking.
class FactSource {
 public:
  virtual ~FactSource() = default;
  /// JSON object whose members join the input of the decision; a name that is there already stays. What is not known is
  /// left out, never null: a condition that reads it comes to unknown.
  virtual std::string facts(const gate::Question& question) = 0;
};

/// Everything outlives the module.
struct StandardsPorts {
  catalog::CatalogModule& catalog;
  runs::Runs& runs;
  std::vector<FactSource*> sources = {};
  std::vector<WaivableSource*> waivables = {};
};

class StandardsModule : public Module {
 public:
  virtual gate::Guard& guard() = 0;
  virtual Waivers& waivers() = 0;
  /// The clock was moved (only the clock of tests is): what has become due is done.
  virtual void clock_moved() = 0;
};

std::unique_ptr<StandardsModule> make_module(Kernel kernel, StandardsPorts ports);

}  // namespace towpath::standards
