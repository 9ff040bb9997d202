#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine.h"
#include "remote_store.h"
#include "runs/remote_nodes.h"

namespace towpath::runs {

/// Nodes of the engine's that other machines execute. Thread-safe.
class RemoteDesk final : public RemoteNodes {
 public:
  RemoteDesk(Engine& engine, LogStore& logs) : engine_(engine), logs_(logs) {}

  std::optional<RemoteWork> claim(const std::string& runner, UtcTime lease_until,
                                  const std::function<bool(const std::string& spec)>& fits) override;
  std::vector<std::pair<RemoteHold, RemoteStop>> renew(const std::string& runner, UtcTime lease_until,
                                                       const std::vector<RemoteHold>& held) override;
  Result<RunId> run_of(const std::string& runner, const RemoteHold& hold) override;
  Result<std::int64_t> report(const std::string& runner, const RemoteHold& hold, std::int64_t first,
                              const std::vector<RemoteReport>& reports) override;
  std::vector<std::pair<std::string, RemoteHold>> expire(UtcTime now) override;
  std::size_t lose(const std::string& runner) override;
  void extend(UtcTime until) override;
  std::vector<std::pair<std::string, std::int64_t>> held() override;

 private:
  using Fresh = std::vector<const RemoteReport*>;
  struct Progress {
    std::int64_t reports = 0;
    bool is_held = false;
    std::optional<ClaimedNode> node;
  };
  Result<Progress> progress(const std::string& runner, const RemoteHold& hold);
  Status check_report(const RemoteReport& report) const;
  /// Answers how many lines the steps have that end in these reports.
  std::map<int, std::int64_t> write_logs(const ClaimedNode& node, const Fresh& reports);
  Status store(db::Tx& tx, Transitions& transitions, const ClaimedNode& node, const Fresh& reports,
               const std::map<int, std::int64_t>& lines);
  void end(db::Tx& tx, Transitions& transitions, const ClaimedNode& node, const RemoteEnd& end);
  bool settle(const RemoteLease& lease);
  StopReason stop_reason(db::Tx& tx, Transitions& transitions, const ClaimedNode& node, UtcTime now);

  Engine& engine_;
  LogStore& logs_;
  const RemoteStore store_{};
};

}  // namespace towpath::runs
