#include "runs_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <condition_variable>
#include <set>

#include "base/elsewhere.h"
#include "base/strings.h"
#include "explanation.h"
#include "graph.h"
#include "runs/remote_nodes.h"

namespace towpath::runs {
namespace {

Error no_run(const RunId& id) {
  return not_found("runs.not_found", fmt::format("There is no run {}.", id.text()))
      .with_hint("See them with: towpath run list");
}

/// The spec of such a node names the labels it asks for.
std::string waiting_for_machine(const Node& node) {
  const boost::json::value spec = boost::json::parse(node.spec);
  std::vector<std::string> labels;
  if (const auto* asked = spec.as_object().if_contains("labels"))
    for (const boost::json::value& label : asked->as_array()) labels.emplace_back(label.as_string());
  return fmt::format("Waiting for a runner with {}: {}.", labels.size() == 1 ? "the label" : "the labels",
                     join(labels, ", "));
}

}  // namespace

Result<RunId> RunsService::insert(db::Tx& tx, Transitions& transitions, const RunSpec& given,
                                  const std::map<std::string, std::string>& done) {
  CHECK_OK(check_graph(given.nodes, {}));
  if (!given.idempotency_key.empty())
    if (const auto existing = engine_.runs().id_by_idempotency_key(tx, given.idempotency_key)) return RunId(*existing);
  RunSpec spec = given;
  spec.concurrency_group = to_lower(spec.concurrency_group);
  const RunId id = new_id<RunId>();
  const std::int64_t number = engine_.runs().next_number(tx);
  RunHead& run = transitions.add(engine_.runs().insert(tx, spec, id, number, spec.nodes.size(),
                                                       engine_.kernel().host_id, engine_.kernel().clock.now()));
  transitions.journal(run, "run.queued", "");
  engine_.kernel().events.append(
      tx, {.type = "run.queued",
           .subject = "run:" + id.text(),
           .actor = spec.trigger.actor.empty() ? "system" : spec.trigger.actor,
           .payload = boost::json::serialize(boost::json::object{{"number", number},
                                                                 {"kind", spec.kind},
                                                                 {"title", spec.title},
                                                                 {"subject", spec.subject},
                                                                 {"trigger", spec.trigger.kind}}),
           .owner_ref = spec.owner_ref,
           .project_id = spec.project_id,
           .env_type = spec.env_type});
  std::map<std::string, std::int64_t> ids;
  transitions.add_nodes(run, spec.nodes, ids, false);
  for (const auto& [key, outputs] : done) transitions.end_idle(ids.at(key), NodeState::succeeded, {}, outputs);
  transitions.admit(run, spec.when_busy);
  return id;
}

Result<RunId> RunsService::submit(db::Tx& tx, const RunSpec& spec) {
  Transitions transitions(tx, engine_.kernel().events, engine_.runs(), engine_.nodes(), engine_.kernel().clock.now());
  auto id = insert(tx, transitions, spec, {});
  transitions.flush();
  // The commit is the caller's, so the engine learns of it by the hint, also in this process.
  tx.notify("runs.wake", id.has_value() ? id->text() : "");
  return id;
}

Result<RunId> RunsService::submit_now(const RunSpec& spec) {
  return engine_.transit([&](db::Tx& tx, Transitions& transitions) { return insert(tx, transitions, spec, {}); },
                         "runs.submit.after_commit");
}

Result<Run> RunsService::permitted(const auth::Principal& principal, const RunId& id, std::string_view permission) {
  const auth::Authorizer& authorizer = engine_.kernel().authorizer;
  const auth::SqlCondition visible = auth::to_sql(authorizer.decide(principal, "run.read"), "owner_ref", "env_type");
  TRY(Run run, engine_.kernel().db.read([&](db::Tx& tx) -> Result<Run> {
    auto found = engine_.runs().find(tx, id.text(), visible);
    if (!found) return no_run(id);
    return std::move(*found);
  }));
  CHECK_OK(auth::check(authorizer, principal, permission, {run.owner_ref, run.project_id, run.env_type}));
  return run;
}

Result<Run> RunsService::get(const auth::Principal& principal, const RunId& id) {
  TRY(Run run, permitted(principal, id, "run.read"));
  const auth::SqlCondition visible =
      auth::to_sql(engine_.kernel().authorizer.decide(principal, "run.read"), "owner_ref", "env_type");
  CHECK_OK(engine_.kernel().db.read([&](db::Tx& tx) -> Status {
    run.nodes = engine_.nodes().nodes(tx, id.text());
    run.typical = engine_.runs().typical(tx, run, visible);
    return ok();
  }));
  boost::json::object outputs;
  for (Node& node : run.nodes) {
    if (node.state == NodeState::succeeded && node.outputs != "{}")
      outputs[node.key] = boost::json::parse(node.outputs);
    if (node.state == NodeState::ready && node.waiting_reason.empty() && node.kind.starts_with(remote_kind))
      node.waiting_reason = waiting_for_machine(node);
    else if (node.state == NodeState::ready && node.waiting_reason.empty())
      node.waiting_reason =
          fmt::format("Waiting for a free worker ({} of {} are busy).", engine_.busy_workers(), engine_.workers());
    if (node.state == NodeState::blocked) {
      std::vector<std::string> open;
      for (const Node& other : run.nodes)
        if (!is_final(other.state) && std::find(node.needs.begin(), node.needs.end(), other.key) != node.needs.end())
          open.push_back(other.key);
      node.waiting_reason = "Waiting for " + join(open, ", ") + ".";
    }
  }
  run.outputs = boost::json::serialize(outputs);
  return run;
}

Result<RunPage> RunsService::list(const auth::Principal& principal, const RunFilter& given) {
  const auto decision = engine_.kernel().authorizer.decide(principal, "run.read");
  const auth::SqlCondition visible = auth::to_sql(decision, "owner_ref", "env_type");
  RunFilter filter = given;
  filter.limit = std::clamp<std::size_t>(filter.limit, 1, 500);
  return engine_.kernel().db.read([&](db::Tx& tx) -> Result<RunPage> {
    RunPage page;
    page.total = engine_.runs().count(tx, filter, visible);
    const std::size_t limit = filter.limit;
    RunFilter one_more = filter;
    one_more.limit = limit + 1;
    page.items = engine_.runs().list(tx, one_more, visible);
    if (page.items.size() > limit) {
      page.items.pop_back();
      page.next = page.items.back().id.text();
    }
    for (Run& run : page.items) run.typical = engine_.runs().typical(tx, run, visible);
    return page;
  });
}

Status RunsService::cancel(const auth::Principal& principal, const RunId& id, std::string reason) {
  TRY(const Run run, permitted(principal, id, "run.cancel"));
  if (is_final(run.state))
    return conflict("runs.already_finished", fmt::format("Run #{} has already {}.", run.number, to_string(run.state)));
  if (reason.empty()) reason = fmt::format("Cancelled by {}.", principal.ref);
  return engine_.transit(
      [&](db::Tx&, Transitions& transitions) -> Status {
        transitions.cancel(*transitions.head(id.text()), reason);
        return ok();
      },
      "runs.cancel.after_commit");
}

Result<RunId> RunsService::rerun(const auth::Principal& principal, const RunId& id, RerunMode mode) {
  TRY(const Run run, permitted(principal, id, "run.rerun"));
  if (!is_final(run.state))
    return conflict("runs.not_finished", fmt::format("Run #{} is still {}.", run.number, to_string(run.state)));
  return engine_.transit([&](db::Tx& tx, Transitions& transitions) -> Result<RunId> {
    RunSpec spec = *engine_.runs().spec(tx, id.text());
    spec.nodes = engine_.nodes().specs(tx, id.text(), mode == RerunMode::failed);
    // Nodes added by expansion are made again by the node that adds them; their edges go with them.
    std::set<std::string> keys;
    for (const NodeSpec& node : spec.nodes) keys.insert(node.key);
    for (NodeSpec& node : spec.nodes)
      std::erase_if(node.needs, [&](const std::string& need) { return !keys.contains(need); });
    spec.rerun_of = run.rerun_of ? run.rerun_of : id;
    spec.trigger.kind = "rerun";
    spec.trigger.actor = principal.ref;
    std::map<std::string, std::string> done;
    if (mode == RerunMode::failed)
      for (const Node& node : engine_.nodes().nodes(tx, id.text()))
        if (node.state == NodeState::succeeded) done[node.key] = node.outputs;
    return insert(tx, transitions, spec, done);
  });
}

Status RunsService::decide(const auth::Principal& principal, const RunId& id, const std::string& key, bool approve,
                           std::string comment) {
  TRY(const Run run, permitted(principal, id, "run.approve"));
  return engine_.transit(
      [&](db::Tx& tx, Transitions& transitions) -> Status {
        TRY(const NodeHead node, waiting_approval(tx, run, key));
        if (boost::json::parse(node.spec).as_object().contains("decidedBy"))
          return conflict("runs.decided_elsewhere",
                          fmt::format("'{}' of run #{} is decided by a rule of its own.", key, run.number))
              .with_hint("See it with: towpath approval list");
        std::optional<Error> refusal;
        if (!approve)
          refusal = forbidden("runs.denied", fmt::format("{} denied '{}'{}", principal.ref, key,
                                                         comment.empty() ? "." : ": " + comment));
        const std::string outputs =
            boost::json::serialize(boost::json::object{{"approvedBy", principal.ref}, {"comment", comment}});
        settle(tx, transitions, node, {principal.ref, comment}, refusal, outputs);
        return ok();
      },
      "runs.approval.after_commit");
}

Status RunsService::settle_approval(db::Tx& tx, const RunId& id, const std::string& key, const std::string& by,
                                    const std::optional<Error>& refusal, const std::string& outputs) {
  const auto run = engine_.runs().find(tx, id.text(), {"1 = 1", {}});
  if (!run) return no_run(id);
  TRY(const NodeHead node, waiting_approval(tx, *run, key));
  Transitions transitions(tx, engine_.kernel().events, engine_.runs(), engine_.nodes(), engine_.kernel().clock.now());
  settle(tx, transitions, node, {by, refusal ? refusal->message() : ""}, refusal, outputs);
  transitions.flush();
  tx.notify("runs.wake", id.text());  // the commit is the caller's, as with submit()
  return ok();
}

bool RunsService::run_again(db::Tx& tx, const RunId& id, const std::string& key, std::string_view reason) {
  const auto ids = engine_.nodes().ids_by_key(tx, id.text());
  const auto node = ids.find(key);
  const auto head = node == ids.end() ? std::nullopt : engine_.nodes().head(tx, node->second);
  if (!head || head->state != NodeState::unknown) return false;
  Transitions transitions(tx, engine_.kernel().events, engine_.runs(), engine_.nodes(), engine_.kernel().clock.now());
  transitions.reactivate(head->id, reason);
  transitions.flush();
  tx.notify("runs.wake", id.text());  // the commit is the caller's
  return true;
}

Result<NodeHead> RunsService::waiting_approval(db::Tx& tx, const Run& run, const std::string& key) {
  const auto ids = engine_.nodes().ids_by_key(tx, run.id.text());
  const auto found = ids.find(key);
  auto node = found == ids.end() ? std::nullopt : engine_.nodes().head(tx, found->second);
  if (!node || node->kind != "approval" || node->state != NodeState::waiting)
    return conflict("runs.not_waiting",
                    fmt::format("'{}' of run #{} is not waiting for an approval.", key, run.number));
  return std::move(*node);
}

void RunsService::settle(db::Tx& tx, Transitions& transitions, const NodeHead& node, const Settled& settled,
                         const std::optional<Error>& refusal, const std::string& outputs) {
  engine_.nodes().settle_approval(tx, node.id, refusal ? "denied" : "approved", settled.by, settled.comment,
                                  engine_.kernel().clock.now());
  transitions.end_idle(node.id, refusal ? NodeState::failed : NodeState::succeeded, refusal, outputs);
  transitions.activate_unblocked(*transitions.head(node.run_id));
}

Status RunsService::resolve(const auth::Principal& principal, const RunId& id, const std::string& key, bool happened,
                            std::string response) {
  TRY(const Run run, permitted(principal, id, "run.resolve"));
  return engine_.transit([&](db::Tx& tx, Transitions& transitions) -> Status {
    const auto ids = engine_.nodes().ids_by_key(tx, id.text());
    const auto node = ids.find(key);
    const auto head = node == ids.end() ? std::nullopt : engine_.nodes().head(tx, node->second);
    if (!head || head->state != NodeState::unknown)
      return conflict("runs.not_waiting",
                      fmt::format("'{}' of run #{} does not wait for such an answer.", key, run.number));
    if (happened)
      for (const std::string& effect : engine_.nodes().open_effects(tx, head->id))
        engine_.nodes().settle_effect(tx, effect, "done", response.empty() ? "{}" : response,
                                      engine_.kernel().clock.now());
    else
      engine_.nodes().forget_effects(tx, head->id);
    transitions.reactivate(head->id, happened ? "resolved as happened" : "resolved as not happened");
    return ok();
  });
}

std::vector<JournalEntry> RunsService::journal(const RunId& id, std::int64_t after, std::size_t limit) {
  return engine_.kernel()
      .db
      .read([&](db::Tx& tx) -> Result<std::vector<JournalEntry>> {
        return engine_.runs().journal(tx, id.text(), after, limit);
      })
      .value();
}

db::Subscription RunsService::watch(const RunId& id, std::function<void()> on_change) {
  return engine_.watch(id.text(), std::move(on_change));
}

Result<LogFile> RunsService::log_file(const LogKey& key) {
  return engine_.kernel().db.read([&](db::Tx& tx) -> Result<LogFile> {
    const auto ids = engine_.nodes().ids_by_key(tx, key.run.text());
    const auto node = ids.find(key.node);
    if (node == ids.end()) return not_found("runs.node_not_found", fmt::format("The run has no '{}'.", key.node));
    const int attempt = key.attempt > 0 ? key.attempt : engine_.nodes().head(tx, node->second)->attempt;
    const std::string host = engine_.nodes().host_of_step(tx, node->second, attempt, key.step);
    if (!host.empty() && host != engine_.kernel().host_id)
      return other_host("runs.other_host", fmt::format("The log of '{}'", key.node), host);
    return LogFile{key.run.text(), node->second, attempt, key.step};
  });
}

Result<std::vector<LogLine>> RunsService::log(const LogKey& key, std::int64_t from_line, std::size_t limit) {
  TRY(const LogFile file, log_file(key));
  return logs_.read(file, from_line, limit);
}

Result<std::vector<LogLine>> RunsService::search_log(const LogKey& key, const std::string& pattern, std::size_t limit) {
  TRY(const LogFile file, log_file(key));
  return logs_.search(file, pattern, limit);
}

Result<LogMatches> RunsService::log_matches(const LogKey& key, const std::string& pattern, std::size_t limit) {
  TRY(const LogFile file, log_file(key));
  return logs_.matches(file, pattern, limit);
}

Result<std::optional<Explanation>> RunsService::explain(const auth::Principal& principal, const RunId& id) {
  TRY(const Run run, get(principal, id));
  auto out = explanation_of(run);
  if (out && out->step && out->step->log_lines > 0) {
    const auto from = std::max<std::int64_t>(1, out->step->log_lines - lines_looked_at + 1);
    const auto tail = log({id, out->node, out->step->index, out->step->attempt}, from, lines_looked_at);
    if (!tail.has_value() && elsewhere(tail.error())) return out;  // the log itself is still to be had there
    if (!tail.has_value()) return tail.error();
    out->lines = telling_lines(*tail);
  }
  return out;
}

void RunsService::add_artifact(db::Tx& tx, const RunId& id, const Artifact& artifact) {
  engine_.runs().put_artifact(tx, id.text(), artifact, engine_.kernel().clock.now());
}

std::vector<Artifact> RunsService::artifacts(const RunId& id) {
  return engine_.kernel()
      .db.read([&](db::Tx& tx) -> Result<std::vector<Artifact>> { return engine_.runs().artifacts(tx, id.text()); })
      .value();
}

Result<Artifact> RunsService::artifact(const RunId& id, const std::string& name) {
  for (Artifact& artifact : artifacts(id))
    if (artifact.name == name) return std::move(artifact);
  return not_found("runs.artifact_not_found", fmt::format("The run has no artifact '{}'.", name));
}

std::optional<RunState> RunsService::wait(const RunId& id, std::chrono::milliseconds deadline) {
  std::mutex mutex;
  std::condition_variable changed;
  std::int64_t changes = 0;  // guarded by mutex
  const auto subscription = engine_.watch(id.text(), [&] {
    const std::lock_guard lock(mutex);
    ++changes;
    changed.notify_all();
  });
  const auto until = std::chrono::steady_clock::now() + deadline;
  for (std::int64_t seen = 0;;) {
    const auto state = engine_.kernel().db.read([&](db::Tx& tx) -> Result<std::optional<RunState>> {
      const auto head = engine_.runs().head(tx, id.text());
      return head ? std::optional(head->state) : std::nullopt;
    });
    if (!*state || is_final(**state)) return state.value();
    std::unique_lock lock(mutex);
    if (!changed.wait_until(lock, until, [&] { return changes > seen; })) return state.value();
    seen = changes;
  }
}

Runs::Load RunsService::load() {
  const auto counts =
      engine_.kernel().db.read([&](db::Tx& tx) -> Result<NodeStore::Counts> { return engine_.nodes().counts(tx); });
  return {counts.value().ready, counts.value().running, counts.value().waiting};
}

}  // namespace towpath::runs
