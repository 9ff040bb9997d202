#pragma once

#include <string>

#include "engine.h"
#include "runs/approval_nodes.h"
#include "runs/runs.h"

namespace towpath::runs {

/// Rules and permissions in front of the engine.
class RunsService final : public Runs, public ApprovalNodes {
 public:
  RunsService(Engine& engine, LogStore& logs) : engine_(engine), logs_(logs) {}

  using Runs::submit;
  Result<RunId> submit(db::Tx& tx, const RunSpec& spec) override;
  void add_executor(std::string kind, NodeExecutor& executor) override {
    engine_.add_executor(std::move(kind), executor);
  }
  Result<Run> get(const auth::Principal& principal, const RunId& id) override;
  Result<RunPage> list(const auth::Principal& principal, const RunFilter& filter) override;
  Status cancel(const auth::Principal& principal, const RunId& id, std::string reason) override;
  Result<RunId> rerun(const auth::Principal& principal, const RunId& id, RerunMode mode) override;
  Status decide(const auth::Principal& principal, const RunId& id, const std::string& node, bool approve,
                std::string comment) override;
  Status settle_approval(db::Tx& tx, const RunId& id, const std::string& node, const std::string& by,
                         const std::optional<Error>& refusal, const std::string& outputs) override;
  bool run_again(db::Tx& tx, const RunId& id, const std::string& node, std::string_view reason) override;
  Status resolve(const auth::Principal& principal, const RunId& id, const std::string& node, bool happened,
                 std::string response) override;
  std::vector<JournalEntry> journal(const RunId& id, std::int64_t after, std::size_t limit) override;
  db::Subscription watch(const RunId& id, std::function<void()> on_change) override;
  Result<std::vector<LogLine>> log(const LogKey& key, std::int64_t from_line, std::size_t limit) override;
  Result<std::vector<LogLine>> search_log(const LogKey& key, const std::string& pattern, std::size_t limit) override;
  Result<LogMatches> log_matches(const LogKey& key, const std::string& pattern, std::size_t limit) override;
  Result<std::optional<Explanation>> explain(const auth::Principal& principal, const RunId& id) override;
  void add_artifact(db::Tx& tx, const RunId& id, const Artifact& artifact) override;
  std::vector<Artifact> artifacts(const RunId& id) override;
  Result<Artifact> artifact(const RunId& id, const std::string& name) override;
  std::optional<RunState> wait(const RunId& id, std::chrono::milliseconds deadline) override;
  Load load() override;

  Result<RunId> submit_now(const RunSpec& spec) override;

 private:
  /// The run, when the principal may do `permission` on it; not_found when it may not even see it.
  Result<Run> permitted(const auth::Principal& principal, const RunId& id, std::string_view permission);
  Result<LogFile> log_file(const LogKey& key);
  Result<RunId> insert(db::Tx& tx, Transitions& transitions, const RunSpec& spec,
                       const std::map<std::string, std::string>& done);
  struct Settled {
    std::string by, comment;
  };
  /// The approval node of that key while it waits. Errors: runs.not_waiting.
  Result<NodeHead> waiting_approval(db::Tx& tx, const Run& run, const std::string& key);
  void settle(db::Tx& tx, Transitions& transitions, const NodeHead& node, const Settled& settled,
              const std::optional<Error>& refusal, const std::string& outputs);

  Engine& engine_;
  LogStore& logs_;
};

}  // namespace towpath::runs
