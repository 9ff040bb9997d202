#pragma once

#include "delivery/module.h"
#include "insights/meter.h"

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

}  // namespace towpath::app
