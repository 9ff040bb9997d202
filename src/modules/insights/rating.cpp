#include "rating.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <map>

#include "base/id.h"
#include "day.h"
#include "json/object_reader.h"
#include "no_value.h"
#include "rating_store.h"
#include "scope_of.h"

namespace towpath::insights {
namespace {

constexpr std::size_t longest_text = 200;

std::string text_of(json::ObjectReader& body, std::string_view key) {
  std::string out = body.required_string(key);
  if (out.size() > longest_text) body.problem(key, "is too long");
  return out;
}

}  // namespace

Result<CustomerRating> rating_from(std::string_view text) {
  TRY(auto body, json::ObjectReader::parse(text));
  CustomerRating out;
  out.product = text_of(body, "product");
  out.owner_ref = body.optional_string("owner").value_or("");
  if (!out.owner_ref.empty() && !out.owner_ref.starts_with("group:"))
    body.problem("owner", "must be a group, for example group:default/payments");
  out.day = body.required_string("day");
  if (!out.day.empty() && !midnight_of(out.day)) body.problem("day", "must be a day, for example 2026-11-29");
  const boost::json::value* score = body.optional_value("score");
  if (score && score->is_number()) out.score = score->to_number<double>();
  if (!score || !score->is_number() || out.score < 0 || out.score > 100)
    body.problem("score", "must be a number from 0 to 100");
  out.answers = body.required_integer("answers");
  if (out.answers < fewest_answers)
    body.problem("answers",
                 fmt::format("must be at least {}: a result of fewer is about single people", fewest_answers));
  out.source = text_of(body, "source");
  CHECK_OK(body.finish("insights.invalid_rating"));
  return out;
}

Result<CustomerRating> CustomerRatings::import(const auth::Principal& principal, CustomerRating rating) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "rating.create", {rating.owner_ref, "", ""}));
  rating.id = new_ulid();
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    RatingStore().insert(tx, rating);
    kernel_.events.append(tx, {.type = "insights.rating.imported",
                               .subject = "rating:" + rating.id,
                               .actor = principal.ref,
                               .payload =
                                   boost::json::serialize(boost::json::object{{"product", rating.product},
                                                                              {"day", rating.day},
                                                                              {"score", rating.score},
                                                                              {"answers", rating.answers},
                                                                              {"source", rating.source}}),
                               .owner_ref = rating.owner_ref});
    return ok();
  }));
  return rating;
}

SuppliedMetric CustomerRatings::measure(const std::string& key, const MetricQuestion& question) {
  if (!question.component.empty()) return no_value_of(key, no_value::not_per_component);
  const auth::SqlCondition visible =
      auth::to_sql(kernel_.authorizer.decide(question.principal, "metric.read"), "owner_ref");
  const auto ratings = kernel_.db.read(
      [&](db::Tx& tx) { return RatingStore().list(tx, question.owner, visible, question.from, question.to); });
  if (ratings.empty()) return no_value_of(key, no_value::no_source);
  SuppliedMetric out = no_value_of(key, "");
  double points = 0;
  std::map<std::string, std::pair<double, std::int64_t>> days;
  for (const CustomerRating& rating : ratings) {
    points += rating.score * static_cast<double>(rating.answers);
    out.measured.metric.n += static_cast<std::size_t>(rating.answers);
    auto& [sum, answers] = days[rating.day];
    sum += rating.score * static_cast<double>(rating.answers);
    answers += rating.answers;
    out.rows.push_back({rating.id, "",
                        fmt::format("{}: {} ({} answers)", rating.product, rating.source, rating.answers),
                        midnight_of(rating.day), midnight_of(rating.day), rating.score, false});
  }
  for (const auto& [day, sum] : days)
    out.series.push_back({day, sum.first / static_cast<double>(sum.second), sum.second});
  out.measured.metric.value = points / static_cast<double>(out.measured.metric.n);
  return out;
}

}  // namespace towpath::insights
