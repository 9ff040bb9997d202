#include "plan_costs.h"

#include <fmt/core.h>

#include <map>
#include <set>

#include "base/strings.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

constexpr std::size_t most_named = 3;

bool costs_something(const std::optional<Estimate>& estimate) {
  return estimate && estimate->monthly && !estimate->monthly->currency.empty();
}

json::value side(const std::optional<Estimate>& estimate) {
  return estimate ? json::value(to_json(*estimate)) : json::value(nullptr);
}

}  // namespace

std::string in_words(const Amount& amount) {
  if (amount.currency.empty()) return "nothing";
  std::string decimals = fmt::format("{:06}", amount.micros % 1'000'000);
  while (decimals.size() > 2 && decimals.back() == '0') decimals.pop_back();
  return fmt::format("{}.{} {}", amount.micros / 1'000'000, decimals, amount.currency);
}

CostTotal total_of(const std::vector<PlannedAction>& actions) {
  CostTotal out;
  std::map<std::string, CostSum> sums;
  std::set<std::string> counted;
  for (const PlannedAction& action : actions) {
    if (!action.cost || !counted.insert(action.subject).second) continue;
    const auto& [before, after] = *action.cost;
    for (const auto& [estimate, side] : {std::pair(&before, &CostSum::before), std::pair(&after, &CostSum::after)})
      if (costs_something(*estimate)) {
        CostSum& sum = sums[(*estimate)->monthly->currency];
        sum.*side = added(sum.*side, (*estimate)->monthly->micros);
      }
    // What it will cost counts; of what goes, what it cost.
    const std::optional<Estimate>& named = after ? after : before;
    if (named && !named->monthly)
      out.unknown.push_back({action.subject, named->why_not});
    else if (before && !before->monthly)
      out.unknown.push_back({action.subject, "now: " + before->why_not});
  }
  for (auto& [currency, sum] : sums) {
    sum.currency = currency;
    out.sums.push_back(sum);
  }
  return out;
}

json::object to_json(const Estimate& estimate) {
  const auto& monthly = estimate.monthly;
  return {{"monthly", monthly ? json::value(units(monthly->micros)) : json::value(nullptr)},
          {"currency", costs_something(estimate) ? json::value(monthly->currency) : json::value(nullptr)},
          {"reason", estimate.why_not}};
}

std::optional<json::object> to_json(const ActionCost& cost) {
  if (!costs_something(cost.before) && !costs_something(cost.after)) return std::nullopt;
  return json::object{{"before", side(cost.before)}, {"after", side(cost.after)}};
}

json::object to_json(const CostTotal& total) {
  json::array sums, unknown;
  for (const CostSum& sum : total.sums)
    sums.push_back(json::object{{"currency", sum.currency},
                                {"before", units(sum.before)},
                                {"after", units(sum.after)},
                                {"difference", units(sum.after - sum.before)}});
  for (const CostTotal::Unknown& each : total.unknown)
    unknown.push_back(json::object{{"subject", each.subject}, {"reason", each.why}});
  return {{"sums", std::move(sums)}, {"unknown", std::move(unknown)}};
}

std::string in_words(const CostTotal& total) {
  std::vector<std::string> parts;
  for (const CostSum& sum : total.sums) {
    const std::int64_t difference = sum.after - sum.before;
    const std::string change =
        difference == 0 ? "as now"
                        : fmt::format("{}{}", difference > 0 ? "+" : "-",
                                      in_words(Amount{difference > 0 ? difference : -difference, sum.currency}));
    parts.push_back(fmt::format("{} a month ({})", in_words(Amount{sum.after, sum.currency}), change));
  }
  if (!total.unknown.empty()) {
    std::vector<std::string> names;
    for (const CostTotal::Unknown& each : total.unknown)
      if (names.size() < most_named) names.push_back(each.subject);
    parts.push_back(fmt::format("not known of {}: {}{}", total.unknown.size(), join(names, ", "),
                                total.unknown.size() > most_named ? ", ..." : ""));
  }
  return join(parts, "; ");
}

}  // namespace towpath::delivery
