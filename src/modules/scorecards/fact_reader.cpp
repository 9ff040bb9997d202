#include "fact_reader.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <vector>

namespace towpath::scorecards {
namespace {

namespace json = boost::json;

constexpr std::size_t events_looked_at = 100;
constexpr const char* not_deployed = "Only components are deployed.";

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

/// What became of the deployments to one type of environment.
struct Tally {
  std::string last_state, last_at;
  std::int64_t count = 0, failed = 0;
  std::vector<double> hours;  ///< From a commit to its deployment.

  void add(bool is_success, const events::SealedEvent& event, const json::object& payload) {
    if (count == 0) {  // the newest comes first
      last_state = is_success ? "succeeded" : "failed";
      last_at = to_rfc3339(event.at);
    }
    ++count;
    if (!is_success) ++failed;
    if (!is_success || text_of(payload, "base").empty()) return;  // the first one brings the whole history
    const json::value* commits = payload.if_contains("commits");
    if (!commits || !commits->is_array()) return;
    for (const json::value& commit : commits->as_array()) {
      const auto at = parse_rfc3339(text_of(commit.as_object(), "authoredAt"));
      if (at.has_value()) hours.push_back(static_cast<double>((event.at - *at).count()) / 3.6e9);
    }
  }

  json::object body() {
    json::object out{{"count", count}, {"failed", failed}};
    if (count == 0) return out;
    out["lastState"] = last_state;
    out["lastAt"] = last_at;
    out["failureRate"] = static_cast<double>(failed) / static_cast<double>(count);
    if (hours.empty()) return out;
    std::sort(hours.begin(), hours.end());
    const std::size_t middle = hours.size() / 2;
    out["leadTimeHours"] = hours.size() % 2 == 1 ? hours[middle] : (hours[middle - 1] + hours[middle]) / 2;
    return out;
  }
};

}  // namespace

std::map<std::string, Fact> FactReader::all(const Subject& subject) const {
  std::map<std::string, Fact> out = repository(subject);
  for (auto part : {pipeline(subject), docs(subject), deployments(subject), incidents(subject)}) out.merge(part);
  return out;
}

std::map<std::string, Fact> FactReader::repository(const Subject& subject) const {
  return sources_.repository({subject.ref, subject.repository});
}

std::map<std::string, Fact> FactReader::pipeline(const Subject& subject) const {
  return {{"pipeline", sources_.pipeline({subject.ref, subject.repository})}};
}

std::map<std::string, Fact> FactReader::docs(const Subject& subject) const {
  return {{"docs", sources_.docs({subject.ref, subject.repository})}};
}

std::map<std::string, Fact> FactReader::deployments(const Subject& subject) const {
  if (subject.kind != "Component") return {{"deployments", {"", not_deployed}}};
  Tally all;
  std::map<std::string, Tally> by_type;
  for (const events::SealedEvent& event :
       events_.find({.type = "delivery.deployment.", .subject = subject.ref, .limit = events_looked_at})) {
    const bool is_success = event.type == "delivery.deployment.succeeded";
    if ((!is_success && event.type != "delivery.deployment.failed") || event.payload.empty()) continue;
    const json::value payload = json::parse(event.payload);
    const std::string mode = text_of(payload.as_object(), "mode");
    if (mode == "stop" || mode == "restart") continue;  // nothing new was brought
    all.add(is_success, event, payload.as_object());
    by_type[event.env_type].add(is_success, event, payload.as_object());
  }
  json::object body = all.body();
  for (auto& [type, tally] : by_type)
    if (!type.empty()) body[type] = tally.body();
  return {{"deployments", {json::serialize(body), ""}}};
}

std::map<std::string, Fact> FactReader::incidents(const Subject& subject) const {
  if (subject.kind != "Component") return {{"incidents", {"", not_deployed}}};
  std::set<std::string> closed;
  std::int64_t open = 0;
  std::string last_opened;
  for (const events::SealedEvent& event :
       events_.find({.type = "observe.incident.", .subject = subject.ref, .limit = events_looked_at})) {
    if (event.env_type != "production" || event.payload.empty()) continue;
    const json::value payload = json::parse(event.payload);
    const std::string id = text_of(payload.as_object(), "incident");
    if (event.type == "observe.incident.closed") {
      closed.insert(id);
    } else if (event.type == "observe.incident.opened") {
      if (last_opened.empty()) last_opened = to_rfc3339(event.at);
      if (!closed.contains(id)) ++open;
    }
  }
  json::object body{{"open", open}};
  if (!last_opened.empty()) body["lastOpenedAt"] = last_opened;
  return {{"incidents", {json::serialize(body), ""}}};
}

}  // namespace towpath::scorecards
