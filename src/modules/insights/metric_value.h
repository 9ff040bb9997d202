#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "insights/dora.h"

namespace towpath::insights {

/// The median of some cases with its 75th and 90th percentile; without any, `reason_without` says why there is none.
Metric median_of(std::vector<double> values, std::string_view unit, std::string_view reason_without);

/// How much of the whole the part is, from 0 to 1; of nothing, `reason_without` says why there is no share.
Metric share_of(std::size_t part, std::size_t whole, std::string_view reason_without);

}  // namespace towpath::insights
