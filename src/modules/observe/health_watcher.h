#pragma once

#include <map>
#include <optional>
#include <stop_token>
#include <string>

#include "incident_service.h"
#include "module/module.h"
#include "observe/module.h"

namespace towpath::observe {

/// Looks at every workload in force from time to time. Several failing looks in a row make it failing: its health is
/// recorded, an event tells, an incident opens. Several good ones end that. What has ended or hangs is started again,
/// ever more rarely. All that lasts is in rows: a new server goes on where the old one was. One thread.
class HealthWatcher {
 public:
  HealthWatcher(const Kernel& kernel, ObservePorts& ports, const ObserveOptions& options, IncidentService& incidents)
      : kernel_(kernel), ports_(ports), options_(options), incidents_(incidents) {}

  /// One round. Answers how long to wait for the next: less while something seems to change.
  std::chrono::milliseconds round(std::stop_token stop);

 private:
  enum class Standing { unknown, healthy, failing };
  struct Watched {
    Standing standing = Standing::unknown;
    int failures = 0, successes = 0;  ///< In a row.
    int hangs = 0;                    ///< In a row: runs and is not live.
    int revivals = 0;
    std::optional<UtcTime> next_revival;
  };

  void look(const Workload& workload, Watched& watched, std::stop_token stop);
  void became(const Workload& workload, Standing standing, const Finding& finding);
  void revive(const Workload& workload, Watched& watched, const Finding& finding, std::stop_token stop);
  void tell(const char* type, const Workload& workload, const std::string& payload);

  const Kernel& kernel_;
  ObservePorts& ports_;
  const ObserveOptions& options_;
  IncidentService& incidents_;
  std::map<std::string, Watched> watched_;  ///< By instance id.
};

}  // namespace towpath::observe
