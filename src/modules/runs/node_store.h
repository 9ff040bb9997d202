#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "runs/run.h"
#include "runs/runs.h"

namespace towpath::runs {

/// The columns of a node that transitions read.
struct NodeHead {
  std::int64_t id = 0;
  std::string run_id, key, kind, spec;
  When when = When::success;
  NodeState state = NodeState::blocked;
  std::int64_t pending = 0;
  bool upstream_failed = false, allow_failure = false;
  int attempt = 0, priority = 0;
  std::int64_t fence = 0;
};

/// A node as handed to a worker.
struct ClaimedNode {
  Node node;
  std::string run_id, retry;
  std::int64_t fence = 0, timeout_ms = 0;
  bool allow_failure = false, upstream_failed = false;
  bool is_cancelled = false;  ///< It had begun when its run was cancelled, and is run to clean up: stop at once.
};

/// How a running node ends.
struct NodeEnd {
  const ClaimedNode* claimed = nullptr;
  NodeState state = NodeState::succeeded;
  std::string_view outputs = "{}";
  std::optional<Error> error;
  const std::function<void(db::Tx&)>* on_commit = nullptr;  ///< NodeResult::on_commit.
};

/// One row of runs_effects.
struct EffectRow {
  std::string state, prepared, response;
};

/// Who holds leases, and until when (microseconds since 1970).
struct LeaseTerms {
  std::string runner, host;
  std::int64_t until = 0;
};

struct Lease {
  std::int64_t node_id = 0, fence = 0;
};

/// Rows of runs_nodes, runs_node_deps, runs_ready, runs_leases, runs_steps, runs_effects, runs_timers, runs_approvals.
class NodeStore {
 public:
  void insert(db::Tx& tx, const std::string& run_id, std::int64_t id, const NodeSpec& spec, std::int64_t pending,
              bool upstream_failed, bool is_expansion) const;
  void add_dependency(db::Tx& tx, std::int64_t from, std::int64_t to) const;
  void set_needs(db::Tx& tx, std::int64_t id, const std::vector<std::string>& needs, std::int64_t added) const;
  std::map<std::string, std::int64_t> ids_by_key(db::Tx& tx, const std::string& run_id) const;

  std::optional<NodeHead> head(db::Tx& tx, std::int64_t id) const;
  std::string title(db::Tx& tx, std::int64_t id) const;  ///< Of a node that is there.
  std::vector<NodeHead> heads_in(db::Tx& tx, const std::string& run_id, const std::vector<NodeState>& states) const;
  /// Roots and those whose needs have ended, still blocked.
  std::vector<NodeHead> unblocked(db::Tx& tx, const std::string& run_id) const;

  void mark_ready(db::Tx& tx, std::int64_t id) const;
  /// A ready node waits for a worker from `ready_at` on.
  void queue(db::Tx& tx, const NodeHead& node, std::int64_t ready_at) const;
  /// Both.
  void make_ready(db::Tx& tx, const NodeHead& node, std::int64_t ready_at) const;
  void make_waiting(db::Tx& tx, std::int64_t id, std::string_view reason) const;
  /// Takes up to `limit` ready nodes off the queue.
  std::vector<std::int64_t> take_ready(db::Tx& tx, const std::string& host, std::int64_t now, std::size_t limit) const;
  void drop_ready(db::Tx& tx, const std::vector<std::int64_t>& ids) const;
  /// Of what `host` may claim.
  std::optional<std::int64_t> next_ready_at(db::Tx& tx, const std::string& host) const;
  /// On PostgreSQL: takes up to `limit` ready nodes off the queue and gives each a lease, in one statement of its own
  /// that passes over rows others hold. They stay `ready` until start().
  std::vector<std::int64_t> reserve(db::Db& db, const LeaseTerms& terms, std::int64_t now, std::size_t limit) const;
  /// What reserve() took for this runner and start() has not started.
  std::vector<std::int64_t> reserved(db::Tx& tx, const std::string& runner) const;
  /// Makes ready nodes running, each with a new fence; answers them in the order of `ids`. A lease of one that is not
  /// ready any more is dropped.
  std::vector<ClaimedNode> start(db::Tx& tx, const std::vector<std::int64_t>& ids, UtcTime now) const;
  void insert_leases(db::Tx& tx, const std::vector<ClaimedNode>& nodes, const LeaseTerms& terms) const;
  /// What is known of a node that was just ended.
  struct Ended {
    std::string key;
    bool allow_failure = false, upstream_failed = false;
  };
  /// Nothing, and nothing changed, when the node is not running under this fence.
  std::optional<Ended> end_running(db::Tx& tx, std::int64_t id, std::int64_t fence, NodeState state,
                                   std::string_view outputs, const std::optional<std::string>& error,
                                   UtcTime now) const;
  /// Which of these nodes run, and under which fence.
  std::map<std::int64_t, std::int64_t> running_fences(db::Tx& tx, const std::vector<std::int64_t>& ids) const;
  /// Ends many at once, all of them known to be running under their fence.
  void end_running(db::Tx& tx, const std::vector<NodeEnd>& ends, UtcTime now) const;
  /// Ends a node that is not running. Nothing when it is running or has ended.
  std::optional<Ended> end_idle(db::Tx& tx, std::int64_t id, NodeState state, std::string_view outputs,
                                const std::optional<std::string>& error, UtcTime now) const;
  void explain_waiting(db::Tx& tx, std::int64_t id, std::string_view reason) const;
  bool holds(db::Tx& tx, std::int64_t id, std::int64_t fence) const;
  /// Lowers `pending` of what depends on `ids` and answers it.
  std::vector<NodeHead> release_dependents(db::Tx& tx, const std::vector<std::int64_t>& ids, bool failed) const;

  void renew_leases(db::Tx& tx, const std::string& runner, std::int64_t until) const;
  /// Leases past their time: of processes that died or cannot reach the database.
  std::vector<Lease> expired_leases(db::Tx& tx, const std::string& runner, std::int64_t now) const;
  /// Those of this runner's nodes whose run is being cancelled.
  std::vector<std::int64_t> to_be_stopped(db::Tx& tx, const std::string& runner) const;
  /// Leases of dead processes: of this host and another runner, or past their time anywhere.
  std::vector<Lease> dead_leases(db::Tx& tx, const std::string& host, const std::string& runner,
                                 std::int64_t now) const;
  /// Leases of a living process.
  std::vector<Lease> leases_of(db::Tx& tx, const std::string& runner) const;
  bool has_lease(db::Tx& tx, const Lease& lease) const;
  void drop_lease(db::Tx& tx, std::int64_t node_id) const;

  void insert_timer(db::Tx& tx, std::int64_t id, std::int64_t due_at) const;
  std::vector<std::int64_t> due_timers(db::Tx& tx, std::int64_t now) const;
  std::optional<std::int64_t> next_timer(db::Tx& tx) const;
  void insert_approval(db::Tx& tx, std::int64_t id) const;
  bool settle_approval(db::Tx& tx, std::int64_t id, std::string_view state, const std::string& by,
                       const std::string& comment, UtcTime now) const;

  void put_step(db::Tx& tx, std::int64_t node_id, const Step& step, const std::string& host) const;
  /// Where the log of a step is; "" when no step of that number has begun.
  std::string host_of_step(db::Tx& tx, std::int64_t node_id, int attempt, int step) const;
  /// Ends the steps of an attempt that nobody will end any more.
  void lose_steps(db::Tx& tx, std::int64_t node_id, int attempt, UtcTime now) const;
  std::string retry(db::Tx& tx, std::int64_t id) const;  ///< JSON of its Retry.

  std::optional<EffectRow> effect(db::Tx& tx, const std::string& key) const;
  bool insert_effect(db::Tx& tx, const std::string& key, std::int64_t node_id, const std::string& name,
                     const std::string& request, const std::string& prepared, std::int64_t fence, UtcTime now) const;
  void settle_effect(db::Tx& tx, const std::string& key, std::string_view state, const std::string& response,
                     UtcTime now) const;
  void forget_effects(db::Tx& tx, std::int64_t node_id) const;
  std::vector<std::string> open_effects(db::Tx& tx, std::int64_t node_id) const;

  /// With steps of the latest attempt, in the order they were added.
  std::vector<Node> nodes(db::Tx& tx, const std::string& run_id) const;
  std::vector<NodeSpec> specs(db::Tx& tx, const std::string& run_id, bool with_expansion) const;
  struct Counts {
    std::int64_t ready = 0, running = 0, waiting = 0;
  };
  Counts counts(db::Tx& tx) const;
};

}  // namespace towpath::runs
