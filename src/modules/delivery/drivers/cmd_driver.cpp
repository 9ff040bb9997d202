#include "cmd_driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "driver_json.h"
#include "filter_process.h"
#include "json/json.h"

namespace towpath::delivery {

namespace {

using boost::json::object;

constexpr std::size_t most_output = 1u << 20;

/// What a definition says about its program.
struct Program {
  std::vector<std::string> command, actions, outputs, secrets;
  std::vector<std::pair<std::string, std::string>> env;

  bool knows(std::string_view action) const {
    return std::find(actions.begin(), actions.end(), action) != actions.end();
  }
};

/// What a provisioner may ask Docker Compose or Kubernetes for, or give to others of its kind.
bool is_for_others(std::string_view key) {
  return key == "shared_state" || key == "manifests" || key.starts_with("compose_") || key.starts_with("relative_");
}

bool is_nothing(const boost::json::value& value) {
  return value.is_null() || (value.is_object() && value.get_object().empty()) ||
         (value.is_array() && value.get_array().empty());
}

Result<std::vector<std::string>> words(const ResourceRequest& request, const object& inputs, std::string_view key) {
  std::vector<std::string> list;
  const auto* value = inputs.if_contains(key);
  if (value == nullptr) return list;
  if (!value->is_array())
    return invalid_inputs(request, fmt::format("the definition's '{}' is not a list of words", key));
  for (const auto& word : value->get_array()) {
    if (!word.is_string())
      return invalid_inputs(request, fmt::format("the definition's '{}' is not a list of words", key));
    list.emplace_back(word.get_string());
  }
  return list;
}

Result<Program> read_program(const ResourceRequest& request) {
  TRY(const auto inputs, read_object(request, "inputs", request.inputs));
  CHECK_OK(only_keys(request, "input", inputs, {"command", "env", "actions", "outputs", "secrets"}));
  Program program;
  TRY(program.command, words(request, inputs, "command"));
  if (program.command.empty())
    return invalid_inputs(request, "the definition names no 'command'")
        .with_hint("add command: [\"/path/to/program\"] to its inputs");
  TRY(program.actions, words(request, inputs, "actions"));
  for (const auto& action : program.actions)
    if (action != "observe" && action != "delete" && action != "apply")
      return invalid_inputs(request, fmt::format("'{}' is no action", action))
          .with_hint("known are: apply, observe, delete");
  TRY(program.outputs, words(request, inputs, "outputs"));
  TRY(program.secrets, words(request, inputs, "secrets"));
  program.env = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"HOME", "/tmp"}, {"LANG", "C.UTF-8"}};
  const auto* env = inputs.if_contains("env");
  if (env != nullptr && !env->is_object())
    return invalid_inputs(request, "the definition's 'env' is not an object of strings");
  if (env != nullptr)
    for (const auto& [name, value] : env->get_object()) {
      if (!value.is_string())
        return invalid_inputs(request, fmt::format("the variable '{}' is not a string", std::string_view(name)));
      std::erase_if(program.env, [&, key = std::string_view(name)](const auto& known) { return known.first == key; });
      program.env.emplace_back(name, value.get_string());
    }
  return program;
}

class CmdDriver final : public Driver {
 public:
  explicit CmdDriver(process::Spawner& spawner) : spawner_(spawner) {}

  std::string_view name() const override { return "cmd"; }

  /// Only the definition knows what its program hands out.
  DriverOffer offer(const std::string& inputs) const override {
    ResourceRequest request;
    request.inputs = inputs;
    DriverOffer out;
    const auto program = read_program(request);
    if (!program.has_value()) return out;
    for (const std::string& output : program.value().outputs) out.outputs.push_back({output});
    for (const std::string& secret : program.value().secrets) out.outputs.push_back({secret, true});
    return out;
  }

  Status check(const ResourceRequest& request) const override {
    CHECK_OK(read_program(request));
    CHECK_OK(read_object(request, "params", request.params));
    return ok();
  }

  std::map<std::string, Secret> prepare(const ResourceRequest&) const override { return {}; }

  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request,
                                                 const DriverContext& context) override {
    TRY(const auto program, read_program(request));
    if (!program.knows("observe"))
      return failed("delivery.cannot_observe",
                    fmt::format("the program of resource '{}' cannot say what exists", request.id))
          .with_hint("teach it the action \"observe\" and add it to the definition's actions");
    TRY(auto answer, call(program, request, "observe", false, context));
    if (const auto* exists = answer.if_contains("exists");
        exists != nullptr && exists->is_bool() && !exists->get_bool())
      return std::optional<ResourceOutcome>();
    TRY(auto outcome, to_outcome(program, request, answer));
    return std::optional(std::move(outcome));
  }

  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext& context) override {
    TRY(const auto program, read_program(request));
    TRY(auto answer, call(program, request, "apply", false, context));
    return to_outcome(program, request, answer);
  }

  Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) override {
    TRY(const auto program, read_program(request));
    if (!program.knows("delete")) {
      say(context, "its program knows no action \"delete\": what it made stays");
      return ok();
    }
    CHECK_OK(call(program, request, "delete", purge, context));
    return ok();
  }

 private:
  static Error bad_answer(const ResourceRequest& request, std::string_view why) {
    return failed("delivery.command_answer",
                  fmt::format("the program of resource '{}' answered wrongly: {}", request.id, why))
        .with_hint("it must print one JSON object with resource_state and resource_outputs, and log to standard error");
  }

  static Result<std::string> question(const ResourceRequest& request, std::string_view action, bool purge) {
    TRY(const auto params, read_object(request, "params", request.params));
    TRY(const auto state, read_object(request, "state", request.state));
    object secrets;
    for (const auto& [key, secret] : request.secret_inputs) secrets[key] = secret.reveal();
    return boost::json::serialize(
        object{{"action", action},
               {"purge", purge},
               {"resource_uid", fmt::format("{}.{}#{}", request.type, request.resource_class, request.id)},
               {"resource_guid", request.gu_id},
               {"resource_type", request.type},
               {"resource_class", request.resource_class},
               {"resource_id", request.id},
               {"resource_params", params},
               {"resource_metadata", object{}},
               {"resource_state", state},
               {"shared_state", object{}},
               {"source_workload", request.workload},
               {"workload_services", object{}},
               {"project", request.project},
               {"environment", request.environment},
               {"environment_type", request.environment_type},
               {"secret_inputs", secrets}});
  }

  Result<object> call(const Program& program, const ResourceRequest& request, std::string_view action, bool purge,
                      const DriverContext& context) {
    TRY(const auto input, question(request, action, purge));
    process::Command command;
    command.argv = program.command;
    command.env = program.env;
    command.cwd = "/tmp";
    command.timeout = context.deadline;
    if (spawner_.report().engine != process::SandboxReport::Engine::none) {
      command.sandbox.level = process::SandboxLevel::namespaces;
      // The program may lie where the sandbox shows nothing (home directories, /tmp).
      if (const std::filesystem::path file = program.command.front(); file.is_absolute())
        command.sandbox.mounts = {{file, file}};
    }
    const auto ran = run_filter(spawner_, command, input, most_output, context.log, context.stop);
    const auto command_failed = [&](std::string_view how) {
      return failed("delivery.command_failed",
                    fmt::format("the program of resource '{}' {} (action {})", request.id, how, action));
    };
    if (!ran) return command_failed("could not be run: " + ran.error().message()).with_hint(ran.error().hint());
    if (ran->is_too_large) return command_failed(fmt::format("printed more than {} bytes", most_output));
    if (!ran->exit.is_success())
      return command_failed("ended with " + describe(ran->exit)).with_hint("its standard error is in the log");
    const auto answer = json::parse(ran->out.empty() ? "{}" : ran->out);
    if (!answer) return bad_answer(request, answer.error().message());
    if (!answer->is_object()) return bad_answer(request, "no JSON object");
    for (const auto& [key, value] : answer->get_object()) {
      const bool is_known = key == "resource_state" || key == "resource_outputs" ||
                            (key == "exists" && action == "observe") || (is_for_others(key) && is_nothing(value));
      if (!is_known) return bad_answer(request, fmt::format("'{}' is not known here", std::string_view(key)));
    }
    return answer->get_object();
  }

  static Result<object> part(const ResourceRequest& request, const object& answer, std::string_view key) {
    const auto* value = answer.if_contains(key);
    if (value == nullptr || value->is_null()) return object{};
    if (!value->is_object()) return bad_answer(request, fmt::format("{} is not an object", key));
    return value->get_object();
  }

  static Result<ResourceOutcome> to_outcome(const Program& program, const ResourceRequest& request,
                                            const object& answer) {
    TRY(auto outputs, part(request, answer, "resource_outputs"));
    TRY(const auto state, part(request, answer, "resource_state"));
    ResourceOutcome outcome;
    for (const auto& key : program.secrets) {
      const auto* value = outputs.if_contains(key);
      if (value == nullptr) continue;
      outcome.secrets.emplace(
          key, Secret(value->is_string() ? std::string(value->get_string()) : boost::json::serialize(*value)));
      outputs.erase(key);
    }
    outcome.outputs = boost::json::serialize(outputs);
    outcome.state = boost::json::serialize(state);
    return outcome;
  }

  process::Spawner& spawner_;
};

}  // namespace

std::unique_ptr<Driver> make_cmd_driver(process::Spawner& spawner) { return std::make_unique<CmdDriver>(spawner); }

}  // namespace towpath::delivery
