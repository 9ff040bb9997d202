#include <fmt/core.h>

#include <boost/json.hpp>

#include "adapters/adapters.h"
#include "adapters/payload.h"
#include "base/strings.h"
#include "json/json.h"

// Alertmanager's webhook (version 4 of its message) and PagerDuty's (V3): what begins and ends incidents.

namespace towpath::federation {
namespace {

using Body = boost::json::value;

/// The first label that is there.
std::string label(const Body& alert, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (std::string value = text_at(alert, fmt::format("/labels/{}", name)); !value.empty()) return value;
  return "";
}

Reading read_alert(const Body& alert, std::string_view group) {
  const std::string status = text_at(alert, "/status"), severity = to_lower(label(alert, {"severity"}));
  const bool begins = status == "firing", ends = status == "resolved";
  if (!begins && !ends) return ignored(fmt::format("An alert is firing or resolved, not '{}'.", status));
  if (severity == "info" || severity == "none")
    return ignored(fmt::format("An alert of severity '{}' is no incident.", severity));
  const auto started = time_at(alert, "/startsAt"), ended = time_at(alert, "/endsAt");
  std::string fingerprint = text_at(alert, "/fingerprint");
  if (fingerprint.empty()) fingerprint = group;
  Fact fact;
  fact.type = begins ? "incident.opened" : "incident.closed";
  fact.name = label(alert, {"component", "service", "app", "job"});
  fact.environment = label(alert, {"environment", "env"});
  fact.at = begins ? started : ended;
  const std::string since = started ? to_rfc3339(*started) : std::string();
  fact.incident = fmt::format("{}@{}", fingerprint, since);
  fact.key = fmt::format("alert/{}/{}", fact.incident, status);
  std::string title = text_at(alert, "/annotations/summary");
  if (title.empty()) title = text_at(alert, "/annotations/description");
  if (title.empty()) title = label(alert, {"alertname"});
  fact.details = {{"title", title},
                  {"severity", severity},
                  {"alert", label(alert, {"alertname"})},
                  {"url", text_at(alert, "/generatorURL")}};
  return {.fact = std::move(fact)};
}

}  // namespace

std::vector<Reading> read_alertmanager(const Body& body) {
  const auto* alerts = json::at_pointer(body, "/alerts");
  std::vector<Reading> out;
  if (alerts && alerts->is_array())
    for (const Body& alert : alerts->as_array()) out.push_back(read_alert(alert, text_at(body, "/groupKey")));
  if (out.empty())
    out.push_back({.refused = invalid_input("federation.unreadable", "It has no list of alerts.")
                                  .with_hint("Alertmanager's webhook sends version 4 of its message.")
                                  .with_field("/alerts", "must be a list with at least one alert")});
  return out;
}

Reading read_pagerduty(const Body& body) {
  const std::string type = text_at(body, "/event/event_type"), id = text_at(body, "/event/data/id");
  const bool begins = type == "incident.triggered" || type == "incident.reopened", ends = type == "incident.resolved";
  if (!begins && !ends) {
    Reading reading = ignored(fmt::format("'{}' neither begins nor ends an incident.", type));
    reading.id = text_at(body, "/event/id");
    return reading;
  }
  Fact fact;
  fact.type = begins ? "incident.opened" : "incident.closed";
  fact.name = text_at(body, "/event/data/service/summary");
  fact.environment = "production";  // PagerDuty knows services only
  fact.at = time_at(body, "/event/occurred_at");
  fact.incident = id;
  fact.key = fmt::format("incident/{}/{}/{}", id, type, text_at(body, "/event/occurred_at"));
  fact.details = {{"externalId", id},
                  {"title", text_at(body, "/event/data/title")},
                  {"severity", text_at(body, "/event/data/priority/summary")},
                  {"url", text_at(body, "/event/data/html_url")}};
  if (fact.details[2].second.empty()) fact.details[2].second = text_at(body, "/event/data/urgency");
  return {.fact = std::move(fact), .id = text_at(body, "/event/id")};
}

}  // namespace towpath::federation
