#pragma once

#include "forge/forge.h"
#include "insights/service_files.h"

namespace towpath::app {

/// Insights' look into repositories: catalog-info.yaml, score.yaml and the workflow files.
class ForgeServiceFiles final : public insights::ServiceFiles {
 public:
  explicit ForgeServiceFiles(forge::Forge& forge) : forge_(forge) {}
  Result<insights::PlatformFiles> count(const std::string& repository, const std::string& commit) override;

 private:
  forge::Forge& forge_;
};

}  // namespace towpath::app
