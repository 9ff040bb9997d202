#include "terraform_driver.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <condition_variable>
#include <fstream>
#include <mutex>

#include "account_environment.h"
#include "base/faults.h"
#include "base/id.h"
#include "driver_json.h"
#include "mask/masker.h"
#include "runs_folder.h"
#include "terraform/terraform_inputs.h"
#include "terraform/terraform_makings.h"
#include "terraform/terraform_outcome.h"
#include "terraform/terraform_program.h"
#include "terraform/terraform_routes.h"
#include "terraform/work_folder.h"
#include "tools/known_tools.h"

namespace towpath::delivery {

namespace {

namespace fs = std::filesystem;

constexpr const char* plan_file = "plan.bin";

/// A run of the program under way: its folder, its credential, and what must not be logged.
struct Session {
  std::unique_ptr<TerraformStates::Run> run;
  std::unique_ptr<WorkFolder> folder;
  std::unique_ptr<mask::Masker> masker;
  std::unique_ptr<TerraformProgram> program;
  TerraformInputs inputs;                      ///< With the commit, when the module is in Git.
  std::optional<TerraformMakings::Left> left;  ///< What the plan is to take over.
};

enum class Lock { take, leave };
/// What a plan leads to: what the module says, or that nothing is left.
enum class Goal { module, nothing };

class TerraformDriver final : public Driver {
 public:
  explicit TerraformDriver(TerraformDriverOptions options) : o_(std::move(options)) {}

  std::string_view name() const override { return "terraform"; }
  bool takes_account() const override { return true; }
  std::vector<std::string> literal_inputs() const override { return {"module"}; }
  bool has_preview() const override { return true; }
  std::chrono::minutes longest_call() const override { return std::chrono::minutes(60); }

  DriverOffer offer(const std::string& inputs) const override {
    ResourceRequest request;
    request.inputs = inputs;
    const auto read = read_terraform_inputs(request);
    if (!read.has_value()) return {};
    return source_offer(*read, inputs, literal_inputs(), "A variable of the module that provides it.");
  }

  Status check(const ResourceRequest& request) const override {
    TRY(const auto inputs, read_terraform_inputs(request));
    CHECK_OK(read_object(request, "params", request.params));
    CHECK_OK(program_of(inputs));
    return ok();
  }

  std::map<std::string, Secret> prepare(const ResourceRequest&) const override { return {}; }

  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request, const DriverContext&) override {
    CHECK_OK(check_doubts(request));
    TRY(const auto state, state_of(request));
    if (!state || (state->resources == 0 && state->outputs.empty())) return std::optional<ResourceOutcome>();
    TRY(const auto inputs, read_terraform_inputs(request));
    TRY(auto outcome, outcome_of(request, inputs, state->outputs));
    return std::optional(std::move(outcome));
  }

  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext& context) override {
    TRY(const auto inputs, read_terraform_inputs(request));
    TRY(auto left, left_of(request, context));
    TRY(Session session, open(request, inputs, kept_lock(request, inputs), context, std::move(left)));
    TRY(const bool has_changes, plan(request, session, Lock::take));
    session.folder->remove_variables();
    TRY(const std::string shown, show(session));
    TRY(const DriverChanges changes, read_plan(shown));
    TRY(auto creations, planned_creations(shown));
    say(context, fmt::format("planned: {}", in_words(changes)));
    if (request.agreed && *request.agreed != changes)
      return conflict("delivery.plan_changed",
                      fmt::format("For resource '{}' it would do '{}' now; '{}' was agreed to.", request.id,
                                  in_words(changes), in_words(*request.agreed)))
          .with_hint("Something changed meanwhile. Deploy again and look at the new plan.");
    // Before anything is touched: whatever becomes of it can be looked at and destroyed with it.
    CHECK_OK(o_.states.keep_configuration(
        request.gu_id, keep({session.inputs, session.folder->has_own_lock() ? "" : session.folder->provider_lock()})));
    fault_point("delivery.terraform.after_plan");
    if (has_changes) {
      CHECK_OK(apply_plan(request, session, std::move(creations)));
      fault_point("delivery.terraform.after_apply");
      TRY(const auto state, o_.states.text(request.gu_id));
      if (!state)
        return failed("delivery.terraform_failed",
                      fmt::format("The module of resource '{}' keeps its state somewhere else.", request.id))
            .with_hint("Take out override files that name a backend.");
    }
    TRY(const std::string printed, session.program->read({"output", "-json", "-no-color"}));
    TRY(const TerraformOutputs outputs, read_outputs(printed));
    return outcome_of(request, session.inputs, outputs);
  }

  Result<std::optional<DriverChanges>> preview(const ResourceRequest& request, const DriverContext& context) override {
    TRY(const auto inputs, read_terraform_inputs(request));
    TRY(auto left, makings_.left(request.gu_id, *secrets_of(request)));
    // It is asked about first, or another run is at it.
    if (left && (left->is_under_way || !in_doubt(left->making).empty())) return std::optional<DriverChanges>();
    TRY(Session session, open(request, inputs, kept_lock(request, inputs), context, std::move(left)));
    CHECK_OK(plan(request, session, Lock::leave));
    TRY(const std::string shown, show(session));
    TRY(auto changes, read_plan(shown));
    return std::optional(std::move(changes));
  }

  Result<std::optional<DriverChanges>> drift(const ResourceRequest& request, const DriverContext& context) override {
    CHECK_OK(check_doubts(request));
    TRY(const auto kept, kept_of(request));
    TRY(const auto state, state_of(request));
    if (!kept || !state) return std::optional<DriverChanges>();
    TRY(Session session, open(request, kept->inputs, kept->provider_lock, context));
    TRY(const bool has_changes, plan(request, session, Lock::leave));
    if (!has_changes) return std::optional(DriverChanges());
    TRY(const std::string shown, show(session));
    TRY(auto changes, read_plan(shown));
    return std::optional(std::move(changes));
  }

  Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) override {
    TRY(auto left, left_of(request, context));
    TRY(const auto state, state_of(request));
    if (left || (state && (state->resources > 0 || !state->outputs.empty()))) {
      TRY(auto kept, kept_of(request));
      if (!kept) {
        TRY(auto inputs, read_terraform_inputs(request));
        kept = KeptConfiguration{std::move(inputs), ""};
      }
      TRY(Session session, open(request, kept->inputs, kept->provider_lock, context));
      if (left) CHECK_OK(take_over(request, session, *left));
      CHECK_OK(plan(request, session, Lock::take, Goal::nothing));
      session.folder->remove_variables();
      CHECK_OK(call(request, session, apply_arguments(session)));
      say(context, "what the module made is destroyed");
    }
    return o_.states.end(request.gu_id, purge ? TerraformStates::History::forget : TerraformStates::History::keep);
  }

  bool may_repeat(const ResourceRequest& request) const override {
    const auto open = doubts(request);
    return !open.has_value() || open->empty();  // what cannot be read now, apply() says
  }
  bool has_parts() const override { return true; }
  Result<std::vector<DriverPart>> doubts(const ResourceRequest& request) const override {
    std::vector<DriverPart> out;
    TRY(const auto left, makings_.left(request.gu_id, *secrets_of(request)));
    if (!left || left->is_under_way) return out;
    for (const auto& [address, creation] : in_doubt(left->making))
      out.push_back({address, in_words(creation, left->making.is_complete), creation.id});
    return out;
  }
  Status settle(const ResourceRequest& request, const std::map<std::string, std::string>& ids) override {
    return makings_.answer(request.gu_id, ids, *secrets_of(request));
  }

  Status remove_kept(std::chrono::sys_days day, const DriverContext& context) override {
    if (const std::size_t removed = o_.states.remove_ended(UtcTime(day)); removed > 0)
      say(context, fmt::format("the states of {} destroyed resources were removed", removed));
    return ok();
  }

 private:
  Result<fs::path> program_of(const TerraformInputs& inputs) const {
    return require_tool(o_.search_path, known_tool(inputs.tool));
  }

  Result<std::optional<TerraformStateDocument>> state_of(const ResourceRequest& request) {
    TRY(const auto text, o_.states.text(request.gu_id));
    if (!text) return std::optional<TerraformStateDocument>();
    TRY(auto document, read_terraform_state(text->reveal()));
    return std::optional(std::move(document));
  }

  Result<std::optional<KeptConfiguration>> kept_of(const ResourceRequest& request) {
    TRY(const auto text, o_.states.configuration(request.gu_id));
    if (!text) return std::optional<KeptConfiguration>();
    TRY(auto kept, read_kept(request, *text));
    return std::optional(std::move(kept));
  }

  /// The providers' lock file of the last application of the same module: later ones use the same versions, and only
  /// what it names is taken out of the plugin cache.
  std::string kept_lock(const ResourceRequest& request, TerraformInputs inputs) {
    const auto kept = kept_of(request);
    if (!kept.has_value() || !kept->has_value()) return "";
    const KeptConfiguration& last = **kept;
    if (inputs.git && last.inputs.git) inputs.git->revision = last.inputs.git->revision;
    return module_digest(inputs) == module_digest(last.inputs) ? last.provider_lock : "";
  }

  Result<fs::path> runs_folder() {
    std::error_code error;
    fs::path runs = runs_.path(error);
    if (error)
      return failed("delivery.terraform_failed", "The folder for terraform cannot be made in the data directory.");
    return runs;
  }

  /// What must not be shown of a request.
  static std::unique_ptr<mask::Masker> secrets_of(const ResourceRequest& request) {
    auto out = std::make_unique<mask::Masker>();
    for (const auto& [name, secret] : request.secret_inputs) out->add(secret.reveal());
    for (const auto& [name, secret] : request.known_secrets) out->add(secret.reveal());
    mask_credentials(request, *out);
    return out;
  }

  Status check_doubts(const ResourceRequest& request) const {
    TRY(const auto open, doubts(request));
    if (open.empty()) return ok();
    constexpr std::size_t most_named = 20;
    std::string names;
    for (const DriverPart& part : open) {
      if (&part - open.data() == most_named) {
        names += fmt::format("; and {} more", open.size() - most_named);
        break;
      }
      names += fmt::format("{}{} ({})", names.empty() ? "" : "; ", part.subject, part.about);
    }
    return conflict("delivery.terraform_in_doubt",
                    fmt::format("The state of resource '{}' does not know: {}", request.id, names))
        .with_hint("Look for it. Deploy again: what is there is asked then.");
  }

  /// What is left of an interrupted apply and is to be taken over. Waits while another run is at it. Errors:
  /// answer_lost_code while nobody has said what there is; delivery.terraform_locked.
  Result<std::optional<TerraformMakings::Left>> left_of(const ResourceRequest& request, const DriverContext& context) {
    constexpr std::chrono::milliseconds between{200};
    const auto until = std::chrono::steady_clock::now() + o_.lock_wait;
    const auto secrets = secrets_of(request);
    while (true) {
      TRY(auto left, makings_.left(request.gu_id, *secrets));
      if (!left) return left;
      if (!left->is_under_way) {
        const Status known = check_doubts(request);
        if (!known.has_value()) return failed(std::string(answer_lost_code), known.error().message());
        return left;
      }
      std::mutex mutex;
      std::unique_lock lock(mutex);
      std::condition_variable_any never;
      never.wait_for(lock, context.stop, between, [] { return false; });
      if (std::chrono::steady_clock::now() >= until || context.stop.stop_requested()) return is_locked(request);
    }
  }

  Result<Session> open(const ResourceRequest& request, TerraformInputs inputs, const std::string& provider_lock,
                       const DriverContext& context, std::optional<TerraformMakings::Left> left = std::nullopt) {
    TRY(const fs::path file, program_of(inputs));
    const std::string address = o_.address();
    if (address.empty())
      return unavailable("delivery.terraform_failed", "The server does not listen yet.").with_hint("Try again.");
    TRY(const fs::path runs, runs_folder());
    if (inputs.git) {
      TRY(inputs.git->revision, o_.modules.resolve(inputs.git->repository, inputs.git->revision));
    }
    Session out;
    out.inputs = std::move(inputs);
    out.left = std::move(left);
    out.run = o_.states.begin(request.gu_id, context.deadline + std::chrono::minutes(2));
    const TerraformCredential& credential = out.run->credential();
    TRY(out.folder,
        WorkFolder::write(runs / fmt::format("{}-{}", request.gu_id, credential.user), request, out.inputs,
                          provider_lock, out.left ? import_blocks(out.left->making.imports) : "", o_.modules));
    std::error_code error;
    const fs::path settings = out.folder->path() / WorkFolder::settings_file;
    if (fs::exists(o_.folder / WorkFolder::settings_file))
      fs::copy_file(o_.folder / WorkFolder::settings_file, settings, error);
    else
      std::ofstream(settings).close();

    out.masker = std::make_unique<mask::Masker>();
    for (const auto& [name, value] : out.inputs.secret_variables)
      out.masker->add(value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value));
    for (const auto& [name, secret] : request.known_secrets) out.masker->add(secret.reveal());
    mask_credentials(request, *out.masker);
    out.masker->add(credential.password.reveal());
    out.program = std::make_unique<TerraformProgram>(
        o_.spawner,
        TerraformSetting{file, out.folder->path(), out.folder->module(), o_.folder / "plugins", out.inputs.env},
        *out.masker, context);
    const std::string state = fmt::format("{}{}{}", address, terraform_states_path, request.gu_id);
    for (const char* name : {"TF_HTTP_ADDRESS", "TF_HTTP_LOCK_ADDRESS", "TF_HTTP_UNLOCK_ADDRESS"})
      out.program->add_env(name, state);
    out.program->add_env("TF_HTTP_USERNAME", credential.user);
    out.program->add_env("TF_HTTP_PASSWORD", credential.password.reveal());
    for (const auto& [name, value] : account_environment(request, out.inputs.env)) out.program->add_env(name, value);
    // It asks the very address this server listens at, on the same machine; the certificate names another host.
    if (address.starts_with("https:")) out.program->add_env("TF_HTTP_SKIP_CERT_VERIFICATION", "true");
    out.program->add_env("TF_CLI_CONFIG_FILE", seen(out, WorkFolder::settings_file));

    // The plugin cache is not made for two at a time
    // (developer.hashicorp.com/terraform/cli/config/config-file#provider-plugin-cache).
    const std::lock_guard one_at_a_time(init_mutex_);
    CHECK_OK(call(request, out, {"init", "-no-color", "-input=false"}));
    return out;
  }

  std::string wait_for_lock() const { return fmt::format("-lock-timeout={}s", o_.lock_wait.count()); }

  static std::string seen(const Session& session, const char* file) {
    return (session.program->seen_folder() / file).string();
  }

  /// Whether there is something to do (exit code 2); the plan is saved.
  Result<bool> plan(const ResourceRequest& request, const Session& session, Lock lock, Goal goal = Goal::module) {
    std::vector<std::string> arguments{"plan",
                                       "-no-color",
                                       "-input=false",
                                       lock == Lock::take ? wait_for_lock() : "-lock=false",
                                       "-detailed-exitcode",
                                       "-out=" + seen(session, plan_file),
                                       "-var-file=" + seen(session, WorkFolder::variables_file)};
    if (goal == Goal::nothing) arguments.emplace_back("-destroy");
    TRY(const auto end, session.program->run(arguments));
    if (end.exit.is_success()) return false;
    if (end.has_changes()) return true;
    Error error = program_failed(request, session, "plan", end);
    const bool is_refused = end.exit.reason == process::EndReason::exited && end.exit.code;
    if (!is_refused || !session.left || error.code() != "delivery.terraform_failed") return error;
    // What a person said is there may be why: the way out is to say something else.
    CHECK_OK(makings_.reopen(request.gu_id, session.left->making));
    return failed(std::string(answer_lost_code),
                  fmt::format("With what was said to be there it cannot plan: {}", error.message()));
  }

  std::vector<std::string> apply_arguments(const Session& session) const {
    return {"apply", "-no-color", "-input=false", wait_for_lock(), seen(session, plan_file)};
  }

  /// Only what creates can make something twice, so only that is journaled.
  Status apply_plan(const ResourceRequest& request, const Session& session,
                    std::map<std::string, TerraformCreation> creations) {
    std::vector<std::string> arguments = apply_arguments(session);
    if (creations.empty() && !session.left) return call(request, session, arguments);
    TRY(const fs::path journal,
        makings_.begin(session.run->credential(), request.gu_id, std::move(creations), session.left));
    fault_point("delivery.terraform.after_making");
    arguments.insert(arguments.begin() + 1, "-json");
    const auto ran = session.program->run_journaled(arguments, journal);
    using End = TerraformMakings::End;
    if (!ran.has_value()) {  // it was not started
      TRY(const auto none, makings_.end(request.gu_id, End::killed, *session.masker));
      (void)none;
      return ran.error();
    }
    const End how = ran->exit.is_success()                                ? End::done
                    : ran->exit.code && !session.folder->has_lost_state() ? End::in_order
                                                                          : End::killed;
    TRY(const auto rest, makings_.end(request.gu_id, how, *session.masker));
    if (how == End::done) return ok();
    Error error = program_failed(request, session, "apply", *ran);
    if (rest && !in_doubt(rest->making).empty()) return failed(std::string(answer_lost_code), error.message());
    if (ran->exit.signal) return std::move(error).with_hint("What it did is in the log; its state knows what it made.");
    return error;
  }

  /// The same before it destroys, where a plan takes nothing over.
  Status take_over(const ResourceRequest& request, const Session& session, const TerraformMakings::Left& left) {
    for (const auto& [address, id] : left.making.imports) {
      const Status taken = call(request, session,
                                {"import", "-no-color", "-input=false", wait_for_lock(),
                                 "-var-file=" + seen(session, WorkFolder::variables_file), address, id});
      if (taken.has_value()) continue;
      CHECK_OK(makings_.reopen(request.gu_id, left.making));
      return taken;
    }
    return ok();
  }

  Result<std::string> show(const Session& session) {
    return session.program->read({"show", "-json", "-no-color", seen(session, plan_file)});
  }

  Status call(const ResourceRequest& request, const Session& session, const std::vector<std::string>& arguments) {
    TRY(const auto end, session.program->run(arguments));
    if (end.exit.is_success()) return ok();
    return program_failed(request, session, arguments.front(), end);
  }

  static Error is_locked(const ResourceRequest& request) {
    return conflict("delivery.terraform_locked",
                    fmt::format("Another run works on the state of resource '{}'.", request.id))
        .with_hint("Wait for its end and try again; a lock goes with its run.");
  }

  static Error program_failed(const ResourceRequest& request, const Session& session, const std::string& what,
                              const TerraformEnd& end) {
    if (auto refusal = session.run->refusal()) return std::move(*refusal);
    if (end.errors.find("acquiring the state lock") != std::string::npos) return is_locked(request);
    const bool was_killed = what == "apply" && end.exit.reason == process::EndReason::exited && end.exit.signal;
    return failed("delivery.terraform_failed",
                  fmt::format("'{} {}' for resource '{}' ended with {}{}{}{}", session.inputs.program(), what,
                              request.id, process::describe(end.exit),
                              end.is_too_large ? ", because it printed more than is read" : "",
                              end.errors.empty() ? "." : ": ", end.errors))
        .with_hint(was_killed ? "What it did is in the log. What it had not written down in its state when it was "
                                "killed, it does not know: look for that before it is asked again."
                              : "What it printed is in the log.");
  }

  TerraformDriverOptions o_;
  RunsFolder runs_{o_.folder, {"plugins"}};
  mutable TerraformMakings makings_{o_.states, o_.folder / "journals"};
  std::mutex init_mutex_;  // guards the plugin cache
};

}  // namespace

std::unique_ptr<Driver> make_terraform_driver(TerraformDriverOptions options) {
  return std::make_unique<TerraformDriver>(std::move(options));
}

}  // namespace towpath::delivery
