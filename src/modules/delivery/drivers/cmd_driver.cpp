#include "cmd_driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "account_environment.h"
#include "driver_json.h"
#include "filter_process.h"
#include "provisioner_protocol.h"

namespace towpath::delivery {

namespace {

using boost::json::object;

constexpr std::size_t most_output = 1u << 20;

constexpr ProvisionerWords program_words{
    "program", "delivery.command_answer",
    "it must print one JSON object with resource_state and resource_outputs, and log to standard error"};

/// What a definition says about its program.
struct Program {
  std::vector<std::string> command;
  ProvisionerOffer offer;
  std::vector<std::pair<std::string, std::string>> env;
};

Result<Program> read_program(const ResourceRequest& request) {
  TRY(const auto inputs, read_object(request, "inputs", request.inputs));
  CHECK_OK(only_keys(request, "input", inputs, {"command", "env", "actions", "outputs", "secrets", "repeatable"}));
  Program program;
  TRY(program.command, input_words(request, inputs, "command"));
  if (program.command.empty())
    return invalid_inputs(request, "the definition names no 'command'")
        .with_hint("add command: [\"/path/to/program\"] to its inputs");
  TRY(program.offer, read_provisioner_offer(request, inputs));
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
  bool takes_account() const override { return true; }

  /// Only the definition knows what its program hands out.
  DriverOffer offer(const std::string& inputs) const override {
    ResourceRequest request;
    request.inputs = inputs;
    DriverOffer out;
    const auto program = read_program(request);
    if (!program.has_value()) return out;
    for (const std::string& output : program.value().offer.outputs) out.outputs.push_back({output});
    for (const std::string& secret : program.value().offer.secrets) out.outputs.push_back({secret, true});
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
    if (!program.offer.knows("observe"))
      return failed("delivery.cannot_observe",
                    fmt::format("the program of resource '{}' cannot say what exists", request.id))
          .with_hint("teach it the action \"observe\" and add it to the definition's actions");
    TRY(auto answer, call(program, request, "observe", false, context));
    if (!says_it_exists(answer)) return std::optional<ResourceOutcome>();
    TRY(auto outcome, provisioned(request, program_words, program.offer, answer));
    return std::optional(std::move(outcome));
  }

  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext& context) override {
    TRY(const auto program, read_program(request));
    TRY(const auto answer, call(program, request, "apply", false, context));
    return applied(request, program_words, program.offer, answer);
  }

  /// Score says nothing of a call whose answer was lost: only who wrote the program knows.
  bool may_repeat(const ResourceRequest& request) const override {
    const auto program = read_program(request);
    return program.has_value() && program->offer.is_repeatable;
  }

  Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) override {
    TRY(const auto program, read_program(request));
    if (!program.offer.knows("delete")) {
      say(context, "its program knows no action \"delete\": what it made stays");
      return ok();
    }
    CHECK_OK(call(program, request, "delete", purge, context));
    return ok();
  }

 private:
  Result<object> call(const Program& program, const ResourceRequest& request, std::string_view action, bool purge,
                      const DriverContext& context) {
    TRY(const auto input, provisioner_question(request, action, purge));
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
    for (auto& variable : account_environment(request, program.env)) command.env.push_back(std::move(variable));
    mask::Masker masker;
    mask_credentials(request, masker);
    const auto log = [&](std::string_view line) {
      if (context.log) context.log(masker.mask(line));
    };
    const auto ran = run_filter(spawner_, command, input, most_output, log, context.stop);
    const auto command_failed = [&](std::string_view how) {
      return failed("delivery.command_failed",
                    fmt::format("the program of resource '{}' {} (action {})", request.id, how, action));
    };
    if (!ran) return command_failed("could not be run: " + ran.error().message()).with_hint(ran.error().hint());
    // From here on it has begun. What ends by itself with an error has said that it did not do it.
    if (ran->is_too_large) return answer_lost(command_failed(fmt::format("printed more than {} bytes", most_output)));
    if (!ran->exit.is_success()) {
      const Error ended =
          command_failed("ended with " + describe(ran->exit)).with_hint("its standard error is in the log");
      const bool has_spoken = ran->exit.reason == process::EndReason::exited && ran->exit.code.has_value();
      return has_spoken ? ended : answer_lost(ended);
    }
    auto answer = read_provisioner_answer(request, program_words, action, ran->out);
    if (!answer) return answer_lost(answer.error());
    return answer;
  }

  process::Spawner& spawner_;
};

}  // namespace

std::unique_ptr<Driver> make_cmd_driver(process::Spawner& spawner) { return std::make_unique<CmdDriver>(spawner); }

}  // namespace towpath::delivery
