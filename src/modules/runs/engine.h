#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "base/faults.h"
#include "log_store.h"
#include "mask/masker.h"
#include "module/module.h"
#include "retry_rules.h"
#include "runs/executor.h"
#include "runs/module.h"
#include "transitions.h"

namespace towpath::runs {

enum class StopReason { none, cancelled, timed_out, shutdown };

/// A node in the hands of this process.
struct Running {
  ClaimedNode claimed;
  std::stop_source stop;
  std::atomic<StopReason> reason{StopReason::none};
  std::atomic<bool> has_begun = false;  ///< Its executor was called.
  std::chrono::steady_clock::time_point deadline;
};

/// What a worker tells the engine thread; committed in order, in the next turn.
struct StepReport {
  std::int64_t node_id = 0, fence = 0;
  std::string run_id, node_key;
  Step step;
};
struct EndReport {
  std::shared_ptr<Running> running;  // shared: the worker's context and the engine's table
  NodeResult result;
};
using Report = std::variant<StepReport, EndReport>;

/// Claims and ends nodes in turns of one transaction each, and runs them on worker threads. One thread of its own that
/// sleeps until a report, a hint or a due time. Thread-safe.
class Engine {
  friend class RemoteDesk;  // settles nodes of other machines by the same rules
  struct Turn {
    std::vector<ClaimedNode> claimed;
    Aftermath aftermath;
    bool is_reclaim_left = false;
  };
  /// What a turn does besides storing reports.
  struct Tasks {
    std::size_t capacity = 0;  ///< Nodes to claim at most.
    bool is_due = false;       ///< Looks at timers, deadlines and its leases.
    bool reclaims = false;     ///< Gives back what a commit of unknown outcome claimed.
    /// What had begun here before the turn's transaction: only that must be among the leases the transaction sees.
    std::vector<std::int64_t> begun = {};
  };
  /// Who has ended its watch is not called any more, and no call of it goes on.
  struct Watcher {
    std::function<void()> on_change;
    std::recursive_mutex call;  // held by a call, in which the watch may end; guards is_over
    bool is_over = false;
  };
  /// Idle workers, kept for one transaction. None while there is a queue: who waits in it comes first.
  struct FreeWorkers {
    explicit FreeWorkers(Engine& owner);
    ~FreeWorkers();
    FreeWorkers(const FreeWorkers&) = delete;
    FreeWorkers& operator=(const FreeWorkers&) = delete;
    Engine& engine;
    std::size_t count = 0;
    bool is_outcome_unknown = false;  ///< The database was lost with the commit; claims may stand in it.
  };

 public:
  Engine(const Kernel& kernel, const RunsOptions& options, const RunStore& runs, const NodeStore& nodes,
         LogStore& logs);
  ~Engine();

  void add_executor(std::string kind, NodeExecutor& executor);
  void start();
  void stop();

  /// After a commit made elsewhere (submit, cancel, decide): tells watchers and wakes the claim.
  void apply(const Aftermath& aftermath);
  void report(Report report);
  db::Subscription watch(const std::string& run_id, std::function<void()> on_change);
  void changed(const std::string& run_id);
  void all_changed();

  /// Runs `body` on the transitions of one transaction and applies what follows from it. Where workers are free, what
  /// becomes ready starts in the same commit. `fault` names the fault point after it.
  template <class F>
  auto transit(F&& body, std::string_view fault = "") -> std::invoke_result_t<F&, db::Tx&, Transitions&> {
    Turn turn;
    FreeWorkers free(*this);
    free.is_outcome_unknown = true;  // until the database has answered
    auto result = kernel_.db.transact([&](db::Tx& tx) {
      const UtcTime now = kernel_.clock.now();
      Transitions transitions(tx, kernel_.events, runs_, nodes_, now);
      auto value = body(tx, transitions);
      turn.claimed = transitions.claim_fresh(free.count, lease_terms(now));
      turn.aftermath = transitions.flush();
      return value;
    });
    free.is_outcome_unknown = false;
    fault_point(fault);
    if (result.has_value()) {
      dispatch(std::move(turn.claimed));
      apply(turn.aftermath);
    }
    return result;
  }

  const Kernel& kernel() const { return kernel_; }
  const RunStore& runs() const { return runs_; }
  const NodeStore& nodes() const { return nodes_; }
  LogStore& logs() { return logs_; }
  int busy_workers() const { return busy_.load(); }
  int workers() const { return options_.workers; }
  const mask::Masker& secrets() const { return options_.secrets ? *options_.secrets : no_secrets_; }

 private:
  void loop(std::stop_token stop);
  void work(std::stop_token stop);
  void recover();
  void settle_dead(db::Tx& tx, Transitions& transitions, const Lease& lease);
  void take_over(db::Tx& tx, Transitions& transitions);
  bool leads() const;
  bool is_shared() const;
  void listen_to_others();
  std::vector<std::int64_t> begun();
  void keep_only_leased(db::Tx& tx, const std::vector<std::int64_t>& begun, Aftermath& aftermath);
  bool move(db::Tx& tx, Transitions& transitions, const NodeEnd& end);
  bool reclaim(db::Tx& tx, Transitions& transitions);
  void run_turn(std::vector<Report> reports, const Tasks& tasks);
  Turn turn(db::Tx& tx, const std::vector<Report>& reports, const Tasks& tasks);
  void apply_reports(db::Tx& tx, Transitions& transitions, const std::vector<Report>& reports);
  void apply_step(db::Tx& tx, Transitions& transitions, const StepReport& report);
  std::optional<NodeEnd> settle(db::Tx& tx, Transitions& transitions, const EndReport& report);
  void add_report(Report report);
  void reserve(std::size_t capacity);
  LeaseTerms lease_terms(UtcTime now) const;
  void settle_lost(db::Tx& tx, Transitions& transitions, const NodeHead& node, const Error& error = lost_error());
  void dispatch(std::vector<ClaimedNode> claimed);
  void stop_node(std::int64_t node_id, StopReason reason);
  NodeResult execute(const std::shared_ptr<Running>& running);
  std::chrono::steady_clock::time_point next_due(std::chrono::steady_clock::time_point before);

  Kernel kernel_;
  RunsOptions options_;
  const RunStore& runs_;
  const NodeStore& nodes_;
  LogStore& logs_;
  const mask::Masker no_secrets_;
  const std::string runner_id_;  ///< This life of this process.
  std::map<std::string, NodeExecutor*> executors_;

  std::vector<std::int64_t> reserved_;  ///< Of the engine thread: taken off the queue and not started yet.
  bool is_reservation_known_ = true;    ///< Of the engine thread, too.

  std::mutex mutex_;  // guards all down to in_flight_limit_
  std::condition_variable_any wake_engine_, wake_worker_, workers_given_back_;
  std::vector<Report> reports_;
  std::deque<std::shared_ptr<Running>> queue_;
  std::map<std::int64_t, std::shared_ptr<Running>> running_;
  bool maybe_ready_ = true, recheck_due_ = true;
  bool is_claiming_ = false;      ///< Between start() and stop().
  std::size_t kept_workers_ = 0;  ///< By FreeWorkers.
  bool must_reclaim_ = false;     ///< A commit with claims may have happened without our knowing.
  std::size_t in_flight_limit_;

  std::mutex watch_mutex_;                                         // guards watchers_; not held while one is called
  std::multimap<std::string, std::shared_ptr<Watcher>> watchers_;  // shared: with who calls it

  std::atomic<int> busy_{0};
  std::vector<db::Subscription> hints_;
  std::vector<std::jthread> workers_;
  std::jthread thread_;
};

}  // namespace towpath::runs
