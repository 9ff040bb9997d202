#include "pulumi_driver.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/faults.h"
#include "base/id.h"
#include "base/random_text.h"
#include "driver_json.h"
#include "pulumi/pulumi_stack.h"
#include "runs_folder.h"
#include "source_folder.h"
#include "terraform/terraform_outcome.h"
#include "tools/known_tools.h"

namespace towpath::delivery {
namespace {

namespace fs = std::filesystem;

constexpr const char* passphrase_key = ".passphrase";
constexpr std::size_t passphrase_length = 32;

class PulumiDriver final : public Driver {
 public:
  explicit PulumiDriver(PulumiDriverOptions options) : o_(std::move(options)) {}

  std::string_view name() const override { return "pulumi"; }
  bool takes_account() const override { return true; }
  std::vector<std::string> literal_inputs() const override { return {"program"}; }
  bool has_preview() const override { return true; }
  std::chrono::minutes longest_call() const override { return std::chrono::minutes(60); }

  DriverOffer offer(const std::string& inputs) const override {
    ResourceRequest request;
    request.inputs = inputs;
    const auto read = read_pulumi_inputs(request);
    if (!read.has_value()) return {};
    return source_offer(*read, inputs, literal_inputs(), "A variable of the program that provides it.");
  }

  Status check(const ResourceRequest& request) const override {
    CHECK_OK(read_pulumi_inputs(request));
    CHECK_OK(read_object(request, "params", request.params));
    CHECK_OK(require_tool(o_.search_path, known_tool("pulumi")));
    return ok();
  }

  std::map<std::string, Secret> prepare(const ResourceRequest&) const override {
    return {{passphrase_key, random_text(passphrase_length)}};
  }

  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request, const DriverContext&) override {
    TRY(const auto state, state_of(request));
    if (!state || is_empty(*state)) return std::optional<ResourceOutcome>();
    TRY(const auto inputs, read_pulumi_inputs(request));
    TRY(auto outcome, outcome(request, inputs, state->outputs));
    return std::optional(std::move(outcome));
  }

  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext& context) override {
    TRY(auto inputs, read_pulumi_inputs(request));
    TRY(const Hold hold, take(request, context));
    TRY(const auto stack, open(request, std::move(inputs), true, context));
    TRY(const DriverChanges changes, stack->preview(false));
    say(context, fmt::format("planned: {}", in_words(changes)));
    if (request.agreed && *request.agreed != changes) {
      stack->leave();
      return conflict("delivery.plan_changed",
                      fmt::format("For resource '{}' it would do '{}' now; '{}' was agreed to.", request.id,
                                  in_words(changes), in_words(*request.agreed)))
          .with_hint("Something changed meanwhile. Deploy again and look at the new plan.");
    }
    // Before anything is touched: whatever becomes of it can be looked at and destroyed with it.
    CHECK_OK(o_.states.keep_configuration(request.gu_id, keep(stack->inputs())));
    fault_point("delivery.pulumi.after_plan");
    const Status updated = stack->update();
    fault_point("delivery.pulumi.after_update");
    TRY(const TerraformOutputs outputs, store(request, hold, *stack));
    CHECK_OK(updated);
    return outcome(request, stack->inputs(), outputs);
  }

  Result<std::optional<DriverChanges>> preview(const ResourceRequest& request, const DriverContext& context) override {
    TRY(auto inputs, read_pulumi_inputs(request));
    TRY(const auto stack, open(request, std::move(inputs), false, context));
    TRY(auto changes, stack->preview(false));
    return std::optional(std::move(changes));
  }

  Result<std::optional<DriverChanges>> drift(const ResourceRequest& request, const DriverContext& context) override {
    TRY(const auto kept, o_.states.configuration(request.gu_id));
    TRY(const auto state, state_of(request));
    if (!kept || !state) return std::optional<DriverChanges>();
    TRY(auto inputs, read_kept_pulumi(request, *kept));
    TRY(const auto stack, open(request, std::move(inputs), false, context));
    TRY(auto changes, stack->preview(true));
    return std::optional(std::move(changes));
  }

  Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) override {
    TRY(const auto state, state_of(request));
    if ((state && !is_empty(*state)) || PulumiStack::is_left(resource_folder(request))) {
      TRY(const auto kept, o_.states.configuration(request.gu_id));
      TRY(auto inputs, kept ? read_kept_pulumi(request, *kept) : read_pulumi_inputs(request));
      TRY(const Hold hold, take(request, context));
      TRY(const auto stack, open(request, std::move(inputs), true, context));
      const Status destroyed = stack->destroy();
      CHECK_OK(store(request, hold, *stack));
      CHECK_OK(destroyed);
      say(context, "what the program made is destroyed");
    }
    fs::remove_all(resource_folder(request));
    return o_.states.end(request.gu_id, purge ? TerraformStates::History::forget : TerraformStates::History::keep);
  }

  Status remove_kept(std::chrono::sys_days, const DriverContext&) override {
    return ok();  // the driver `terraform` removes the states of both
  }

 private:
  /// The right to change the resource's state, until it goes.
  struct Hold {
    std::unique_ptr<TerraformStates::Run> run;
    std::string lock_id;
  };

  static bool is_empty(const TerraformStateDocument& state) { return state.resources == 0 && state.outputs.empty(); }

  Result<Hold> take(const ResourceRequest& request, const DriverContext& context) {
    Hold out{o_.states.begin(request.gu_id, context.deadline + std::chrono::minutes(2)), new_ulid()};
    const std::string info = boost::json::serialize(boost::json::object{{"ID", out.lock_id}, {"Operation", "pulumi"}});
    TRY(const auto other, o_.states.lock(out.run->credential(), request.gu_id, info));
    if (other)
      return conflict("delivery.pulumi_locked",
                      fmt::format("Another run works on the stack of resource '{}'.", request.id))
          .with_hint("Wait for its end and try again; a lock goes with its run.");
    return out;
  }

  Result<std::optional<TerraformStateDocument>> state_of(const ResourceRequest& request) {
    TRY(const auto text, o_.states.text(request.gu_id));
    if (!text) return std::optional<TerraformStateDocument>();
    TRY(auto document, read_terraform_state(text->reveal()));
    return std::optional(std::move(document));
  }

  fs::path resource_folder(const ResourceRequest& request) const { return o_.folder / "resources" / request.gu_id; }

  Result<std::unique_ptr<PulumiStack>> open(const ResourceRequest& request, PulumiInputs inputs, bool changes,
                                            const DriverContext& context) {
    TRY(const fs::path program, require_tool(o_.search_path, known_tool("pulumi")));
    const fs::path runs = runs_.path(), resource = resource_folder(request);
    if (!fs::exists(resource)) make_private_folder(resource);
    if (inputs.git) {
      TRY(inputs.git->revision, o_.modules.resolve(inputs.git->repository, inputs.git->revision));
    }
    TRY(const auto state, o_.states.text(request.gu_id));
    Secret deployment;
    if (state) {
      TRY(deployment, deployment_of(*state));
    }
    const auto passphrase = request.known_secrets.find(passphrase_key);
    if (passphrase == request.known_secrets.end() && state)
      return failed("delivery.pulumi_passphrase",
                    fmt::format("The passphrase of the stack of resource '{}' is not in the vault.", request.id))
          .with_hint("Its secrets cannot be read any more. Delete the resource's objects by hand and purge it.");
    PulumiSetting setting{
        program, runs / fmt::format("{}-{}", request.gu_id, new_ulid()), resource,
        passphrase == request.known_secrets.end() ? random_text(passphrase_length) : passphrase->second, changes};
    return PulumiStack::open(o_.spawner, std::move(setting), request, std::move(inputs), deployment, o_.modules,
                             context);
  }

  /// Puts the stack as it is now into our states, also after a failure, and out of the resource's folder.
  Result<TerraformOutputs> store(const ResourceRequest& request, const Hold& hold, PulumiStack& stack) {
    TRY(const Secret deployment, stack.deployment());
    TRY(TerraformOutputs outputs, stack.outputs());
    TRY(const auto before, state_of(request));
    TRY(const Secret text, as_state(deployment.reveal(), outputs, request.gu_id, before ? before->serial + 1 : 1));
    TRY(const auto other, o_.states.write(hold.run->credential(), request.gu_id, hold.lock_id, text));
    if (other)
      return conflict("delivery.pulumi_locked",
                      fmt::format("Another run has taken over the stack of resource '{}'.", request.id));
    stack.leave();
    return outputs;
  }

  Result<ResourceOutcome> outcome(const ResourceRequest& request, const PulumiInputs& inputs,
                                  const TerraformOutputs& outputs) const {
    TRY(auto out, outcome_of(request, inputs, outputs, {"program", "delivery.pulumi_output", "pulumi"}));
    if (const auto passphrase = request.known_secrets.find(passphrase_key); passphrase != request.known_secrets.end())
      out.secrets.insert(*passphrase);
    return out;
  }

  PulumiDriverOptions o_;
  RunsFolder runs_{o_.folder, {"resources"}};
};

}  // namespace

std::unique_ptr<Driver> make_pulumi_driver(PulumiDriverOptions options) {
  return std::make_unique<PulumiDriver>(std::move(options));
}

}  // namespace towpath::delivery
