#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace towpath::runner {

/// What a machine registers with.
struct Enrolment {
  std::string url;   ///< Of the server: "https://towpath.example.org".
  Secret token;      ///< From `towpath runner token`; good once.
  std::string name;  ///< "" for the machine's name.
  std::vector<std::string> labels;
  std::filesystem::path folder;  ///< What the runner keeps, mode 0700.
};

/// What the runner keeps of its registration: runner.json and, mode 0600, credential.
struct Registration {
  std::string url, id, name;
  std::vector<std::string> labels;
  Secret credential;
};

/// Registers this machine and keeps its credential. Labels linux, self-hosted and the architecture are added.
/// Errors: runner.already_registered, runner.folder_unusable, and the server's (runners.invalid_token, ...).
Result<Registration> enrol(const Enrolment& enrolment);

/// Errors: runner.not_registered.
Result<Registration> load_registration(const std::filesystem::path& folder);

enum class Sandbox {
  automatic,  ///< Where the machine allows one.
  required,   ///< Jobs fail where it allows none.
  off,        ///< For machines that are trusted with every job.
};

struct RunnerOptions {
  std::filesystem::path folder;
  int slots = 1;  ///< Jobs at a time.
  Sandbox sandbox = Sandbox::automatic;
  std::chrono::milliseconds poll_timeout{40'000};
  std::chrono::milliseconds orphan_grace{600'000};  ///< A job goes on so long without its server; then it is stopped.
};

/// Polls, works and reports until it has drained or the server refuses it. Thread-safe.
class RunnerProgram {
 public:
  virtual ~RunnerProgram() = default;
  /// Blocking; once. Errors: the server's refusal (runners.unknown_runner, runners.version_mismatch).
  virtual Status run() = 0;
  /// Takes nothing new; run() returns when the jobs have ended and all is told.
  virtual void drain() = 0;
  /// Stops the jobs, too.
  virtual void cancel() = 0;
  virtual bool has_ended() const = 0;
};

/// Errors: runner.not_registered, runner.in_use (another process works in the folder), process.spawner_unavailable.
Result<std::unique_ptr<RunnerProgram>> make_runner(RunnerOptions options);

}  // namespace towpath::runner
