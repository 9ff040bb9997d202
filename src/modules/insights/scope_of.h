#pragma once

#include "fact_store.h"
#include "insights/metric_value.h"
#include "module/module.h"

namespace towpath::insights {

/// The rows a question is about, of tables with owner_ref and env_type.
FactScope scope_of(const Kernel& kernel, const MetricQuestion& question);

/// A metric without a value, and why.
SuppliedMetric no_value_of(std::string_view key, std::string_view reason);

}  // namespace towpath::insights
