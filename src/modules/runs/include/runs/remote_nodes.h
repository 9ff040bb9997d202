#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runs/run.h"
#include "runs/runs.h"

namespace towpath::runs {

/// A node whose kind begins so is executed on another machine: no worker of a server claims it.
inline constexpr std::string_view remote_kind = "remote.";

/// Such nodes are told of on this channel of the database: one became ready, or one must be stopped.
inline constexpr std::string_view remote_channel = "runs.remote";

inline constexpr std::size_t most_reports = 1000;  ///< In one call.
inline constexpr int most_steps = 2000;            ///< Of one attempt.

/// A node in the hands of another machine. The fence is new with each attempt: who holds an old one holds nothing.
struct RemoteHold {
  std::int64_t node = 0, fence = 0;
  auto operator<=>(const RemoteHold&) const = default;
};

struct RemoteWork {
  RunId run;
  Node node;
  std::int64_t fence = 0;
};

/// Why a machine must stop a node it works on.
enum class RemoteStop {
  cancelled,
  timed_out,
  lost,  ///< It is no longer its: the lease ended, or it was given to another. What it reports is refused.
};

std::string_view to_string(RemoteStop why);

/// A line of a step's log. Lines of a step are counted from 1 without a gap.
struct RemoteLine {
  int step = 0;
  std::int64_t number = 1;
  UtcTime at;
  std::string text;  ///< Without the line feed.
};

/// How a node ended. `is_lost`: the machine cannot tell, because its process died.
struct RemoteEnd {
  NodeState state = NodeState::succeeded;
  std::string outputs = "{}";
  std::optional<Error> error;
  bool is_lost = false;
};

/// One thing that happened to a node, exactly one member is set. A step's `log_lines` says how many lines it has.
struct RemoteReport {
  std::optional<Step> step;
  std::optional<RemoteLine> line;
  std::optional<Artifact> artifact;  ///< Its content is in the blob store.
  std::optional<RemoteEnd> end;
};

/// Nodes that run on other machines, for the module that talks to these. The rules are those of nodes that run here: a
/// lease, a fence, a retry when lost. `runner` is the machine's name in the leases. Thread-safe, blocking.
class RemoteNodes {
 public:
  virtual ~RemoteNodes() = default;

  /// Takes the first ready node that `fits` accepts by its spec; nothing when there is none.
  virtual std::optional<RemoteWork> claim(const std::string& runner, UtcTime lease_until,
                                          const std::function<bool(const std::string& spec)>& fits) = 0;

  /// The machine lives and works on `held`: its leases are renewed, and what it must stop is answered. A node it has a
  /// lease of and does not name never reached it and goes back to the queue.
  virtual std::vector<std::pair<RemoteHold, RemoteStop>> renew(const std::string& runner, UtcTime lease_until,
                                                               const std::vector<RemoteHold>& held) = 0;
  /// The run of a node the machine holds. Errors: runs.stale_fence.
  virtual Result<RunId> run_of(const std::string& runner, const RemoteHold& hold) = 0;

  /// Stores what happened, numbered from `first` (1 is the attempt's first report), in order and each once: what came
  /// before is skipped. Answers the number of the next report, which is durable then.
  /// Errors: runs.stale_fence, runs.report_gap (something before is missing), runs.invalid_report.
  virtual Result<std::int64_t> report(const std::string& runner, const RemoteHold& hold, std::int64_t first,
                                      const std::vector<RemoteReport>& reports) = 0;

  /// Nodes whose lease has ended are lost, by the rule for lost nodes. Answers them with the machine that held them.
  virtual std::vector<std::pair<std::string, RemoteHold>> expire(UtcTime now) = 0;
  /// All nodes of a machine that is gone for good.
  virtual std::size_t lose(const std::string& runner) = 0;
  /// No lease ends before that: the machines could not renew while the server was away.
  virtual void extend(UtcTime until) = 0;
  /// How many nodes each machine holds.
  virtual std::vector<std::pair<std::string, std::int64_t>> held() = 0;
};

class RunsModule;

/// Those of the module's engine; they live as long as it.
RemoteNodes& remote_nodes(RunsModule& module);

}  // namespace towpath::runs
