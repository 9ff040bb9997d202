#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/strings.h"
#include "pipelines/job.h"
#include "pipelines/plan.h"
#include "service/job_run.h"

namespace towpath::pipelines {
namespace {

namespace fs = std::filesystem;

/// The folder of one job; gone with all it holds when the job has ended.
class Workspace {
 public:
  explicit Workspace(fs::path folder) : folder_(std::move(folder)) { fs::create_directories(folder_); }
  ~Workspace() {
    std::error_code ignored;  // what is left is removed with the run by retention
    fs::remove_all(folder_, ignored);
  }
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
};

Conclusion conclusion_from(std::string_view text) {
  for (const Conclusion each : {Conclusion::success, Conclusion::cancelled, Conclusion::skipped})
    if (to_string(each) == text) return each;
  return Conclusion::failure;
}

}  // namespace

bool is_served_here(const std::vector<std::string>& labels) {
  return std::all_of(labels.begin(), labels.end(), [](const std::string& given) {
    const std::string label = to_lower(given);
    return label.starts_with("ubuntu-") || label == "linux" || label == "x64" || label == "self-hosted";
  });
}

runs::NodeResult run_job(const JobOrder& order, JobHost& host, const JobMachine& machine, const fs::path& folder) {
  const PipelineInputs inputs = PipelineInputs::from_json(order.inputs);
  const auto workflow = parse_workflow(order.workflow, inputs.workflow);
  if (!workflow.has_value()) return runs::NodeResult::failure(workflow.error());
  const auto job =
      std::find_if(workflow->jobs.begin(), workflow->jobs.end(), [&](const Job& each) { return each.id == order.job; });
  if (job == workflow->jobs.end())
    return runs::NodeResult::failure(
        failed("pipelines.no_job", fmt::format("The workflow has no job '{}'.", order.job)));

  const Workspace workspace(folder);
  const JobPlace place{JobRun::workspace_for(machine, workspace.folder()),
                       "",
                       order.server_url,
                       order.run_id,
                       order.job,
                       order.run_number};
  Object contexts = event_contexts(inputs, &place);

  Object needs;
  std::vector<NeededJob> needed;
  std::vector<Conclusion> ancestors;
  for (const JobNeed& need : order.needs) {
    NeededJob one{need.job, conclusion_from(need.result), Object()};
    const auto value = value_from_json(need.outputs);
    if (value.has_value() && value->kind() == ValueKind::object)
      for (const auto& [name, output] : value->object().entries()) one.outputs.set(name, output);
    Object view;
    view.set("result", std::string(to_string(one.result)));
    view.set("outputs", one.outputs);
    needs.set(need.job, std::move(view));
    ancestors.push_back(one.result);
    needed.push_back(std::move(one));
  }
  const auto wanted =
      job_condition_holds(job->if_text, job_condition_scope(contexts, needed, ancestors, Cancelled::no));
  if (!wanted.has_value()) return runs::NodeResult::failure(wanted.error());
  if (!*wanted) {
    runs::NodeResult skipped;
    skipped.state = runs::NodeState::skipped;
    return skipped;
  }
  contexts.set("needs", std::move(needs));
  const auto matrix = value_from_json(order.matrix);
  contexts.set("matrix", matrix.has_value() ? *matrix : Value());
  Object runner;
  runner.set("os", "Linux");
  runner.set("arch", "X64");
  contexts.set("runner", std::move(runner));
  contexts.set("secrets", Object());
  contexts.set("strategy", Object());
  Object job_context;
  job_context.set("status", "success");
  contexts.set("job", std::move(job_context));

  JobRun run(machine, host, *workflow, *job, {inputs, order}, std::move(contexts), workspace.folder());
  const auto ended = run.run();
  if (!ended.has_value()) return runs::NodeResult::failure(ended.error());
  if (*ended == Conclusion::success) {
    const auto outputs = run.outputs();
    if (!outputs.has_value()) return runs::NodeResult::failure(outputs.error());
    return runs::NodeResult::success(to_json(Value(*outputs)));
  }
  runs::NodeResult result = runs::NodeResult::failure(
      failed("pipelines.step_failed", fmt::format("A step of the job '{}' failed.", order.job))
          .with_hint(
              fmt::format("Mend what its lines name and push again. Its whole log: towpath run logs {} --node {}",
                          order.run_id, order.node_key)));
  if (*ended == Conclusion::cancelled) result.state = runs::NodeState::cancelled;
  return result;
}

}  // namespace towpath::pipelines
