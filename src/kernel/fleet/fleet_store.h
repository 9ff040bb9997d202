#pragma once

#include <string>
#include <vector>

#include "base/secret.h"
#include "db/db.h"
#include "fleet/fleet.h"

namespace towpath::fleet {

/// Rows of fleet_servers and fleet_keys.
class FleetStore {
 public:
  /// The server of this row begins, whatever the row said before.
  void join(db::Tx& tx, const FleetOptions& server, const std::string& address, UtcTime now) const;
  /// Renews its lease. The leader's row is then the only one that leads.
  void renew(db::Tx& tx, const FleetOptions& server, bool leads, UtcTime now) const;
  void leave(db::Tx& tx, const std::string& host_id, UtcTime now) const;
  /// As the rows say; `leads` as last written, `is_alive` and `is_this` left open.
  std::vector<Server> servers(db::Tx& tx) const;
  /// The key all servers share: `candidate` when there was none.
  Secret key(db::Tx& tx, const Secret& candidate) const;
};

}  // namespace towpath::fleet
