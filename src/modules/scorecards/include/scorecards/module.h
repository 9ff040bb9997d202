#pragma once

#include <memory>

#include "catalog/module.h"
#include "module/module.h"
#include "scorecards/checks.h"
#include "scorecards/ports.h"
#include "scorecards/posture.h"

namespace towpath::scorecards {

struct ScorecardPorts {
  catalog::CatalogModule& catalog;
  FactSources& facts;
  Bell& bell;
  Waivers* waivers = nullptr;  ///< Without it nothing is waived.
};

class ScorecardsModule : public Module {
 public:
  virtual Checks& checks() = 0;
  virtual Posture& posture() = 0;
  /// What is due by the clock is looked at again: a test moved it.
  virtual void clock_moved() = 0;
};

/// What the ports lead to outlives the module.
std::unique_ptr<ScorecardsModule> make_module(Kernel kernel, ScorecardPorts ports);

}  // namespace towpath::scorecards
