#include "check_waivers.h"

#include <string_view>

namespace towpath::app {
namespace {

constexpr std::string_view prefix = "check:default/";

struct Named {
  std::string scorecard, check;
};

std::optional<Named> named(const std::string& target) {
  if (!target.starts_with(prefix)) return std::nullopt;
  const auto slash = target.find('/', prefix.size());
  if (slash == target.npos) return std::nullopt;
  return Named{target.substr(prefix.size(), slash - prefix.size()), target.substr(slash + 1)};
}

}  // namespace

std::vector<scorecards::WaivedCheck> CheckWaivers::in_force(const std::string& entity_ref) {
  std::vector<scorecards::WaivedCheck> out;
  if (!waivers_) return out;
  for (const standards::Waivers::InForce& each : waivers_->in_force(entity_ref))
    if (const auto check = named(each.target))
      out.push_back({each.subject, check->scorecard, check->check, each.expires_at});
  return out;
}

std::optional<standards::Waivable> WaivableChecks::find(const std::string& target) {
  const auto check = named(target);
  if (!check) return std::nullopt;
  const auto known = checks_.find(check->scorecard, check->check);
  if (!known) return std::nullopt;
  standards::Waivable out{known->title, known->owner_ref};
  out.is_per_environment = false;
  return out;
}

}  // namespace towpath::app
