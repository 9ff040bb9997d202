#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"

namespace towpath::runs {

using RunId = Id<struct RunTag>;

/// queued -> running -> one of the four ends; waiting (only approvals, timers or a concurrency group left) and
/// cancelling stand beside running. An end is final: running again makes a new run.
enum class RunState { queued, running, waiting, cancelling, succeeded, failed, cancelled, timed_out };

/// blocked (needs others) -> ready | waiting -> running -> an end. A lost node (its runner died) becomes ready again or
/// fails. `unknown` needs a person: an outside effect may or may not have happened.
enum class NodeState { blocked, ready, waiting, running, succeeded, failed, skipped, cancelled, timed_out, unknown };

std::string_view to_string(RunState state);
std::string_view to_string(NodeState state);
bool is_final(RunState state);
bool is_final(NodeState state);

/// When a node runs, once all it needs have ended. A failed need counts with its transitive ancestors.
enum class When {
  success,  ///< Only if every need succeeded (or was skipped by its own condition); otherwise skipped.
  always,   ///< In any case, also when the run is being cancelled.
  failure,  ///< Only if a need failed.
  ended,    ///< However the needs ended; unlike `always` it is cancelled with the run. Its executor decides the rest.
};

struct Retry {
  int max_attempts = 1;
  std::chrono::milliseconds first_delay{2'000};  ///< Doubles each time up to 10 minutes, with full jitter.
  std::vector<std::string> on;                   ///< "lost", "timeout", "failure" or an error code; empty: "lost" only.
};

/// A vertex of the run's graph. Data, not code: it is stored and survives restarts.
struct NodeSpec {
  std::string key;    ///< Unique in the run, [a-z0-9_.-]+ with '/' for expansion, for example "build".
  std::string title;  ///< For people; defaults to the key.
  std::string kind;   ///< Names the executor ("pipeline.job"); "approval", "timer" and "noop" are built in.
  std::vector<std::string> needs;  ///< Keys.
  std::string spec = "{}";         ///< JSON object for the executor. No secret.
  When when = When::success;
  Retry retry;
  std::chrono::milliseconds timeout{std::chrono::hours(6)};
  bool allow_failure = false;  ///< Its failure does not fail the run.
  int priority = 0;            ///< Higher first.
};

/// What to do when the concurrency group is taken.
enum class WhenBusy {
  queue_newest,    ///< Wait; an older waiting run of the group is cancelled.
  queue_all,       ///< Wait in order of arrival.
  cancel_running,  ///< Cancel the holder, then run.
};

struct Trigger {
  std::string kind;    ///< "push", "manual", "api", "schedule", "promotion", "rerun", ...
  std::string actor;   ///< "user:default/alice" or "system".
  std::string ref;     ///< Git ref, if any.
  std::string commit;  ///< Git commit, if any.
};

/// What is submitted.
struct RunSpec {
  std::string kind;  ///< "golden_path", "pipeline", "deployment", ...
  std::string title;
  std::string subject;                          ///< Entity reference or "<noun>:<id>" the run is about.
  std::string owner_ref, project_id, env_type;  ///< For authorisation and lists.
  Trigger trigger;
  std::string inputs = "{}";  ///< JSON object, frozen.
  std::vector<NodeSpec> nodes;
  std::string concurrency_group;  ///< "" for none; compared without case.
  WhenBusy when_busy = WhenBusy::queue_all;
  std::chrono::milliseconds timeout{std::chrono::hours(24)};
  std::optional<RunId> parent, rerun_of;
  std::string idempotency_key;  ///< A second submission with the same key answers the first run.
};

struct Step {
  int index = 0;  ///< From 0.
  int attempt = 1;
  std::string name;
  std::string state;    ///< pending, running, succeeded, failed, skipped, cancelled, timed_out.
  std::string outcome;  ///< Before continue-on-error; "" while open.
  std::optional<int> exit_code;
  std::optional<UtcTime> started_at, finished_at;
  std::int64_t log_lines = 0;
};

struct Node {
  std::int64_t id = 0;
  std::string key, title, kind;
  std::vector<std::string> needs;
  NodeState state = NodeState::blocked;
  std::string spec, outputs;  ///< JSON objects.
  int attempt = 0;
  std::optional<Error> error;
  std::string waiting_reason;  ///< In words, while ready or waiting.
  std::optional<UtcTime> started_at, finished_at;
  std::vector<Step> steps;          ///< Of the latest attempt.
  std::vector<Step> earlier_steps;  ///< Of the attempts before it, in order.
};

/// How long runs like one took: the median of the runs of its kind about the same subject that succeeded before it.
struct TypicalDuration {
  double seconds = 0;
  int runs = 0;  ///< How many it is the median of: 3 to 20.
};

struct Run {
  RunId id{""};
  std::int64_t number = 0;  ///< "#12": counted over the whole installation.
  std::string kind, title, subject, owner_ref, project_id, env_type;
  RunState state = RunState::queued;
  Trigger trigger;
  std::string inputs, outputs;  ///< JSON objects; outputs are those of the nodes, by key.
  std::string waiting_reason;
  std::optional<Error> error;  ///< The first failing node's, for a failed run.
  UtcTime created_at;
  std::optional<UtcTime> started_at, finished_at;
  std::optional<RunId> rerun_of;
  std::int64_t journal_seq = 0;  ///< Of the last journal entry: what a reader of the journal has seen with this.
  std::vector<Node> nodes;       ///< Empty in lists.
  std::optional<TypicalDuration> typical;  ///< Nothing below three earlier runs.
};

/// One transition in a run's own journal.
struct JournalEntry {
  std::int64_t seq = 0;  ///< 1, 2, 3, ... within the run.
  UtcTime at;
  std::string type;  ///< "run.started", "node.finished", "step.started", ...
  std::string node;  ///< Key, or "".
  std::string data;  ///< JSON object.
};

}  // namespace towpath::runs
