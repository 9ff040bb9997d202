#include "observe_json.h"

#include <boost/json.hpp>

#include "json/nullable.h"

namespace towpath::observe {
namespace {

namespace bj = boost::json;

bj::array array_of(const std::vector<LogEntry>& lines) {
  bj::array out;
  for (const LogEntry& line : lines)
    out.push_back(bj::object{{"at", to_rfc3339(line.at)},
                             {"instance", line.instance_id},
                             {"stream", line.is_error_stream ? "stderr" : "stdout"},
                             {"text", line.text}});
  return out;
}

bj::value cursor_of(const LogPoint& point, bool is_there) {
  if (!is_there || point.places.empty()) return nullptr;
  return bj::value(point.text());
}

bj::array column(const Chart::Column& values) {
  bj::array out;
  for (const auto& value : values) out.push_back(value ? bj::value(*value) : bj::value(nullptr));
  return out;
}

bj::object object_of(const Incident& i) {
  return {{"id", i.id},
          {"component", i.component},
          {"project", i.project_id},
          {"environment", i.environment},
          {"environmentType", i.env_type},
          {"owner", i.owner_ref},
          {"deployment", json::text_or_null(i.deployment_id)},
          {"instance", json::text_or_null(i.instance_id)},
          {"state", i.closed_at ? "closed" : "open"},
          {"origin", i.origin},
          {"severity", json::text_or_null(i.severity)},
          {"url", json::text_or_null(i.url)},
          {"reason", i.reason},
          {"resolution", i.resolution.empty() ? bj::value(nullptr) : bj::value(i.resolution)},
          {"openedAt", to_rfc3339(i.opened_at)},
          {"closedAt", json::time_or_null(i.closed_at)}};
}

}  // namespace

std::string lines_body(const std::vector<LogEntry>& lines) {
  return bj::serialize(bj::object{{"lines", array_of(lines)}});
}

std::string log_page_body(const LogPage& page) {
  return bj::serialize(bj::object{{"lines", array_of(page.lines)},
                                  {"older", cursor_of(page.older, page.has_older)},
                                  {"newer", cursor_of(page.newer, true)},
                                  {"hasNewer", page.has_newer}});
}

std::string chart_body(const std::string& component, const std::string& environment, const Chart& chart) {
  bj::array times;
  for (const UtcTime time : chart.times) times.push_back(bj::value(to_rfc3339(time)));
  return bj::serialize(bj::object{{"component", component},
                                  {"environment", environment},
                                  {"from", to_rfc3339(chart.from)},
                                  {"to", to_rfc3339(chart.to)},
                                  {"stepSeconds", chart.step.count()},
                                  {"times", std::move(times)},
                                  {"cpuCores", column(chart.cpu_cores)},
                                  {"memoryBytes", column(chart.memory_bytes)},
                                  {"memoryLimitBytes", column(chart.memory_limit_bytes)},
                                  {"restarts", column(chart.restarts)},
                                  {"requestsPerSecond", column(chart.requests_per_second)},
                                  {"errors4xxPerSecond", column(chart.errors_4xx_per_second)},
                                  {"errors5xxPerSecond", column(chart.errors_5xx_per_second)},
                                  {"latencyP50Seconds", column(chart.latency_p50_seconds)},
                                  {"latencyP95Seconds", column(chart.latency_p95_seconds)}});
}

std::string incident_body(const Incident& incident) { return bj::serialize(object_of(incident)); }

std::string incident_page_body(const IncidentPage& page) {
  bj::array items;
  for (const Incident& incident : page.items) items.push_back(object_of(incident));
  return bj::serialize(bj::object{{"items", std::move(items)},
                                  {"total", page.total},
                                  {"next", page.next.empty() ? bj::value(nullptr) : bj::value(page.next)}});
}

}  // namespace towpath::observe
