#include <fmt/core.h>

#include "insights/benchmark.h"
#include "insights/metric.h"

namespace towpath::insights {
namespace {

std::string_view title_of(Question question) {
  switch (question) {
    case Question::speed:
      return "How fast does a change reach its users?";
    case Question::stability:
      return "Does it hold?";
    case Question::experience:
      return "What is it like to work here?";
    case Question::adoption:
      return "Is the platform used, and what comes of it?";
    case Question::cost:
      return "What does it cost?";
  }
  return "";
}

std::string section(const MetricDefinition& metric) {
  std::string out = fmt::format("### {}\n\n`{}` · {} · ", metric.name, metric.key, metric.unit);
  out += metric.direction == Direction::up     ? "more is better\n\n"
         : metric.direction == Direction::down ? "less is better\n\n"
                                               : "neither way is better\n\n";
  out += fmt::format("{}\n\n- Formula: {}\n- n counts: {}\n- Made of: {}\n", metric.definition, metric.formula,
                     metric.cases, metric.source);
  if (!metric.reasons.empty()) out += "- Without a value:";
  for (std::size_t i = 0; i < metric.reasons.size(); ++i)
    out += fmt::format("{} `{}` ({})", i == 0 ? "" : ";", metric.reasons[i], reason_text(metric.reasons[i]));
  return out + "\n\n";
}

}  // namespace

std::string metrics_manual() {
  std::string out =
      "# Outcomes: every metric\n\n"
      "<!-- Made from the metric registry by insights_tests; TOWPATH_GOLDEN_UPDATE=1 writes it anew. -->\n\n"
      "Each metric has one definition, and the portal, `towpath metrics`, the API and `/metrics` all show it. A value "
      "says how many cases it rests on (n; fewer than five is marked as little), what it was in the time before of the "
      "same length, and, where there is one, the target with who answers for it and what was decided. A metric without "
      "data has no value and says why; it is never 0 for that. ";
  out += std::string(metric_audience()) + "\n\n";
  out +=
      "Medians of a component are exact. Medians of facts of a team or of everything come from counts by day and range "
      "of values and are within 5 %; DORA's five are exact everywhere. Days are UTC.\n\n"
      "Teams are compared with their own past and with no other team.\n\n";
  std::string_view title;
  for (const MetricDefinition& metric : metric_definitions()) {
    if (title != title_of(metric.question)) {
      title = title_of(metric.question);
      out += fmt::format("## {}\n\n", title);
    }
    out += section(metric);
  }
  out += "## Benchmarks\n\nWhat DORA's reports say of others, by year; choose with `edition`.\n\n";
  for (const BenchmarkEdition& edition : benchmark_editions()) {
    out += fmt::format("- `{}`: {}. {}.", edition.id, edition.title, edition.source);
    if (!edition.note.empty()) out += fmt::format(" {}", edition.note);
    out += "\n";
  }
  return out;
}

}  // namespace towpath::insights
