#include <boost/json.hpp>

#include "base/sha256.h"
#include "delivery/delivery.h"
#include "json/json.h"
#include "plan_costs.h"

namespace towpath::delivery {

std::string digest(const std::vector<PlannedAction>& plan) {
  boost::json::array actions;
  for (const PlannedAction& each : plan) {
    boost::json::array action{each.action, each.subject, each.reason};
    if (each.cost)
      if (auto cost = to_json(*each.cost)) action.emplace_back(std::move(*cost));
    actions.push_back(std::move(action));
  }
  return sha256_hex(json::canonical(actions));
}

}  // namespace towpath::delivery
