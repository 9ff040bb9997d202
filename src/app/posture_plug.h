#pragma once

#include "insights/posture.h"
#include "scorecards/posture.h"
#include "standards/waivers.h"

namespace towpath::app {

/// Insights' posture: how scorecards say that components stand, and the waivers of standards.
class KnownPosture final : public insights::Posture {
 public:
  KnownPosture(scorecards::Posture& scorecards, standards::Waivers& waivers)
      : scorecards_(scorecards), waivers_(waivers) {}
  std::vector<insights::ServiceStanding> services(const insights::PostureScope& scope) override;
  insights::FailingChecks failing(const insights::PostureScope& scope) override;
  std::vector<insights::WaiverInForce> waivers(const insights::PostureScope& scope) override;

 private:
  scorecards::Posture& scorecards_;
  standards::Waivers& waivers_;
};

}  // namespace towpath::app
