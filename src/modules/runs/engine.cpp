#include "engine.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "base/faults.h"
#include "base/id.h"
#include "log/log.h"
#include "node_context.h"
#include "retry_rules.h"
#include "run_json.h"

namespace towpath::runs {
namespace {

using Steady = std::chrono::steady_clock;

constexpr auto no_deadline = Steady::time_point::max();
constexpr std::chrono::milliseconds failure_pause{250};
constexpr std::chrono::seconds longest_without_asking{1};
/// A node that may simply run again, and whose database or spawner died under it.
constexpr int most_lost_attempts = 10;
constexpr std::chrono::milliseconds lost_pause{500};

/// A database that went away is not the node's failure: it is lost, as with its server.
NodeResult failure_of(const std::exception& e, const std::string& kind) {
  const std::string id = new_ulid();
  log::error("a node failed by an exception", {{"errorId", id}, {"kind", kind}, {"error", e.what()}});
  if (dynamic_cast<const db::DatabaseError*>(&e))
    return NodeResult::failure(
        unavailable("runs.lost", fmt::format("The database failed under this step (error {}).", id)));
  return NodeResult::failure(failed("internal", fmt::format("Something went wrong on our side (error {}).", id)));
}

}  // namespace

Engine::Engine(const Kernel& kernel, const RunsOptions& options, const RunStore& runs, const NodeStore& nodes,
               LogStore& logs)
    : kernel_(kernel),
      options_(options),
      runs_(runs),
      nodes_(nodes),
      logs_(logs),
      runner_id_(new_ulid()),
      in_flight_limit_(static_cast<std::size_t>(options.workers)) {}

Engine::~Engine() { stop(); }

void Engine::add_executor(std::string kind, NodeExecutor& executor) { executors_[std::move(kind)] = &executor; }

Engine::FreeWorkers::FreeWorkers(Engine& owner) : engine(owner) {
  const std::lock_guard lock(engine.mutex_);
  const std::size_t busy = engine.running_.size() + engine.kept_workers_;
  const auto all = static_cast<std::size_t>(engine.options_.workers);
  if (engine.is_claiming_ && !engine.maybe_ready_ && busy < all) count = all - busy;
  engine.kept_workers_ += count;
}

Engine::FreeWorkers::~FreeWorkers() {
  const std::lock_guard lock(engine.mutex_);
  engine.kept_workers_ -= count;
  engine.must_reclaim_ |= is_outcome_unknown && count > 0;
  engine.workers_given_back_.notify_all();
  if (engine.must_reclaim_ && engine.kept_workers_ == 0) engine.wake_engine_.notify_all();
}

void Engine::start() {
  recover();
  listen_to_others();
  for (int i = 0; i < options_.workers; ++i) workers_.emplace_back([this](std::stop_token stop) { work(stop); });
  {
    const std::lock_guard lock(mutex_);
    is_claiming_ = true;
  }
  thread_ = std::jthread([this](std::stop_token stop) { loop(stop); });
}

void Engine::stop() {
  if (!thread_.joinable()) return;
  hints_.clear();
  {
    std::unique_lock lock(mutex_);
    is_claiming_ = false;
    workers_given_back_.wait(lock, [&] { return kept_workers_ == 0; });
    for (auto& [id, running] : running_) {
      auto none = StopReason::none;
      running->reason.compare_exchange_strong(none, StopReason::shutdown);
    }
  }
  std::vector<std::shared_ptr<Running>> all;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [id, running] : running_) all.push_back(running);
  }
  for (const auto& running : all) running->stop.request_stop();
  for (std::jthread& worker : workers_) worker.request_stop();
  workers_.clear();  // joins: executors return promptly when asked
  thread_.request_stop();
  thread_.join();
}

void Engine::apply(const Aftermath& aftermath) {
  for (const std::int64_t id : aftermath.stop_nodes) stop_node(id, StopReason::cancelled);
  if (aftermath.has_ready || aftermath.has_timer) {
    const std::lock_guard lock(mutex_);
    maybe_ready_ |= aftermath.has_ready;
    recheck_due_ = true;
    wake_engine_.notify_all();
  }
  for (const std::string& id : aftermath.changed_runs) changed(id);
}

void Engine::report(Report report) {
  const std::lock_guard lock(mutex_);
  add_report(std::move(report));
}

/// Under the lock. The engine thread takes all reports there are, so only the first has to wake it.
void Engine::add_report(Report report) {
  reports_.push_back(std::move(report));
  if (reports_.size() == 1) wake_engine_.notify_all();
}

void Engine::stop_node(std::int64_t node_id, StopReason reason) {
  std::shared_ptr<Running> running;
  {
    const std::lock_guard lock(mutex_);
    const auto it = running_.find(node_id);
    if (it == running_.end()) return;
    running = it->second;
  }
  auto none = StopReason::none;
  if (running->reason.compare_exchange_strong(none, reason)) running->stop.request_stop();
}

void Engine::loop(std::stop_token stop) {
  auto due = Steady::time_point::min();  // the first turn looks at everything
  for (;;) {
    std::vector<Report> reports;
    std::size_t capacity = 0;
    bool reclaims = false, has_work = false;
    {
      std::unique_lock lock(mutex_);
      const auto something = [&] {
        return !reports_.empty() || recheck_due_ || (must_reclaim_ && kept_workers_ == 0) ||
               (is_claiming_ && maybe_ready_ && running_.size() < in_flight_limit_);
      };
      if (due == no_deadline)
        wake_engine_.wait(lock, stop, something);
      else
        wake_engine_.wait_until(lock, stop, due, something);
      if (stop.stop_requested() && reports_.empty()) return;
      const auto limit = static_cast<std::size_t>(options_.batch);
      if (reports_.size() <= limit) {
        reports.swap(reports_);
      } else {
        reports.assign(std::make_move_iterator(reports_.begin()),
                       std::make_move_iterator(reports_.begin() + options_.batch));
        reports_.erase(reports_.begin(), reports_.begin() + options_.batch);
      }
      std::size_t ended = 0;
      for (const Report& report : reports)
        if (const auto* end = std::get_if<EndReport>(&report)) {
          running_.erase(end->running->claimed.node.id);
          ++ended;
        }
      // Short nodes are claimed ahead so that a commit serves many; long ones only as workers come free.
      in_flight_limit_ = std::clamp(ended * 3, static_cast<std::size_t>(options_.workers), limit * 2);
      recheck_due_ = false;
      reclaims = std::exchange(must_reclaim_, false);
      if (is_claiming_ && running_.size() < in_flight_limit_)
        capacity = std::min(limit, in_flight_limit_ - running_.size());
      has_work = !reports.empty() || reclaims || (maybe_ready_ && capacity > 0);
      if (capacity > 0) maybe_ready_ = false;
    }
    const bool is_due = Steady::now() >= due;
    if (has_work || is_due)
      run_turn(std::move(reports),
               {capacity, is_due, reclaims, is_due && is_shared() ? begun() : std::vector<std::int64_t>()});
    due = next_due(is_due ? no_deadline : due);
  }
}

Engine::Turn Engine::turn(db::Tx& tx, const std::vector<Report>& reports, const Tasks& tasks) {
  Turn out;
  const UtcTime now = kernel_.clock.now();
  Transitions transitions(tx, kernel_.events, runs_, nodes_, now);
  apply_reports(tx, transitions, reports);
  if (tasks.reclaims) out.is_reclaim_left = !reclaim(tx, transitions);
  if (tasks.is_due) {
    if (leads()) {
      for (const std::int64_t id : nodes_.due_timers(tx, now.time_since_epoch().count())) {
        transitions.end_idle(id, NodeState::succeeded);
        fault_point("runs.timer.in_commit");
      }
      for (const std::string& id : runs_.overdue(tx, now))
        transitions.cancel(*transitions.head(id), std::string(run_timeout_reason));
      if (is_shared()) take_over(tx, transitions);
    }
    nodes_.renew_leases(tx, runner_id_, (now + options_.lease).time_since_epoch().count());
  }
  const bool reserves = kernel_.db.dialect().engine() == db::Engine::postgres;
  if (reserves)
    out.claimed = transitions.claim_reserved(reserved_);
  else if (tasks.capacity > 0)
    out.claimed = transitions.claim(tasks.capacity, lease_terms(now));
  if (!out.claimed.empty()) fault_point("runs.claim.in_commit");
  out.aftermath = transitions.flush();
  if (tasks.is_due && is_shared()) keep_only_leased(tx, tasks.begun, out.aftermath);
  const std::size_t taken = reserves ? reserved_.size() : out.claimed.size();
  out.aftermath.has_ready |= taken == tasks.capacity && tasks.capacity > 0;
  return out;
}

/// A claim is a statement of its own on PostgreSQL, so that servers do not make each other's turns fail. Whether it
/// happened is unknown when the connection was lost meanwhile: the leases tell.
void Engine::reserve(std::size_t capacity) {
  if (!is_reservation_known_) reserved_ = kernel_.db.read([&](db::Tx& tx) { return nodes_.reserved(tx, runner_id_); });
  is_reservation_known_ = true;
  if (capacity == 0 || !reserved_.empty()) return;
  const UtcTime now = kernel_.clock.now();
  reserved_ = nodes_.reserve(kernel_.db, lease_terms(now), now.time_since_epoch().count(), capacity);
}

void Engine::run_turn(std::vector<Report> reports, const Tasks& tasks) {
  const auto commit = [&](const std::vector<Report>& part, const Tasks& others) {
    Turn result;
    const auto status = kernel_.db.transact([&](db::Tx& tx) -> Status {
      result = turn(tx, part, others);
      return ok();
    });
    if (!status.has_value()) throw std::runtime_error(status.error().message());
    reserved_.clear();
    if (!part.empty()) fault_point("runs.end.after_commit");
    if (!result.claimed.empty()) fault_point("runs.claim.after_commit");
    dispatch(std::move(result.claimed));
    apply(result.aftermath);
    if (!result.is_reclaim_left) return;
    const std::lock_guard lock(mutex_);
    must_reclaim_ = true;
  };
  try {
    if (kernel_.db.dialect().engine() == db::Engine::postgres) reserve(tasks.capacity);
    commit(reports, tasks);
    return;
  } catch (const std::exception& e) {  // boundary: one bad report must not stop the engine; each is tried alone below
    log::error("a turn of the run engine failed", {{"error", e.what()}, {"reports", reports.size()}});
    is_reservation_known_ = false;
  }
  const auto give_up = [&](Report& report) {
    auto* end = std::get_if<EndReport>(&report);
    if (!end) return;
    end->result = NodeResult::failure(failed("internal", "Something went wrong on our side."));
    try {
      commit({report}, {});
    } catch (const std::exception& e) {  // boundary: the lease stays; recovery at the next start settles the node
      log::error("a node could not be ended", {{"error", e.what()}});
    }
  };
  std::vector<Report> kept;
  for (Report& report : reports) {
    try {
      commit({report}, {});
    } catch (const db::DatabaseError& e) {
      if (e.reason() == db::DatabaseError::Reason::connection_lost) {
        kept.push_back(std::move(report));  // the database is away: nothing is wrong with what is told
        continue;
      }
      log::error("a report could not be stored", {{"error", e.what()}});
      give_up(report);
    } catch (const std::exception& e) {  // boundary: the node whose ending cannot be stored is failed without its hook
      log::error("a report could not be stored", {{"error", e.what()}});
      give_up(report);
    }
  }
  // A database that fails now will most likely fail at once again: give it, and the log, a moment.
  std::unique_lock lock(mutex_);
  must_reclaim_ = true;
  reports_.insert(reports_.begin(), std::make_move_iterator(kept.begin()), std::make_move_iterator(kept.end()));
  maybe_ready_ = true;
  wake_engine_.wait_for(lock, failure_pause, [] { return false; });
}

/// Steps first, then all ends in one go: a node's steps were all reported before its end.
void Engine::apply_reports(db::Tx& tx, Transitions& transitions, const std::vector<Report>& reports) {
  std::vector<NodeEnd> ends;
  for (const Report& report : reports) {
    if (const auto* step = std::get_if<StepReport>(&report))
      apply_step(tx, transitions, *step);
    else if (auto end = settle(tx, transitions, std::get<EndReport>(report)))
      ends.push_back(std::move(*end));
  }
  for (const NodeEnd& end : transitions.end_running(ends))
    log::warn("a node reported its end with a stale fence",
              {{"run", end.claimed->run_id}, {"node", end.claimed->node.key}});
  for (const NodeEnd& end : ends)
    if (end.on_commit && *end.on_commit) (*end.on_commit)(tx);
}

void Engine::apply_step(db::Tx& tx, Transitions& transitions, const StepReport& report) {
  if (!nodes_.holds(tx, report.node_id, report.fence)) return;
  const Step& step = report.step;
  nodes_.put_step(tx, report.node_id, step, kernel_.host_id);
  boost::json::object data{{"step", step.index}, {"name", step.name}, {"state", step.state}, {"attempt", step.attempt}};
  if (step.exit_code) data["exitCode"] = *step.exit_code;
  if (step.state != "running") data["logLines"] = step.log_lines;
  transitions.journal(*transitions.head(report.run_id), step.state == "running" ? "step.started" : "step.finished",
                      report.node_key, boost::json::serialize(data));
}

/// How the node ends, or nothing when it goes on: it was sent back to the queue or waits for a person.
std::optional<NodeEnd> Engine::settle(db::Tx& tx, Transitions& transitions, const EndReport& report) {
  const ClaimedNode& claimed = report.running->claimed;
  const NodeResult& result = report.result;
  const StopReason reason = report.running->reason.load();
  const std::int64_t id = claimed.node.id;
  if (reason == StopReason::shutdown && result.state != NodeState::succeeded) {
    if (nodes_.holds(tx, id, claimed.fence)) {
      if (report.running->has_begun)
        settle_lost(tx, transitions, *nodes_.head(tx, id));
      else
        transitions.retry_running(id, claimed.fence, std::chrono::milliseconds(0), "the server restarted");
    }
    return std::nullopt;
  }
  // Of a run that is being cancelled nothing waits for an answer.
  if (result.state == NodeState::unknown && reason != StopReason::cancelled) {
    if (transitions.mark_unknown(id, claimed.fence, *result.error) && result.on_commit) result.on_commit(tx);
    return std::nullopt;
  }
  NodeEnd end{&claimed, result.state, result.outputs, result.error, &result.on_commit};
  if (reason == StopReason::timed_out && result.state != NodeState::succeeded) {
    end.state = NodeState::timed_out;
    end.error = failed("runs.timed_out", fmt::format("'{}' took longer than its limit of {} seconds.",
                                                     claimed.node.title, claimed.timeout_ms / 1000));
  } else if (reason == StopReason::cancelled && result.state != NodeState::succeeded) {
    end.state = NodeState::cancelled;
  }
  if (move(tx, transitions, end)) return std::nullopt;
  const auto executor = executors_.find(claimed.node.kind);
  if (end.state == NodeState::failed && end.error && end.error->code() == "runs.lost" && executor != executors_.end() &&
      executor->second->is_resumable() && claimed.node.attempt < most_lost_attempts) {
    transitions.retry_running(id, claimed.fence, lost_pause, end.error->message());
    return std::nullopt;
  }
  if (end.state == NodeState::failed || end.state == NodeState::timed_out) {
    const Retry retry = retry_from_json(claimed.retry);
    if (claimed.node.attempt < retry.max_attempts && retry_covers(retry, end)) {
      transitions.retry_running(id, claimed.fence, retry_delay(retry, claimed.node.attempt), end.error->message());
      return std::nullopt;
    }
  }
  return end;
}

LeaseTerms Engine::lease_terms(UtcTime now) const {
  return {runner_id_, kernel_.host_id, (now + options_.lease).time_since_epoch().count()};
}

void Engine::dispatch(std::vector<ClaimedNode> claimed) {
  if (claimed.empty()) return;
  const std::lock_guard lock(mutex_);
  for (ClaimedNode& node : claimed) {
    auto running = std::make_shared<Running>();
    running->deadline = Steady::now() + std::chrono::milliseconds(node.timeout_ms);
    if (node.is_cancelled) {
      running->reason = StopReason::cancelled;
      running->stop.request_stop();
    }
    running->claimed = std::move(node);
    running_[running->claimed.node.id] = running;
    queue_.push_back(std::move(running));
  }
  wake_worker_.notify_one();  // which wakes the next, while there is work
}

void Engine::work(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_worker_.wait(lock, stop, [&] { return !queue_.empty(); });
    if (queue_.empty()) return;  // stopping
    const std::shared_ptr<Running> next = std::move(queue_.front());
    queue_.pop_front();
    if (!queue_.empty()) wake_worker_.notify_one();
    lock.unlock();
    ++busy_;
    NodeResult result = execute(next);
    --busy_;
    lock.lock();
    add_report(EndReport{next, std::move(result)});
  }
}

NodeResult Engine::execute(const std::shared_ptr<Running>& running) {
  const ClaimedNode& claimed = running->claimed;
  const log::Context run_field("run", claimed.run_id);
  const log::Context node_field("node", claimed.node.key);
  NodeResult result;
  const auto executor = executors_.find(claimed.node.kind);
  if (running->stop.stop_requested() && !claimed.is_cancelled) {
    result.state = NodeState::cancelled;
  } else if (claimed.node.kind == "noop") {
    result = NodeResult::success();
  } else if (executor == executors_.end()) {
    result = NodeResult::failure(
        failed("runs.no_executor", fmt::format("Nothing on this server can run a '{}' node.", claimed.node.kind)));
  } else {
    try {
      Context context(*this, running);
      running->has_begun = true;
      try {
        result = executor->second->execute(context);
      } catch (const std::exception& e) {  // boundary: an executor's exception fails its node, with an id to find it by
        result = failure_of(e, claimed.node.kind);
      }
      context.finish(result.state);
    } catch (const std::exception& e) {  // boundary: the node could not even begin
      result = failure_of(e, claimed.node.kind);
    }
  }
  fault_point("runs.end.before_commit");
  return result;
}

/// When the engine must wake without being told: a node's time limit, a lease to renew, a timer, a delayed retry, a
/// run's deadline. Also stops nodes whose limit has passed. Turns that follow at once upon each other do not ask, but
/// look at `before` and within a second all the same: leases must be renewed under any load.
Steady::time_point Engine::next_due(Steady::time_point before) {
  auto due = no_deadline;
  const auto now = Steady::now();
  std::vector<std::int64_t> late;
  {
    const std::lock_guard lock(mutex_);
    if (!reports_.empty() || maybe_ready_) return std::min(before, now + longest_without_asking);
    for (const auto& [id, running] : running_) {
      if (running->deadline <= now)
        late.push_back(id);
      else
        due = std::min(due, running->deadline);
    }
    if (!running_.empty()) due = std::min(due, now + options_.lease / 3);
  }
  for (const std::int64_t id : late) stop_node(id, StopReason::timed_out);
  if (is_shared() && leads()) due = std::min(due, now + options_.lease / 3);  // others may die
  const UtcTime utc_now = kernel_.clock.now();
  const auto at = [&](std::int64_t microseconds) {
    const auto wait = std::chrono::microseconds(microseconds) - utc_now.time_since_epoch();
    due = std::min(due, now + std::max(wait, std::chrono::microseconds(0)));
  };
  bool is_ready = false;
  try {
    (void)kernel_.db.read([&](db::Tx& tx) -> Status {
      if (leads()) {
        if (const auto timer = nodes_.next_timer(tx)) at(*timer);
        if (const auto deadline = runs_.next_deadline(tx)) at(deadline->time_since_epoch().count());
      }
      if (const auto ready = nodes_.next_ready_at(tx, kernel_.host_id)) {
        if (*ready > utc_now.time_since_epoch().count())
          at(*ready);
        else
          is_ready = true;
      }
      return ok();
    });
  } catch (const std::exception& e) {  // boundary: the engine outlives its database, and asks again
    log::error("the run engine cannot read what is due", {{"error", e.what()}});
    return now + failure_pause;
  }
  if (is_ready) {
    // Its time came after the turn looked. Where no worker is free, the next node to end makes the engine look again.
    const std::lock_guard lock(mutex_);
    maybe_ready_ = true;
  }
  return due;
}

}  // namespace towpath::runs
