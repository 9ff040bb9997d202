#include "step_executor.h"

#include <fmt/core.h>

#include "base/faults.h"
#include "catalog/entity_ref.h"
#include "mask/masker.h"
#include "run_secrets.h"
#include "secret_questions.h"

namespace towpath::golden_paths {
namespace {

std::string text_of(const boost::json::object& object, std::string_view key, std::string_view otherwise = "") {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : std::string(otherwise);
}

/// What a run of a golden path was asked for.
struct Inputs {
  std::shared_ptr<const TemplateFile> file;  // shared with the table of templates
  boost::json::object parameters;
};

Result<Inputs> inputs_of(const TemplateFiles& templates, const runs::NodeContext& context) {
  const boost::json::value inputs = boost::json::parse(context.run().inputs);
  const std::string name(inputs.at("goldenPath").as_string());
  const auto found = templates.find(name);
  if (found == templates.end())
    return not_found("golden_paths.not_found", fmt::format("The golden path '{}' is gone.", name));
  return Inputs{found->second, inputs.at("parameters").as_object()};
}

/// An error that may quote what a step was given.
Error masked(const Error& error, const boost::json::object& secrets) {
  mask::Masker masker;
  for (const auto& [name, value] : secrets) masker.add(std::string_view(value.as_string()));
  Error out = Error(error.kind(), error.code(), masker.mask(error.message())).with_hint(masker.mask(error.hint()));
  for (const FieldError& field : error.fields()) out.add_field(field.path, masker.mask(field.message));
  return out;
}

/// {id: {output: {...}}} of the steps that have succeeded.
boost::json::object step_outputs(const TemplateFile& file, runs::NodeContext& context) {
  boost::json::object out;
  for (const TemplateStep& step : file.steps)
    if (const auto outputs = context.outputs_of("step/" + step.id))
      out[step.id] = boost::json::object{{"output", boost::json::parse(*outputs)}};
  return out;
}

}  // namespace

struct StepExecutor::Scope {
  Inputs inputs;
  boost::json::object secrets;
  boost::json::object steps;
  tmpl::Object templates;
};

Result<StepExecutor::Scope> StepExecutor::scope_of(runs::NodeContext& context) {
  TRY(Inputs inputs, inputs_of(templates_, context));
  boost::json::object steps = step_outputs(*inputs.file, context);
  const boost::json::value spec = boost::json::parse(context.node().spec);
  TRY(const boost::json::object secrets,
      secrets_for(context, inputs.file->steps.at(static_cast<std::size_t>(spec.at("index").as_int64()))));
  tmpl::Object templates = template_context(inputs.parameters, steps, context.run().trigger.actor, secrets);
  return Scope{std::move(inputs), secrets, std::move(steps), std::move(templates)};
}

Result<boost::json::object> StepExecutor::secrets_for(runs::NodeContext& context, const TemplateStep& wanted) {
  boost::json::object out;
  if (!takes_secrets(wanted.action) && !mentions_secrets(wanted.condition)) return out;
  TRY(const auto values, secrets_of_run(ports_.secrets, context.run()));
  for (const auto& [name, value] : values) {
    context.add_mask(value.reveal());
    out[name] = value.reveal();
  }
  return out;
}

runs::NodeResult StepExecutor::execute(runs::NodeContext& context) {
  const auto scope = scope_of(context);
  if (!scope.has_value()) return runs::NodeResult::failure(scope.error());
  const boost::json::value spec = boost::json::parse(context.node().spec);
  const TemplateStep& wanted = scope->inputs.file->steps.at(static_cast<std::size_t>(spec.at("index").as_int64()));
  const auto condition = is_wanted(wanted.condition, scope->templates);
  if (!condition.has_value()) return runs::NodeResult::failure(condition.error());
  if (!*condition) {
    context.skip_step(wanted.name);
    runs::NodeResult skipped;
    skipped.state = runs::NodeState::skipped;
    return skipped;
  }
  const int step = context.begin_step(wanted.name);
  boost::json::object made;
  const auto run = [&]() -> Result<boost::json::object> {
    TRY(const boost::json::value input, render_input(wanted.input, scope->templates));
    if (!input.is_object())
      return invalid_input("golden_paths.invalid_input",
                           fmt::format("The input of '{}' must be an object.", wanted.name));
    return perform(context, step, *scope, wanted, input.as_object(), made);
  };
  auto result = run();
  if (!result.has_value()) result = masked(result.error(), scope->secrets);
  if (!result.has_value()) context.log(step, result.error().message() + "\n");
  context.end_step(step, result.has_value() ? runs::StepOutcome::succeeded : runs::StepOutcome::failed);
  if (result.has_value()) return runs::NodeResult::success(boost::json::serialize(*result));
  runs::NodeResult failure = runs::NodeResult::failure(result.error());
  failure.outputs = boost::json::serialize(made);  // so that undo finds what a failed step has left behind
  return failure;
}

Result<boost::json::object> StepExecutor::perform(runs::NodeContext& context, int step, const Scope& scope,
                                                  const TemplateStep& wanted, const boost::json::object& input,
                                                  boost::json::object& made) {
  if (wanted.action == "debug:log") {
    context.log(step, text_of(input, "message") + "\n");
    return boost::json::object();
  }
  if (is_fetch(wanted.action)) {
    TRY(const auto files, fetch_files(wanted.action, scope.inputs.file->files, input));
    for (const PreviewFile& file : files)
      context.log(step, fmt::format("{} ({} bytes)\n", file.path, file.content.size()));
    return boost::json::object{{"files", files.size()}};
  }
  if (wanted.action == "publish:towpath") return publish(context, step, scope, input, made);
  if (wanted.action == "secret:set") return keep_secret(context, step, input);
  if (wanted.action == "catalog:register") return register_entities(context, step, input);
  return invalid_input("golden_paths.unknown_action", fmt::format("This server has no action '{}'.", wanted.action));
}

Result<boost::json::object> StepExecutor::publish(runs::NodeContext& context, int step, const Scope& scope,
                                                  const boost::json::object& input, boost::json::object& made) {
  const std::string name = text_of(input, "repoName"), branch = text_of(input, "defaultBranch", "main");
  const auth::Principal system = auth::system_principal();
  const std::string owner_text = text_of(scope.inputs.parameters, "owner", context.run().trigger.actor);
  TRY(const catalog::EntityRef owner, catalog::EntityRef::parse(owner_text, "group"));
  const forge::CreateRepository command{name, text_of(input, "description"), owner.to_string(), "", branch};
  TRY(const std::string created,
      context.effect(
          {.name = "create_repository",
           .request = boost::json::serialize(boost::json::object{{"repository", name}, {"owner", command.owner_ref}}),
           .perform = [&](const std::string&, const std::string&) -> Result<std::string> {
             TRY(const forge::Repository repository, ports_.forge.create(system, command));
             return boost::json::serialize(boost::json::object{{"id", repository.id.text()}});
           },
           .probe = [&](const std::string&, const std::string&) -> Result<std::optional<std::string>> {
             const auto found = ports_.forge.get(system, name);
             if (!found.has_value() && found.error().kind() == ErrorKind::not_found)
               return std::optional<std::string>();
             if (!found.has_value()) return found.error();
             // One that somebody had before is not this run's: then perform() finds the name taken and says so.
             if (found->created_at < context.run().created_at || found->owner_ref != command.owner_ref)
               return std::optional<std::string>();
             return std::optional(boost::json::serialize(boost::json::object{{"id", found->id.text()}}));
           }}));
  fault_point("golden_paths.publish.after_repository");
  context.log(step, fmt::format("Repository {} is there.\n", name));
  made = {{"repository", name}, {"commitHash", ""}};

  // What the fetch steps before this one rendered, rendered again.
  std::vector<forge::FileContent> files;
  for (const TemplateStep& before : scope.inputs.file->steps) {
    if (!is_fetch(before.action) || !scope.steps.contains(before.id)) continue;
    TRY(const boost::json::value fetch_input, render_input(before.input, scope.templates));
    TRY(auto rendered, fetch_files(before.action, scope.inputs.file->files, fetch_input.as_object()));
    for (PreviewFile& file : rendered)
      files.push_back({std::move(file.path), std::move(file.content), file.is_executable});
  }
  const std::string actor = context.run().trigger.actor;
  const std::string author = actor.substr(actor.rfind('/') + 1);
  TRY(const std::string pushed,
      context.effect(
          {.name = "first_commit",
           .request = boost::json::serialize(boost::json::object{{"repository", name}, {"files", files.size()}}),
           .perform = [&](const std::string&, const std::string&) -> Result<std::string> {
             TRY(const std::string sha,
                 ports_.forge.commit_files(
                     system, name, branch, {author, author + "@towpath.localhost"},
                     fmt::format("Create {} from the golden path {}", name, scope.inputs.file->summary.name), files));
             return boost::json::serialize(boost::json::object{{"commit", sha}});
           },
           .probe = [&](const std::string&, const std::string&) -> Result<std::optional<std::string>> {
             const auto head = ports_.forge.resolve(name, branch);
             if (!head.has_value() && head.error().kind() == ErrorKind::not_found) return std::optional<std::string>();
             if (!head.has_value()) return head.error();
             return std::optional(boost::json::serialize(boost::json::object{{"commit", *head}}));
           }}));
  fault_point("golden_paths.publish.after_commit");
  const boost::json::value commit = boost::json::parse(pushed);
  context.log(step,
              fmt::format("Pushed {} files as {}.\n", files.size(), std::string_view(commit.at("commit").as_string())));
  const std::string url = fmt::format("{}/git/{}.git", ports_.portal_url(), name);
  return boost::json::object{
      {"remoteUrl", url}, {"repoContentsUrl", url}, {"repository", name}, {"commitHash", commit.at("commit")}};
}

Result<boost::json::object> StepExecutor::register_entities(runs::NodeContext& context, int step,
                                                            const boost::json::object& input) {
  const std::string url = text_of(input, "repoContentsUrl");
  std::string repository = url.substr(url.rfind('/') + 1);
  if (repository.ends_with(".git")) repository.resize(repository.size() - 4);
  TRY(const forge::Repository found, ports_.forge.get(auth::system_principal(), repository));
  TRY(const std::string commit, ports_.forge.resolve(repository, found.default_branch));
  CHECK_OK(ports_.catalog.ingest_repository(repository, commit, context.run().trigger.actor));
  fault_point("golden_paths.register.after_ingest");
  TRY(const auto component, catalog::EntityRef::parse(repository, "component"));
  context.log(step, fmt::format("{} is in the catalog.\n", component.to_string()));
  return boost::json::object{{"entityRef", component.to_string()}, {"repository", repository}};
}

Result<boost::json::object> StepExecutor::keep_secret(runs::NodeContext& context, int step,
                                                      const boost::json::object& input) {
  TRY(const auto component, catalog::EntityRef::parse(text_of(input, "component"), "component"));
  TRY(const catalog::Entity entity, ports_.catalog.get(auth::system_principal(), component));
  // Whoever may create for the run's owner was asked about that owner, and about nobody else.
  if (entity.owner_ref != context.run().owner_ref)
    return forbidden("golden_paths.foreign_component",
                     fmt::format("{} belongs to another owner than what this run makes.", component.to_string()));
  const std::string environment = text_of(input, "environment"), name = text_of(input, "name");
  const std::string scope = "component." + component.name() + (environment.empty() ? "" : "." + environment);
  auth::Principal platform = auth::system_principal();
  platform.ref = "run:" + context.run_id().text();
  TRY(const secrets::SecretInfo kept, ports_.secrets.put(platform, scope, name, Secret(text_of(input, "value"))));
  context.log(step, fmt::format("{} of {} is kept as version {}.\n", kept.name, component.name(), kept.version));
  return boost::json::object{{"secretScope", scope}, {"secretName", kept.name}, {"version", kept.version}};
}

runs::NodeResult OutputExecutor::execute(runs::NodeContext& context) {
  const auto inputs = inputs_of(templates_, context);
  if (!inputs.has_value()) return runs::NodeResult::failure(inputs.error());
  const auto rendered = render_input(
      inputs->file->output,
      template_context(inputs->parameters, step_outputs(*inputs->file, context), context.run().trigger.actor));
  if (!rendered.has_value()) return runs::NodeResult::failure(rendered.error());
  return runs::NodeResult::success(rendered->is_object() ? boost::json::serialize(*rendered) : "{}");
}

runs::NodeResult UndoExecutor::execute(runs::NodeContext& context) {
  const boost::json::value spec = boost::json::parse(context.node().spec);
  if (const auto* scope = spec.as_object().if_contains("secretScope")) {
    const std::string name(spec.at("secretName").as_string());
    const int step = context.begin_step("Forget the secret " + name);
    const Status forgotten = ports_.secrets.forget(std::string(scope->as_string()), name);
    context.end_step(step, forgotten.has_value() ? runs::StepOutcome::succeeded : runs::StepOutcome::failed);
    return forgotten.has_value() ? runs::NodeResult::success() : runs::NodeResult::failure(forgotten.error());
  }
  const std::string repository(spec.at("repository").as_string()), commit(spec.at("commit").as_string());
  const int step = context.begin_step("Delete the repository " + repository);
  const auto undo = [&]() -> Status {
    const auto found = ports_.forge.get(auth::system_principal(), repository);
    if (!found.has_value() && found.error().kind() == ErrorKind::not_found) return ok();
    if (!found.has_value()) return found.error();
    const auto head = ports_.forge.resolve(repository, found->default_branch);
    if (head.has_value() && *head != commit)
      return conflict(
                 "golden_paths.changed_since",
                 fmt::format("Somebody has pushed to '{}' since it was created, so it is not deleted.", repository))
          .with_hint("Delete it by hand if that is what you want.");
    return ports_.forge.remove(auth::system_principal(), repository);
  };
  const Status status = undo();
  context.end_step(step, status.has_value() ? runs::StepOutcome::succeeded : runs::StepOutcome::failed);
  return status.has_value() ? runs::NodeResult::success() : runs::NodeResult::failure(status.error());
}

}  // namespace towpath::golden_paths
