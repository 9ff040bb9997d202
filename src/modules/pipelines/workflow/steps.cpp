#include <algorithm>

#include "base/strings.h"

#include "pipelines/native_action.h"
#include "workflow/parts.h"
#include "workflow/step_ids.h"

namespace towpath::pipelines {
namespace {

constexpr Key run_keys[] = {{"name"},  {"id"},
                            {"if"},    {"timeout-minutes"},
                            {"run"},   {"continue-on-error"},
                            {"env"},   {"working-directory"},
                            {"shell"}, {"background", false}};
constexpr Key uses_keys[] = {{"name"},
                             {"id"},
                             {"if"},
                             {"timeout-minutes"},
                             {"uses"},
                             {"continue-on-error"},
                             {"env"},
                             {"with"},
                             {"background", false}};
constexpr Key any_keys[] = {{"name"},
                            {"id"},
                            {"if"},
                            {"timeout-minutes"},
                            {"run"},
                            {"uses"},
                            {"continue-on-error"},
                            {"env"},
                            {"with"},
                            {"working-directory"},
                            {"shell"},
                            {"background", false},
                            {"wait", false},
                            {"wait-all", false},
                            {"cancel", false},
                            {"parallel", false}};

class StepReader {
 public:
  explicit StepReader(Reader& reader) : reader_(reader) {}

  std::vector<Step> read(const yaml::Node& node) {
    std::vector<Step> steps;
    if (!reader_.is_sequence(node, "'steps'")) return steps;
    for (const yaml::Node& item : node.items()) steps.push_back(read_step(item));
    for (Step& step : steps) {
      if (step.has_given_id) continue;
      step.id = ids_.generate(step.uses ? id_origin(step.uses->text) : "run");
    }
    return steps;
  }

 private:
  Step read_step(const yaml::Node& node) {
    Step step;
    step.at = node.at();
    step.if_text = "success()";
    const yaml::Node* run = node.find("run");
    const yaml::Node* uses = node.find("uses");
    const auto keys = run != nullptr    ? std::span<const Key>(run_keys)
                      : uses != nullptr ? std::span<const Key>(uses_keys)
                                        : std::span<const Key>(any_keys);
    if (!reader_.is_mapping(node, run != nullptr ? "a run step" : uses != nullptr ? "a uses step" : "a step", keys)) {
      return step;
    }
    if (run == nullptr && uses == nullptr && !is_other_kind(node)) {
      reader_.error(node.at(), "a step needs 'run' or 'uses'");
    }
    if (const yaml::Node* id = node.find("id")) read_id(*id, step);
    step.name = reader_.read_optional(node, "name", Place::step, Expect::text);
    step.if_text = reader_.read_condition(node.find("if"), Place::step_if);
    step.continue_on_error = reader_.read_or_null(node, "continue-on-error", Place::step, Expect::boolean);
    step.timeout_minutes = reader_.read_or_null(node, "timeout-minutes", Place::step, Expect::number);
    if (const yaml::Node* env = node.find("env")) step.env = reader_.read_env(*env, "'env'", Place::step);
    if (run != nullptr) {
      step.run = reader_.read(*run, Place::step, Expect::text);
      read_shell(node, step);
      step.working_directory = reader_.read_optional(node, "working-directory", Place::step, Expect::text);
    } else if (uses != nullptr) {
      if (const yaml::Node* with = node.find("with"); with != nullptr && !with->is_null()) {
        step.with = reader_.read_named(*with, "'with'", Place::step);
      }
      read_uses(node, *uses, step);
    }
    return step;
  }

  static bool is_other_kind(const yaml::Node& node) {
    return node.find("wait") != nullptr || node.find("wait-all") != nullptr || node.find("cancel") != nullptr ||
           node.find("parallel") != nullptr;
  }

  void read_id(const yaml::Node& node, Step& step) {
    step.id = reader_.read_literal(node, Expect::non_empty_text);
    step.has_given_id = true;
    if (const std::string problem = id_problem(step.id); !problem.empty()) {
      reader_.error(node.at(), problem);
    } else if (!ids_.claim(step.id)) {
      reader_.error(node.at(), "the id '" + step.id + "' is used more than once in this job");
    }
  }

  void read_shell(const yaml::Node& node, Step& step) {
    const yaml::Node* shell = node.find("shell");
    if (shell == nullptr) return;
    step.shell = reader_.read(*shell, Place::nowhere, Expect::non_empty_text);
    const std::string name = to_lower(trim(step.shell->literal().to_text()));
    if (name == "cmd" || name == "powershell") {
      reader_.unsupported(shell->at(), "the shell '" + name + "' exists on Windows only");
    }
  }

  void read_uses(const yaml::Node& step_node, const yaml::Node& node, Step& step) {
    ActionReference action;
    action.text = reader_.read_literal(node, Expect::non_empty_text);
    step.uses = action;
    if (action.text.empty()) return;
    if (action.text.starts_with("docker://")) {
      return reader_.unsupported(node.at(), "container actions ('" + action.text + "') are not supported yet");
    }
    if (action.text.starts_with("./") || action.text.starts_with(".\\") || action.text.starts_with("$/")) {
      return reader_.unsupported(node.at(),
                                 "actions of the own repository ('" + action.text + "') are not supported yet");
    }
    const std::vector<std::string> halves = split(action.text, '@');
    std::vector<std::string> path = split(replace_all(halves[0], "\\", "/"), '/');
    if (halves.size() != 2 || halves[1].empty() || path.size() < 2 || path[0].empty() || path[1].empty()) {
      return reader_.error(node.at(), "'" + action.text + "' is no action",
                           "the form is {owner}/{repository}[/path]@{ref}");
    }
    step.uses->name = to_lower(join(path, "/"));
    step.uses->ref = halves[1];
    const NativeAction* native = find_native_action(step.uses->name);
    if (native == nullptr) {
      std::vector<std::string> names;
      for (const NativeAction& known : native_actions()) names.push_back(known.name);
      return reader_.unsupported(node.at(), "the action '" + action.text + "' is not available here",
                                 "built in: " + join(names, ", "));
    }
    check_inputs(*native, step_node, step);
  }

  void check_inputs(const NativeAction& action, const yaml::Node& node, const Step& step) {
    const auto given = [&](std::string_view name) -> const Template* {
      for (const auto& [key, value] : step.with) {
        if (to_lower(key) == to_lower(name)) return &value;
      }
      return nullptr;
    };
    std::vector<std::string> names;
    for (const ActionInput& input : action.inputs) {
      names.emplace_back(input.name);
      const Template* value = given(input.name);
      if (value == nullptr && input.is_required) {
        reader_.error(node.at(), "the action '" + action.name + "' needs the input '" + std::string(input.name) + "'");
      }
      if (value != nullptr && !input.only_value.empty() &&
          !(value->is_literal() && value->literal().to_text() == input.only_value)) {
        reader_.unsupported(value->at(), "the input '" + std::string(input.name) + "' of '" + action.name +
                                             "' can only be '" + std::string(input.only_value) + "' here");
      }
    }
    for (const auto& [key, value] : step.with) {
      const bool known = std::any_of(names.begin(), names.end(),
                                     [&](const std::string& name) { return to_lower(name) == to_lower(key); });
      if (known) continue;
      const auto near = nearest(key, names);
      reader_.unsupported(value.at(), "the action '" + action.name + "' has no input '" + key + "' here",
                          near ? "did you mean '" + *near + "'?" : "known here: " + join(names, ", "));
    }
  }

  Reader& reader_;
  StepIds ids_;
};

}  // namespace

std::vector<Step> read_steps(Reader& reader, const yaml::Node& node) { return StepReader(reader).read(node); }

}  // namespace towpath::pipelines
