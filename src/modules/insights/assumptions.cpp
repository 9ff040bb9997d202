#include "assumptions.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "assumption_store.h"
#include "json/object_reader.h"

namespace towpath::insights {
namespace {

constexpr const char* prices_name = "prices";
constexpr const char* manual_work_name = "manual-work";
constexpr std::size_t longest_source = 500, most_kinds = 50;
constexpr double highest_price = 1e6, most_minutes = 60 * 24 * 90;

double number_of(json::ObjectReader& body, std::string_view key, double most) {
  const boost::json::value* value = body.optional_value(key);
  if (!value || !value->is_number()) {
    body.problem(key, value ? "must be a number" : "is required");
    return 0;
  }
  const double number = value->to_number<double>();
  if (number < 0 || number > most) body.problem(key, fmt::format("must be 0 to {:.0f}", most));
  return number;
}

std::string source_of(json::ObjectReader& body) {
  std::string out = body.required_string("source");
  if (out.size() > longest_source) body.problem("source", "is too long");
  return out;
}

bool is_currency(const std::string& text) {
  return text.size() == 3 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_kind(const std::string& text) {
  return !text.empty() && text.size() <= 40 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

}  // namespace

Result<PriceBook> prices_from(std::string_view text) {
  TRY(auto body, json::ObjectReader::parse(text));
  PriceBook out;
  out.currency = body.required_string("currency");
  if (!out.currency.empty() && !is_currency(out.currency))
    body.problem("currency", "must be a code of ISO 4217, for example EUR");
  out.core_hour = number_of(body, "coreHour", highest_price);
  out.memory_gb_hour = number_of(body, "memoryGbHour", highest_price);
  out.source = source_of(body);
  CHECK_OK(body.finish("insights.invalid_prices"));
  return out;
}

Result<std::vector<ManualWork>> manual_work_from(std::string_view text) {
  TRY(auto body, json::ObjectReader::parse(text));
  std::vector<ManualWork> out;
  std::set<std::string> kinds;
  auto items = body.optional_objects("items");
  if (items.size() > most_kinds) body.problem("items", fmt::format("must be at most {}", most_kinds));
  for (json::ObjectReader& item : items) {
    ManualWork work;
    work.kind = item.required_string("kind");
    if (!work.kind.empty() && !is_kind(work.kind)) item.problem("kind", "is a kind of run, for example golden_path");
    if (!kinds.insert(work.kind).second) item.problem("kind", "is there twice");
    work.low_minutes = number_of(item, "lowMinutes", most_minutes);
    work.high_minutes = number_of(item, "highMinutes", most_minutes);
    if (work.high_minutes < work.low_minutes) item.problem("highMinutes", "must not be below lowMinutes");
    work.left_minutes = number_of(item, "leftMinutes", most_minutes);
    work.source = source_of(item);
    out.push_back(std::move(work));
  }
  CHECK_OK(body.finish("insights.invalid_manual_work"));
  return out;
}

boost::json::object value_of(const PriceBook& prices) {
  return {{"currency", prices.currency},
          {"coreHour", prices.core_hour},
          {"memoryGbHour", prices.memory_gb_hour},
          {"source", prices.source}};
}

boost::json::object value_of(const std::vector<ManualWork>& all) {
  boost::json::array items;
  for (const ManualWork& work : all)
    items.push_back(boost::json::object{{"kind", work.kind},
                                        {"lowMinutes", work.low_minutes},
                                        {"highMinutes", work.high_minutes},
                                        {"leftMinutes", work.left_minutes},
                                        {"source", work.source}});
  return {{"items", std::move(items)}};
}

std::string Assumptions::read(const char* name) const {
  return kernel_.db.read([&](db::Tx& tx) { return AssumptionStore().find(tx, name).value_or(""); });
}

PriceBook Assumptions::prices() const {
  const std::string body = read(prices_name);
  return body.empty() ? PriceBook() : prices_from(body).value();
}

std::vector<ManualWork> Assumptions::manual_work() const {
  const std::string body = read(manual_work_name);
  return body.empty() ? std::vector<ManualWork>() : manual_work_from(body).value();
}

Status Assumptions::put(const auth::Principal& principal, const char* name, const boost::json::object& body) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "assumption.update", {}));
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    AssumptionStore().put(tx, name, boost::json::serialize(body), kernel_.clock.now());
    kernel_.events.append(tx, {.type = "insights.assumption.set",
                               .subject = fmt::format("assumption:{}", name),
                               .actor = principal.ref,
                               .payload = boost::json::serialize(body)});
    return ok();
  });
}

Result<PriceBook> Assumptions::set_prices(const auth::Principal& principal, const PriceBook& prices) {
  CHECK_OK(put(principal, prices_name, value_of(prices)));
  return prices;
}

Result<std::vector<ManualWork>> Assumptions::set_manual_work(const auth::Principal& principal,
                                                             const std::vector<ManualWork>& work) {
  CHECK_OK(put(principal, manual_work_name, value_of(work)));
  return work;
}

}  // namespace towpath::insights
