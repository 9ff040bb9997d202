#include "pipelines/native_action.h"

#include "base/product.h"

namespace towpath::pipelines {

std::span<const NativeAction> native_actions() {
  // The inputs of the v4 releases on github.com that mean something here. What GitHub offers beside them is refused,
  // not ignored.
  static const std::vector<NativeAction> actions = {
      {"actions/cache",
       {{"path", true},
        {"key", true},
        {"restore-keys"},
        {"fail-on-cache-miss"},
        {"lookup-only"},
        {"enableCrossOsArchive", false, "false"}}},
      {"actions/checkout",
       {{"repository"},
        {"ref"},
        {"token"},
        {"path"},
        {"fetch-depth"},
        {"fetch-tags"},
        {"clean"},
        {"show-progress"},
        {"persist-credentials"},
        {"set-safe-directory"},
        {"submodules", false, "false"},
        {"lfs", false, "false"}}},
      {"actions/download-artifact", {{"name"}, {"path"}, {"pattern"}, {"merge-multiple"}}},
      {"actions/upload-artifact",
       {{"name"},
        {"path", true},
        {"if-no-files-found"},
        {"retention-days"},
        {"compression-level"},
        {"overwrite"},
        {"include-hidden-files"}}},
      {std::string(product::binary) + "/upload-bundle", {{"path", true}}},
  };
  return actions;
}

const NativeAction* find_native_action(std::string_view name) {
  for (const NativeAction& action : native_actions()) {
    if (action.name == name) return &action;
  }
  return nullptr;
}

}  // namespace towpath::pipelines
