#include "driver_changes_json.h"

#include <cstdint>

namespace towpath::delivery {

boost::json::object to_json(const DriverChanges& changes) {
  boost::json::array list;
  for (const DriverChange& each : changes.changes)
    list.push_back(boost::json::object{{"action", each.action}, {"subject", each.subject}});
  return {{"summary", in_words(changes)},
          {"changes", std::move(list)},
          {"leftOut", static_cast<std::int64_t>(changes.left_out)}};
}

std::optional<boost::json::object> changes_in_plan(std::string_view plan, std::string_view subject) {
  const boost::json::value parsed = boost::json::parse(plan);
  const auto* actions = parsed.as_object().if_contains("actions");
  if (!actions) return std::nullopt;
  for (const boost::json::value& action : actions->as_array())
    if (std::string_view(action.at("subject").as_string()) == subject)
      if (const auto* changes = action.as_object().if_contains("changes")) return changes->as_object();
  return std::nullopt;
}

}  // namespace towpath::delivery
