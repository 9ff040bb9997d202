#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "base/time.h"
#include "mask/masker.h"
#include "pipelines/job.h"
#include "server_link.h"
#include "spool.h"

namespace towpath::runner {

/// What sessions share; outlives them.
struct SessionSurroundings {
  const ServerLink& link;
  process::Spawner& spawner;
  Sandbox sandbox = Sandbox::automatic;
  std::chrono::milliseconds orphan_grace{};
  std::function<void()> on_over;  ///< Called from any thread, quickly.
};

/// One job in the runner's hands: one thread works on it and writes what happens to the spool, another tells the server
/// what is in the spool. Over when all is told, or the server no longer wants to hear it.
class JobSession final : public pipelines::JobHost {
 public:
  /// `folder`: for spool, contents and workspace; gone with the session once it is over.
  JobSession(SessionSurroundings& surroundings, std::filesystem::path folder, Hold hold);
  ~JobSession() override;

  void begin(Offer offer);
  /// After the runner died over the job: what it had not told is told, and that it was lost.
  void resume();
  /// reason: cancelled, timed_out or lost, as the server says them; the last means that nothing it does counts any
  /// more. given_up: this machine stops it of its own, so it is lost for the server unless it succeeds all the same.
  void end_early(const std::string& reason);
  bool is_over() const { return is_over_.load(); }
  const Hold& hold() const { return hold_; }

  int begin_step(std::string name) override;
  void end_step(int index, runs::StepOutcome outcome, std::optional<int> exit_code) override;
  void skip_step(std::string name) override;
  void log(int step, std::string_view bytes) override;
  void add_mask(std::string_view secret) override { masker_.add(secret); }
  std::stop_token stop() const override { return stop_.get_token(); }
  Result<std::optional<blob::Digest>> source(const std::filesystem::path& folder) override;
  Status publish(const runs::Artifact& artifact) override;
  Result<blob::Digest> artifact(const std::string& name) override;

 private:
  struct OpenStep {
    std::string name;
    UtcTime started_at;
    std::unique_ptr<mask::MaskedStream> stream;
    std::string partial;
    std::int64_t lines = 0;
    bool is_cut = false;  ///< The spool is full, and its log says so.
  };
  runs::NodeResult work(const Offer& offer);
  void close_steps(runs::StepOutcome outcome);
  void tell(std::stop_token stop);
  Result<std::int64_t> send(std::int64_t first, std::size_t limit, std::stop_token stop);
  void add(const std::string& report);
  void add_end(const runs::NodeResult& result, bool is_lost);
  void add_lines(int index, OpenStep& step, std::string_view masked, bool is_end);
  void add_line(int index, OpenStep& step, std::string_view text);
  /// Does it again while the server is away.
  template <class F>
  auto insist(F&& call) -> std::invoke_result_t<F&>;
  bool pause(std::chrono::milliseconds wait, std::stop_token stop);

  SessionSurroundings& s_;
  const std::filesystem::path folder_;
  const Hold hold_;
  const SystemClock clock_;
  Spool spool_;
  std::unique_ptr<blob::Blobs> blobs_;
  mask::Masker masker_;
  std::stop_source stop_;
  std::atomic<bool> is_over_ = false, is_lost_ = false, is_given_up_ = false;
  bool is_resumed_ = false;

  std::mutex steps_mutex_;  // guards steps_, next_step_
  std::map<int, OpenStep> steps_;
  int next_step_ = 0;

  std::mutex mutex_;  // guards is_complete_, added_
  std::condition_variable_any changed_;
  bool is_complete_ = false;  ///< The end is in the spool.
  std::int64_t added_ = 0;

  std::jthread worker_, teller_;
};

}  // namespace towpath::runner
