#include "service/pipelines_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/faults.h"
#include "log/log.h"
#include "pipelines/job.h"
#include "pipelines/plan.h"
#include "pipelines/trigger.h"
#include "service/invalid_workflow.h"

namespace towpath::pipelines {
namespace {

constexpr const char* workflow_folder = ".github/workflows";
constexpr int attempts_when_lost = 2;  ///< A job runs again, once, when its server or its spawner died under it.

std::string text_at(const boost::json::value& value, std::string_view key) {
  return std::string(value.at(key).as_string());
}

Error unsupported_matrix(const Workflow& workflow, const std::string& job_id) {
  const std::string message =
      fmt::format("The matrix of job '{}' is computed from other jobs, which does not run here yet.", job_id);
  Error error = invalid_input("pipelines.unsupported_workflow", message);
  for (const Job& job : workflow.jobs)
    if (job.id == job_id) error.add_field(fmt::format("{}:{}", job.at.line, job.at.column), message);
  return error;
}

}  // namespace

Result<std::vector<PipelinesService::Text>> PipelinesService::workflow_texts(const std::string& repository,
                                                                             const std::string& commit) {
  std::vector<Text> out;
  const auto entries = s_.ports.forge.tree(repository, commit, workflow_folder);
  if (!entries.has_value() && entries.error().kind() == ErrorKind::not_found) return out;
  if (!entries.has_value()) return entries.error();
  for (const forge::TreeEntry& entry : *entries) {
    if (entry.is_folder || !(entry.name.ends_with(".yml") || entry.name.ends_with(".yaml"))) continue;
    out.push_back({entry.path, s_.ports.forge.file(repository, commit, entry.path)});
  }
  return out;
}

WorkflowCheck PipelinesService::check_of(const Text& file) {
  if (file.text.has_value()) return check_workflow(*file.text, file.path);
  const Error& error = file.text.error();
  return {std::nullopt, {{Severity::error, {1, 1}, error.message(), error.hint()}}};
}

Result<std::vector<WorkflowFile>> PipelinesService::workflows(const auth::Principal& principal, const std::string& name,
                                                              const std::string& ref) {
  TRY(const forge::Repository repository, s_.ports.forge.get(principal, name));
  TRY(const std::string commit, s_.ports.forge.resolve(name, ref.empty() ? repository.default_branch : ref));
  TRY(const auto texts, workflow_texts(name, commit));
  std::vector<WorkflowFile> out;
  for (const Text& text : texts) {
    WorkflowFile file{text.path, text.path, check_of(text)};
    if (file.check.workflow) file.name = file.check.workflow->name;
    out.push_back(std::move(file));
  }
  return out;
}

Result<std::vector<runs::NodeSpec>> PipelinesService::plan(const Workflow& workflow, const PipelineInputs& inputs) {
  Scope scope;
  scope.contexts = event_contexts(inputs, nullptr);
  TRY(const auto jobs, plan_jobs(workflow, scope));
  std::vector<runs::NodeSpec> nodes;
  for (const PlannedJob& job : jobs) {
    if (job.is_pending_matrix) return unsupported_matrix(workflow, job.job_id);
    runs::NodeSpec node;
    node.key = job.key;
    node.title = job.name;
    const bool is_remote = !is_served_here(job.labels);
    node.kind = is_remote ? "remote.job" : "pipeline.job";
    node.needs = job.needs;
    for (const std::string& after : job.after)
      if (std::find(node.needs.begin(), node.needs.end(), after) == node.needs.end()) node.needs.push_back(after);
    node.when = runs::When::ended;
    node.allow_failure = job.continue_on_error;
    node.retry.max_attempts = attempts_when_lost;
    boost::json::array needs;
    for (const std::string& key : job.needs)
      for (const PlannedJob& other : jobs)
        if (other.key == key) needs.push_back(boost::json::object{{"key", key}, {"job", other.job_id}});
    boost::json::object spec{
        {"job", job.job_id}, {"needs", std::move(needs)}, {"matrix", boost::json::parse(to_json(job.matrix))}};
    if (is_remote) spec["labels"] = boost::json::array(job.labels.begin(), job.labels.end());
    node.spec = boost::json::serialize(spec);
    nodes.push_back(std::move(node));
  }
  return nodes;
}

Result<runs::RunId> PipelinesService::submit(const std::string& workflow_name, std::vector<runs::NodeSpec> nodes,
                                             const PipelineInputs& inputs, const forge::Repository& repository,
                                             const std::string& idempotency_key) {
  runs::RunSpec run;
  run.kind = "pipeline";
  run.title = fmt::format("{} on {}", workflow_name, inputs.branch.empty() ? inputs.ref : inputs.branch);
  run.subject = "repository:" + inputs.repository;
  run.owner_ref = repository.owner_ref;
  run.project_id = repository.project_id;
  run.trigger = {inputs.event, inputs.actor, inputs.ref, inputs.commit};
  run.inputs = inputs.to_json();
  run.idempotency_key = idempotency_key;
  run.nodes = std::move(nodes);
  return s_.ports.runs.submit(run);
}

/// One run per event and file, also when the event is delivered again and the file is read otherwise than before.
Status PipelinesService::start_one(const Text& file, const Push& push) {
  const std::string& path = file.path;
  const std::string key = push.key + ":" + path;
  PipelineInputs inputs = push.inputs;
  inputs.workflow = path;
  const auto fail = [&](const std::string& name, const Error& error) -> Status {
    CHECK_OK(submit(name, {InvalidWorkflow::node(path, error)}, inputs, push.repository, key));
    return ok();
  };

  const WorkflowCheck check = check_of(file);
  if (!check.workflow) return fail(path, as_error(check, path));  // what it waits for is not known
  const Workflow& workflow = *check.workflow;
  const bool is_wanted =
      is_triggered(workflow.triggers, {inputs.event, inputs.ref, inputs.base, inputs.action, push.changed_paths});
  if (!check.is_runnable()) {
    bool is_shown = is_wanted;
    if (!is_wanted && (inputs.is_default_branch || !inputs.before.empty())) {
      const auto changed = push.changed_paths();
      is_shown = !changed || std::find(changed->begin(), changed->end(), path) != changed->end();
    }
    return is_shown ? fail(workflow.name, as_error(check, path)) : ok();
  }
  if (!is_wanted) return ok();
  auto nodes = plan(workflow, inputs);
  if (!nodes.has_value()) return fail(workflow.name, nodes.error());
  fault_point("pipelines.dispatch.before_submit");
  CHECK_OK(submit(workflow.name, std::move(*nodes), inputs, push.repository, key));
  fault_point("pipelines.dispatch.after_submit");
  return ok();
}

void PipelinesService::on_push(const std::string& payload_text, const std::string& actor) {
  const boost::json::value payload = boost::json::parse(payload_text);
  PipelineInputs inputs{text_at(payload, "repository"),
                        "",
                        text_at(payload, "ref"),
                        text_at(payload, "branch"),
                        text_at(payload, "after"),
                        text_at(payload, "before"),
                        "push",
                        actor,
                        payload.at("isDefaultBranch").as_bool(),
                        "{}"};
  if (inputs.commit.empty()) return;
  const auto repository = s_.ports.forge.get(auth::system_principal(), inputs.repository);
  if (!repository.has_value() || repository->is_observe_only) return;  // deleted since, or only looked at
  start_all(inputs, *repository, fmt::format("push:{}:{}:{}", repository->id.text(), inputs.ref, inputs.commit));
}

void PipelinesService::on_change(const std::string& type, const std::string& payload_text, const std::string& actor) {
  const boost::json::value payload = boost::json::parse(payload_text);
  std::string action = "opened";
  if (type == "change.updated") {
    const std::string what = text_at(payload, "what");
    if (what != "head" && what != "reopened") return;
    action = what == "head" ? "synchronize" : "reopened";
  }
  PipelineInputs inputs;
  inputs.repository = text_at(payload, "repository");
  inputs.branch = text_at(payload, "source");
  inputs.commit = text_at(payload, "head");
  inputs.event = "pull_request";
  inputs.actor = actor;
  inputs.action = action;
  inputs.base = text_at(payload, "target");
  inputs.change_title = text_at(payload, "title");
  inputs.change = payload.at("number").to_number<std::int64_t>();
  inputs.ref = fmt::format("refs/pull/{}/head", inputs.change);
  const auto repository = s_.ports.forge.get(auth::system_principal(), inputs.repository);
  if (!repository.has_value() || repository->is_observe_only) return;  // deleted since, or only looked at
  inputs.before = text_at(payload, "base");
  start_all(inputs, *repository,
            fmt::format("pull_request:{}:{}:{}:{}", repository->id.text(), inputs.change, action, inputs.commit));
}

void PipelinesService::start_all(const PipelineInputs& inputs, const forge::Repository& repository,
                                 const std::string& key) {
  const auto tell = [&](std::string_view what, const std::string& path, const Error& error) {
    log::warn(what,
              {{"repository", inputs.repository}, {"path", path}, {"code", error.code()}, {"detail", error.message()}});
  };
  std::optional<std::optional<std::vector<std::string>>> changed;  // asked for once, however many filters look
  const auto changed_paths = [&]() -> std::optional<std::vector<std::string>> {
    if (changed) return *changed;
    auto read = s_.ports.forge.changed_paths(repository.name, inputs.before, inputs.commit);
    if (!read.has_value()) tell("the changed paths cannot be told: every path filter lets through", "", read.error());
    changed = read.has_value() ? std::optional(std::move(*read)) : std::nullopt;
    return *changed;
  };
  const Push push{inputs, repository, key, changed_paths};
  const auto texts = workflow_texts(inputs.repository, inputs.commit);
  if (!texts.has_value()) {
    tell("the workflows of a commit cannot be read", workflow_folder, texts.error());
    return;
  }
  for (const Text& file : *texts)
    if (const Status started = start_one(file, push); !started.has_value())
      tell("a workflow was not started", file.path, started.error());
}

Result<runs::RunId> PipelinesService::dispatch(const auth::Principal& principal, const DispatchRequest& request) {
  TRY(const forge::Repository repository, s_.ports.forge.get(principal, request.repository));
  CHECK_OK(
      auth::check(s_.kernel.authorizer, principal, "pipeline.run", {repository.owner_ref, repository.project_id, ""}));
  CHECK_OK(forge::check_is_adopted(repository));
  const std::string branch = request.ref.empty() ? repository.default_branch : request.ref;
  TRY(const std::string commit, s_.ports.forge.resolve(repository.name, branch));
  TRY(const auto texts, workflow_texts(repository.name, commit));
  for (const auto& [path, text] : texts) {
    if (path != request.workflow && !path.ends_with("/" + request.workflow)) continue;
    TRY(const std::string read, text);
    TRY(const Workflow workflow, parse_workflow(read, path));
    if (!workflow.triggers.workflow_dispatch)
      return conflict("pipelines.not_dispatchable", fmt::format("{} does not say 'on: workflow_dispatch'.", path));
    TRY(const Value given, read_inputs(*workflow.triggers.workflow_dispatch, request.inputs));
    const PipelineInputs inputs{repository.name,
                                path,
                                "refs/heads/" + branch,
                                branch,
                                commit,
                                "",
                                "workflow_dispatch",
                                principal.ref,
                                branch == repository.default_branch,
                                to_json(given)};
    TRY(auto nodes, plan(workflow, inputs));
    return submit(workflow.name, std::move(nodes), inputs, repository, "");
  }
  return not_found("pipelines.workflow_not_found",
                   fmt::format("'{}' has no workflow '{}' at {}.", repository.name, request.workflow, branch));
}

events::Events::Reaction PipelinesService::on_run_finished(const std::string& payload_text,
                                                           const std::string& subject) {
  const boost::json::value payload = boost::json::parse(payload_text);
  if (payload.at("kind") != "pipeline" || payload.at("state") != "succeeded") return {};
  const runs::RunId id(subject.substr(std::string_view("run:").size()));
  const auto run = s_.ports.runs.get(auth::system_principal(), id);
  if (!run.has_value()) return {};
  const PipelineInputs inputs = PipelineInputs::from_json(run->inputs);
  for (const runs::Artifact& artifact : s_.ports.runs.artifacts(id)) {
    if (artifact.name != "bundle") continue;
    return [this, id, run = *run, inputs, digest = artifact.digest](db::Tx& tx) -> Status {
      fault_point("pipelines.publish.in_commit");
      s_.kernel.events.append(
          tx, {.type = "pipelines.bundle.published",
               .subject = "repository:" + inputs.repository,
               .actor = "run:" + id.text(),
               .payload = boost::json::serialize(boost::json::object{{"repository", inputs.repository},
                                                                     {"commit", inputs.commit},
                                                                     {"branch", inputs.branch},
                                                                     {"bundle", digest},
                                                                     {"run", id.text()},
                                                                     {"isDefaultBranch", inputs.is_default_branch}}),
               .owner_ref = run.owner_ref,
               .project_id = run.project_id});
      return ok();
    };
  }
  return {};
}

}  // namespace towpath::pipelines
