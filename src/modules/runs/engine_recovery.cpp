#include <algorithm>
#include <charconv>
#include <set>
#include <stdexcept>

#include "base/elsewhere.h"
#include "base/faults.h"
#include "engine.h"
#include "events/several_servers.h"
#include "log/log.h"
#include "moving.h"
#include "retry_rules.h"
#include "run_json.h"
#include "runs/binding.h"

namespace towpath::runs {

/// A running node whose process died or must end: it runs again when its executor or its Retry says so (to clean up
/// when its run was cancelled meanwhile), and is over otherwise.
void Engine::settle_lost(db::Tx& tx, Transitions& transitions, const NodeHead& node, const Error& error) {
  constexpr std::chrono::milliseconds at_once{0};
  nodes_.lose_steps(tx, node.id, node.attempt, kernel_.clock.now());
  const auto executor = executors_.find(node.kind);
  const bool does_nothing = node.kind == "noop";
  if (does_nothing || (executor != executors_.end() && executor->second->is_resumable())) {
    transitions.retry_running(node.id, node.fence, at_once, "the server restarted");
    return;
  }
  if (transitions.head_of_node(node.id)->cancel_requested && node.when != When::always) {
    transitions.end_running(node.id, node.fence, NodeState::cancelled, "{}", std::nullopt);
    return;
  }
  const Retry retry = retry_from_json(nodes_.retry(tx, node.id));
  if (node.attempt < retry.max_attempts && retry_covers(retry, NodeEnd{nullptr, NodeState::failed, "{}", error}))
    transitions.retry_running(node.id, node.fence, at_once, error.message());
  else
    transitions.end_running(node.id, node.fence, NodeState::failed, "{}", error);
}

/// A node that a dead process held.
void Engine::settle_dead(db::Tx& tx, Transitions& transitions, const Lease& lease) {
  const auto node = nodes_.head(tx, lease.node_id);
  if (!node)
    nodes_.drop_lease(tx, lease.node_id);
  else if (!nodes_.has_lease(tx, lease))
    return;  // another server was quicker
  else if (node->state == NodeState::ready)
    transitions.give_back(*node);
  else if (node->fence == lease.fence)
    settle_lost(tx, transitions, *node);
}

/// At the start: nodes that a dead process of this host held, or that were not renewed anywhere.
void Engine::recover() {
  const auto dead = kernel_.db.read([&](db::Tx& tx) {
    return nodes_.dead_leases(tx, kernel_.host_id, runner_id_, kernel_.clock.now().time_since_epoch().count());
  });
  for (const Lease& lease : dead) {
    const Status settled = transit([&](db::Tx& tx, Transitions& transitions) -> Status {
      settle_dead(tx, transitions, lease);
      return ok();
    });
    if (!settled.has_value()) throw std::runtime_error(settled.error().message());
    fault_point("runs.recover.after_settle");
  }
  if (!dead.empty()) log::info("recovered nodes of a dead server", {{"nodes", dead.size()}});
}

/// While this server leads: what a server held that has not renewed its leases. Its nodes are lost; what it still
/// reports carries an old fence.
void Engine::take_over(db::Tx& tx, Transitions& transitions) {
  for (const Lease& lease : nodes_.expired_leases(tx, runner_id_, kernel_.clock.now().time_since_epoch().count())) {
    log::warn("takes over a node of a server that is away", {{"node", lease.node_id}});
    settle_dead(tx, transitions, lease);
  }
}

bool Engine::is_shared() const { return kernel_.db.dialect().engine() == db::Engine::postgres; }

bool Engine::leads() const { return !is_shared() || events::several_servers(kernel_.events).leads(); }

void Engine::listen_to_others() {
  const auto look = [this] {
    const std::lock_guard lock(mutex_);
    maybe_ready_ = recheck_due_ = true;
    wake_engine_.notify_all();
  };
  hints_.push_back(kernel_.db.listen(std::string(wake_hint), [look](std::string_view) { look(); }));
  if (!is_shared()) return;
  hints_.push_back(kernel_.db.listen(std::string(changed_hint), [this](std::string_view run) {
    if (run.empty())
      all_changed();  // hints were missed
    else
      changed(std::string(run));
  }));
  hints_.push_back(kernel_.db.listen(std::string(stop_hint), [this](std::string_view node) {
    std::int64_t id = 0;
    if (std::from_chars(node.data(), node.data() + node.size(), id).ec == std::errc())
      stop_node(id, StopReason::cancelled);
  }));
  hints_.push_back(events::several_servers(kernel_.events).on_leading(look));
}

std::vector<std::int64_t> Engine::begun() {
  std::vector<std::int64_t> out;
  const std::lock_guard lock(mutex_);
  for (const auto& [id, running] : running_)
    if (running->has_begun) out.push_back(id);
  return out;
}

/// Stops what this server runs and must not run any more: its run was cancelled by another server whose hint was lost,
/// or it was taken over while the database could not be reached from here.
void Engine::keep_only_leased(db::Tx& tx, const std::vector<std::int64_t>& begun, Aftermath& aftermath) {
  std::set<std::int64_t> leased;
  for (const Lease& lease : nodes_.leases_of(tx, runner_id_)) leased.insert(lease.node_id);
  for (const std::int64_t id : nodes_.to_be_stopped(tx, runner_id_)) aftermath.stop_nodes.push_back(id);
  for (const std::int64_t id : begun)
    if (!leased.contains(id)) aftermath.stop_nodes.push_back(id);
}

/// A node that needs something of another host: its run is bound to that host, and the node is tried again there.
bool Engine::move(db::Tx& tx, Transitions& transitions, const NodeEnd& end) {
  if (end.state != NodeState::failed || !end.error) return false;
  const auto host = elsewhere(*end.error);
  if (!host || !is_shared()) return false;
  const std::string bound = bind_to_host(tx, RunId(end.claimed->run_id), *host);
  if (bound != *host || bound == kernel_.host_id) return false;  // it needs two hosts: nobody can do that
  if (transitions.retry_running(end.claimed->node.id, end.claimed->fence, std::chrono::milliseconds(0),
                                end.error->message()))
    forget_attempt(tx, end.claimed->node.id, end.claimed->node.attempt);
  return true;
}

/// Nodes that were claimed in a commit whose outcome never reached us: no worker has them, so they go back. Not while a
/// submission is between its commit and its workers: false, a later turn looks.
bool Engine::reclaim(db::Tx& tx, Transitions& transitions) {
  for (const Lease& lease : nodes_.leases_of(tx, runner_id_)) {
    {
      const std::lock_guard lock(mutex_);
      if (kept_workers_ > 0) return false;
      const auto holds = [&](const Report& report) {
        const auto* end = std::get_if<EndReport>(&report);
        return end && end->running->claimed.node.id == lease.node_id;
      };
      if (running_.contains(lease.node_id) || std::any_of(reports_.begin(), reports_.end(), holds)) continue;
    }
    transitions.retry_running(lease.node_id, lease.fence, std::chrono::milliseconds(0),
                              "the database did not confirm its claim");
  }
  return true;
}

}  // namespace towpath::runs
