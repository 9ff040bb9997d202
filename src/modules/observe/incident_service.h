#pragma once

#include <optional>
#include <string>
#include <vector>

#include "incident_store.h"
#include "module/module.h"
#include "observe/incidents.h"
#include "observe/ports.h"

namespace towpath::observe {

struct IncidentPage {
  std::vector<Incident> items;
  std::string next;  ///< To be given as `after`; "" on the last page.
  std::int64_t total = 0;
};

/// An incident somebody opens by hand.
struct NewIncident {
  std::string component, environment, title;
  std::string severity = {}, url = {}, deployment_id = {};
  std::optional<UtcTime> opened_at = {};  ///< Now when absent.
};

/// Opens, closes and shows incidents. Thread-safe. Permission for reading: incident.read.
class IncidentService final : public IncidentReports {
 public:
  IncidentService(const Kernel& kernel, Workloads& workloads) : kernel_(kernel), workloads_(workloads) {}

  /// By hand. Permission: incident.update on the component's place.
  /// Errors: those of finding the place, observe.invalid_incident.
  Result<Incident> open(const auth::Principal& principal, const NewIncident& incident);
  /// Errors: observe.incident_not_found, observe.incident_closed, observe.invalid_incident.
  Result<Incident> resolve(const auth::Principal& principal, const std::string& id, std::optional<UtcTime> at);
  /// Says which deployment it is due to; "" that it is due to none. Errors: observe.incident_not_found,
  /// observe.invalid_incident.
  Result<Incident> link(const auth::Principal& principal, const std::string& id, const std::string& deployment_id);

  // For other systems.
  Result<std::string> open(const ReportedIncident& incident) override;
  Result<bool> close(const std::string& origin, const std::string& key, UtcTime at) override;

  IncidentPage list(const auth::Principal& principal, IncidentFilter filter);
  /// Errors: observe.incident_not_found.
  Result<Incident> get(const auth::Principal& principal, const std::string& id);

  // For the watcher. Doing either twice changes nothing.
  void open(const Workload& workload, const std::string& reason);
  void close(const std::string& component, const std::string& environment, const std::string& resolution);
  /// Closes what is open on this host for places that have nothing in force any more.
  void close_abandoned(const std::vector<Workload>& in_force);

 private:
  bool close(db::Tx& tx, const Incident& incident, const std::string& resolution, UtcTime at,
             const std::string& actor = "system");
  void announce(db::Tx& tx, const char* type, const Incident& incident, const std::string& delivered_by,
                const std::string& actor = "system");
  /// As the principal may see and change it. Errors: observe.incident_not_found, auth.forbidden.
  Result<Incident> changeable(db::Tx& tx, const auth::Principal& principal, const std::string& id);

  const Kernel& kernel_;
  Workloads& workloads_;
  IncidentStore store_;
};

}  // namespace towpath::observe
