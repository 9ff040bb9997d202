#pragma once

#include "delivery/module.h"
#include "feedback/satisfaction.h"
#include "insights/meter.h"
#include "insights/surveys.h"

namespace towpath::app {

/// Insights' meter, filled with what delivery runs on this host and what its runtime accounts.
class RuntimeMeter final : public insights::Meter {
 public:
  RuntimeMeter(delivery::DeliveryModule& delivery, delivery::Runtime& runtime)
      : delivery_(delivery), runtime_(runtime) {}
  std::vector<insights::MeterReading> readings() override;
  insights::MachineSize machine() override;

 private:
  delivery::DeliveryModule& delivery_;
  delivery::Runtime& runtime_;
};

/// Insights' surveys: those of feedback, once that is there.
class FeedbackSurveys final : public insights::Surveys {
 public:
  void connect(feedback::Satisfaction& satisfaction) { satisfaction_ = &satisfaction; }
  std::vector<insights::SurveyedShare> satisfaction(const auth::Principal& principal, const std::string& owner,
                                                    UtcTime until, std::size_t most) override;

 private:
  feedback::Satisfaction* satisfaction_ = nullptr;
};

}  // namespace towpath::app
