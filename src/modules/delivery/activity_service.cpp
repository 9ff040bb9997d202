#include "activity_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "base/id.h"
#include "base/strings.h"

namespace towpath::delivery {
namespace {

constexpr std::size_t most_components = 100, longest_page = 200;

std::string day_of(UtcTime time) { return to_rfc3339(time).substr(0, 10); }

/// "rel-3 to staging", with what was done before it.
std::string title_of(const Deployment& d, std::int64_t number) {
  const std::string release = number > 0 ? fmt::format("rel-{}", number) : "a release";
  switch (d.mode) {
    case Mode::deploy:
      return fmt::format("{} deployed to {}", release, d.environment);
    case Mode::promote:
      return fmt::format("{} promoted to {}", release, d.environment);
    case Mode::rollback:
      return fmt::format("{} rolled back to {}", d.environment, release);
    case Mode::restart:
      return fmt::format("{} restarted in {}", release, d.environment);
    case Mode::stop:
      return fmt::format("stopped in {}", d.environment);
    case Mode::job:
      return fmt::format("a job run in {}", d.environment);
    case Mode::scale:
      return fmt::format("scaled in {}", d.environment);
  }
  return release;
}

std::string text_at(const boost::json::object& payload, std::string_view key) {
  const boost::json::value* found = payload.if_contains(key);
  return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

TimelineItem item_of(const events::SealedEvent& event) {
  TimelineItem item;
  item.id = event.id.text();
  item.at = event.at;
  item.actor = event.actor;
  // An erased payload leaves the fact that something happened.
  const boost::json::object payload =
      event.payload.empty() ? boost::json::object() : boost::json::parse(event.payload).as_object();
  item.environment = text_at(payload, "environment");
  if (event.type == "delivery.configuration.changed") {
    item.kind = "configuration";
    std::vector<std::string> keys;
    if (const boost::json::value* changed = payload.if_contains("changedKeys"); changed && changed->is_array())
      for (const boost::json::value& key : changed->as_array()) keys.emplace_back(key.as_string());
    const boost::json::value* version = payload.if_contains("after");
    item.title = fmt::format("configuration {} of {}{}",
                             version && version->is_int64() ? fmt::format("v{}", version->as_int64()) : "changed",
                             item.environment, keys.empty() ? "" : ": " + join(keys, ", "));
    return item;
  }
  item.kind = "incident";
  if (const std::string incident = text_at(payload, "incident"); !incident.empty()) item.id = incident;
  const bool is_open = event.type.ends_with("opened");
  item.state = is_open ? "opened" : "closed";
  const std::string resolution = text_at(payload, "resolution");
  item.title = is_open ? fmt::format("incident in {}: {}", item.environment, text_at(payload, "reason"))
                       : fmt::format("incident in {} over{}", item.environment,
                                     resolution.empty() ? "" : fmt::format(": {}", resolution));
  return item;
}

}  // namespace

Result<std::vector<ComponentActivity>> ActivityService::of(const auth::Principal& principal,
                                                           const std::vector<std::string>& components) {
  if (components.size() > most_components)
    return invalid_input("delivery.too_many_components", "Too many components were asked for at once.")
        .with_field("/components", fmt::format("must be at most {} names", most_components));
  std::vector<ComponentActivity> out;
  if (components.empty()) return out;
  const auto decision = kernel_.authorizer.decide(principal, "deployment.read");
  const auto rows = auth::to_sql(decision, "owner_ref", "env_type");
  const UtcTime now = kernel_.clock.now();
  const UtcTime first = now - std::chrono::hours(24 * (activity_days - 1));
  std::map<std::string, std::size_t> day_index;
  for (std::size_t i = 0; i < activity_days; ++i) day_index[day_of(first + std::chrono::hours(24 * i))] = i;
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<ComponentActivity>> {
    const auto names = store_.known(tx, components, auth::to_sql(decision, "owner_ref"));
    if (names.empty()) return out;
    auto running = store_.running(tx, names, rows);
    const auto last = store_.last(tx, names, rows);
    std::map<std::string, ComponentActivity> found;
    for (const std::string& name : names) {
      ComponentActivity& each = found[name];
      each.component = name;
      each.running = std::move(running[name]);
      if (const auto it = last.find(name); it != last.end()) each.last = it->second;
    }
    for (const auto& count : store_.counts(tx, names, first - std::chrono::hours(24), rows)) {
      const auto day = day_index.find(count.day);
      if (day == day_index.end()) continue;
      auto& counted = found[count.component].days[day->second];
      (count.state == "succeeded" ? counted.succeeded : counted.failed) += count.number;
    }
    for (auto& [name, each] : found) out.push_back(std::move(each));
    return out;
  });
}

Result<ActivityService::Position> ActivityService::parse(const std::string& cursor) {
  if (cursor.empty()) return Position{};
  const auto parts = split(cursor, '.');
  Position out;
  const auto is_id = [](const std::string& text) { return text.empty() || is_ulid(text); };
  if (parts.size() == 3 && is_id(parts[0]) && is_id(parts[1])) {
    out.deployment = parts[0];
    out.run = parts[1];
    const auto read = std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), out.event);
    if (read.ec == std::errc() && read.ptr == parts[2].data() + parts[2].size() && out.event >= 0) return out;
  }
  return invalid_input("delivery.invalid_cursor", fmt::format("'{}' is not the cursor of a timeline.", cursor))
      .with_field("/after", "must be 'next' of another page");
}

std::vector<TimelineItem> ActivityService::deployments(db::Tx& tx, const std::string& component,
                                                       const std::string& after, std::size_t limit,
                                                       const auth::SqlCondition& visible) const {
  const auto list = stores_.deployments.list(tx, component, "", after, limit, visible);
  std::vector<std::string> releases;
  for (const Deployment& d : list)
    if (std::find(releases.begin(), releases.end(), d.release_id) == releases.end()) releases.push_back(d.release_id);
  const auto numbers = store_.release_numbers(tx, component, releases);
  std::vector<TimelineItem> out;
  for (const Deployment& d : list) {
    const auto number = numbers.find(d.release_id);
    out.push_back({"deployment", d.id, d.created_at, d.finished_at,
                   title_of(d, number == numbers.end() ? 0 : number->second), d.state, d.environment, d.requested_by,
                   d.run_id});
  }
  return out;
}

Result<std::vector<TimelineItem>> ActivityService::runs(const auth::Principal& principal, const std::string& repository,
                                                        const std::string& after, std::size_t limit) const {
  runs::RunFilter filter;
  filter.subject = "repository:" + repository;
  filter.after = after;
  filter.limit = limit;
  TRY(const runs::RunPage page, runs_.list(principal, filter));
  std::vector<TimelineItem> out;
  for (const runs::Run& run : page.items)
    out.push_back({"run", run.id.text(), run.created_at, run.finished_at,
                   fmt::format("run #{}: {}", run.number, run.title), std::string(to_string(run.state)), "",
                   run.trigger.actor, run.id.text()});
  return out;
}

std::vector<std::pair<TimelineItem, std::int64_t>> ActivityService::events(const auth::Decision& decision,
                                                                           const std::string& component,
                                                                           std::int64_t before,
                                                                           std::size_t limit) const {
  std::vector<std::pair<TimelineItem, std::int64_t>> out;
  const bool is_restricted = decision.effect == auth::Effect::conditional;
  if (decision.effect == auth::Effect::deny ||
      (is_restricted && decision.owner_refs.empty() && decision.env_types.empty()))
    return out;
  events::EventFilter filter;
  filter.subject = "component:default/" + component;
  if (before > 0) filter.before = before;
  if (is_restricted) {
    filter.owner_refs = decision.owner_refs;
    filter.env_types = decision.env_types;
  }
  filter.limit = limit;
  for (const char* type : {"delivery.configuration.changed", "observe.incident."}) {
    filter.type = type;
    for (const events::SealedEvent& event : kernel_.events.find(filter))
      out.emplace_back(item_of(event), event.sequence);
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (out.size() > limit) out.resize(limit);
  return out;
}

Result<TimelinePage> ActivityService::timeline(const auth::Principal& principal, const std::string& component,
                                               const std::string& after, std::size_t limit) {
  TRY(Position position, parse(after));
  limit = std::clamp<std::size_t>(limit, 1, longest_page - 1);
  const auto decision = kernel_.authorizer.decide(principal, "deployment.read");
  std::vector<TimelineItem> deployed;
  TRY(const Component found, kernel_.db.read([&](db::Tx& tx) -> Result<Component> {
    auto known = stores_.environments.component(tx, component, auth::to_sql(decision, "owner_ref"));
    if (!known)
      return not_found("delivery.component_not_found", fmt::format("Delivery knows no component '{}'.", component))
          .with_hint("It appears when its pipeline has built a bundle: towpath run list --kind pipeline");
    deployed =
        deployments(tx, component, position.deployment, limit + 1, auth::to_sql(decision, "owner_ref", "env_type"));
    return std::move(*known);
  }));
  TRY(const auto ran, runs(principal, found.repository, position.run, limit + 1));
  const auto happened = events(decision, component, position.event, limit + 1);

  TimelinePage page;
  auto deployment = deployed.begin();
  auto run = ran.begin();
  auto event = happened.begin();
  // The newest of the three heads, until the page is full.
  while (page.items.size() < limit) {
    const TimelineItem* newest = nullptr;
    const TimelineItem* const heads[] = {deployment == deployed.end() ? nullptr : &*deployment,
                                         run == ran.end() ? nullptr : &*run,
                                         event == happened.end() ? nullptr : &event->first};
    for (const TimelineItem* head : heads)
      if (head && (!newest || head->at > newest->at)) newest = head;
    if (!newest) return page;
    page.items.push_back(*newest);
    if (newest->kind == "deployment") {
      position.deployment = newest->id;
      ++deployment;
    } else if (newest->kind == "run") {
      position.run = newest->id;
      ++run;
    } else {
      position.event = event->second;
      ++event;
    }
  }
  if (deployment != deployed.end() || run != ran.end() || event != happened.end())
    page.next = fmt::format("{}.{}.{}", position.deployment, position.run, position.event);
  return page;
}

}  // namespace towpath::delivery
