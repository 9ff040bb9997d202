#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/events.h"
#include "node_store.h"
#include "run_store.h"

namespace towpath::runs {

/// Hints between servers: something is ready or due; a run changed (its id); a node must stop (its id).
inline constexpr std::string_view wake_hint = "runs.wake", changed_hint = "runs.changed", stop_hint = "runs.stop";

inline constexpr int node_index_bits = 20;

/// What others must be told once the transaction has committed.
struct Aftermath {
  std::vector<std::string> changed_runs;  ///< Their journal grew.
  std::vector<std::int64_t> stop_nodes;   ///< Running nodes of cancelled runs.
  bool has_ready = false;                 ///< Something can be claimed.
  bool has_timer = false;
};

/// The rules of the state machine, inside one transaction. Every change of a run or node goes through here, with its
/// journal row. Heads are read once and written once by flush(), which must be the last call.
class Transitions {
 public:
  Transitions(db::Tx& tx, events::Events& events, const RunStore& runs, const NodeStore& nodes, UtcTime now)
      : tx_(tx), events_(events), runs_(runs), nodes_(nodes), now_(now), now_text_(to_rfc3339(now)) {}

  RunHead& add(RunHead head);  ///< What the database has just told, or been told.
  RunHead* head(const std::string& run_id);
  RunHead* head_of_node(std::int64_t node_id);

  /// Inserts nodes (checked by check_graph) whose needs may be in `ids`; adds their ids to it.
  void add_nodes(RunHead& run, const std::vector<NodeSpec>& specs, std::map<std::string, std::int64_t>& ids,
                 bool is_expansion, const std::map<std::string, NodeState>& ended = {});
  /// Starts a queued run, or lets it wait for its concurrency group.
  void admit(RunHead& run, WhenBusy when_busy);
  /// Readies, waits or skips every blocked node whose needs have ended.
  void activate_unblocked(RunHead& run);

  /// Claims up to `limit` nodes of the queue.
  std::vector<ClaimedNode> claim(std::size_t limit, const LeaseTerms& terms);
  /// Starts nodes that NodeStore::reserve() took.
  std::vector<ClaimedNode> claim_reserved(const std::vector<std::int64_t>& ids);
  /// Claims up to `limit` of the nodes that became ready in this very transaction: nobody else can know of them yet, so
  /// they need not go through the queue.
  std::vector<ClaimedNode> claim_fresh(std::size_t limit, const LeaseTerms& terms);
  /// Ends a running node. False when the fence is stale: someone else owns it now.
  bool end_running(std::int64_t node_id, std::int64_t fence, NodeState state, std::string_view outputs,
                   const std::optional<Error>& error);
  /// Ends many at once, to the same effect. Answers those whose fence is stale, and takes them out of `ends`.
  std::vector<NodeEnd> end_running(std::vector<NodeEnd>& ends);
  /// Sends a running node back to the queue.
  bool retry_running(std::int64_t node_id, std::int64_t fence, std::chrono::milliseconds delay,
                     std::string_view reason);
  /// A running node needs a person.
  bool mark_unknown(std::int64_t node_id, std::int64_t fence, const Error& error);
  /// Ends a node that is not running (approval decided, timer due, unknown settled, cancel).
  bool end_idle(std::int64_t node_id, NodeState state, const std::optional<Error>& error = {},
                std::string_view outputs = "{}");
  void reactivate(std::int64_t node_id, std::string_view reason);  ///< An unknown node runs again.
  void give_back(const NodeHead& node);                            ///< A reserved node goes back to the queue.

  void cancel(RunHead& run, const std::string& reason);
  void journal(RunHead& run, std::string_view type, std::string_view node, std::string_view data = "{}");

  Aftermath flush();

 private:
  void start(RunHead& run);
  void activate(RunHead& run, const NodeHead& node);
  void after_end(RunHead& run, std::int64_t node_id, const NodeStore::Ended& node, NodeState state,
                 const std::optional<Error>& error);
  /// Counts the end of a node; answers whether it fails what depends on it.
  bool count_end(RunHead& run, const std::string& key, bool allow_failure, bool upstream_failed, NodeState state,
                 const std::optional<Error>& error);
  void release_dependents(const std::vector<std::int64_t>& node_ids, bool failed);
  void end_run(RunHead& run);
  void publish_end(const RunHead& run);
  void tell_other_servers();
  void write_journal();
  void release_group(const RunHead& run);
  void refresh_waiting(RunHead& run);
  void queue_fresh();

  db::Tx& tx_;
  events::Events& events_;
  const RunStore& runs_;
  const NodeStore& nodes_;
  UtcTime now_;
  std::string now_text_;
  std::vector<db::Params> journal_;  // rows not yet written
  std::vector<NodeHead> fresh_;      // made ready here, neither claimed nor queued yet
  bool has_queued_ = false;          // nodes made ready here wait in the queue
  std::map<std::string, RunHead> heads_;
  std::map<std::int64_t, std::string> run_of_number_;
  std::map<std::string, bool> to_check_;  // runs whose waiting reason may have changed
  Aftermath aftermath_;
};

}  // namespace towpath::runs
