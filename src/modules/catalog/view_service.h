#pragma once

#include "catalog/views.h"
#include "module/module.h"
#include "view_store.h"

namespace towpath::catalog {

class ViewService final : public SavedViews {
 public:
  explicit ViewService(const Kernel& kernel) : kernel_(kernel) {}

  Result<std::vector<SavedView>> list(const auth::Principal& principal) override;
  Result<SavedView> put(const auth::Principal& principal, const std::string& name, const std::string& query) override;
  Status remove(const auth::Principal& principal, const std::string& name) override;

 private:
  const Kernel& kernel_;
  ViewStore store_;
};

}  // namespace towpath::catalog
