#include "scale_order.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <utility>

namespace towpath::delivery {
namespace {

constexpr std::int64_t most_instances = 100;
constexpr std::size_t longest_reason = 500;

}  // namespace

std::string instances_in_words(std::int64_t count) {
  return fmt::format("{} instance{}", count, count == 1 ? "" : "s");
}

Status check(const ScaleOrder& order) {
  Error error = invalid_input("delivery.invalid_scale", "The number of instances was not accepted.");
  if (order.instances < 1 || order.instances > most_instances)
    error.add_field("/instances", fmt::format("must be 1 to {}", most_instances));
  if (order.reason.size() > longest_reason)
    error.add_field("/reason", fmt::format("must be at most {} bytes", longest_reason));
  if (error.fields().empty()) return ok();
  if (order.instances != 0) return error;
  return std::move(error).with_hint(
      fmt::format("None at all is a stop: towpath stop {} {}. What wakes with the next request is "
                  "sleep: towpath env sleep {} --project PROJECT",
                  order.component, order.environment, order.environment));
}

std::vector<PlannedAction> actions_of(const ScaleOrder& order, const ScalePlace& place) {
  const std::int64_t more = order.instances - place.instances;
  const std::string subject = fmt::format("{} rel-{}", order.component, place.release_number);
  if (more == 0)
    return {{"keep", order.component,
             fmt::format("{} {} wanted already", instances_in_words(order.instances),
                         order.instances == 1 ? "is" : "are")}};
  std::vector<PlannedAction> actions{
      {"scale", order.component,
       fmt::format("from {} to {} in {}; deployments, restarts and rollbacks keep the number", place.instances,
                   instances_in_words(order.instances), order.environment)}};
  if (!place.does_run) {
    actions.push_back({"keep", order.component, "nothing runs there now; it is the number when it starts again"});
    return actions;
  }
  if (more > 0) {
    actions.push_back(
        {"start", fmt::format("{} of {}", instances_in_words(more), subject), "beside what serves, which goes on"});
    actions.push_back({"switch", order.component, "requests go to all of them once all are healthy"});
  } else if (place.is_cluster) {
    actions.push_back({"stop", fmt::format("{} of {}", instances_in_words(-more), subject),
                       "the cluster chooses which, and lets them end what they have begun"});
  } else {
    actions.push_back({"switch", order.component, "no new request goes to those that are too many"});
    actions.push_back({"stop", fmt::format("{} of {}", instances_in_words(-more), subject),
                       "the newest, when their last request has ended"});
  }
  return actions;
}

std::string inputs_of(const ScaleOrder& order) {
  return boost::json::serialize(boost::json::object{{"deployment", order.deployment_id},
                                                    {"component", order.component},
                                                    {"environment", order.environment},
                                                    {"instances", order.instances},
                                                    {"reason", order.reason}});
}

ScaleOrder scale_order_from(const std::string& inputs) {
  const boost::json::value value = boost::json::parse(inputs);
  const auto text = [&](std::string_view key) { return std::string(value.at(key).as_string()); };
  return {text("component"), text("environment"), value.at("instances").as_int64(), text("reason"), text("deployment")};
}

}  // namespace towpath::delivery
