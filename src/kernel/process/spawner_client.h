#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "process/spawner.h"
#include "wire.h"

namespace towpath::process {

/// The server's end of the spawner. A thread reads what it reports and replaces it when it dies. Thread-safe.
class SpawnerClient final : public Spawner {
 public:
  using OnExit = std::function<void(Result<Exit>)>;

  explicit SpawnerClient(SpawnerOptions options);
  ~SpawnerClient() override;
  Status connect();

  Result<Exit> run(const Command& command, const OutputSink& sink, std::stop_token stop) override;
  Result<Output> run_tool(const Command& command, std::string_view input, std::stop_token stop,
                          std::size_t max_output) override;
  Result<std::unique_ptr<PipedProcess>> start_piped(const Command& command) override;
  Result<ProcessId> start(const Command& command, StdioFds stdio, OnExit on_exit) override;
  void signal(ProcessId process, int signal_number) override;
  void kill(ProcessId process) override;
  void kill_group(const std::string& group) override;
  const SandboxReport& report() const override { return report_; }
  int pid() const override;

  Result<ProcessId> start_in(const Command& command, wire::Containment containment, StdioFds stdio, OnExit on_exit);

 private:
  struct Pending {
    OnExit on_exit;
    std::chrono::steady_clock::time_point started;
    std::string program;
  };

  Status launch_spawner();
  void read_reports();
  void take_report(std::string_view body);
  void lose_everything();
  bool send(wire::Type type, const std::string& body, const std::vector<int>& fds = {});

  SpawnerOptions options_;
  std::vector<std::string> hidden_;
  SandboxReport report_;  ///< Set before the first request; the machine does not change while we run.
  OwnedFd null_;

  mutable std::mutex mutex_;  ///< Guards the members below.
  std::condition_variable reconnected_;
  OwnedFd socket_;
  int pid_ = -1;
  bool is_connected_ = false, is_ending_ = false;
  std::uint64_t next_id_ = 1;
  std::map<ProcessId, Pending> pending_;

  std::mutex write_mutex_;  ///< Held while a frame is written; taken before mutex_.
  std::thread reader_;
};

}  // namespace towpath::process
