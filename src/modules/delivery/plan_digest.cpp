#include <boost/json.hpp>

#include "base/sha256.h"
#include "delivery/delivery.h"
#include "json/json.h"

namespace towpath::delivery {

std::string digest(const std::vector<PlannedAction>& plan) {
  boost::json::array actions;
  for (const PlannedAction& each : plan) actions.push_back(boost::json::array{each.action, each.subject, each.reason});
  return sha256_hex(json::canonical(actions));
}

}  // namespace towpath::delivery
