#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "db/db.h"
#include "delivery/vault.h"

namespace towpath::delivery {

/// What drivers of configuration management applied last, one text a resource, named by its gu_id; it is sealed.
/// Thread-safe, blocking. Errors of all: secrets.locked, secrets.key_wrong.
class AppliedConfigurations {
 public:
  virtual ~AppliedConfigurations() = default;
  virtual Status keep(const std::string& gu_id, const Secret& text) = 0;
  /// Nothing when nothing was applied, or all was destroyed.
  virtual Result<std::optional<Secret>> find(const std::string& gu_id) = 0;
  virtual Status forget(const std::string& gu_id) = 0;
};

/// Everything referred to outlives it.
std::unique_ptr<AppliedConfigurations> make_applied_configurations(db::Db& db, const Clock& clock, Vault& vault);

/// A machine that is configured.
struct ManagedHost {
  std::string name;                 ///< What the playbook and the log call it.
  std::string address;              ///< Name or IP address it is reached at; "" for its name.
  int port = 0;                     ///< Of its SSH server; 0 for the usual one.
  std::string user;                 ///< "" for the definition's.
  std::vector<std::string> groups;  ///< What a playbook's `hosts` may say.
  bool operator==(const ManagedHost&) const = default;
};

/// Which machines; "" for any.
struct HostQuery {
  std::string type, tag, owner;
};

/// Machines that the catalog knows; a port, plugged by src/app. Thread-safe, blocking.
class HostSource {
 public:
  virtual ~HostSource() = default;
  /// Ordered by name, at most 500.
  virtual Result<std::vector<ManagedHost>> hosts(const HostQuery& query) = 0;
};

}  // namespace towpath::delivery
