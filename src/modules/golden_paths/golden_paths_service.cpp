#include "golden_paths_service.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/strings.h"
#include "catalog/entity_ref.h"
#include "json/json.h"

namespace towpath::golden_paths {

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

Result<std::vector<PreviewFile>> GoldenPathsService::preview(const std::string& name, const std::string& text) {
  TRY(const auto file, find(name));
  TRY(const boost::json::value parameters, json::parse(text));
  TRY(const boost::json::object complete, complete_parameters(*file, parameters));
  const tmpl::Object context = template_context(complete, {}, "");
  std::vector<PreviewFile> out;
  for (const TemplateStep& step : file->steps) {
    if (!is_fetch(step.action)) continue;
    TRY(const boost::json::value input, render_input(step.input, context));
    TRY(auto files, fetch_files(step.action, file->files, input.as_object()));
    out.insert(out.end(), std::make_move_iterator(files.begin()), std::make_move_iterator(files.end()));
  }
  return out;
}

Result<runs::RunId> GoldenPathsService::start(const auth::Principal& principal, const std::string& name,
                                              const std::string& text) {
  TRY(const auto file, find(name));
  if (!file->summary.not_runnable.empty())
    return conflict("golden_paths.not_runnable", join(file->summary.not_runnable, " "));
  TRY(const boost::json::value parameters, json::parse(text));
  TRY(const boost::json::object complete, complete_parameters(*file, parameters));
  const auto* given = complete.if_contains("owner");
  TRY(const catalog::EntityRef owner,
      catalog::EntityRef::parse(given && given->is_string() ? std::string(given->as_string()) : principal.ref,
                                "group"));
  CHECK_OK(auth::check(kernel_.authorizer, principal, "golden_path.run", {owner.to_string(), "", ""}));
  const auto* called = complete.if_contains("name");
  const std::string made = called && called->is_string() ? std::string(called->as_string()) : name;
  // Said before anything is made; that somebody takes the name meanwhile is found by the step that publishes.
  const bool publishes = std::any_of(file->steps.begin(), file->steps.end(),
                                     [](const TemplateStep& step) { return step.action.starts_with("publish:"); });
  if (publishes && ports_.forge.get(auth::system_principal(), made).has_value())
    return conflict("golden_paths.name_taken", fmt::format("There is a repository '{}' already.", made))
        .with_hint("Choose another name.")
        .with_field("/name", "is taken");
  runs::RunSpec run;
  run.kind = "golden_path";
  run.title = fmt::format("create {} from {}", made, name);
  run.subject = "component:default/" + made;
  run.owner_ref = owner.to_string();
  run.project_id = made;
  run.trigger = {"manual", principal.ref, "", ""};
  run.inputs = boost::json::serialize(boost::json::object{{"goldenPath", name}, {"parameters", complete}});
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
  return ports_.runs.submit(run);
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
    if (!repository || !commit) continue;
    runs::NodeSpec undo;
    undo.key = "undo/" + node.key;
    undo.title = "Undo: " + node.title;
    undo.kind = "golden_path.undo";
    undo.spec = boost::json::serialize(boost::json::object{{"repository", *repository}, {"commit", *commit}});
    run.nodes.push_back(std::move(undo));
  }
  if (run.nodes.empty()) return nothing;
  return ports_.runs.submit(run);
}

}  // namespace towpath::golden_paths
