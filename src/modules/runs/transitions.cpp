#include "transitions.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/faults.h"
#include "run_json.h"
#include "runs/remote_nodes.h"

namespace towpath::runs {
namespace {

std::int64_t microseconds(UtcTime t) { return t.time_since_epoch().count(); }

/// {"state": ..., "attempt": ...} without a JSON library: this is the hot path and the texts need no escaping.
std::string state_data(NodeState state) { return fmt::format(R"({{"state":"{}"}})", to_string(state)); }

}  // namespace

RunHead& Transitions::add(RunHead head) {
  run_of_number_[head.number] = head.id;
  std::string id = head.id;
  return heads_.emplace(std::move(id), std::move(head)).first->second;
}

RunHead* Transitions::head(const std::string& run_id) {
  if (const auto it = heads_.find(run_id); it != heads_.end()) return &it->second;
  auto loaded = runs_.head(tx_, run_id);
  if (!loaded) return nullptr;
  return &add(std::move(*loaded));
}

RunHead* Transitions::head_of_node(std::int64_t node_id) {
  const std::int64_t number = node_id >> node_index_bits;
  if (const auto it = run_of_number_.find(number); it != run_of_number_.end()) return head(it->second);
  auto loaded = runs_.head_by_number(tx_, number);
  if (!loaded) return nullptr;
  return &add(std::move(*loaded));
}

void Transitions::journal(RunHead& run, std::string_view type, std::string_view node, std::string_view data) {
  journal_.push_back(RunStore::journal_row(run.id, ++run.journal_seq, now_text_, type, node, data));
}

void Transitions::write_journal() {
  if (!journal_.empty()) runs_.insert_journal(tx_, std::exchange(journal_, {}));
}

void Transitions::add_nodes(RunHead& run, const std::vector<NodeSpec>& specs, std::map<std::string, std::int64_t>& ids,
                            bool is_expansion, const std::map<std::string, NodeState>& ended) {
  std::int64_t index = run.next_index;
  if (!is_expansion) index = 0;
  for (const NodeSpec& spec : specs) ids[spec.key] = (run.number << node_index_bits) + index++;
  for (const NodeSpec& spec : specs) {
    std::int64_t pending = 0;
    bool upstream_failed = false;
    for (const std::string& need : spec.needs) {
      const auto end = ended.find(need);
      if (end == ended.end())
        ++pending;
      else
        upstream_failed |= end->second != NodeState::succeeded && end->second != NodeState::skipped;
    }
    nodes_.insert(tx_, run.id, ids.at(spec.key), spec, pending, upstream_failed, is_expansion);
  }
  // Every dependency has its row, also on a node that has ended: a re-run reads the graph from here.
  for (const NodeSpec& spec : specs)
    for (const std::string& need : spec.needs) nodes_.add_dependency(tx_, ids.at(need), ids.at(spec.key));
  if (is_expansion) {
    run.open_nodes += static_cast<std::int64_t>(specs.size());
    run.next_index = index;
  }
}

void Transitions::admit(RunHead& run, WhenBusy when_busy) {
  if (run.group_key.empty()) return start(run);
  const auto holder = runs_.group_holder(tx_, run.group_key);
  if (!holder) {
    runs_.take_group(tx_, run.group_key, run.id);
    return start(run);
  }
  if (when_busy == WhenBusy::queue_newest)
    for (const std::string& waiter : runs_.group_waiters(tx_, run.group_key))
      cancel(*head(waiter), fmt::format("Run #{} of the same concurrency group came after it.", run.number));
  runs_.wait_for_group(tx_, run.group_key, run.number, run.id);
  RunHead& holding = *head(*holder);
  run.state = RunState::waiting;
  run.waiting_reason = fmt::format("Waiting for run #{}, which holds '{}'.", holding.number, run.group_key);
  journal(run, "run.waiting", "", boost::json::serialize(boost::json::object{{"reason", run.waiting_reason}}));
  if (when_busy == WhenBusy::cancel_running) cancel(holding, fmt::format("Run #{} takes its place.", run.number));
}

void Transitions::start(RunHead& run) {
  run.state = RunState::running;
  run.waiting_reason.clear();
  run.started_at = now_;
  run.deadline_at = now_ + std::chrono::milliseconds(run.timeout_ms);
  aftermath_.has_timer = true;
  journal(run, "run.started", "");
  events_.append(tx_, {.type = "run.started",
                       .subject = "run:" + run.id,
                       .actor = "system",
                       .payload = boost::json::serialize(
                           boost::json::object{{"number", run.number}, {"kind", run.kind}, {"subject", run.subject}}),
                       .owner_ref = run.owner_ref,
                       .project_id = run.project_id,
                       .env_type = run.env_type});
  activate_unblocked(run);
}

void Transitions::activate_unblocked(RunHead& run) {
  for (const NodeHead& node : nodes_.unblocked(tx_, run.id)) activate(run, node);
}

void Transitions::activate(RunHead& run, const NodeHead& node) {
  if (run.cancel_requested && node.when != When::always) {
    end_idle(node.id, NodeState::cancelled);
    return;
  }
  const bool skip =
      (node.when == When::success && node.upstream_failed) || (node.when == When::failure && !node.upstream_failed);
  if (skip) {
    end_idle(node.id, NodeState::skipped);
    return;
  }
  if (node.kind == "approval") {
    nodes_.make_waiting(tx_, node.id, "Waiting for an approval.");
    nodes_.insert_approval(tx_, node.id);
    journal(run, "node.waiting", node.key, R"({"for":"approval"})");
    to_check_[run.id] = true;
  } else if (node.kind == "timer") {
    const auto delay = boost::json::parse(node.spec).at("delayMs").to_number<std::int64_t>();
    nodes_.make_waiting(tx_, node.id, "Waiting for its time.");
    nodes_.insert_timer(tx_, node.id, microseconds(now_) + delay * 1000);
    journal(run, "node.waiting", node.key, R"({"for":"timer"})");
    aftermath_.has_timer = true;
    to_check_[run.id] = true;
  } else {
    nodes_.mark_ready(tx_, node.id);
    if (node.kind.starts_with(remote_kind))
      nodes_.queue(tx_, node, microseconds(now_));
    else
      fresh_.push_back(node);
  }
}

void Transitions::queue_fresh() {
  for (const NodeHead& node : fresh_) nodes_.queue(tx_, node, microseconds(now_));
  has_queued_ |= !fresh_.empty();
  fresh_.clear();
}

std::vector<ClaimedNode> Transitions::claim(std::size_t limit, const LeaseTerms& terms) {
  queue_fresh();  // they have no right to come first
  auto claimed = claim_reserved(nodes_.take_ready(tx_, terms.host, microseconds(now_), limit));
  nodes_.insert_leases(tx_, claimed, terms);
  if (claimed.size() < limit) has_queued_ = false;  // the queue is empty
  return claimed;
}

std::vector<ClaimedNode> Transitions::claim_fresh(std::size_t limit, const LeaseTerms& terms) {
  std::stable_sort(fresh_.begin(), fresh_.end(),
                   [](const NodeHead& a, const NodeHead& b) { return a.priority > b.priority; });
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < std::min(limit, fresh_.size()); ++i) ids.push_back(fresh_[i].id);
  fresh_.erase(fresh_.begin(), fresh_.begin() + static_cast<std::ptrdiff_t>(ids.size()));
  auto claimed = claim_reserved(ids);
  nodes_.insert_leases(tx_, claimed, terms);
  return claimed;
}

std::vector<ClaimedNode> Transitions::claim_reserved(const std::vector<std::int64_t>& ids) {
  auto claimed = nodes_.start(tx_, ids, now_);
  for (ClaimedNode& node : claimed) {
    RunHead& run = *head(node.run_id);
    if (run.state == RunState::waiting) {
      run.state = RunState::running;
      to_check_[run.id] = true;
    }
    node.is_cancelled =
        run.cancel_requested && node.node.attempt > 1 && nodes_.head(tx_, node.node.id)->when != When::always;
    journal(run, "node.started", node.node.key, fmt::format(R"({{"attempt":{}}})", node.node.attempt));
  }
  return claimed;
}

bool Transitions::end_running(std::int64_t node_id, std::int64_t fence, NodeState state, std::string_view outputs,
                              const std::optional<Error>& error) {
  std::optional<std::string> error_text;
  if (error) error_text = to_json(*error);
  const auto ended = nodes_.end_running(tx_, node_id, fence, state, outputs, error_text, now_);
  if (!ended) return false;
  after_end(*head_of_node(node_id), node_id, *ended, state, error);
  return true;
}

std::vector<NodeEnd> Transitions::end_running(std::vector<NodeEnd>& ends) {
  std::vector<std::int64_t> ids;
  for (const NodeEnd& end : ends) ids.push_back(end.claimed->node.id);
  const auto fences = nodes_.running_fences(tx_, ids);
  const auto first_stale = std::stable_partition(ends.begin(), ends.end(), [&](const NodeEnd& end) {
    const auto fence = fences.find(end.claimed->node.id);
    return fence != fences.end() && fence->second == end.claimed->fence;
  });
  std::vector<NodeEnd> stale(std::make_move_iterator(first_stale), std::make_move_iterator(ends.end()));
  ends.erase(first_stale, ends.end());
  nodes_.end_running(tx_, ends, now_);
  std::vector<std::int64_t> succeeded, failed;
  for (const NodeEnd& end : ends) {
    const ClaimedNode& node = *end.claimed;
    const bool blocks =
        count_end(*head(node.run_id), node.node.key, node.allow_failure, node.upstream_failed, end.state, end.error);
    (blocks ? failed : succeeded).push_back(node.node.id);
  }
  release_dependents(succeeded, false);
  release_dependents(failed, true);
  return stale;
}

bool Transitions::end_idle(std::int64_t node_id, NodeState state, const std::optional<Error>& error,
                           std::string_view outputs) {
  std::optional<std::string> error_text;
  if (error) error_text = to_json(*error);
  const auto ended = nodes_.end_idle(tx_, node_id, state, outputs, error_text, now_);
  if (!ended) return false;
  std::erase_if(fresh_, [&](const NodeHead& node) { return node.id == node_id; });
  RunHead& run = *head_of_node(node_id);
  to_check_[run.id] = true;
  after_end(run, node_id, *ended, state, error);
  return true;
}

void Transitions::after_end(RunHead& run, std::int64_t node_id, const NodeStore::Ended& node, NodeState state,
                            const std::optional<Error>& error) {
  const bool blocks = count_end(run, node.key, node.allow_failure, node.upstream_failed, state, error);
  release_dependents({node_id}, blocks);
}

bool Transitions::count_end(RunHead& run, const std::string& key, bool allow_failure, bool upstream_failed,
                            NodeState state, const std::optional<Error>& error) {
  journal(run, "node.finished", key, state_data(state));
  --run.open_nodes;
  if (!run.waiting_reason.empty()) to_check_[run.id] = true;  // it may have been the last one that ran
  const bool is_failure = (state == NodeState::failed || state == NodeState::timed_out) && !allow_failure;
  if (is_failure) {
    ++run.failed_nodes;
    if (!run.error && error) run.error = to_json(*error);
  }
  return is_failure || state == NodeState::cancelled || upstream_failed;
}

void Transitions::release_dependents(const std::vector<std::int64_t>& node_ids, bool failed) {
  for (const NodeHead& dependent : nodes_.release_dependents(tx_, node_ids, failed))
    if (dependent.pending == 0 && dependent.state == NodeState::blocked) activate(*head(dependent.run_id), dependent);
}

bool Transitions::retry_running(std::int64_t node_id, std::int64_t fence, std::chrono::milliseconds delay,
                                std::string_view reason) {
  if (!nodes_.end_running(tx_, node_id, fence, NodeState::ready, "{}", std::nullopt, now_)) return false;
  const NodeHead node = *nodes_.head(tx_, node_id);
  nodes_.make_ready(tx_, node, microseconds(now_ + delay));
  nodes_.explain_waiting(tx_, node_id, fmt::format("Tried again after: {}.", reason));
  journal(*head_of_node(node_id), "node.retried", node.key,
          boost::json::serialize(boost::json::object{{"reason", reason}, {"delayMs", delay.count()}}));
  aftermath_.has_ready = true;
  return true;
}

bool Transitions::mark_unknown(std::int64_t node_id, std::int64_t fence, const Error& error) {
  const auto ended = nodes_.end_running(tx_, node_id, fence, NodeState::unknown, "{}", to_json(error), now_);
  if (!ended) return false;
  nodes_.explain_waiting(tx_, node_id, "A person must say whether it happened.");
  RunHead& run = *head_of_node(node_id);
  journal(run, "node.unknown", ended->key, to_json(error));
  to_check_[run.id] = true;
  return true;
}

void Transitions::reactivate(std::int64_t node_id, std::string_view reason) {
  const NodeHead node = *nodes_.head(tx_, node_id);
  nodes_.make_ready(tx_, node, microseconds(now_));
  RunHead& run = *head_of_node(node_id);
  run.state = RunState::running;
  to_check_[run.id] = true;
  journal(run, "node.retried", node.key, boost::json::serialize(boost::json::object{{"reason", reason}}));
  aftermath_.has_ready = true;
}

void Transitions::give_back(const NodeHead& node) {
  nodes_.drop_lease(tx_, node.id);
  nodes_.make_ready(tx_, node, microseconds(now_));
  aftermath_.has_ready = true;
}

void Transitions::cancel(RunHead& run, const std::string& reason) {
  if (is_final(run.state)) return;
  runs_.set_cancel(tx_, run.id, reason, now_);
  const bool never_started = !run.started_at.has_value();
  run.cancel_requested = true;
  run.timed_out = reason == run_timeout_reason;
  run.state = RunState::cancelling;
  run.waiting_reason.clear();
  runs_.leave_group_queue(tx_, run.id);
  journal(run, "run.cancelling", "", boost::json::serialize(boost::json::object{{"reason", reason}}));
  for (const NodeHead& node :
       nodes_.heads_in(tx_, run.id, {NodeState::blocked, NodeState::ready, NodeState::waiting, NodeState::unknown}))
    if (never_started || node.when != When::always) end_idle(node.id, NodeState::cancelled);
  for (const NodeHead& node : nodes_.heads_in(tx_, run.id, {NodeState::running}))
    if (node.when != When::always) {
      aftermath_.stop_nodes.push_back(node.id);
      if (node.kind.starts_with(remote_kind)) tx_.notify(remote_channel);
    }
}

void Transitions::end_run(RunHead& run) {
  run.state = run.timed_out          ? RunState::timed_out
              : run.cancel_requested ? RunState::cancelled
              : run.failed_nodes > 0 ? RunState::failed
                                     : RunState::succeeded;
  run.finished_at = now_;
  run.waiting_reason.clear();
  journal(run, "run.finished", "", fmt::format(R"({{"state":"{}"}})", to_string(run.state)));
}

/// After the journal was written, whose hash goes with the fact.
void Transitions::publish_end(const RunHead& run) {
  const auto seconds = static_cast<double>((now_ - run.started_at.value_or(run.created_at)).count()) / 1e6;
  boost::json::object payload{{"number", run.number},   {"kind", run.kind},
                              {"subject", run.subject}, {"state", to_string(run.state)},
                              {"seconds", seconds},     {"journalSha256", runs_.journal_hash(tx_, run.id)}};
  if (run.error) payload["error"] = boost::json::parse(*run.error);
  events_.append(tx_, {.type = "run.finished",
                       .subject = "run:" + run.id,
                       .actor = "system",
                       .payload = boost::json::serialize(payload),
                       .owner_ref = run.owner_ref,
                       .project_id = run.project_id,
                       .env_type = run.env_type});
  release_group(run);
  fault_point("runs.finish.in_commit");
}

void Transitions::release_group(const RunHead& run) {
  if (run.group_key.empty() || runs_.group_holder(tx_, run.group_key) != run.id) return;
  runs_.release_group(tx_, run.group_key, run.id);
  const auto waiters = runs_.group_waiters(tx_, run.group_key);
  if (waiters.empty()) return;
  runs_.leave_group_queue(tx_, waiters.front());
  runs_.take_group(tx_, run.group_key, waiters.front());
  start(*head(waiters.front()));
}

/// A run in which a node waits says so; when nothing else is ready or running, that is its state.
void Transitions::refresh_waiting(RunHead& run) {
  if (run.state != RunState::running) return;
  run.waiting_reason.clear();
  const auto waiting = nodes_.heads_in(tx_, run.id, {NodeState::unknown, NodeState::waiting});
  if (waiting.empty()) return;
  run.waiting_reason = fmt::format("Waiting at '{}'.", nodes_.title(tx_, waiting.front().id));
  if (nodes_.heads_in(tx_, run.id, {NodeState::running, NodeState::ready}).empty()) run.state = RunState::waiting;
}

/// Hints: each of these is also found without them, a little later.
void Transitions::tell_other_servers() {
  if (aftermath_.has_ready || aftermath_.has_timer) tx_.notify(wake_hint);
  for (const std::string& run : aftermath_.changed_runs) tx_.notify(changed_hint, run);
  for (const std::int64_t node : aftermath_.stop_nodes) tx_.notify(stop_hint, std::to_string(node));
}

Aftermath Transitions::flush() {
  // Ending a run may start another of its group, which may in turn end at once: until nothing ends any more.
  for (bool again = true; again;) {
    std::vector<RunHead*> ended;
    for (auto& [id, run] : heads_)
      if (run.open_nodes == 0 && !is_final(run.state)) ended.push_back(&run);
    for (RunHead* run : ended) end_run(*run);
    if (!ended.empty()) write_journal();
    for (const RunHead* run : ended) publish_end(*run);
    again = !ended.empty();
  }
  for (auto& [id, run] : heads_) {
    if (to_check_.contains(id)) refresh_waiting(run);
    runs_.save(tx_, run);
    aftermath_.changed_runs.push_back(id);
  }
  write_journal();
  queue_fresh();
  aftermath_.has_ready |= has_queued_;
  if (tx_.dialect().engine() == db::Engine::postgres) tell_other_servers();
  return std::move(aftermath_);
}

}  // namespace towpath::runs
