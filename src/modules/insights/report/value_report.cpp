#include "report/value_report.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace towpath::insights::report {
namespace {

/// A part of the report: a question of a sponsor's and the metrics that answer it.
struct Part {
  const char* title;
  std::vector<std::string_view> keys;
};

const std::vector<Part>& parts() {
  static const std::vector<Part> all{
      {"Hours saved", {"hours-saved", "self-service-resources", "manual-steps-per-deployment"}},
      {"Lead time", {"change-lead-time", "deployment-frequency", "review-pickup-time", "time-to-market"}},
      {"Incidents", {"change-fail-rate", "recovery-time", "incident-restore-time", "rework-rate"}},
      {"Cost", {"cost", "cost-per-deployment", "idle-share"}},
      {"Satisfaction", {"developer-satisfaction", "customer-satisfaction"}},
      {"Adoption", {"teams-live", "teams-retained", "golden-path-coverage", "new-services", "innovation-rate"}},
  };
  return all;
}

std::string number(double value, std::string_view unit) {
  if (unit == "share") return fmt::format("{:.0f} %", value * 100);
  if (unit == "hours") return value >= 48 ? fmt::format("{:.1f} days", value / 24) : fmt::format("{:.1f} hours", value);
  if (unit == "minutes")
    return value >= 120 ? fmt::format("{:.1f} hours", value / 60) : fmt::format("{:.1f} minutes", value);
  if (unit == "days") return fmt::format("{:.1f} days", value);
  if (unit == "per day") return fmt::format("{:.2f} a day", value);
  if (unit == "points") return fmt::format("{:.0f} of 100", value);
  if (unit == "money") return fmt::format("{:.2f}", value);
  return value == std::floor(value) ? fmt::format("{:.0f}", value) : fmt::format("{:.1f}", value);
}

std::string text_of(const Metric& metric, std::string_view unit) {
  return metric.value ? number(*metric.value, unit) : "no value";
}

std::string text_of(const MeasuredMetric& measured, std::string_view unit) {
  if (!measured.metric.value || !measured.high) return text_of(measured.metric, unit);
  return fmt::format("{} to {}", number(*measured.metric.value, unit), number(*measured.high, unit));
}

/// "-32 %"; for shares the difference in points. "" where one side has no value.
std::string change_of(const std::optional<double>& now, const std::optional<double>& before, std::string_view unit) {
  if (!now || !before) return "";
  if (unit == "share") return fmt::format("{:+.0f} points", (*now - *before) * 100);
  if (*before == 0) return "";
  return fmt::format("{:+.0f} %", (*now / *before - 1) * 100);
}

std::string baseline_text(const ValueReport& report, const MetricDefinition& metric) {
  if (!report.baseline || !is_dora(metric.measure)) return "";
  const Metric& before = metric_of(report.baseline->dora, metric.measure);
  return before.value ? number(*before.value, metric.unit) : "";
}

const MetricAnswer* find(const ValueReport& report, std::string_view key) {
  const auto found = std::find_if(report.metrics.begin(), report.metrics.end(),
                                  [&](const MetricAnswer& answer) { return answer.definition->key == key; });
  return found == report.metrics.end() ? nullptr : &*found;
}

Block heading(std::string text) { return {Block::Kind::heading, std::move(text), {}}; }
Block paragraph(std::string text) { return {Block::Kind::paragraph, std::move(text), {}}; }

Block table_of(const ValueReport& report, const Part& part) {
  Block out{Block::Kind::table, "", {{"Figure", "Now", "Time before", "Change", "Before adoption", "n"}}};
  for (const std::string_view key : part.keys) {
    const MetricAnswer* answer = find(report, key);
    if (!answer) continue;
    const MetricDefinition& metric = *answer->definition;
    out.rows.push_back(
        {std::string(metric.name), text_of(answer->now, metric.unit), text_of(answer->before, metric.unit),
         change_of(answer->now.metric.value, answer->before.metric.value, metric.unit), baseline_text(report, metric),
         fmt::format("{} {}{}", answer->now.metric.n, metric.cases,
                     answer->now.metric.rests_on_few() ? " (few)" : "")});
  }
  return out;
}

/// What each figure is, and why one has no value.
void define(const ValueReport& report, const Part& part, std::vector<Block>& out) {
  for (const std::string_view key : part.keys) {
    const MetricAnswer* answer = find(report, key);
    if (!answer) continue;
    const MetricDefinition& metric = *answer->definition;
    std::string text = fmt::format("{}: {} Formula: {}.", metric.name, metric.definition, metric.formula);
    if (!answer->now.metric.value) text += fmt::format(" No value: {}", reason_text(answer->now.metric.reason));
    out.push_back(paragraph(std::move(text)));
  }
}

std::string day(UtcTime time) { return to_rfc3339(time).substr(0, 10); }

void add_histories(const ValueReport& report, std::vector<Block>& out) {
  out.push_back(heading("Before and after adoption"));
  if (report.histories.empty()) {
    out.push_back(paragraph(
        "No history from before was imported, so nothing can be said of it. towpath import git PATH reads the twelve "
        "months before from a repository and writes nothing to it."));
    return;
  }
  Block table{Block::Kind::table,
              "From release tags before, from deployments now. Failure rates before rest on a proxy: a patch release "
              "within seven days is taken to mend the one before it.",
              {{"Component", "When", "Lead time (median)", "Frequency", "Change fail rate", "n"}}};
  const auto add = [&](const std::string& name, const std::string& when, const Dora& dora) {
    table.rows.push_back({name, when, text_of(dora.lead_time, "hours"), text_of(dora.deployment_frequency, "per day"),
                          text_of(dora.change_failure_rate, "share"),
                          fmt::format("{} deployments, {} commits", dora.deployment_frequency.n, dora.lead_time.n)});
  };
  for (const BeforeAndAfter& history : report.histories) {
    const std::string name = history.component.empty() ? history.name : history.component;
    add(name, fmt::format("before: {} to {}", day(history.from), day(history.to)), history.before);
    if (history.now) add(name, fmt::format("now: {} to {}", day(report.from), day(report.to)), *history.now);
  }
  out.push_back(std::move(table));
}

void add_targets(const ValueReport& report, std::vector<Block>& out) {
  Block table{Block::Kind::table, "", {{"Figure", "Now", "Wanted", "By", "Responsible", "Decision"}}};
  for (const MetricAnswer& answer : report.metrics)
    if (answer.target)
      table.rows.push_back({std::string(answer.definition->name), text_of(answer.now, answer.definition->unit),
                            number(answer.target->value, answer.definition->unit), answer.target->due_on,
                            answer.target->responsible, answer.target->decision});
  out.push_back(heading("What is wanted, and what was decided"));
  if (table.rows.size() == 1)
    out.push_back(paragraph("No targets were set."));
  else
    out.push_back(std::move(table));
}

}  // namespace

Document document_of(const ValueReport& report) {
  Document out;
  out.title = "What the platform is worth";
  out.subtitle = fmt::format("{}, {} to {}", report.whose, day(report.from), day(report.to - std::chrono::days(1)));
  out.date = day(report.to - std::chrono::days(1));
  out.blocks.push_back(
      paragraph("Every figure is computed from what really happened and says how many cases it rests on (n). It stands "
                "beside the "
                "time before of the same length and, where a history was imported, beside the time before the platform "
                "was adopted. "
                "A figure without data has no value and says why. No figure is about a person."));
  for (const Part& part : parts()) {
    out.blocks.push_back(heading(part.title));
    out.blocks.push_back(table_of(report, part));
    define(report, part, out.blocks);
  }
  add_histories(report, out.blocks);
  add_targets(report, out.blocks);
  return out;
}

ValueReport ReportService::value(const auth::Principal& principal, const MetricRequest& request) {
  ValueReport out;
  const MetricWindow window = metrics_.window(principal, request);
  out.whose = !request.component.empty() ? request.component
              : request.owner.empty()    ? std::string("The organisation")
                                         : request.owner.substr(request.owner.rfind('/') + 1);
  out.from = window.from;
  out.to = window.to;
  out.metrics = metrics_.list(principal, request);
  const std::vector<Baseline> baselines = baselines_.list(principal, request.component, request.owner);
  if (!baselines.empty()) out.baseline = pool(baselines);
  for (const Baseline& baseline : baselines) {
    BeforeAndAfter history{baseline.name, baseline.component, baseline.from, baseline.to, {}, std::nullopt};
    history.before = historic_figures(baseline.releases, baseline.name, baseline.from, baseline.to).dora;
    if (!baseline.component.empty()) history.now = metrics_.dora(principal, {baseline.component, "", request.days});
    out.histories.push_back(std::move(history));
  }
  return out;
}

}  // namespace towpath::insights::report
