#pragma once

#include <string>

#include "base/result.h"
#include "base/time.h"
#include "observe/ports.h"

namespace towpath::observe {

/// An incident somebody else noticed.
struct ReportedIncident {
  std::string origin;  ///< "alert" or "reported".
  std::string key;     ///< What its end is told by; not "".
  Place place;
  std::string title, severity, url;  ///< Severity and URL may be "".
  UtcTime opened_at;
};

/// Incidents that other systems notice. Thread-safe, blocking.
class IncidentReports {
 public:
  virtual ~IncidentReports() = default;
  /// The incident's id; that of the open one when there is one of the key.
  virtual Result<std::string> open(const ReportedIncident& incident) = 0;
  /// False when none of that key is open. It never ends before it began.
  virtual Result<bool> close(const std::string& origin, const std::string& key, UtcTime at) = 0;
};

}  // namespace towpath::observe
