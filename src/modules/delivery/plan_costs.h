#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "delivery/delivery.h"

namespace towpath::delivery {

/// What the resources of a plan cost before and after it, each counted once however many actions are about it.
CostTotal total_of(const std::vector<PlannedAction>& actions);

/// {"before", "after"}: each null when the resource is not there then. Nothing when no amount is known or to be paid:
/// then a plan says the same, and has the same digest, as if there were no prices.
std::optional<boost::json::object> to_json(const ActionCost& cost);

/// {"monthly", "currency", "reason"}; the first two null when it is not known.
boost::json::object to_json(const Estimate& estimate);

/// {"sums": [{"currency", "before", "after", "difference"}], "unknown": [{"subject", "reason"}]}, a month.
boost::json::object to_json(const CostTotal& total);

/// "30.00 EUR a month (+20.00); not known of 2: postgres workloads.shop.db, ..."; "" when it is about no resource that
/// costs something or may.
std::string in_words(const CostTotal& total);

}  // namespace towpath::delivery
