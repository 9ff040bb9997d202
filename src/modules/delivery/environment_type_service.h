#pragma once

#include "delivery/environment_types.h"
#include "module/module.h"
#include "planner.h"

namespace towpath::delivery {

class EnvironmentTypeService final : public EnvironmentTypes {
 public:
  EnvironmentTypeService(const Kernel& kernel, const Stores& stores) : kernel_(kernel), stores_(stores) {}

  Result<std::vector<EnvironmentTypeView>> types(const auth::Principal& principal) override;
  Result<EnvironmentTypeView> type(const auth::Principal& principal, const std::string& name) override;
  Result<TypePreview> preview(const auth::Principal& principal, const EnvironmentType& type) override;
  Result<EnvironmentTypeView> set_type(const auth::Principal& principal, EnvironmentType type,
                                       const std::string& digest) override;
  Result<std::vector<QuotaUse>> quotas(const auth::Principal& principal, const std::string& project,
                                       const std::string& environment) override;

 private:
  EnvironmentTypeView view_of(db::Tx& tx, EnvironmentType type);
  TypePreview preview_of(db::Tx& tx, const EnvironmentType& type);
  const Kernel& kernel_;
  const Stores& stores_;
};

}  // namespace towpath::delivery
