#include "survey_source.h"

#include <fmt/core.h>

#include "no_value.h"
#include "scope_of.h"

namespace towpath::insights {
namespace {

using Shown = SurveyedShare::Shown;

/// Two surveys of everybody are months apart: more than the years a chart goes back.
constexpr std::size_t most_surveys = 40;

std::string_view reason_of(Shown shown) {
  switch (shown) {
    case Shown::too_few:
      return no_value::too_few_answers;
    case Shown::withheld:
      return no_value::answers_withheld;
    default:
      return no_value::no_survey;
  }
}

}  // namespace

SuppliedMetric SurveySource::measure(const std::string& key, const MetricQuestion& question) {
  if (!question.component.empty()) return no_value_of(key, no_value::not_per_component);
  const auth::Decision may = kernel_.authorizer.decide(question.principal, "metric.read");
  if (!question.owner.empty() && !question.principal.is_system && !auth::permits(may, {question.owner, "", ""}))
    return no_value_of(key, no_value::no_survey);
  const auto surveys = surveys_.satisfaction(question.principal, question.owner, question.to, most_surveys);
  if (surveys.empty()) return no_value_of(key, no_value::no_survey);
  const SurveyedShare& last = surveys.front();
  SuppliedMetric out = no_value_of(key, last.shown == Shown::yes ? std::string_view() : reason_of(last.shown));
  if (last.shown == Shown::yes) {
    out.measured.metric.value = last.share;
    out.measured.metric.n = static_cast<std::size_t>(last.answers);
  }
  for (const SurveyedShare& each : surveys) {
    if (each.shown != Shown::yes || (each.closed_at < question.from && &each != &last)) continue;
    out.rows.push_back({each.survey, "", fmt::format("{} ({} answers)", each.title, each.answers), each.opened_at,
                        each.closed_at, each.share, false});
    if (each.closed_at >= question.from)
      out.series.insert(out.series.begin(),
                        MetricPoint{to_rfc3339(each.closed_at).substr(0, 10), each.share, each.answers});
  }
  return out;
}

}  // namespace towpath::insights
