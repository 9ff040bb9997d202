#include <algorithm>
#include <stdexcept>

#include "base/faults.h"
#include "engine.h"
#include "log/log.h"
#include "retry_rules.h"
#include "run_json.h"

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

/// Nodes that a dead process of this host held.
void Engine::recover() {
  const auto dead = kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Lease>> {
    return nodes_.dead_leases(tx, kernel_.host_id, runner_id_, kernel_.clock.now().time_since_epoch().count());
  });
  for (const Lease& lease : dead.value()) {
    const auto settled = transit([&](db::Tx& tx, Transitions& transitions) -> Status {
      const auto node = nodes_.head(tx, lease.node_id);
      if (!node) {
        nodes_.drop_lease(tx, lease.node_id);
        return ok();
      }
      if (node->state == NodeState::ready) {
        transitions.give_back(*node);
        return ok();
      }
      if (node->fence == lease.fence) settle_lost(tx, transitions, *node);
      return ok();
    });
    if (!settled.has_value()) throw std::runtime_error(settled.error().message());
    fault_point("runs.recover.after_settle");
  }
  if (!dead->empty()) log::info("recovered nodes of a dead server", {{"nodes", dead->size()}});
}

/// Nodes that were claimed in a commit whose outcome never reached us: no worker has them, so they go back. Not while a
/// submission is between its commit and its workers: false, a later turn looks.
bool Engine::reclaim(db::Tx& tx, Transitions& transitions) {
  {
    const std::lock_guard lock(mutex_);
    if (kept_workers_ > 0) return false;
  }
  for (const Lease& lease : nodes_.leases_of(tx, runner_id_)) {
    {
      const std::lock_guard lock(mutex_);
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
