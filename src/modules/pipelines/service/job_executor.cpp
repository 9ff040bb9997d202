#include "service/job_executor.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "pipelines/plan.h"
#include "service/job_run.h"

namespace towpath::pipelines {
namespace {

namespace fs = std::filesystem;

Conclusion conclusion_of(runs::NodeState state) {
  switch (state) {
    case runs::NodeState::succeeded:
      return Conclusion::success;
    case runs::NodeState::cancelled:
      return Conclusion::cancelled;
    case runs::NodeState::skipped:
      return Conclusion::skipped;
    default:
      return Conclusion::failure;
  }
}

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

}  // namespace

fs::path workspaces_of(const Kernel& kernel) { return fs::path(kernel.data_directory) / "workspaces"; }

runs::NodeResult JobExecutor::execute(runs::NodeContext& context) {
  const PipelineInputs inputs = PipelineInputs::from_json(context.run().inputs);
  const boost::json::value spec = boost::json::parse(context.node().spec);
  const std::string job_id(spec.at("job").as_string());
  const auto repository = s_.ports.forge.get(auth::system_principal(), inputs.repository);
  if (!repository.has_value()) return runs::NodeResult::failure(repository.error());
  // Also one that is run again, or waited, from before it was only looked at.
  if (const Status adopted = forge::check_is_adopted(*repository); !adopted.has_value())
    return runs::NodeResult::failure(adopted.error());
  const auto text = s_.ports.forge.file(inputs.repository, inputs.commit, inputs.workflow);
  if (!text.has_value()) return runs::NodeResult::failure(text.error());
  const auto workflow = parse_workflow(*text, inputs.workflow);
  if (!workflow.has_value()) return runs::NodeResult::failure(workflow.error());
  const auto job =
      std::find_if(workflow->jobs.begin(), workflow->jobs.end(), [&](const Job& each) { return each.id == job_id; });
  if (job == workflow->jobs.end())
    return runs::NodeResult::failure(failed("pipelines.no_job", fmt::format("The workflow has no job '{}'.", job_id)));

  const Workspace workspace(workspaces_of(s_.kernel) / fmt::format("{}-{:x}-{}", context.run_id().text(),
                                                                   context.node().id, context.node().attempt));
  const JobPlace place{JobRun::workspace_for(s_, workspace.folder()),
                       "",
                       s_.options.base_url,
                       context.run_id().text(),
                       job_id,
                       context.run().number};
  Object contexts = event_contexts(inputs, &place);

  Object needs;
  std::vector<NeededJob> needed;
  std::vector<Conclusion> ancestors;
  for (const auto& entry : spec.at("needs").as_array()) {
    const std::string key(entry.at("key").as_string()), id(entry.at("job").as_string());
    const auto state = context.state_of(key);
    NeededJob one{id, state ? conclusion_of(*state) : Conclusion::skipped, Object()};
    if (const auto outputs = context.outputs_of(key)) {
      const auto value = value_from_json(*outputs);
      if (value.has_value() && value->kind() == ValueKind::object)
        for (const auto& [name, output] : value->object().entries()) one.outputs.set(name, output);
    }
    Object view;
    view.set("result", std::string(to_string(one.result)));
    view.set("outputs", one.outputs);
    needs.set(id, std::move(view));
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
  const auto matrix = value_from_json(boost::json::serialize(spec.at("matrix")));
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

  JobRun run(s_, context, *workflow, *job, inputs, std::move(contexts), workspace.folder());
  const auto ended = run.run();
  if (!ended.has_value()) return runs::NodeResult::failure(ended.error());
  if (*ended == Conclusion::success) {
    const auto outputs = run.outputs();
    if (!outputs.has_value()) return runs::NodeResult::failure(outputs.error());
    return runs::NodeResult::success(to_json(Value(*outputs)));
  }
  runs::NodeResult result = runs::NodeResult::failure(
      failed("pipelines.step_failed", fmt::format("A step of the job '{}' failed.", job_id))
          .with_hint(
              fmt::format("Mend what its lines name and push again. Its whole log: towpath run logs {} --node {}",
                          context.run_id().text(), context.node().key)));
  if (*ended == Conclusion::cancelled) result.state = runs::NodeState::cancelled;
  return result;
}

}  // namespace towpath::pipelines
