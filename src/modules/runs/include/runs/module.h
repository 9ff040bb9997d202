#pragma once

#include <chrono>
#include <memory>

#include "module/module.h"
#include "runs/runs.h"

namespace towpath::mask {
class Masker;
}

namespace towpath::runs {

struct RunsOptions {
  int workers = 8;  ///< Nodes that run at once on the embedded runner.
  int batch = 128;  ///< Nodes claimed and finished in one transaction at most.
  std::chrono::milliseconds lease{30'000};
  const mask::Masker* secrets = nullptr;  ///< The platform's; masked in every log. Outlives the engine.
};

/// The engine as a module. start() recovers what a dead server left, then runs nodes.
class RunsModule : public Module {
 public:
  virtual Runs& runs() = 0;
};

std::unique_ptr<RunsModule> make_module(Kernel kernel, const RunsOptions& options);

}  // namespace towpath::runs
