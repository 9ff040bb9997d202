#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace towpath::federation {

/// Secrets of sources and subscriptions; plugged by src/app with module secrets. Thread-safe, blocking.
class Keys {
 public:
  virtual ~Keys() = default;
  virtual Status store(const std::string& id, const Secret& secret) = 0;
  /// Errors: of kind not_found when there is none; those of the key that protects it.
  virtual Result<Secret> load(const std::string& id) = 0;
  virtual Status forget(const std::string& id) = 0;
};

/// A component as the catalog knows it.
struct KnownComponent {
  std::string name, project_id, owner_ref;
};

/// Components of the catalog; plugged by src/app. Thread-safe, blocking.
class Components {
 public:
  virtual ~Components() = default;
  virtual std::optional<KnownComponent> find(const std::string& name) = 0;
};

/// A commit that a deployment brought, without who wrote it.
struct BroughtCommit {
  std::string sha;
  UtcTime authored_at;
  bool is_by_bot = false;
};

/// Repositories of this platform; plugged by src/app. Thread-safe, blocking.
class Repositories {
 public:
  virtual ~Repositories() = default;
  /// Commits of a component's repository that `head` reaches and `base` does not, newest first, without merges, at most
  /// `most`. Nothing when the repository is not here, or does not have both.
  virtual std::optional<std::vector<BroughtCommit>> between(const std::string& component, const std::string& base,
                                                            const std::string& head, std::size_t most) = 0;
};

/// Something another system says does not work.
struct ReportedIncident {
  std::string origin;  ///< "alert" or "reported".
  std::string key;     ///< The same for the end of the incident as for its beginning.
  KnownComponent component;
  std::string environment, env_type;
  std::string title, severity, url;  ///< Severity and URL as the system says, or "".
  UtcTime opened_at;
};

/// Incidents of module observe; plugged by src/app. Thread-safe, blocking.
class Incidents {
 public:
  virtual ~Incidents() = default;
  /// The incident's id; that of the open one when there is one of the key.
  virtual Result<std::string> open(const ReportedIncident& incident) = 0;
  /// False when none of that key is open.
  virtual Result<bool> close(const std::string& origin, const std::string& key, UtcTime at) = 0;
};

}  // namespace towpath::federation
