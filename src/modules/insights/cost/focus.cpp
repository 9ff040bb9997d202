#include "cost/focus.h"

#include <fmt/core.h>

#include <array>
#include <boost/json.hpp>
#include <chrono>

#include "base/product.h"
#include "day.h"

namespace towpath::insights::cost {
namespace {

constexpr std::array columns{
    "BilledCost",         "BillingAccountId",  "BillingAccountName", "BillingCurrency",   "BillingPeriodEnd",
    "BillingPeriodStart", "ChargeCategory",    "ChargeClass",        "ChargeDescription", "ChargeFrequency",
    "ChargePeriodEnd",    "ChargePeriodStart", "ConsumedQuantity",   "ConsumedUnit",      "ContractedCost",
    "EffectiveCost",      "InvoiceIssuerName", "ListCost",           "PricingQuantity",   "PricingUnit",
    "ProviderName",       "PublisherName",     "ResourceId",         "ResourceName",      "ResourceType",
    "ServiceCategory",    "ServiceName",       "SubAccountId",       "SubAccountName",    "Tags"};

/// Quoted where RFC 4180 asks for it. A text that a spreadsheet would take for a formula is told not to be one.
std::string field(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) text.insert(0, "'");
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string number(double value) { return fmt::format("{:.9g}", value); }

std::string midnight(std::chrono::sys_days day) { return to_rfc3339(UtcTime(day)).substr(0, 10) + "T00:00:00Z"; }

/// A team; "" for what a person owns: nobody's own bill is written.
std::string team_of(const UsageSum& sum) { return sum.owner_ref.starts_with("group:") ? sum.owner_ref : std::string(); }

struct Charge {
  const char* name;
  const char* unit;
  double quantity, price;
};

void put(std::string& out, const UsageSum& sum, const PriceBook& prices, const Charge& charge) {
  const auto day = std::chrono::floor<std::chrono::days>(midnight_of(sum.day).value());
  const std::chrono::year_month_day date{std::chrono::sys_days(day)};
  const auto month = date.year() / date.month();
  const std::string cost = number(charge.quantity * charge.price), quantity = number(charge.quantity);
  const std::string tags = boost::json::serialize(boost::json::object{{"component", sum.component},
                                                                      {"environment", sum.environment},
                                                                      {"environmentType", sum.env_type},
                                                                      {"project", sum.project_id}});
  const std::array<std::string, columns.size()> row{
      cost,
      std::string(product::name),
      "",
      prices.currency,
      midnight(std::chrono::sys_days((month + std::chrono::months(1)) / 1)),
      midnight(std::chrono::sys_days(month / 1)),
      "Usage",
      "",
      fmt::format("{} of {} in {}", charge.name, sum.component, sum.environment),
      "Usage-Based",
      midnight(std::chrono::sys_days(day) + std::chrono::days(1)),
      midnight(std::chrono::sys_days(day)),
      quantity,
      charge.unit,
      cost,
      cost,
      std::string(product::name),
      cost,
      quantity,
      charge.unit,
      std::string(product::name),
      std::string(product::name),
      fmt::format("{}/{}", sum.component, sum.environment),
      sum.component,
      "Workload",
      "Compute",
      charge.name,
      team_of(sum),
      team_of(sum).substr(team_of(sum).rfind('/') + 1),
      tags};
  for (std::size_t i = 0; i < row.size(); ++i) out += (i == 0 ? "" : ",") + field(row[i]);
  out += "\r\n";
}

}  // namespace

std::string focus_csv(const std::vector<UsageSum>& by_day, const PriceBook& prices) {
  std::string out;
  for (std::size_t i = 0; i < columns.size(); ++i) out += (i == 0 ? "" : ",") + std::string(columns[i]);
  out += "\r\n";
  for (const UsageSum& sum : by_day) {
    put(out, sum, prices, {"Processor time", "Core-Hours", sum.core_hours, prices.core_hour});
    put(out, sum, prices, {"Memory", "GB-Hours", sum.gb_hours, prices.memory_gb_hour});
  }
  return out;
}

}  // namespace towpath::insights::cost
