#include "node_context.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/elsewhere.h"
#include "base/faults.h"
#include "base/sha256.h"
#include "graph.h"
#include "run_json.h"

namespace towpath::runs {
namespace {

std::string_view to_text(StepOutcome outcome) {
  switch (outcome) {
    case StepOutcome::succeeded:
      return "succeeded";
    case StepOutcome::failed:
      return "failed";
    case StepOutcome::skipped:
      return "skipped";
    case StepOutcome::cancelled:
      return "cancelled";
    case StepOutcome::timed_out:
      return "timed_out";
  }
  return "failed";
}

Error stale() {
  return conflict("runs.stale_fence", "This step was given to someone else meanwhile; its work no longer counts.");
}

}  // namespace

Context::Context(Engine& engine, std::shared_ptr<Running> running)
    : engine_(engine), running_(std::move(running)), run_id_(running_->claimed.run_id) {}

const Run& Context::run() const {
  std::call_once(run_read_, [this] {
    auto run = engine_.kernel().db.read([&](db::Tx& tx) -> Result<Run> {
      auto found = engine_.runs().find(tx, run_id_.text(), {"1 = 1", {}});
      if (!found) return not_found("runs.not_found", "The run of a claimed node is gone.");
      return std::move(*found);
    });
    run_ = std::move(run.value());
  });
  return *run_;
}

const std::vector<Node>& Context::graph() {
  if (!graph_)
    graph_ =
        engine_.kernel()
            .db.read([&](db::Tx& tx) -> Result<std::vector<Node>> { return engine_.nodes().nodes(tx, run_id_.text()); })
            .value();
  return *graph_;
}

std::optional<std::string> Context::outputs_of(std::string_view key) {
  for (const Node& node : graph())
    if (node.key == key && node.state == NodeState::succeeded) return node.outputs;
  return std::nullopt;
}

std::optional<NodeState> Context::state_of(std::string_view key) {
  for (const Node& node : graph())
    if (node.key == key) return node.state;
  return std::nullopt;
}

LogFile Context::log_file(int step) const { return {run_id_.text(), node().id, node().attempt, step}; }

void Context::report(const Step& step) {
  engine_.report(StepReport{node().id, fence(), run_id_.text(), node().key, step});
}

int Context::begin_step(std::string name) {
  Step step;
  step.attempt = node().attempt;
  step.name = std::move(name);
  step.state = "running";
  step.started_at = engine_.kernel().clock.now();
  {
    const std::lock_guard lock(mutex_);
    step.index = static_cast<int>(steps_.size());
    steps_.push_back(step);
  }
  report(step);
  return step.index;
}

void Context::end_step(int index, StepOutcome outcome, std::optional<int> exit_code) {
  std::string rest;
  Step step;
  {
    const std::lock_guard lock(mutex_);
    if (const auto stream = streams_.find(index); stream != streams_.end()) {
      rest = stream->second.flush();
      streams_.erase(stream);
    }
    step = steps_.at(static_cast<std::size_t>(index));
  }
  if (!rest.empty()) engine_.logs().append(log_file(index), rest);
  step.state = to_text(outcome);
  step.exit_code = exit_code;
  step.log_lines = engine_.logs().close(log_file(index));
  step.finished_at = engine_.kernel().clock.now();
  {
    const std::lock_guard lock(mutex_);
    steps_.at(static_cast<std::size_t>(index)) = step;
  }
  report(step);
}

void Context::skip_step(std::string name) {
  Step step;
  step.attempt = node().attempt;
  step.name = std::move(name);
  step.state = "skipped";
  {
    const std::lock_guard lock(mutex_);
    step.index = static_cast<int>(steps_.size());
    steps_.push_back(step);
  }
  report(step);
}

void Context::log(int step, std::string_view bytes) {
  std::string masked;
  {
    const std::lock_guard lock(mutex_);
    masked = streams_.try_emplace(step, engine_.secrets(), masker_).first->second.feed(bytes);
  }
  if (!masked.empty()) engine_.logs().append(log_file(step), masked);
}

void Context::add_mask(std::string_view secret) { masker_.add(secret); }

void Context::finish(NodeState state) {
  std::vector<int> open;
  {
    const std::lock_guard lock(mutex_);
    for (const Step& step : steps_)
      if (step.state == "running") open.push_back(step.index);
  }
  for (const int index : open)
    end_step(index,
             state == NodeState::succeeded   ? StepOutcome::succeeded
             : state == NodeState::cancelled ? StepOutcome::cancelled
                                             : StepOutcome::failed,
             {});
}

/// Over the first run of a chain of re-runs, so that running the failed part again finds what it already did.
std::string Context::effect_key(const std::string& name) {
  const std::string root = run().rerun_of ? run().rerun_of->text() : run_id_.text();
  return sha256_hex(fmt::format("{}\n{}\n{}", root, node().key, name));
}

Result<std::string> Context::effect(const Effect& effect) {
  const std::string key = effect_key(effect.name);
  std::string prepared = effect.prepare ? effect.prepare() : "";
  bool is_repeat = false;
  TRY(const EffectRow row, engine_.kernel().db.transact([&](db::Tx& tx) -> Result<EffectRow> {
    if (!engine_.nodes().holds(tx, node().id, fence())) return stale();
    is_repeat = !engine_.nodes().insert_effect(tx, key, node().id, effect.name, effect.request, prepared, fence(),
                                               engine_.kernel().clock.now());
    return *engine_.nodes().effect(tx, key);
  }));
  if (row.state == "done") return row.response;
  fault_point("runs.effect.after_intent");
  if (is_repeat) {
    prepared = row.prepared;
    if (effect.probe) {
      auto found = effect.probe(key, prepared);
      if (!found.has_value() && elsewhere(found.error())) return found.error();  // it can be told there
      if (!found.has_value())
        return failed("runs.effect_unknown",
                      fmt::format("Whether '{}' happened cannot be told: {}", effect.name, found.error().message()))
            .with_hint(fmt::format("Look, then say it: towpath run resolve {} --node {} --happened | --not-happened",
                                   run_id_.text(), node().key));
      if (found.value())
        return [&, response = *found.value()]() -> Result<std::string> {
          CHECK_OK(engine_.kernel().db.transact([&](db::Tx& tx) -> Status {
            engine_.nodes().settle_effect(tx, key, "done", response, engine_.kernel().clock.now());
            return ok();
          }));
          return response;
        }();
    }
  }
  TRY(const std::string response, effect.perform(key, prepared));
  fault_point("runs.effect.after_perform");
  return engine_.kernel().db.transact([&](db::Tx& tx) -> Result<std::string> {
    // Also when the fence is stale: the effect did happen, and whoever runs the node now must find that out.
    engine_.nodes().settle_effect(tx, key, "done", response, engine_.kernel().clock.now());
    return response;
  });
}

Status Context::expand(const std::vector<NodeSpec>& nodes, const std::vector<std::string>& before) {
  Status expanded = engine_.transit([&](db::Tx& tx, Transitions& transitions) -> Status {
    if (!engine_.nodes().holds(tx, node().id, fence())) return stale();
    auto ids = engine_.nodes().ids_by_key(tx, run_id_.text());
    std::vector<NodeSpec> fresh;
    std::set<std::string> existing;
    for (const auto& [key, id] : ids) existing.insert(key);
    for (const NodeSpec& spec : nodes)
      if (!existing.contains(spec.key)) fresh.push_back(spec);
    if (fresh.empty()) return ok();
    CHECK_OK(check_graph(fresh, existing));
    std::map<std::string, NodeState> ended;
    std::map<std::string, std::vector<std::string>> needs_of;
    for (const Node& other : engine_.nodes().nodes(tx, run_id_.text())) {
      if (is_final(other.state)) ended[other.key] = other.state;
      needs_of[other.key] = other.needs;
    }
    RunHead& run = *transitions.head(run_id_.text());
    transitions.add_nodes(run, fresh, ids, true, ended);
    for (const std::string& key : before) {
      if (!needs_of.contains(key) || ended.contains(key))
        return invalid_input("runs.invalid_graph",
                             fmt::format("'{}' cannot wait for new nodes: it does not exist or has ended.", key));
      std::vector<std::string> needs = needs_of.at(key);
      for (const NodeSpec& spec : fresh) {
        needs.push_back(spec.key);
        engine_.nodes().add_dependency(tx, ids.at(spec.key), ids.at(key));
      }
      engine_.nodes().set_needs(tx, ids.at(key), needs, static_cast<std::int64_t>(fresh.size()));
    }
    transitions.journal(run, "run.expanded", node().key, fmt::format(R"({{"nodes":{}}})", fresh.size()));
    transitions.activate_unblocked(run);
    return ok();
  });
  fault_point("runs.expand.after_commit");
  return expanded;
}

}  // namespace towpath::runs
