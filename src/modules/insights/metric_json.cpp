#include "metric_json.h"

#include "dora_json.h"
#include "json/nullable.h"

namespace towpath::insights {
namespace {

/// Whether a change from `before` to `now` is the better way; null when neither is, or nothing moved.
boost::json::value is_better(const MetricAnswer& answer) {
  const auto& now = answer.now.metric.value;
  const auto& before = answer.before.metric.value;
  if (!now || !before || *now == *before || answer.definition->direction == Direction::neither) return nullptr;
  return (*now > *before) == (answer.definition->direction == Direction::up);
}

boost::json::value target_of(const MetricAnswer& answer) {
  if (!answer.target) return nullptr;
  boost::json::object out = value_of(*answer.target);
  const auto& value = answer.now.metric.value;
  out["isMet"] =
      value ? boost::json::value(answer.definition->direction == Direction::up ? *value >= answer.target->value
                                                                               : *value <= answer.target->value)
            : boost::json::value(nullptr);
  return out;
}

boost::json::object short_value(const Metric& metric) {
  return {{"value", json::number_or_null(metric.value)},
          {"n", metric.n},
          {"reason", json::text_or_null(metric.reason)},
          {"reasonText", json::text_or_null(reason_text(metric.reason))}};
}

}  // namespace

boost::json::object value_of(const MetricDefinition& metric) {
  boost::json::array reasons;
  for (const std::string_view reason : metric.reasons)
    reasons.push_back(boost::json::object{{"reason", reason}, {"text", reason_text(reason)}});
  return {{"key", metric.key},
          {"name", metric.name},
          {"question", to_string(metric.question)},
          {"definition", metric.definition},
          {"formula", metric.formula},
          {"unit", metric.unit},
          {"direction", to_string(metric.direction)},
          {"cases", metric.cases},
          {"source", metric.source},
          {"audience", metric_audience()},
          {"reasons", std::move(reasons)}};
}

boost::json::object value_of(const MetricAnswer& answer) {
  boost::json::object out = value_of(*answer.definition);
  const boost::json::object value = value_of(answer.now.metric);
  for (const auto& [key, each] : value)
    if (key != "unit") out[key] = each;
  out["high"] = json::number_or_null(answer.now.high);
  out["isApproximate"] = answer.now.is_approximate;
  out["before"] = short_value(answer.before.metric);
  out["isBetter"] = is_better(answer);
  out["target"] = target_of(answer);
  return out;
}

boost::json::object value_of(const MetricDetail& detail, const BenchmarkEdition& edition) {
  boost::json::object out = value_of(detail.answer);
  boost::json::array series, parts;
  for (const MetricPoint& point : detail.series)
    series.push_back(
        boost::json::object{{"date", point.date}, {"value", json::number_or_null(point.value)}, {"n", point.n}});
  for (const MetricPart& part : detail.parts)
    parts.push_back(boost::json::object{{"label", part.label}, {"value", part.value}, {"n", part.n}});
  out["series"] = std::move(series);
  out["parts"] = std::move(parts);
  out["openFailures"] = values_of(detail.open_failures);
  out["baseline"] = nullptr;
  if (detail.baseline) {
    boost::json::object baseline = short_value(metric_of(detail.baseline->dora, detail.answer.definition->measure));
    boost::json::array names;
    for (const std::string& name : detail.baseline->names) names.emplace_back(name);
    baseline["names"] = std::move(names);
    baseline["from"] = to_rfc3339(detail.baseline->from);
    baseline["to"] = to_rfc3339(detail.baseline->to);
    const Measure measure = detail.answer.definition->measure;
    baseline["isProxy"] = measure != Measure::dora_frequency && measure != Measure::dora_lead_time;
    out["baseline"] = std::move(baseline);
  }
  out["benchmark"] = nullptr;
  if (const auto& value = detail.answer.now.metric.value)
    if (const auto standing = standing_of(edition, detail.answer.definition->key, *value))
      out["benchmark"] = boost::json::object{{"edition", edition.id},
                                             {"title", edition.title},
                                             {"source", edition.source},
                                             {"note", json::text_or_null(edition.note)},
                                             {"group", json::text_or_null(edition.is_scored ? "" : standing->group)},
                                             {"score", json::number_or_null(standing->score)},
                                             {"meanScore", json::number_or_null(standing->mean_score)}};
  return out;
}

boost::json::object value_of(const MetricRow& row) {
  return {{"id", row.id},
          {"component", json::text_or_null(row.component)},
          {"label", json::text_or_null(row.label)},
          {"begunAt", json::time_or_null(row.begun_at)},
          {"endedAt", json::time_or_null(row.ended_at)},
          {"value", json::number_or_null(row.value)},
          {"flagged", row.flagged}};
}

boost::json::object value_of(const MetricTarget& target) {
  return {{"value", target.value},
          {"due", json::text_or_null(target.due_on)},
          {"responsible", target.responsible},
          {"decision", target.decision},
          {"setAt", to_rfc3339(target.set_at)}};
}

boost::json::object value_of(const BenchmarkEdition& edition) {
  boost::json::array lines;
  for (const BenchmarkLine& line : edition.lines) {
    boost::json::array groups;
    for (const BenchmarkGroup& group : line.groups)
      groups.push_back(boost::json::object{{"name", group.name}, {"bound", group.bound}});
    lines.push_back(boost::json::object{
        {"metric", line.metric}, {"groups", std::move(groups)}, {"meanScore", json::number_or_null(line.mean_score)}});
  }
  return {{"id", edition.id},
          {"title", edition.title},
          {"source", edition.source},
          {"note", json::text_or_null(edition.note)},
          {"isScored", edition.is_scored},
          {"metrics", std::move(lines)}};
}

}  // namespace towpath::insights
