#include <algorithm>
#include <array>

#include "delivery/freezes.h"

namespace towpath::delivery {
namespace {

constexpr std::array<std::string_view, 7> weekday_names = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

/// Until when a weekly window is open: of all its openings that contain `now` the latest end. A window may last a week,
/// so openings of the last eight days count.
std::optional<UtcTime> open_until(const WeeklyWindow& window, UtcTime now) {
  const std::chrono::sys_days today = std::chrono::floor<std::chrono::days>(now);
  std::optional<UtcTime> latest;
  for (int back = 0; back <= 8; ++back) {
    const std::chrono::sys_days day = today - std::chrono::days(back);
    const std::string_view name = weekday_names.at(std::chrono::weekday(day).c_encoding());
    if (std::find(window.days.begin(), window.days.end(), name) == window.days.end()) continue;
    const UtcTime opens = day + std::chrono::minutes(window.at_minute);
    const UtcTime closes = opens + std::chrono::minutes(window.duration_minutes);
    if (opens <= now && now < closes && (!latest || *latest < closes)) latest = closes;
  }
  return latest;
}

}  // namespace

std::optional<UtcTime> open_until(const Freeze& freeze, UtcTime now) {
  const UtcTime end = freeze.ends_at.value_or(UtcTime::max());
  if (now < freeze.starts_at || now >= end) return std::nullopt;
  if (!freeze.weekly) return end;
  const auto closes = open_until(*freeze.weekly, now);
  if (!closes) return std::nullopt;
  return std::min(*closes, end);
}

std::optional<Held> held_by(const std::vector<Freeze>& freezes, UtcTime now) {
  std::optional<Held> held;
  const Freeze* unmet = nullptr;
  bool is_allowed = false;
  for (const Freeze& freeze : freezes) {
    const auto until = open_until(freeze, now);
    if (freeze.effect == "allow") {
      // One that is over, or has not begun, says nothing.
      if (now >= freeze.starts_at && (!freeze.ends_at || now < *freeze.ends_at)) unmet = unmet ? unmet : &freeze;
      is_allowed |= until.has_value();
    } else if (until && (!held || !held->until || *held->until < *until)) {
      held = Held{freeze, *until == UtcTime::max() ? std::nullopt : until};
      if (!held->until) return held;
    }
  }
  if (held) return held;
  if (unmet && !is_allowed) return Held{*unmet, std::nullopt};
  return std::nullopt;
}

}  // namespace towpath::delivery
