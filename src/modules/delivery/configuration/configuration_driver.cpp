#include "configuration_driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <mutex>
#include <set>

#include "base/faults.h"
#include "base/id.h"
#include "drivers/driver_json.h"
#include "drivers/kept_folders.h"
#include "drivers/source_folder.h"
#include "mask/masker.h"
#include "program_search.h"
#include "tools/known_tools.h"

#include "configuration_outcome.h"
#include "configuration_program.h"
#include "drivers/runs_folder.h"
#include "host_inputs.h"
#include "run_log.h"

namespace towpath::delivery {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_outputs = 256u << 10;

/// A folder that goes with its run: it holds values of variables.
class RunFolder {
 public:
  explicit RunFolder(fs::path path) : path_(std::move(path)) { make_private_folder(path_); }
  ~RunFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  const fs::path path_;
};

/// Runs of the program under way: their folder, and what must not be logged.
struct Session {
  std::unique_ptr<RunFolder> folder;
  std::unique_ptr<mask::Masker> masker;
  std::unique_ptr<ConfigurationProgram> program;
  ConfigurationInputs inputs;  ///< With the commit, when the text is in Git, and with the hosts the catalog named.
};

class ConfigurationDriver final : public Driver {
 public:
  ConfigurationDriver(std::unique_ptr<ConfigurationTool> tool, ConfigurationDriverOptions options)
      : tool_(std::move(tool)), o_(std::move(options)), resources_(o_.folder / "resources", o_.clock) {}

  std::string_view name() const override { return tool_->name(); }
  std::vector<std::string> literal_inputs() const override {
    return {std::string(tool_->language().text), std::string(tool_->language().destroy_text)};
  }
  bool has_preview() const override { return true; }
  std::chrono::minutes longest_call() const override { return std::chrono::minutes(60); }

  DriverOffer offer(const std::string& inputs) const override {
    ResourceRequest request;
    request.inputs = inputs;
    const auto read = read_configuration_inputs(tool_->language(), request);
    if (!read.has_value()) return {};
    DriverOffer out = source_offer(*read, inputs, literal_inputs(), "A variable of the definition that provides it.");
    if (!read->facts.empty()) out.outputs.push_back({"facts"});
    return out;
  }

  Status check(const ResourceRequest& request) const override {
    TRY(const auto inputs, read_configuration_inputs(tool_->language(), request));
    CHECK_OK(read_object(request, "params", request.params));
    CHECK_OK(check_place(request, inputs));
    CHECK_OK(program_of(inputs));
    return ok();
  }

  std::map<std::string, Secret> prepare(const ResourceRequest&) const override { return {}; }

  Result<std::optional<ResourceOutcome>> observe(const ResourceRequest& request, const DriverContext&) override {
    TRY(auto applied, applied_of(request));
    if (!applied) return std::optional<ResourceOutcome>();
    return std::move(applied->outcome);
  }

  Result<ResourceOutcome> apply(const ResourceRequest& request, const DriverContext& context) override {
    TRY(auto inputs, read_configuration_inputs(tool_->language(), request));
    TRY(const Session session, open(request, std::move(inputs), context));
    TRY(const RunReport plan, run(request, session, session.inputs.entry, RunMode::check, nullptr, context));
    const DriverChanges changes = changes_of(plan.changes);
    say(context, fmt::format("planned: {}", in_words(changes)));
    if (request.agreed && *request.agreed != changes)
      return conflict("delivery.plan_changed",
                      fmt::format("For resource '{}' it would do '{}' now; '{}' was agreed to.", request.id,
                                  in_words(changes), in_words(*request.agreed)))
          .with_hint("Something changed meanwhile. Deploy again and look at the new plan.");
    // Before anything is touched: whatever becomes of it can be looked at and destroyed with it.
    CHECK_OK(o_.applied.keep(request.gu_id, keep(tool_->language(), {session.inputs, std::nullopt})));
    fault_point("delivery.configuration.after_plan");
    TRY(RunReport done, run(request, session, session.inputs.entry, RunMode::apply, &plan.changes, context));
    fault_point("delivery.configuration.after_apply");
    say(context, fmt::format("done: {}", in_words(changes_of(done.changes))));
    CHECK_OK(read_outputs_file(request, done));
    TRY(auto outcome, outcome_of(request, tool_->name(), session.inputs, done, *session.masker));
    CHECK_OK(o_.applied.keep(request.gu_id, keep(tool_->language(), {session.inputs, outcome})));
    return outcome;
  }

  Result<std::optional<DriverChanges>> preview(const ResourceRequest& request, const DriverContext& context) override {
    TRY(auto inputs, read_configuration_inputs(tool_->language(), request));
    TRY(const Session session, open(request, std::move(inputs), context));
    TRY(RunReport plan, run(request, session, session.inputs.entry, RunMode::check, nullptr, context));
    return std::optional(changes_of(std::move(plan.changes)));
  }

  Result<std::optional<DriverChanges>> drift(const ResourceRequest& request, const DriverContext& context) override {
    TRY(auto applied, applied_of(request));
    if (!applied || !applied->outcome) return std::optional<DriverChanges>();
    const std::string entry = applied->inputs.entry;
    TRY(const Session session, open(request, std::move(applied->inputs), context));
    TRY(RunReport plan, run(request, session, entry, RunMode::check, nullptr, context));
    std::erase_if(plan.changes, [](const DriverChange& each) { return each.action == unforeseen_action; });
    return std::optional(changes_of(std::move(plan.changes)));
  }

  Status destroy(const ResourceRequest& request, bool purge, const DriverContext& context) override {
    TRY(const auto applied, applied_of(request));
    if (applied) CHECK_OK(take_away(request, applied->inputs, context));
    CHECK_OK(o_.applied.forget(request.gu_id));
    if (purge)
      resources_.remove(request.gu_id);
    else
      resources_.keep_aside(request.gu_id);
    return ok();
  }

  Status remove_kept(std::chrono::sys_days day, const DriverContext& context) override {
    for (const std::string& name : resources_.remove_kept(day))
      say(context, fmt::format("the kept folder {} was removed", name));
    return ok();
  }

 private:
  /// The tool's own program; that all others are there, too.
  Result<fs::path> program_of(const ConfigurationInputs& inputs) const {
    for (const std::string& program : tool_->further_programs(inputs))
      if (!find_program(o_.search_path, program))
        return unavailable("delivery.tool_missing",
                           fmt::format("The program '{}' is not installed on this server's host.", program))
            .with_hint("Install it: apt-get install openssh-client");
    return require_tool(o_.search_path, known_tool(tool_->name()));
  }

  Status check_place(const ResourceRequest& request, const ConfigurationInputs& inputs) const {
    if (inputs.is_on_host && !o_.is_host_allowed)
      return forbidden("delivery.host_not_allowed",
                       fmt::format("The definition of resource '{}' wants to run outside of the sandbox, which this "
                                   "server does not allow.",
                                   request.id))
          .with_hint("Leave 'on: host' out, or let the server's operator set configure-host to true.");
    return ok();
  }

  Result<std::optional<AppliedConfiguration>> applied_of(const ResourceRequest& request) {
    TRY(const auto text, o_.applied.find(request.gu_id));
    if (!text) return std::optional<AppliedConfiguration>();
    TRY(auto applied, read_applied(tool_->language(), request, *text));
    return std::optional(std::move(applied));
  }

  Status find_hosts(const ResourceRequest& request, ConfigurationInputs& inputs) const {
    if (!inputs.host_query) return ok();
    if (!o_.hosts) return unavailable("delivery.no_hosts", "This server knows no catalog to take hosts from.");
    TRY(inputs.hosts, o_.hosts->hosts(*inputs.host_query));
    if (inputs.hosts.empty())
      return failed("delivery.no_hosts",
                    fmt::format("The catalog has no host for resource '{}' (type '{}', tag '{}', owner '{}').",
                                request.id, inputs.host_query->type, inputs.host_query->tag, inputs.host_query->owner))
          .with_hint("Declare entities of the kind Resource with that type and tag.");
    for (const ManagedHost& host : inputs.hosts) CHECK_OK(check_host(request, host));
    inputs.host_query.reset();
    return ok();
  }

  Result<Session> open(const ResourceRequest& request, ConfigurationInputs inputs, const DriverContext& context) {
    CHECK_OK(check_place(request, inputs));
    TRY(const fs::path file, program_of(inputs));
    if (inputs.git) {
      TRY(inputs.git->revision, o_.modules.resolve(inputs.git->repository, inputs.git->revision));
    }
    CHECK_OK(find_hosts(request, inputs));
    Session out;
    out.inputs = std::move(inputs);
    out.folder = std::make_unique<RunFolder>(runs_.path() / fmt::format("{}-{}", request.gu_id, new_ulid()));
    const fs::path resource = resources_.of(request.gu_id);
    if (!fs::exists(resource)) make_private_folder(resource);
    TRY(const fs::path inner,
        write_source(out.folder->path() / "source", request, {out.inputs.files, out.inputs.git}, o_.modules));
    const fs::path work = inner.empty() ? fs::path("source") : "source" / inner;

    out.masker = std::make_unique<mask::Masker>();
    for (const auto& [name, value] : out.inputs.secret_variables)
      out.masker->add(value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value));
    for (const auto& [name, secret] : request.known_secrets) out.masker->add(secret.reveal());
    if (!out.inputs.ssh_key.reveal().empty()) out.masker->add(out.inputs.ssh_key.reveal());
    out.program = std::make_unique<ConfigurationProgram>(
        o_.spawner,
        ConfigurationSetting{file, out.folder->path(), resource, work, out.inputs.env, out.inputs.is_on_host},
        context.deadline);
    tool_->write(out.inputs, out.program->places());
    TRY(const std::string version, version_of(file, *out.program, context));
    say(context, version.starts_with(file.filename().string())
                     ? version
                     : fmt::format("{} {}", file.filename().string(), version));
    return out;
  }

  /// Asked once for each program that is installed: a new one is another file.
  Result<std::string> version_of(const fs::path& file, const ConfigurationProgram& program,
                                 const DriverContext& context) {
    const auto installed = std::pair(file, fs::last_write_time(file));
    {
      const std::lock_guard guard(mutex_);
      if (const auto known = versions_.find(installed); known != versions_.end()) return known->second;
    }
    TRY(std::string version, program.version(context.stop));
    const std::lock_guard guard(mutex_);
    versions_[installed] = version;
    return version;
  }

  /// Runs one file. With `planned`, only what it names may change: at the first other change the program is stopped.
  Result<RunReport> run(const ResourceRequest& request, const Session& session, const std::string& entry, RunMode mode,
                        const std::vector<DriverChange>* planned, const DriverContext& context) {
    const ConfigurationPlaces places = session.program->places();
    const fs::path report = places.folder / ConfigurationTool::report_file;
    std::error_code ignored;
    fs::remove(report, ignored);
    std::set<std::string> expected;
    if (planned)
      for (const DriverChange& each : *planned) expected.insert(each.subject);
    std::string unplanned;
    std::stop_source stop;
    const std::stop_callback passed_on(context.stop, [&] { stop.request_stop(); });
    const auto look_at = [&](const DriverChange& change) {
      const std::string subject = session.masker->mask(change.subject);
      if (!planned || expected.contains(subject) || !unplanned.empty()) return;
      unplanned = subject;
      stop.request_stop();
    };
    RunLog log(*session.masker, context);
    const auto reader = tool_->reader(places, mode, {[&](std::string_view line) { log.write(line); }, look_at});
    TRY(const auto exit,
        session.program->run(
            tool_->call(session.inputs, places, entry, mode),
            [&](process::Stream stream, std::string_view line) { reader->take(stream, line); }, stop.get_token()));
    TRY(RunReport out, reader->finish(exit, read_plain_file(report, largest_run_report)));
    for (const DriverChange& each : out.changes) look_at(each);
    if (!unplanned.empty())
      return conflict("delivery.plan_changed",
                      fmt::format("For resource '{}' it changed '{}', which its plan did not say, and was stopped.",
                                  request.id, unplanned))
          .with_hint(
              "What follows from a task that check mode passes over cannot be planned; let that task be run in "
              "check mode, too, when it only looks.");
    for (DriverChange& each : out.changes) each.subject = session.masker->mask(each.subject);
    const bool has_succeeded = exit.is_success() || (exit.reason == process::EndReason::exited && exit.code == 2 &&
                                                     tool_->has_success_with_changes());
    if (has_succeeded && out.problems.empty()) return out;
    return failed("delivery.configuration_failed",
                  fmt::format("'{}' for resource '{}'{} ended with {}{}{}", tool_->program(), request.id,
                              mode == RunMode::check ? " in check mode" : "", process::describe(exit),
                              out.problems.empty() ? "." : ": ", session.masker->mask(out.problems)))
        .with_hint(mode == RunMode::check ? std::string(tool_->language().check_hint)
                                          : "What it printed is in the log.");
  }

  Status take_away(const ResourceRequest& request, const ConfigurationInputs& inputs, const DriverContext& context) {
    if (inputs.destroy_entry.empty()) {
      say(context, fmt::format("what it made stays: the definition has no '{}'", tool_->language().destroy_text));
      return ok();
    }
    const std::string& entry = inputs.destroy_entry;
    TRY(const Session session, open(request, inputs, context));
    TRY(const RunReport plan, run(request, session, entry, RunMode::check, nullptr, context));
    say(context, fmt::format("planned: {}", in_words(changes_of(plan.changes))));
    // Before anything is touched: what a run that ends halfway leaves is not the whole any more.
    CHECK_OK(o_.applied.keep(request.gu_id, keep(tool_->language(), {inputs, std::nullopt})));
    CHECK_OK(run(request, session, entry, RunMode::apply, &plan.changes, context));
    say(context, "what it made is taken away");
    return ok();
  }

  Status read_outputs_file(const ResourceRequest& request, RunReport& report) const {
    if (tool_->outputs_file().empty()) return ok();
    const std::string text = read_plain_file(resources_.of(request.gu_id) / tool_->outputs_file(), largest_outputs);
    if (text.empty()) return ok();
    auto outputs = read_object(request, "outputs", text);
    if (!outputs.has_value())
      return failed("delivery.configuration_output",
                    fmt::format("The file {} of resource '{}' is no JSON object.", tool_->outputs_file(), request.id));
    report.outputs = std::move(*outputs);
    return ok();
  }

  const std::unique_ptr<ConfigurationTool> tool_;
  const ConfigurationDriverOptions o_;
  const KeptFolders resources_;
  RunsFolder runs_{o_.folder, {"resources"}};
  std::mutex mutex_;  // guards all below
  std::map<std::pair<fs::path, fs::file_time_type>, std::string> versions_;
};

}  // namespace

std::unique_ptr<Driver> make_configuration_driver(std::unique_ptr<ConfigurationTool> tool,
                                                  ConfigurationDriverOptions options) {
  return std::make_unique<ConfigurationDriver>(std::move(tool), std::move(options));
}

}  // namespace towpath::delivery
