#include "golden_paths_service.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/id.h"
#include "base/strings.h"
#include "catalog/entity_ref.h"
#include "form.h"
#include "json/json.h"
#include "mask/masker.h"
#include "run_secrets.h"
#include "secret_questions.h"

namespace towpath::golden_paths {
namespace {

/// What will be called so: the answer to "name", or the golden path itself.
std::string made_name(const std::string& golden_path, const boost::json::object& parameters) {
  const auto* called = parameters.if_contains("name");
  return called && called->is_string() ? std::string(called->as_string()) : golden_path;
}

}  // namespace

Result<std::shared_ptr<const TemplateFile>> GoldenPathsService::find(const std::string& name) const {
  const auto found = templates_.find(name);
  if (found != templates_.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [known, file] : templates_) names.push_back(known);
  const auto near = nearest(name, names);
  return not_found("golden_paths.not_found", fmt::format("There is no golden path '{}'.", name))
      .with_hint(near ? fmt::format("Did you mean '{}'?", *near) : "There are: " + join(names, ", ") + ".");
}

std::vector<GoldenPath> GoldenPathsService::list() {
  std::vector<GoldenPath> out;
  for (const auto& [name, file] : templates_) out.push_back(file->summary);
  return out;
}

Result<GoldenPath> GoldenPathsService::get(const std::string& name) {
  TRY(const auto file, find(name));
  return file->summary;
}

Result<Preview> GoldenPathsService::preview(const auth::Principal& principal, const std::string& name,
                                            const std::string& text) {
  TRY(const auto file, find(name));
  TRY(const boost::json::value parameters, json::parse(text));
  TRY(const boost::json::object complete, complete_parameters(*file, parameters));
  const tmpl::Object context = template_context(complete, {}, "");
  Preview out;
  for (const TemplateStep& step : file->steps) {
    if (!is_fetch(step.action)) continue;
    TRY(const boost::json::value input, render_input(step.input, context));
    TRY(auto files, fetch_files(step.action, file->files, input.as_object()));
    out.files.insert(out.files.end(), std::make_move_iterator(files.begin()), std::make_move_iterator(files.end()));
  }
  for (const PreviewFile& made : out.files) {
    if (made.path != "score.yaml") continue;
    TRY(out.resources, ports_.foresee(principal, made_name(name, complete), made.content));
  }
  return out;
}

Result<Form> GoldenPathsService::form(const auth::Principal& principal, const std::string& name,
                                      const std::string& text, const std::map<std::string, std::size_t>& choices,
                                      const std::vector<std::string>& given) {
  TRY(const auto file, find(name));
  TRY(boost::json::value answers, json::parse(text));
  if (answers.is_object()) answers = with_suggested_owner(*file, answers.as_object(), principal.owner_refs);
  TRY(Form form, make_form(*file, answers, choices, given));
  const boost::json::value complete = boost::json::parse(form.parameters);
  const auto is_fine = [&](const std::string& pointer) {
    return std::none_of(form.problems.begin(), form.problems.end(),
                        [&](const FieldError& problem) { return problem.path == pointer; });
  };
  const auto add = [&](const std::string& pointer, const std::string& message) {
    if (!is_fine(pointer)) return;
    form.problems.push_back({pointer, message});
    for (FormPage& page : form.pages)
      if (std::any_of(page.root.fields.begin(), page.root.fields.end(),
                      [&](const FormField& field) { return field.pointer == pointer; }))
        page.problems.push_back({pointer, message});
  };
  const Status start = check_start(principal, *file, complete.as_object());
  if (!start.has_value() && start.error().kind() == ErrorKind::conflict)
    add("/name", start.error().message());
  else if (!start.has_value() && complete.as_object().contains("owner"))
    add("/owner", start.error().message());
  return form;
}

std::map<std::string, TrackRecord> GoldenPathsService::track_records() {
  runs::RunFilter last;
  last.kind = "golden_path";
  last.state = "succeeded,failed,timed_out";
  last.limit = 200;
  // A rate names nobody, so it counts the runs of all.
  const auto page = ports_.runs.list(auth::system_principal(), last);
  std::map<std::string, TrackRecord> out;
  if (!page.has_value()) return out;
  std::map<std::string, std::vector<std::chrono::milliseconds>> times;
  for (const runs::Run& run : page->items) {
    const boost::json::value inputs = boost::json::parse(run.inputs);
    const auto* path = inputs.as_object().if_contains("goldenPath");
    if (!path || !path->is_string()) continue;
    const std::string name(path->as_string());
    TrackRecord& record = out[name];
    ++record.finished;
    if (run.state != runs::RunState::succeeded) continue;
    ++record.succeeded;
    if (run.started_at && run.finished_at)
      times[name].push_back(std::chrono::duration_cast<std::chrono::milliseconds>(*run.finished_at - *run.started_at));
  }
  for (auto& [name, all] : times) {
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::nth_element(all.begin(), middle, all.end());
    out[name].median = *middle;
  }
  return out;
}

Status GoldenPathsService::check_start(const auth::Principal& principal, const TemplateFile& file,
                                       const boost::json::object& parameters) const {
  const auto* given = parameters.if_contains("owner");
  TRY(const catalog::EntityRef owner,
      catalog::EntityRef::parse(given && given->is_string() ? std::string(given->as_string()) : principal.ref,
                                "group"));
  CHECK_OK(auth::check(kernel_.authorizer, principal, "golden_path.run", {owner.to_string(), "", ""}));
  const std::string made = made_name(file.summary.name, parameters);
  // Said before anything is made; that somebody takes the name meanwhile is found by the step that publishes.
  const bool publishes = std::any_of(file.steps.begin(), file.steps.end(),
                                     [](const TemplateStep& step) { return step.action.starts_with("publish:"); });
  if (publishes && ports_.forge.get(auth::system_principal(), made).has_value())
    return conflict("golden_paths.name_taken", fmt::format("There is a repository '{}' already.", made))
        .with_hint("Choose another name.")
        .with_field("/name", "is taken");
  return ok();
}

Result<boost::json::object> GoldenPathsService::accepted(const TemplateFile& file, const boost::json::value& parameters,
                                                         const std::map<std::string, Secret>& secrets) const {
  if (file.summary.secrets.empty() || !parameters.is_object()) return complete_parameters(file, parameters);
  Error misplaced = invalid_input("golden_paths.invalid_parameters", "A secret stands among the parameters.");
  for (const FieldError& each : misplaced_secrets(file, parameters.as_object()))
    misplaced.add_field(each.path, each.message);
  if (!misplaced.fields().empty()) return misplaced;
  boost::json::object all = parameters.as_object();
  mask::Masker masker;
  for (const auto& [name, value] : secrets) {
    all[name] = value.reveal();
    masker.add(value.reveal());
  }
  auto complete = complete_parameters(file, all, SecretAnswersIn::parameters);
  if (!complete.has_value()) {
    const Error& wrong = complete.error();
    Error out = Error(wrong.kind(), wrong.code(), masker.mask(wrong.message())).with_hint(wrong.hint());
    for (const FieldError& field : wrong.fields()) out.add_field(field.path, masker.mask(field.message));
    return out;
  }
  for (const std::string& name : file.summary.secrets) complete->erase(name);
  return complete;
}

gate::Question GoldenPathsService::question_of(const TemplateFile& file, const boost::json::object& parameters,
                                               const std::string& made, const std::string& owner,
                                               const std::string& override_reason) {
  const GoldenPath& path = file.summary;
  gate::Question out;
  out.gate = "create";
  out.subject = "component:default/" + made;
  out.facts = boost::json::serialize(boost::json::object{
      {"goldenPath", boost::json::object{{"name", path.name}, {"type", path.type}, {"owner", path.owner}}},
      {"parameters", parameters},
      {"owner", owner}});
  out.attributes = {owner, made, ""};
  out.override_reason = override_reason;
  return out;
}

Result<runs::RunId> GoldenPathsService::start(const auth::Principal& principal, const std::string& name,
                                              const std::string& text, const SecretAnswers& secrets,
                                              const std::string& override_reason) {
  TRY(const auto file, find(name));
  if (!file->summary.not_runnable.empty())
    return conflict("golden_paths.not_runnable", join(file->summary.not_runnable, " "));
  TRY(const boost::json::value parameters, json::parse(text));
  std::map<std::string, Secret> values;
  for (const auto& [question, answer] : secrets) {
    const auto& asked = file->summary.secrets;
    if (std::find(asked.begin(), asked.end(), question) == asked.end())
      return invalid_input("golden_paths.invalid_parameters", fmt::format("'{}' asks for no such secret.", name))
          .with_field("/" + question, "is not asked for");
    values[question] = answer.value;
    if (answer.scope.empty()) continue;
    TRY(values[question], ports_.secrets.lend(principal, answer.scope, answer.name));
  }
  TRY(const boost::json::object complete, accepted(*file, parameters, values));
  CHECK_OK(check_start(principal, *file, complete));
  const auto* given = complete.if_contains("owner");
  TRY(const catalog::EntityRef owner,
      catalog::EntityRef::parse(given && given->is_string() ? std::string(given->as_string()) : principal.ref,
                                "group"));
  const std::string made = made_name(name, complete);
  CHECK_OK(kernel_.gates.pass(principal, question_of(*file, complete, made, owner.to_string(), override_reason)));
  runs::RunSpec run;
  run.kind = "golden_path";
  run.title = fmt::format("create {} from {}", made, name);
  run.subject = "component:default/" + made;
  run.owner_ref = owner.to_string();
  run.project_id = made;
  run.trigger = {"manual", principal.ref, "", ""};
  boost::json::object inputs{{"goldenPath", name}, {"parameters", complete}};
  const std::string scope = values.empty() ? "" : std::string(secret_scope_prefix) + new_ulid();
  if (!values.empty()) {
    boost::json::array names;
    for (const auto& [question, value] : values) names.emplace_back(question);
    inputs["secrets"] = boost::json::object{{"scope", scope}, {"names", std::move(names)}};
    CHECK_OK(ports_.secrets.store_all(scope, values));
  }
  run.inputs = boost::json::serialize(inputs);
  std::string before;
  for (std::size_t i = 0; i < file->steps.size(); ++i) {
    runs::NodeSpec node;
    node.key = "step/" + file->steps[i].id;
    node.title = file->steps[i].name;
    node.kind = "golden_path.step";
    if (!before.empty()) node.needs = {before};
    node.spec = boost::json::serialize(boost::json::object{{"index", i}});
    node.timeout = std::chrono::minutes(10);
    before = node.key;
    run.nodes.push_back(std::move(node));
  }
  runs::NodeSpec output;
  output.key = "output";
  output.title = "Results";
  output.kind = "golden_path.output";
  if (!before.empty()) output.needs = {before};
  run.nodes.push_back(std::move(output));
  auto submitted = ports_.runs.submit(run);
  if (!submitted.has_value() && !scope.empty()) CHECK_OK(ports_.secrets.store_all(scope, {}));
  return submitted;
}

Result<runs::RunId> GoldenPathsService::undo(const auth::Principal& principal, const runs::RunId& id) {
  TRY(const runs::Run done, ports_.runs.get(principal, id));
  CHECK_OK(auth::check(kernel_.authorizer, principal, "golden_path.undo", {done.owner_ref, done.project_id, ""}));
  const Error nothing = conflict("golden_paths.nothing_to_undo",
                                 fmt::format("Run #{} has created nothing that could be taken back.", done.number));
  if (done.kind != "golden_path" || !runs::is_final(done.state)) return nothing;
  runs::RunSpec run;
  run.kind = "golden_path_undo";
  run.title = fmt::format("undo run #{}", done.number);
  run.subject = done.subject;
  run.owner_ref = done.owner_ref;
  run.project_id = done.project_id;
  run.trigger = {"undo", principal.ref, "", ""};
  for (const runs::Node& node : done.nodes) {
    const boost::json::value outputs = boost::json::parse(node.outputs);
    const auto* repository = outputs.as_object().if_contains("repository");
    const auto* commit = outputs.as_object().if_contains("commitHash");
    const auto* secret = outputs.as_object().if_contains("secretScope");
    if (!secret && (!repository || !commit)) continue;
    runs::NodeSpec undo;
    undo.key = "undo/" + node.key;
    undo.title = "Undo: " + node.title;
    undo.kind = "golden_path.undo";
    undo.spec = boost::json::serialize(
        secret ? boost::json::object{{"secretScope", *secret}, {"secretName", outputs.at("secretName")}}
               : boost::json::object{{"repository", *repository}, {"commit", *commit}});
    run.nodes.push_back(std::move(undo));
  }
  if (run.nodes.empty()) return nothing;
  return ports_.runs.submit(run);
}

}  // namespace towpath::golden_paths
