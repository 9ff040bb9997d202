#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "db/db.h"
#include "events/events.h"
#include "jobs/jobs.h"

namespace towpath::fleet {

/// One of the servers that share a database.
struct Server {
  std::string host_id;  ///< Of its data directory: rows that name a file, process or port carry it.
  std::string name;
  std::string address;  ///< Where the others reach it: "http://10.0.0.7:7080", without a slash at the end.
  std::string version;
  UtcTime started_at, seen_at, lease_until;
  std::optional<UtcTime> stopped_at;  ///< It ended in order.
  bool is_alive = false;              ///< Its lease has not run out, and it has not ended.
  bool leads = false;
  bool is_this = false;  ///< The one that answers.
};

struct FleetOptions {
  std::string host_id, name, version;
  std::chrono::milliseconds lease{15'000};  ///< A server that says nothing for so long counts as dead.
};

/// The servers that share a database: their rows, and this server's own, renewed by a heartbeat of a third of the
/// lease. On SQLite there is one server and no heartbeat. Times are of the servers' clocks, which must agree to much
/// less than a lease. Thread-safe.
class Fleet {
 public:
  virtual ~Fleet() = default;
  /// Writes this server's row and begins the heartbeat. The database is migrated and `events` started. Called once.
  virtual void join(const std::string& address) = 0;
  /// Ends the heartbeat and says that this server ended in order.
  virtual void leave() = 0;
  /// All that have ever joined, by name.
  virtual std::vector<Server> servers() = 0;
  virtual std::optional<Server> server(const std::string& host_id) = 0;
};

/// References must outlive it.
std::unique_ptr<Fleet> make_fleet(db::Db& db, events::Events& events, jobs::Jobs& jobs, const Clock& clock,
                                  FleetOptions options);

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

}  // namespace towpath::fleet
