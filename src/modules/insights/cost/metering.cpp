#include "cost/metering.h"

#include <algorithm>

namespace towpath::insights::cost {
namespace {

constexpr double microseconds_per_hour = 3600e6, bytes_per_gb = 1e9;

}  // namespace

void Metering::look() {
  const std::vector<MeterReading> readings = meter_.readings();
  const MachineSize machine = meter_.machine();
  const std::lock_guard lock(mutex_);
  const UtcTime now = kernel_.clock.now();
  const bool is_known_time = last_look_ && now > *last_look_ && now - *last_look_ <= longest_pause;
  const double hours = is_known_time ? static_cast<double>((now - *last_look_).count()) / microseconds_per_hour : 0;
  std::map<std::string, std::uint64_t> totals;
  std::vector<UsageHour> uses;
  for (const MeterReading& r : readings) {
    const auto before = cpu_totals_.find(r.instance_id);
    if (r.cpu_microseconds) totals[r.instance_id] = *r.cpu_microseconds;
    if (!is_known_time || before == cpu_totals_.end()) continue;
    UsageHour use{r.component, r.environment, r.project_id, r.owner_ref, r.env_type, hour_of(now), 0, 0};
    // A total that fell has begun anew.
    if (r.cpu_microseconds)
      use.core_hours = static_cast<double>(*r.cpu_microseconds >= before->second ? *r.cpu_microseconds - before->second
                                                                                 : *r.cpu_microseconds) /
                       microseconds_per_hour;
    const std::uint64_t memory = std::max(r.memory_bytes.value_or(0), r.memory_limit_bytes.value_or(0));
    use.gb_hours = static_cast<double>(memory) / bytes_per_gb * hours;
    uses.push_back(std::move(use));
  }
  cpu_totals_ = std::move(totals);
  last_look_ = now;
  if (!is_known_time) return;
  kernel_.db
      .transact([&](db::Tx& tx) -> Status {
        for (const UsageHour& use : uses) store_.add(tx, use);
        store_.add_machine(tx, kernel_.host_id, hour_of(now), machine.cores * hours, machine.memory_gb * hours);
        return ok();
      })
      .value();
}

}  // namespace towpath::insights::cost
