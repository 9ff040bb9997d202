#include "posture_plug.h"

#include <fmt/core.h>

#include <string_view>

namespace towpath::app {
namespace {

constexpr std::string_view component_prefix = "component:default/";

std::string ref_of(const std::string& component) {
  return component.empty() ? "" : fmt::format("{}{}", component_prefix, component);
}

/// "shop" of "component:default/shop", "" for what is no component.
std::string component_of(const std::string& ref) {
  return ref.starts_with(component_prefix) ? ref.substr(component_prefix.size()) : "";
}

/// What it is about stands before the title where that is no component.
std::string title_of(const std::string& ref, const std::string& title) {
  return component_of(ref).empty() ? fmt::format("{}: {}", ref, title) : title;
}

scorecards::PostureScope scope_of(const insights::PostureScope& scope) {
  return {scope.seen_by, ref_of(scope.component), scope.owner};
}

}  // namespace

std::vector<insights::ServiceStanding> KnownPosture::services(const insights::PostureScope& scope) {
  std::vector<insights::ServiceStanding> out;
  for (const scorecards::ComponentStanding& s : scorecards_.components(scope_of(scope))) {
    const std::string component = component_of(s.entity_ref);
    out.push_back({component.empty() ? s.entity_ref : component, s.title, s.level, s.asked, s.is_met, s.since});
  }
  return out;
}

insights::FailingChecks KnownPosture::failing(const insights::PostureScope& scope) {
  const scorecards::FailingChecks failing = scorecards_.failing(scope_of(scope));
  insights::FailingChecks out;
  out.is_checked = failing.is_checked;
  for (const scorecards::FailingSince& age : failing.ages) out.ages.push_back({age.since, age.checks});
  for (const scorecards::FailingCheck& each : failing.longest)
    out.longest.push_back({fmt::format("{}/{}/{}", each.entity_ref, each.scorecard, each.check),
                           component_of(each.entity_ref), title_of(each.entity_ref, each.title), each.since});
  return out;
}

std::vector<insights::WaiverInForce> KnownPosture::waivers(const insights::PostureScope& scope) {
  std::vector<insights::WaiverInForce> out;
  for (const standards::Waivers::Counted& w : waivers_.counted({scope.seen_by, ref_of(scope.component), scope.owner})) {
    const std::string title = w.environment.empty() ? w.title : fmt::format("{} in {}", w.title, w.environment);
    out.push_back({w.id, component_of(w.subject), title_of(w.subject, title), w.since, w.expires_at});
  }
  return out;
}

}  // namespace towpath::app
