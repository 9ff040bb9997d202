#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "module/module.h"
#include "observe/module.h"
#include "sample_store.h"

namespace towpath::observe {

/// What all workloads have used and answered until now, read in one pass.
struct Readings {
  std::vector<Workload> workloads;
  std::map<std::string, Usage> usage;           ///< By instance.
  std::map<std::string, RouteCounters> routes;  ///< By route; empty when the data plane did not answer.
  bool has_routes = false;
};
Readings read_all(ObservePorts& ports);

/// Turns running totals into samples of intervals, one series a place, and keeps them. One thread.
class Sampler {
 public:
  Sampler(const Kernel& kernel, ObservePorts& ports, const ObserveOptions& options)
      : kernel_(kernel), ports_(ports), options_(options) {}

  /// One pass over all workloads. Does nothing to the database when there are none.
  void pass();
  /// Removes what is older than it is kept.
  void clean_up();

 private:
  using PlaceKey = std::pair<std::string, std::string>;  // component, environment
  std::map<PlaceKey, Sample> samples_of(const Readings& now, UtcTime at);

  const Kernel& kernel_;
  ObservePorts& ports_;
  const ObserveOptions& options_;
  SampleStore store_;
  Readings before_;
  std::optional<UtcTime> before_at_;
};

}  // namespace towpath::observe
