#pragma once

#include "campaign_store.h"
#include "definitions.h"
#include "module/module.h"
#include "posture_store.h"

namespace towpath::scorecards {

class PostureReader final : public Posture {
 public:
  PostureReader(const Kernel& kernel, const Definitions& definitions) : kernel_(kernel), definitions_(definitions) {}
  std::vector<ComponentStanding> components(const PostureScope& scope) override;
  FailingChecks failing(const PostureScope& scope) override;

 private:
  const Kernel& kernel_;
  const Definitions& definitions_;
  PostureStore store_;
  CampaignStore campaigns_;
};

}  // namespace towpath::scorecards
