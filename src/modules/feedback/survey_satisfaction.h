#pragma once

#include "feedback/satisfaction.h"
#include "module/module.h"
#include "survey_store.h"

namespace towpath::feedback {

/// Reads satisfaction out of what results_of() shows: it sees the counts only through that.
class SurveySatisfaction final : public Satisfaction {
 public:
  explicit SurveySatisfaction(const Kernel& kernel) : kernel_(kernel) {}
  Result<std::vector<SurveyedSatisfaction>> satisfaction(const auth::Principal& principal, const std::string& team,
                                                         UtcTime until, std::size_t most) override;

 private:
  const Kernel& kernel_;
  SurveyStore store_;
};

}  // namespace towpath::feedback
