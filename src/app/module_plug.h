#pragma once

#include "delivery/module_source.h"
#include "forge/forge.h"

namespace towpath::app {

/// Modules of infrastructure as code from the forge's repositories, for the driver `terraform`.
class ForgeModules final : public delivery::ModuleSource {
 public:
  explicit ForgeModules(forge::Forge& forge) : forge_(forge) {}
  Result<std::string> resolve(const std::string& repository, const std::string& revision) override {
    return forge_.resolve(repository, revision);
  }
  Status export_to(const std::string& repository, const std::string& commit,
                   const std::filesystem::path& folder) override {
    return forge_.export_tree(repository, commit, folder.string());
  }

 private:
  forge::Forge& forge_;
};

}  // namespace towpath::app
