#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pipelines/expression.h"
#include "pipelines/workflow.h"

namespace towpath::pipelines {

/// How a step or a job ended, in the words of the workflow language.
enum class Conclusion { success, failure, cancelled, skipped };

std::string_view to_string(Conclusion conclusion);

/// What a job knows of one that it needs.
struct NeededJob {
  std::string id;  ///< As in the workflow file.
  Conclusion result = Conclusion::success;
  Object outputs;
};

enum class Cancelled { no, yes };

/// The scope in which a job's `if` is evaluated: `contexts` holds github, inputs and vars; `needs` are the jobs named
/// in its `needs`, `ancestors` how all jobs it depends on ended, those among them.
Scope job_condition_scope(const Object& contexts, const std::vector<NeededJob>& needs,
                          const std::vector<Conclusion>& ancestors, Cancelled cancelled);

/// Whether a condition made by the workflow reader (Job::if_text, Step::if_text) holds.
/// Errors: pipelines.expression_evaluation and what functions of the scope return.
Result<bool> job_condition_holds(const std::string& if_text, const Scope& scope);
Result<bool> step_condition_holds(const std::string& if_text, const Scope& scope);

/// What changes while a job runs: the results of its steps, the environment they set, its status. One thread.
class JobState {
 public:
  /// `contexts` holds what stays the same: github, inputs, vars, needs, strategy, matrix, secrets, runner.
  /// `env` is the environment of workflow and job. `hash_files` answers the function of that name.
  JobState(Object contexts, std::map<std::string, std::string> env, Scope::Function hash_files);

  /// What expressions of a step see. `step_env` is what the step itself sets, over the rest.
  Scope scope(const std::map<std::string, std::string>& step_env = {}) const;

  const std::map<std::string, std::string>& env() const { return env_; }
  void set_env(const std::string& name, const std::string& value) { env_[name] = value; }

  /// Records a step. A failure that may be continued is a failure as `outcome` and a success as `conclusion`, and does
  /// not change the status of the job. Answers the conclusion.
  Conclusion finish_step(const std::string& id, Conclusion outcome, bool may_fail, Object outputs);
  void cancel() { is_cancelled_ = true; }

  /// success, failure or cancelled.
  Conclusion status() const;

 private:
  Object contexts_;
  std::map<std::string, std::string> env_;
  Scope::Function hash_files_;
  Object steps_;
  bool has_failed_ = false;
  bool is_cancelled_ = false;
};

}  // namespace towpath::pipelines
