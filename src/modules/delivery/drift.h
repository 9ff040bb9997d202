#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "delivery/vault.h"
#include "module/module.h"
#include "planner.h"

namespace towpath::delivery {

/// What a look at a resource found.
struct DriftFinding {
  std::string words;                          ///< What differs from what was applied; "" for nothing.
  std::optional<DriverChanges> changes = {};  ///< One by one, where its driver says so.
};

/// Asks a driver how what is there differs from what was applied: by its drift(), and by what it hands out now where it
/// has none. `outputs` were handed out when it was made. Changes nothing; blocking. Errors: those of the driver.
Result<DriftFinding> look_for_drift(Driver& driver, const ResourceRequest& request, const std::string& outputs,
                                    const DriverContext& context);

/// What was found, as 64 hex: another difference has another, as far as the driver tells them apart.
std::string digest_of(const DriftFinding& found);

/// Keeps what a look at `seen` found, unless it was made anew meanwhile. What is accepted is kept as nothing; a finding
/// that is another ends that it is. Event delivery.resource.drifted when the difference is a new one.
Status keep_drift(const Kernel& kernel, const Stores& stores, const Resource& seen, const DriftFinding& found);

/// Writes down that `resource` may be half gone from now on, as its drift: as long as there is a row, it is made again
/// and not kept when it is declared.
void begin_deletion(const Kernel& kernel, const Stores& stores, Resource& resource);

/// Takes what was found of `seen` for right. Event delivery.resource.drift_accepted. Errors: delivery.drift_changed
/// (it was made anew meanwhile).
Status accept_drift(const Kernel& kernel, const Stores& stores, const Resource& seen, const AcceptedDrift& accepted);

/// What was accepted is drift again. Event delivery.resource.drift_refused. Errors: delivery.nothing_accepted.
Status take_back_drift(const Kernel& kernel, const Stores& stores, const Resource& resource, const std::string& actor);

/// Looks whether resources are still as they were made, and only says so: the next deployment makes them so again.
/// Looked at are those of workloads that run on this host, whose drivers may keep things here. Thread-safe, blocking.
class DriftWatch {
 public:
  DriftWatch(const Kernel& kernel, const Stores& stores, Vault& vault, const std::vector<Driver*>& drivers)
      : kernel_(kernel), stores_(stores), vault_(vault), drivers_(drivers) {}

  /// Those whose time it is, once: as their definitions say, and otherwise hourly, or daily where a look runs a
  /// program. What cannot be looked at is left as it was.
  void look(std::stop_token stop);

 private:
  struct Due {
    Resource resource;
    Driver* driver;  ///< Never null.
  };
  std::vector<Due> due();
  void look_at(const Due& due, std::stop_token stop);

  const Kernel& kernel_;
  const Stores& stores_;
  Vault& vault_;
  const std::vector<Driver*>& drivers_;
};

/// What differs between outputs that were handed out and those that are there, in words; "" for nothing. `now` is
/// nothing when it is gone.
std::string drift_in_words(const std::string& made, const std::optional<std::string>& now);

/// Changes in words, the first few by name: "2 update (null_resource.a, null_resource.b)"; "" for none.
std::string drift_in_words(const DriverChanges& changes);

}  // namespace towpath::delivery
