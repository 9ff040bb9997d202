#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "blob/blob.h"
#include "pipelines/module.h"
#include "process/spawner.h"
#include "runs/executor.h"
#include "runs/runs.h"

namespace towpath::pipelines {

/// How a job that another needs ended.
struct JobNeed {
  std::string job;             ///< Its id in the workflow file.
  std::string result;          ///< success, failure, cancelled or skipped.
  std::string outputs = "{}";  ///< JSON object.
};

/// All that a machine must know to run a job, be it the server's own or another. No secret.
struct JobOrder {
  std::string inputs;           ///< JSON of PipelineInputs.
  std::string workflow;         ///< The text of the file.
  std::string job;              ///< Id in the file.
  std::string matrix = "null";  ///< JSON: the `matrix` context.
  std::vector<JobNeed> needs;
  std::string run_id, node_key, server_url;
  std::int64_t run_number = 0;

  std::string to_json() const;
  /// Errors: pipelines.invalid_order.
  static Result<JobOrder> from_json(std::string_view json);
};

/// Where a job tells what it does and gets what it works on. One thread at a time; log() from any.
class JobHost {
 public:
  virtual ~JobHost() = default;
  virtual int begin_step(std::string name) = 0;
  virtual void end_step(int index, runs::StepOutcome outcome, std::optional<int> exit_code = {}) = 0;
  virtual void skip_step(std::string name) = 0;
  virtual void log(int step, std::string_view bytes) = 0;
  virtual void add_mask(std::string_view secret) = 0;
  virtual std::stop_token stop() const = 0;

  /// The files of the commit: written below `folder`, which does not exist yet, or as an archive in the machine's
  /// blobs.
  virtual Result<std::optional<blob::Digest>> source(const std::filesystem::path& folder) = 0;
  /// Gives the run an artifact whose content is in the machine's blobs.
  virtual Status publish(const runs::Artifact& artifact) = 0;
  /// An artifact of the run, with its content in the machine's blobs. Errors: pipelines.no_artifact.
  virtual Result<blob::Digest> artifact(const std::string& name) = 0;
};

/// What a job works with on a machine; all outlive it.
struct JobMachine {
  process::Spawner& spawner;
  blob::Blobs& blobs;
  SandboxMode sandbox = SandboxMode::automatic;
  process::Limits limits;
};

/// Runs a job: its condition, then its steps one after the other in a workspace below `folder`, which is made and goes
/// with the job. Blocking. Errors of the job are in the result.
runs::NodeResult run_job(const JobOrder& order, JobHost& host, const JobMachine& machine,
                         const std::filesystem::path& folder);

/// True when the server itself serves all of these labels: "ubuntu-...", linux, x64, self-hosted, in any case.
bool is_served_here(const std::vector<std::string>& labels);

}  // namespace towpath::pipelines
