#include <algorithm>
#include <array>
#include <utility>

#include "insights/metric.h"
#include "metric_table.h"
#include "no_value.h"

namespace towpath::insights {
namespace {

using namespace no_value;

constexpr std::array<std::pair<std::string_view, std::string_view>, 19> reason_texts{{
    {no_deployments, "Nothing was deployed to production in this time."},
    {unknown_base, "They were first deployments, or nothing says which of their commits were new."},
    {no_new_commits, "No deployment brought new commits."},
    {no_failures, "No deployment failed, so there was nothing to recover."},
    {no_recoveries, "What failed has not been recovered yet."},
    {no_incident_source, "Nothing here tells of incidents."},
    {no_facts, "Nothing of the kind happened in this time."},
    {no_components, "The catalog has no component here."},
    {no_teams, "There is no team here."},
    {not_per_component, "It is about teams; a single component has none of it."},
    {no_source, "Nothing here reports it."},
    {whole_only, "It is about the machines as a whole, for who may see everything."},
    {no_manual_minutes, "Nobody has said how long the work takes by hand."},
    {only_now, "It says how things stand now; how they stood before is not kept."},
    {no_scorecard, "No scorecard covers anything here."},
    {nothing_fails, "No check fails here now."},
    {no_survey, "No closed survey has asked here."},
    {too_few_answers, "Fewer people answered than a result is shown for."},
    {answers_withheld, "The team's answers are not shown: somebody could be told from the rest."},
}};

}  // namespace

std::string_view to_string(Question question) {
  switch (question) {
    case Question::speed:
      return "speed";
    case Question::stability:
      return "stability";
    case Question::experience:
      return "experience";
    case Question::adoption:
      return "adoption";
    case Question::cost:
      return "cost";
  }
  return "";
}

std::string_view to_string(Direction direction) {
  switch (direction) {
    case Direction::up:
      return "up";
    case Direction::down:
      return "down";
    case Direction::neither:
      return "neither";
  }
  return "";
}

const std::vector<MetricDefinition>& metric_definitions() {
  static const std::vector<MetricDefinition> all = [] {
    std::vector<MetricDefinition> out;
    for (auto part : {delivery_metrics(), platform_metrics()}) out.insert(out.end(), part.begin(), part.end());
    return out;
  }();
  return all;
}

const MetricDefinition* find_metric(std::string_view key) {
  const auto& all = metric_definitions();
  const auto found = std::find_if(all.begin(), all.end(), [&](const MetricDefinition& m) { return m.key == key; });
  return found == all.end() ? nullptr : &*found;
}

std::string_view reason_text(std::string_view reason) {
  for (const auto& [word, text] : reason_texts)
    if (word == reason) return text;
  return {};
}

std::string_view metric_audience() {
  return "Everyone signed in sees the definition, and the values of what their teams own (metric.read); the platform "
         "team sees everything. Nobody sees a figure about a person: there is none.";
}

}  // namespace towpath::insights
