#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "runs/executor.h"
#include "runs/run.h"

namespace towpath::runs {

/// A page of a list: rows after the cursor, and the cursor for the next page ("" when there is none).
struct RunPage {
  std::vector<Run> items;
  std::string next;
  std::int64_t total = 0;  ///< Of what the principal may see.
};

struct RunFilter {
  std::string kind, state, subject;   ///< "" for any; may be several: "failed,timed_out".
  std::string project_id, owner_ref;  ///< "" for any.
  std::string branch;                 ///< Short name of the branch that the trigger names.
  std::string actor;                  ///< Who triggered it: "user:default/alice".
  std::optional<UtcTime> from, to;    ///< Created at `from` or later, before `to`.
  std::string after;                  ///< Cursor: a run id; newest first.
  std::size_t limit = 50;             ///< 1..200.
};

struct LogLine {
  std::int64_t number = 0;  ///< From 1.
  UtcTime at;
  std::string text;  ///< Without the line feed; ANSI sequences kept.
};

/// Names one step's log.
struct LogKey {
  RunId run;
  std::string node;
  int step = 0;
  int attempt = 0;  ///< 0 for the latest.
};

/// Where in a log a pattern matches.
struct LogMatches {
  std::vector<std::int64_t> lines;  ///< Numbers of the first ones, in order.
  std::int64_t total = 0;           ///< Of all lines that match.
};

/// Why a run failed, for people: the node and the step, what it wrote then, and what to do next.
struct Explanation {
  std::string node, node_title;
  std::optional<Step> step;    ///< Nothing when the node failed outside of a step.
  std::string summary;         ///< One sentence: "Step 'Test' of 'build' ended with exit code 1."
  Error error;                 ///< The node's.
  std::string next_action;     ///< In words; never empty.
  std::vector<LogLine> lines;  ///< The part of the step's log that tells most, at most 16 lines; not always its end.
};

struct Artifact {
  std::string name, digest, media_type;
  std::int64_t size = 0;
};

enum class RerunMode { all, failed };

/// The run engine: one for every kind of durable work. Thread-safe, blocking. Methods with a Principal check it.
class Runs {
 public:
  virtual ~Runs() = default;

  /// Within the caller's transaction, so that what asked for the run and the run exist together. The engine is woken
  /// after the commit. Errors: runs.invalid_graph (cycle named as a path, unknown need, duplicate key, too many nodes).
  virtual Result<RunId> submit(db::Tx& tx, const RunSpec& spec) = 0;
  /// In a transaction of its own.
  Result<RunId> submit(const RunSpec& spec);

  /// Registers before start(); the reference must outlive the engine's stop().
  virtual void add_executor(std::string kind, NodeExecutor& executor) = 0;

  /// Errors: runs.not_found (also for a run the principal may not see).
  virtual Result<Run> get(const auth::Principal& principal, const RunId& id) = 0;
  virtual Result<RunPage> list(const auth::Principal& principal, const RunFilter& filter) = 0;
  /// Durable before it returns. A second cancel forces. Errors: runs.not_found, runs.already_finished.
  virtual Status cancel(const auth::Principal& principal, const RunId& id, std::string reason) = 0;
  virtual Result<RunId> rerun(const auth::Principal& principal, const RunId& id, RerunMode mode) = 0;
  /// Settles an approval node. Errors: runs.not_waiting.
  virtual Status decide(const auth::Principal& principal, const RunId& id, const std::string& node, bool approve,
                        std::string comment) = 0;
  /// Settles a node in state unknown: its effect happened (`response` is its result) or did not (run it again).
  virtual Status resolve(const auth::Principal& principal, const RunId& id, const std::string& node, bool happened,
                         std::string response) = 0;

  virtual std::vector<JournalEntry> journal(const RunId& id, std::int64_t after, std::size_t limit) = 0;
  /// `on_change` is called (any thread, quickly) when the run's journal or one of its logs grew. No call of it goes on
  /// when the subscription has ended; it may end in a call.
  virtual db::Subscription watch(const RunId& id, std::function<void()> on_change) = 0;

  virtual Result<std::vector<LogLine>> log(const LogKey& key, std::int64_t from_line, std::size_t limit) = 0;
  /// Line numbers that match, at most `limit`. Errors: runs.invalid_pattern.
  virtual Result<std::vector<LogLine>> search_log(const LogKey& key, const std::string& pattern, std::size_t limit) = 0;

  /// The lines that match, by number. Errors: runs.invalid_pattern.
  virtual Result<LogMatches> log_matches(const LogKey& key, const std::string& pattern, std::size_t limit) = 0;
  /// Nothing for a run that has not failed. Errors: runs.not_found.
  virtual Result<std::optional<Explanation>> explain(const auth::Principal& principal, const RunId& id) = 0;

  virtual void add_artifact(db::Tx& tx, const RunId& id, const Artifact& artifact) = 0;
  virtual std::vector<Artifact> artifacts(const RunId& id) = 0;
  /// Errors: runs.artifact_not_found.
  virtual Result<Artifact> artifact(const RunId& id, const std::string& name) = 0;

  /// Blocks until the run has ended or the deadline passed; its state then. For the CLI's wait and for tests.
  virtual std::optional<RunState> wait(const RunId& id, std::chrono::milliseconds deadline) = 0;

  struct Load {
    std::int64_t ready = 0, running = 0, waiting = 0;
  };
  virtual Load load() = 0;

 protected:
  virtual Result<RunId> submit_now(const RunSpec& spec) = 0;
};

}  // namespace towpath::runs
