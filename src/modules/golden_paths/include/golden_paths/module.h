#pragma once

#include <functional>
#include <memory>
#include <string>

#include "catalog/catalog.h"
#include "forge/forge.h"
#include "golden_paths/golden_paths.h"
#include "module/module.h"
#include "runs/runs.h"
#include "secrets/secrets.h"

namespace towpath::golden_paths {

/// What the app gives; all outlives the module.
struct GoldenPathPorts {
  runs::Runs& runs;
  forge::Forge& forge;
  catalog::Catalog& catalog;
  secrets::Secrets& secrets;
  std::function<std::string()> portal_url;  ///< "http://127.0.0.1:7080", for links.
  /// What a workload with this score.yaml would have in the environments of this project.
  std::function<Result<std::vector<PreviewResource>>(const auth::Principal&, const std::string& project,
                                                     const std::string& score)>
      foresee;
};

class GoldenPathsModule : public Module {
 public:
  virtual GoldenPaths& golden_paths() = 0;
};

std::unique_ptr<GoldenPathsModule> make_module(Kernel kernel, GoldenPathPorts ports);

}  // namespace towpath::golden_paths
