#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "executors.h"
#include "mask/masker.h"
#include "shell_order.h"
#include "shell_sessions.h"

namespace towpath::delivery {

inline constexpr const char* shell_node = "shell";  ///< Key of the node that is the session.

/// What a client is told at the end (terminal::Ended): that the program ended by itself, or why it did not.
std::string ended_json(int exit_code);
std::string ended_json(const Error& error);

/// Waits for the person, runs the program, records it.
class ShellExecutor final : public runs::NodeExecutor {
 public:
  ShellExecutor(DeploymentContext& c, ShellSessions& sessions) : c_(c), sessions_(sessions) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  /// With its server the program ended, and nobody can take it up again.
  bool is_resumable() const override { return false; }

 private:
  struct Outcome {
    int exit_code = 0;
    bool is_cut = false;
  };
  Result<Outcome> serve(runs::NodeContext& context, ShellSession& session, const ShellOrder& order);
  Status collect_secrets(runs::NodeContext& context, mask::Masker& masker, const Deployment& deployment,
                         const Plan& plan) const;
  DeploymentContext& c_;
  ShellSessions& sessions_;
};

/// Keeps the recording, removes what the program left on the host, and announces the end.
class ShellEndExecutor final : public runs::NodeExecutor {
 public:
  ShellEndExecutor(DeploymentContext& c, ShellSessions& sessions) : c_(c), sessions_(sessions) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  Result<std::string> keep_recording(runs::NodeContext& context) const;
  DeploymentContext& c_;
  ShellSessions& sessions_;
};

}  // namespace towpath::delivery
