#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "job/job_folder.h"
#include "pipelines/job.h"
#include "pipelines/job_state.h"
#include "service/event_contexts.h"

namespace towpath::pipelines {

/// One job while it runs. One thread.
class JobRun {
 public:
  /// What the job is about.
  struct Subject {
    const PipelineInputs& inputs;
    const JobOrder& order;
  };
  JobRun(const JobMachine& machine, JobHost& host, const Workflow& workflow, const Job& job, const Subject& subject,
         Object contexts, std::filesystem::path folder);

  /// Runs all steps. The job's outputs are evaluated with outputs().
  Result<Conclusion> run();
  Result<Object> outputs() const;

  /// Paths as the job's programs see them.
  static bool is_sandboxed(const JobMachine& machine);
  static std::string workspace_for(const JobMachine& machine, const std::filesystem::path& folder);

 private:
  struct StepEnd {
    Conclusion outcome = Conclusion::success;
    std::optional<int> exit_code;
    Object outputs;
  };
  Result<Conclusion> run_step(const Step& step, std::size_t index);
  Result<StepEnd> run_script(const Step& step, int number, std::size_t index,
                             const std::map<std::string, std::string>& env);
  Result<StepEnd> run_action(const Step& step, int number, const std::map<std::string, std::string>& env);
  Result<StepEnd> check_out(int number, const std::string& path);
  Result<StepEnd> upload(int number, const std::string& name, const std::string& path);
  Result<std::map<std::string, std::string>> environment_of(const Template& env) const;
  std::vector<std::pair<std::string, std::string>> program_environment(const std::map<std::string, std::string>& env,
                                                                       std::size_t index) const;
  Status read_file_commands(std::size_t index, StepEnd& end);

  const JobMachine& machine_;
  JobHost& host_;
  const Workflow& workflow_;
  const Job& job_;
  const PipelineInputs& inputs_;
  const JobOrder& order_;
  std::filesystem::path folder_;  ///< On the host: work/ and temp/ below it.
  std::string workspace_, temp_;  ///< As programs see them.
  JobFolder work_, files_;
  std::vector<std::string> path_;  ///< Added through GITHUB_PATH, newest first.
  JobState state_;
};

}  // namespace towpath::pipelines
