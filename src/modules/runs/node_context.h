#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine.h"
#include "mask/masker.h"

namespace towpath::runs {

/// The NodeContext an executor gets. Steps are reported to the engine thread and committed in its next turn, in order
/// with the node's end; effects and expansions are committed before the call returns.
class Context final : public NodeContext {
 public:
  Context(Engine& engine, std::shared_ptr<Running> running);

  const RunId& run_id() const override { return run_id_; }
  const Run& run() const override;
  const Node& node() const override { return running_->claimed.node; }
  std::int64_t fence() const override { return running_->claimed.fence; }
  std::optional<std::string> outputs_of(std::string_view key) override;
  std::optional<NodeState> state_of(std::string_view key) override;
  std::stop_token stop() const override { return running_->stop.get_token(); }
  bool is_shutdown() const override { return running_->reason.load() == StopReason::shutdown; }
  int begin_step(std::string name) override;
  void end_step(int index, StepOutcome outcome, std::optional<int> exit_code) override;
  void skip_step(std::string name) override;
  void log(int step, std::string_view bytes) override;
  void add_mask(std::string_view secret) override;
  Result<std::string> effect(const Effect& effect) override;
  Status expand(const std::vector<NodeSpec>& nodes, const std::vector<std::string>& before) override;

  /// Ends the steps and logs the executor left open; its last call.
  void finish(NodeState state);

 private:
  /// A step's output on its way to the log: the platform's secrets are masked, then those of this run.
  class MaskedLog {
   public:
    MaskedLog(const mask::Masker& platform, const mask::Masker& run) : platform_(platform), run_(run) {}
    std::string feed(std::string_view bytes) { return run_.feed(platform_.feed(bytes)); }
    std::string flush() {
      std::string rest = run_.feed(platform_.flush());
      return rest + run_.flush();
    }

   private:
    mask::MaskedStream platform_, run_;
  };

  LogFile log_file(int step) const;
  void report(const Step& step);
  const std::vector<Node>& graph();
  std::string effect_key(const std::string& name);

  Engine& engine_;
  std::shared_ptr<Running> running_;  // shared: with the engine's table
  const RunId run_id_;
  mutable std::once_flag run_read_;
  mutable std::optional<Run> run_;          ///< Read when it is first asked for: many a node never asks.
  std::optional<std::vector<Node>> graph_;  ///< Read once: what a running node needs has ended for good.
  mask::Masker masker_;
  std::mutex mutex_;  // guards steps_, streams_
  std::vector<Step> steps_;
  std::map<int, MaskedLog> streams_;  ///< One for each open step that has logged.
};

}  // namespace towpath::runs
