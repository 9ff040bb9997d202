#include "plan_output.h"

#include <fmt/core.h>

#include <cmath>
#include <ostream>

#include "output.h"

namespace towpath::cli {
namespace {

namespace json = boost::json;

}  // namespace

std::string monthly_cost(const json::value& cost) {
  if (cost.is_null()) return "";
  if (cost.at("monthly").is_null()) return "not known";
  if (cost.at("currency").is_null()) return "nothing";
  return money(cost.at("monthly"), text_at(cost, "currency"));
}

std::string money(const json::value& amount, std::string_view currency) {
  std::string digits = fmt::format("{:.6f}", amount.to_number<double>());
  while (digits.ends_with('0') && digits.size() - digits.find('.') > 3) digits.pop_back();
  return fmt::format("{} {}", digits, currency);
}

std::string cost_of_action(const json::value& action) {
  const json::value* cost = action.as_object().if_contains("cost");
  if (!cost) return "";
  const std::string before = monthly_cost(cost->at("before")), after = monthly_cost(cost->at("after"));
  if (before == after || before.empty()) return after;
  return fmt::format("{} -> {}", before, after.empty() ? "gone" : after);
}

std::string cost_of_plan(const json::value& plan) {
  const json::value* cost = plan.as_object().if_contains("cost");
  if (!cost) return "";
  std::string out;
  for (const json::value& sum : cost->at("sums").as_array()) {
    const std::string currency = text_at(sum, "currency");
    const double difference = sum.at("difference").to_number<double>();
    out += fmt::format("Cost a month: {} ({})\n", money(sum.at("after"), currency),
                       difference == 0 ? "as now"
                                       : fmt::format("{}{} to what is there now", difference > 0 ? "+" : "-",
                                                     money(json::value(std::abs(difference)), currency)));
  }
  for (const json::value& unknown : cost->at("unknown").as_array())
    out += fmt::format("Not known: {} ({})\n", text_at(unknown, "subject"), text_at(unknown, "reason"));
  return out;
}

void print_plan(Invocation& invocation, const json::value& plan, std::string_view when_empty) {
  json::array items = plan.at("actions").as_array();
  bool has_cost = false;
  for (json::value& action : items) {
    std::string cost = cost_of_action(action);
    has_cost = has_cost || !cost.empty();
    action.as_object()["monthly"] = std::move(cost);
  }
  std::vector<Column> columns{{"ACTION", "action"}, {"WHAT", "subject"}, {"WHY", "reason"}};
  if (has_cost) columns.push_back({"A MONTH", "monthly"});
  print_list(invocation, json::object{{"items", std::move(items)}}, columns, when_empty);
  const std::string sum = cost_of_plan(plan);
  if (invocation.format == Format::table && !sum.empty()) invocation.io.out << "\n" << sum;
}

}  // namespace towpath::cli
