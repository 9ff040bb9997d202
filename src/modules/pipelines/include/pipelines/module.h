#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "forge/forge.h"
#include "module/module.h"
#include "pipelines/pipelines.h"
#include "process/spawner.h"
#include "runs/runs.h"

namespace towpath::pipelines {

/// Port: where the `secrets` and `vars` contexts of a job come from. Thread-safe, blocking.
class JobValues {
 public:
  virtual ~JobValues() = default;
  /// By name. `environment` is the job's, "" for none.
  virtual std::vector<std::pair<std::string, Secret>> secrets(const std::string& project_id,
                                                              const std::string& repository,
                                                              const std::string& environment) = 0;
  virtual std::vector<std::pair<std::string, std::string>> variables(const std::string& project_id,
                                                                     const std::string& repository,
                                                                     const std::string& environment) = 0;
};

enum class SandboxMode {
  automatic,  ///< A sandbox where the machine allows one; otherwise none, which every job says in its log.
  required,   ///< Jobs fail where the machine allows none.
  off,        ///< For trusted single-user machines.
};

struct PipelinesOptions {
  std::string base_url = "http://127.0.0.1:7080";  ///< github.server_url and links.
  SandboxMode sandbox = SandboxMode::automatic;
  process::Limits limits;  ///< Of each job.
};

/// What the module is built on; all outlive it. `values` may be absent: then there are no secrets and variables.
struct PipelinesPorts {
  runs::Runs& runs;
  forge::Forge& forge;
  process::Spawner& spawner;
  JobValues* values = nullptr;
};

/// Jobs that run on other machines: nodes of the kind "remote.job", whose spec names "labels". Thread-safe, blocking.
class RemoteJobs {
 public:
  virtual ~RemoteJobs() = default;
  /// JSON of a JobOrder. Errors: why the job cannot run (forge.observe_only, forge.repository_not_found).
  virtual Result<std::string> order(const runs::RunId& run, const runs::Node& node) = 0;
  /// The files of the run's commit as an archive in the blob store.
  virtual Result<blob::Digest> source(const runs::RunId& run) = 0;
};

/// Workflows as a module. Registers the executors of kind "pipeline.*" in the constructor, so before the run engine
/// starts; start() follows pushes (forge.pushed) and ends of runs. A pushed file that cannot be run becomes a run that
/// fails with the error of parse_workflow(). Of a repository that is only observed nothing starts, and a job of a run
/// that is run again fails (forge.observe_only). Events out: pipelines.bundle.published {repository, commit, branch,
/// bundle, run, isDefaultBranch}, once a run that uploaded a bundle has succeeded.
class PipelinesModule : public Module {
 public:
  virtual Pipelines& pipelines() = 0;
  virtual RemoteJobs& remote_jobs() = 0;
};

std::unique_ptr<PipelinesModule> make_module(Kernel kernel, const PipelinesPorts& ports, PipelinesOptions options = {});

}  // namespace towpath::pipelines
