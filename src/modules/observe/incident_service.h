#pragma once

#include <optional>
#include <string>
#include <vector>

#include "incident_store.h"
#include "module/module.h"
#include "observe/ports.h"

namespace towpath::observe {

struct IncidentPage {
  std::vector<Incident> items;
  std::string next;  ///< To be given as `after`; "" on the last page.
  std::int64_t total = 0;
};

/// Opens, closes and shows incidents. Thread-safe. Permission for reading: incident.read.
class IncidentService {
 public:
  explicit IncidentService(const Kernel& kernel) : kernel_(kernel) {}

  IncidentPage list(const auth::Principal& principal, IncidentFilter filter);
  /// Errors: observe.incident_not_found.
  Result<Incident> get(const auth::Principal& principal, const std::string& id);

  // For the watcher. Doing either twice changes nothing.
  void open(const Workload& workload, const std::string& reason);
  void close(const std::string& component, const std::string& environment, const std::string& resolution);
  /// Closes what is open on this host for places that have nothing in force any more.
  void close_abandoned(const std::vector<Workload>& in_force);

 private:
  void close(db::Tx& tx, const Incident& incident, const std::string& resolution);
  void announce(db::Tx& tx, const char* type, const Incident& incident, const std::string& delivered_by);

  const Kernel& kernel_;
  IncidentStore store_;
};

}  // namespace towpath::observe
