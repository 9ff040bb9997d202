#include "usage_meter.h"

#include <stdexcept>
#include <utility>

namespace towpath::platform {
namespace {

constexpr std::chrono::seconds flush_delay{60};
constexpr int days_shown = 30, days_seen = 60, days_kept = 400;

std::string day_of(UtcTime time) { return to_rfc3339(time).substr(0, 10); }

std::string days_ago(UtcTime now, int days) { return day_of(now - std::chrono::hours(24 * days)); }

}  // namespace

void UsageMeter::count(std::string_view part, const auth::Principal& principal) {
  const std::string day = day_of(kernel_.clock.now());
  const std::lock_guard lock(mutex_);
  UsageCount& count = counts_[{std::string(part), day}];
  ++count.requests;
  for (const std::string& ref : principal.owner_refs)
    if (ref.starts_with("group:")) count.groups.insert(ref);
  if (std::exchange(is_flush_due_, true)) return;
  kernel_.jobs.after(flush_delay, "usage of the platform", [this](std::stop_token) { flush(); });
}

void UsageMeter::flush() {
  UsageCounts counts;
  {
    const std::lock_guard lock(mutex_);
    counts.swap(counts_);
    is_flush_due_ = false;
  }
  if (counts.empty()) return;
  const auto written = kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.add(tx, counts);
    store_.remove_before(tx, days_ago(kernel_.clock.now(), days_kept));
    return ok();
  });
  if (!written.has_value()) throw std::runtime_error(written.error().message());
}

std::map<std::string, Usage> UsageMeter::usage() {
  const UtcTime now = kernel_.clock.now();
  return kernel_.db.read(
      [&](db::Tx& tx) { return store_.usage(tx, days_ago(now, days_shown), days_ago(now, days_seen)); });
}

}  // namespace towpath::platform
