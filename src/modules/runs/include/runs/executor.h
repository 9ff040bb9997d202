#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "db/db.h"
#include "runs/run.h"

namespace towpath::runs {

/// An outside effect that must happen once (docs/ARCHITECTURE.md decision 7). The intent row is committed before
/// perform() is called; on a repeat after a crash probe() is asked first.
struct Effect {
  std::string name;     ///< Unique in the node: "create_repository". Part of the effect's key.
  std::string request;  ///< JSON object, for people and for the hash; no secret.
  /// Text stored with the intent and handed to perform() and probe() unchanged, for what only we know beforehand (a
  /// chosen name, a reference to a stored password). No secret itself.
  std::function<std::string()> prepare = {};
  /// Does it; answers a JSON object. `key` is stable over repeats: hand it on as idempotency key where possible.
  std::function<Result<std::string>(const std::string& key, const std::string& prepared)> perform;
  /// After a crash: the response when it happened, nullopt when it surely did not, an Error when that cannot be told.
  /// Absent: perform() is idempotent and is simply repeated.
  std::function<Result<std::optional<std::string>>(const std::string& key, const std::string& prepared)> probe = {};
};

enum class StepOutcome { succeeded, failed, skipped, cancelled, timed_out };

/// What an executor sees of its node while it runs. One thread at a time; log() may be called from any thread.
class NodeContext {
 public:
  virtual ~NodeContext() = default;

  virtual const RunId& run_id() const = 0;
  virtual const Run& run() const = 0;  ///< As claimed, without nodes.
  virtual const Node& node() const = 0;
  virtual std::int64_t fence() const = 0;
  /// Outputs (JSON object) of a node this one needs, directly or not; nullopt when it did not end or was skipped.
  virtual std::optional<std::string> outputs_of(std::string_view key) = 0;
  /// How a needed node ended.
  virtual std::optional<NodeState> state_of(std::string_view key) = 0;
  /// Requested on cancel, timeout and shutdown. Return promptly; the engine knows which it was.
  virtual std::stop_token stop() const = 0;
  /// True when the stop comes from the server going down: the node will be run again.
  virtual bool is_shutdown() const = 0;

  /// Opens the next step; its index. Steps are shown in order and each has a log.
  virtual int begin_step(std::string name) = 0;
  virtual void end_step(int index, StepOutcome outcome, std::optional<int> exit_code = {}) = 0;
  /// A step that is not run but shown.
  virtual void skip_step(std::string name) = 0;
  /// Bytes as they come; masked by the engine with what add_mask() was given before they are stored.
  virtual void log(int step, std::string_view bytes) = 0;
  /// Never appears in a log of this run from now on. Fragments under four characters are ignored.
  virtual void add_mask(std::string_view secret) = 0;

  /// Errors: what perform() answers; runs.effect_unknown when a person must decide.
  virtual Result<std::string> effect(const Effect& effect) = 0;

  /// Adds nodes to the run, durably, before this returns. They may need this node, each other and earlier nodes. With
  /// `before`, those existing blocked nodes will need all of the new ones too. Idempotent by key.
  virtual Status expand(const std::vector<NodeSpec>& nodes, const std::vector<std::string>& before = {}) = 0;
};

/// How a node ended.
struct NodeResult {
  NodeState state = NodeState::succeeded;  ///< succeeded, failed, cancelled, timed_out, skipped, unknown.
  std::string outputs = "{}";              ///< JSON object; no secret.
  std::optional<Error> error;
  /// Runs in the transaction that ends the node, or has it wait as unknown, so that a business row and the node move
  /// together. Must follow the rules of Db::transact.
  std::function<void(db::Tx&)> on_commit = {};

  static NodeResult success(std::string outputs_json = "{}");
  static NodeResult failure(Error error);
};

/// Does the work of one kind of node. Blocking; called from many threads.
class NodeExecutor {
 public:
  virtual ~NodeExecutor() = default;
  virtual NodeResult execute(NodeContext& context) = 0;
  /// Whether a node whose server died may simply be executed again: its outside work goes through effects or is
  /// idempotent. Otherwise such a node fails as "runs.lost", unless its Retry names "lost".
  virtual bool is_resumable() const = 0;
};

}  // namespace towpath::runs
