#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "db/db.h"
#include "runs/run.h"

namespace towpath::runs {

/// For modules that decide by rules of their own about what waits for a person: a node of kind "approval" whose spec
/// has "decidedBy" is settled by the module it names, and Runs::decide() refuses it (runs.decided_elsewhere).
/// Thread-safe.
class ApprovalNodes {
 public:
  virtual ~ApprovalNodes() = default;
  /// Settles the node within the transaction of the module that decided, which has checked who may. `refusal` is the
  /// node's error; without one it succeeds with `outputs` (a JSON object). Errors: runs.not_found, runs.not_waiting.
  virtual Status settle_approval(db::Tx& tx, const RunId& id, const std::string& node, const std::string& by,
                                 const std::optional<Error>& refusal, const std::string& outputs) = 0;
  /// Executes a node in state unknown again, within the transaction of the module that was told or found out what came
  /// of it. `reason` is for the journal. False when the node does not wait (any more).
  virtual bool run_again(db::Tx& tx, const RunId& id, const std::string& node, std::string_view reason) = 0;
};

class RunsModule;

/// Those of the module's engine; they live as long as it.
ApprovalNodes& approval_nodes(RunsModule& module);

}  // namespace towpath::runs
