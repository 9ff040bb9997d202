#include "insight_plugs.h"

#include <unistd.h>

namespace towpath::app {

std::vector<insights::MeterReading> RuntimeMeter::readings() {
  std::vector<insights::MeterReading> out;
  for (const delivery::RunningWorkload& w : delivery_.workloads().in_force()) {
    const auto used = runtime_.usage(delivery::InstanceId(w.instance_id));
    out.push_back({w.component, w.project_id, w.environment, w.env_type, w.owner_ref, w.instance_id,
                   used.cpu_microseconds, used.memory_bytes, used.memory_limit_bytes});
  }
  return out;
}

insights::MachineSize RuntimeMeter::machine() {
  const double bytes = static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  return {static_cast<double>(::sysconf(_SC_NPROCESSORS_ONLN)), bytes / 1e9};
}

}  // namespace towpath::app
