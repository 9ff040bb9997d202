#pragma once

#include <chrono>
#include <memory>

#include "module/module.h"
#include "observe/incidents.h"
#include "observe/ports.h"

namespace towpath::observe {

/// What the module asks of others. All outlive it.
struct ObservePorts {
  Workloads& workloads;
  Requests& requests;
  SecretMask& mask;
  ServerNumbers& server;
};

/// How often and how long; the defaults are those of the manual.
struct ObserveOptions {
  std::chrono::milliseconds sample_every{15'000};
  std::chrono::milliseconds look_every{10'000};       ///< At the health of each workload.
  std::chrono::milliseconds look_again_after{2'000};  ///< When one seems to change.
  int failures_to_open = 3;                           ///< Looks in a row that open an incident.
  int successes_to_close = 2;                         ///< Looks in a row that close it.
  std::chrono::seconds first_revival_pause{30};       ///< Between attempts to start it again; doubles ...
  std::chrono::seconds longest_revival_pause{300};    ///< ... up to this.
  std::chrono::hours samples_kept{24};
  std::chrono::hours minutes_kept{24 * 7};
};

class ObserveModule : public Module {
 public:
  virtual IncidentReports& incidents() = 0;
};

std::unique_ptr<ObserveModule> make_module(Kernel kernel, ObservePorts ports, ObserveOptions options = {});

}  // namespace towpath::observe
