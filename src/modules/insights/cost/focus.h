#pragma once

#include <string>
#include <vector>

#include "assumptions.h"
#include "cost/usage_store.h"

namespace towpath::insights::cost {

/// Cost and usage as FOCUS 1.2 has it (focus.finops.org): the mandatory columns and those for resource, sub-account and
/// tags, in alphabetical order; a row for each day, place and kind of use. RFC 4180, UTF-8.
std::string focus_csv(const std::vector<UsageSum>& by_day, const PriceBook& prices);

}  // namespace towpath::insights::cost
