#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "db/db.h"
#include "node_store.h"
#include "runs/remote_nodes.h"

namespace towpath::runs {

/// Stands in the column host_id of the leases that machines hold.
inline constexpr std::string_view remote_host = "remote";

/// A lease as a machine holds it, with what decides whether it must stop.
struct RemoteLease {
  RemoteHold hold;
  std::string runner;
  std::string run_id;
  When when = When::success;
  std::int64_t timeout_ms = 0;
  std::optional<UtcTime> started_at;
};

/// Rows of runs_remote_ready and runs_remote_progress, and the leases of other machines.
class RemoteStore {
 public:
  struct Waiting {
    std::int64_t node = 0;
    std::string spec;
  };
  std::vector<Waiting> ready(db::Tx& tx, std::int64_t now, std::size_t limit) const;
  /// False when another took it.
  bool take(db::Tx& tx, std::int64_t node) const;

  std::vector<RemoteLease> leases(db::Tx& tx, const std::string& runner) const;
  std::vector<RemoteLease> ended_leases(db::Tx& tx, std::int64_t now) const;
  void renew(db::Tx& tx, std::int64_t node, std::int64_t until) const;
  void extend(db::Tx& tx, std::int64_t until) const;
  bool holds(db::Tx& tx, const std::string& runner, const RemoteHold& hold) const;
  std::vector<std::pair<std::string, std::int64_t>> held(db::Tx& tx) const;

  /// It never reached the machine: the attempt does not count.
  void forget_attempt(db::Tx& tx, std::int64_t node) const;
  void begin(db::Tx& tx, const RemoteHold& hold) const;
  /// How many reports are stored under this fence; nothing when it is not the latest.
  std::optional<std::int64_t> reports(db::Tx& tx, const RemoteHold& hold) const;
  void set_reports(db::Tx& tx, const RemoteHold& hold, std::int64_t reports) const;

  /// A running node as it was claimed.
  std::optional<ClaimedNode> claimed(db::Tx& tx, const RemoteHold& hold) const;
};

}  // namespace towpath::runs
