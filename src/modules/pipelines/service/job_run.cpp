#include "service/job_run.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "base/faults.h"
#include "base/strings.h"
#include "job/archive.h"
#include "job/file_search.h"
#include "pipelines/file_command.h"
#include "pipelines/step_script.h"
#include "pipelines/workflow_command.h"

namespace towpath::pipelines {
namespace {

namespace fs = std::filesystem;

constexpr const char* sandbox_workspace = "/home/runner/work";
constexpr const char* sandbox_temp = "/home/runner/temp";
constexpr const char* search_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr std::size_t max_command_file = 4 << 20;

fs::path made(const fs::path& folder) {
  fs::create_directories(folder);
  return folder;
}

/// Shows a step's output in its log and keeps what its commands set.
class StepOutput final : public OutputListener {
 public:
  StepOutput(JobHost& host, int step) : host_(host), step_(step) {}
  void on_line(std::string_view line) override { host_.log(step_, std::string(line) + "\n"); }
  void on_mask(const std::string& secret) override { host_.add_mask(secret); }
  void on_annotation(const Annotation& annotation) override {
    const char* level = annotation.level == Annotation::Level::error     ? "error"
                        : annotation.level == Annotation::Level::warning ? "warning"
                                                                         : "notice";
    host_.log(step_, annotation.file.empty()
                         ? fmt::format("{}: {}\n", level, annotation.message)
                         : fmt::format("{}: {}:{}: {}\n", level, annotation.file, annotation.line, annotation.message));
  }
  void on_output(const std::string& name, const std::string& value) override { outputs.set(name, value); }

  Object outputs;

 private:
  JobHost& host_;
  int step_;
};

std::string command_file(const char* kind, std::size_t index) { return fmt::format("{}_{}", kind, index); }

}  // namespace

bool JobRun::is_sandboxed(const JobMachine& machine) {
  return machine.sandbox != SandboxMode::off && machine.spawner.report().engine != process::SandboxReport::Engine::none;
}

std::string JobRun::workspace_for(const JobMachine& machine, const fs::path& folder) {
  return is_sandboxed(machine) ? sandbox_workspace : (folder / "work").string();
}

JobRun::JobRun(const JobMachine& machine, JobHost& host, const Workflow& workflow, const Job& job,
               const Subject& subject, Object contexts, fs::path folder)
    : machine_(machine),
      host_(host),
      workflow_(workflow),
      job_(job),
      inputs_(subject.inputs),
      order_(subject.order),
      folder_(std::move(folder)),
      workspace_(workspace_for(machine, folder_)),
      temp_(is_sandboxed(machine) ? sandbox_temp : (folder_ / "temp").string()),
      work_(JobFolder::open(made(folder_ / "work"))),
      files_(JobFolder::open(made(folder_ / "temp"))),
      state_(std::move(contexts), {}, [this](std::span<const Value> patterns) -> Result<Value> {
        std::vector<std::string> texts;
        for (const Value& pattern : patterns) texts.push_back(pattern.to_text());
        TRY(std::string hash, hash_files(work_, "", texts));
        return Value(std::move(hash));
      }) {}

Result<std::map<std::string, std::string>> JobRun::environment_of(const Template& env) const {
  std::map<std::string, std::string> out;
  TRY(const Value value, env.evaluate(state_.scope()));
  if (value.kind() == ValueKind::object)
    for (const auto& [name, text] : value.object().entries()) out[name] = text.to_text();
  return out;
}

Result<Conclusion> JobRun::run() {
  for (const Template* env : {&workflow_.env, &job_.env}) {
    TRY(const auto values, environment_of(*env));
    for (const auto& [name, value] : values) state_.set_env(name, value);
  }
  for (std::size_t i = 0; i < job_.steps.size(); ++i) {
    if (host_.stop().stop_requested()) state_.cancel();
    const auto ended = run_step(job_.steps[i], i);
    if (!ended.has_value()) return ended.error();
  }
  return state_.status();
}

Result<Object> JobRun::outputs() const {
  Object out;
  for (const auto& [name, value] : job_.outputs) {
    TRY(const std::string text, value.evaluate_text(state_.scope()));
    out.set(name, text);
  }
  return out;
}

Result<Conclusion> JobRun::run_step(const Step& step, std::size_t index) {
  TRY(const auto step_env, environment_of(step.env));
  const Scope scope = state_.scope(step_env);
  std::string title;
  if (step.name) {
    TRY(title, step.name->evaluate_text(scope));
  } else if (step.run) {
    TRY(const std::string script, step.run->evaluate_text(scope));
    title = title_of_script(script);
  } else {
    title = "Run " + step.uses->text;
  }
  TRY(const bool wanted, step_condition_holds(step.if_text, scope));
  if (!wanted) {
    host_.skip_step(title);
    return state_.finish_step(step.id, Conclusion::skipped, false, Object());
  }
  const int number = host_.begin_step(title);
  std::map<std::string, std::string> env = state_.env();
  for (const auto& [name, value] : step_env) env[name] = value;
  auto ended = step.run ? run_script(step, number, index, env) : run_action(step, number, env);
  if (!ended.has_value()) {
    host_.log(number, ended.error().message() + "\n");
    if (ended.error().code() == "runs.lost") {  // not the step's doing: the job as a whole may run again
      host_.end_step(number, runs::StepOutcome::failed);
      return ended.error();
    }
    if (!ended.error().hint().empty()) host_.log(number, ended.error().hint() + "\n");
    ended = StepEnd{Conclusion::failure, std::nullopt, Object()};
  }
  if (host_.stop().stop_requested() && ended->outcome != Conclusion::success) {
    ended->outcome = Conclusion::cancelled;
    state_.cancel();
  }
  TRY(const Value may_fail, step.continue_on_error.evaluate(scope));
  const runs::StepOutcome shown = ended->outcome == Conclusion::success     ? runs::StepOutcome::succeeded
                                  : ended->outcome == Conclusion::cancelled ? runs::StepOutcome::cancelled
                                                                            : runs::StepOutcome::failed;
  host_.end_step(number, shown, ended->exit_code);
  return state_.finish_step(step.id, ended->outcome, may_fail.is_truthy(), std::move(ended->outputs));
}

std::vector<std::pair<std::string, std::string>> JobRun::program_environment(
    const std::map<std::string, std::string>& env, std::size_t index) const {
  std::map<std::string, std::string> all = env;
  std::string path = join(path_, ":");
  all["PATH"] = path.empty() ? search_path : path + ":" + search_path;
  all.try_emplace("HOME", temp_ + "/home");
  all.try_emplace("LANG", "C.UTF-8");
  all["CI"] = "true";
  all["GITHUB_ACTIONS"] = "true";
  all["GITHUB_WORKSPACE"] = workspace_;
  all["GITHUB_SHA"] = inputs_.commit;
  all["GITHUB_REF"] = inputs_.ref;
  all["GITHUB_REF_NAME"] = inputs_.branch;
  all["GITHUB_EVENT_NAME"] = inputs_.event;
  all["GITHUB_REPOSITORY"] = "towpath/" + inputs_.repository;
  all["GITHUB_WORKFLOW"] = workflow_.name;
  all["GITHUB_JOB"] = job_.id;
  all["GITHUB_RUN_ID"] = order_.run_id;
  all["GITHUB_RUN_NUMBER"] = std::to_string(order_.run_number);
  all["GITHUB_SERVER_URL"] = order_.server_url;
  all["RUNNER_OS"] = "Linux";
  all["RUNNER_TEMP"] = temp_;
  for (const char* kind : {"OUTPUT", "ENV", "PATH", "STATE", "STEP_SUMMARY"})
    all[fmt::format("GITHUB_{}", kind)] = fmt::format("{}/{}", temp_, command_file(kind, index));
  return {all.begin(), all.end()};
}

Result<JobRun::StepEnd> JobRun::run_script(const Step& step, int number, std::size_t index,
                                           const std::map<std::string, std::string>& env) {
  const Scope scope = state_.scope(env);
  TRY(const std::string script, step.run->evaluate_text(scope));
  const auto first_of = [&](const std::optional<Template>& own, const std::optional<Template>& job,
                            const std::optional<Template>& workflow) -> Result<std::optional<std::string>> {
    for (const auto* candidate : {&own, &job, &workflow})
      if (*candidate) {
        TRY(std::string text, (*candidate)->evaluate_text(scope));
        return std::optional(std::move(text));
      }
    return std::optional<std::string>();
  };
  TRY(const auto shell_text, first_of(step.shell, job_.defaults.shell, workflow_.defaults.shell));
  TRY(const auto directory,
      first_of(step.working_directory, job_.defaults.working_directory, workflow_.defaults.working_directory));
  TRY(const StepShell shell, resolve_shell(shell_text, true));
  const std::string script_name = fmt::format("script_{}{}", index, shell.extension);
  CHECK_OK(files_.write(script_name, prepare_script(shell, script), 0755));
  CHECK_OK(files_.make_folder("home"));
  for (const char* kind : {"OUTPUT", "ENV", "PATH", "STATE", "STEP_SUMMARY"})
    CHECK_OK(files_.write(command_file(kind, index), "", 0666));

  process::Command command;
  command.argv = command_line(shell, fmt::format("{}/{}", temp_, script_name));
  command.env = program_environment(env, index);
  command.cwd = !directory || directory->empty() ? workspace_
                : directory->starts_with('/')    ? *directory
                                                 : workspace_ + "/" + *directory;
  command.limits = machine_.limits;
  if (is_sandboxed(machine_)) {
    command.sandbox.level = process::SandboxLevel::namespaces;
    command.sandbox.mounts = {{folder_ / "work", sandbox_workspace, process::Access::read_write},
                              {folder_ / "temp", sandbox_temp, process::Access::read_write}};
  }
  TRY(const Value minutes, step.timeout_minutes.evaluate(scope));
  if (!minutes.is_null())
    command.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(minutes.to_number() * 60'000));

  StepOutput listener(host_, number);
  OutputReader reader(listener, DebugLines::hidden);
  TRY(const process::Exit exit,
      machine_.spawner.run(
          command, [&](process::Stream, std::string_view bytes) { reader.feed(bytes); }, host_.stop()));
  reader.finish();
  if (exit.reason == process::EndReason::lost)
    return unavailable("runs.lost", "The process that runs steps on this server was killed, and the step with it.");
  StepEnd end;
  end.exit_code = exit.code;
  end.outputs = std::move(listener.outputs);
  if (!exit.is_success()) host_.log(number, fmt::format("The step ended with {}.\n", process::describe(exit)));
  end.outcome = exit.is_success() && !reader.has_failed() ? Conclusion::success : Conclusion::failure;
  CHECK_OK(read_file_commands(index, end));
  return end;
}

Status JobRun::read_file_commands(std::size_t index, StepEnd& end) {
  TRY(const std::string output, files_.read(command_file("OUTPUT", index), max_command_file));
  TRY(const auto outputs, parse_file_command(output));
  for (const auto& [name, value] : outputs) end.outputs.set(name, value);
  TRY(const std::string env, files_.read(command_file("ENV", index), max_command_file));
  TRY(const auto variables, parse_file_command(env));
  for (const auto& [name, value] : variables)
    if (may_set_env(name)) state_.set_env(name, value);
  TRY(const std::string path, files_.read(command_file("PATH", index), max_command_file));
  for (const std::string& folder : parse_path_file(path)) path_.insert(path_.begin(), folder);
  return ok();
}

Result<JobRun::StepEnd> JobRun::check_out(int number, const std::string& path) {
  const fs::path scratch = folder_ / "checkout";
  TRY(const auto archive, host_.source(scratch));
  fault_point("pipelines.checkout.after_export");
  if (archive) {
    CHECK_OK(unpack(machine_.blobs, *archive, work_, path, made(folder_ / "scratch"), host_.stop()));
  } else {
    CHECK_OK(work_.take_in(scratch, path));
    fs::remove_all(scratch);
  }
  host_.log(number, fmt::format("{} at {}\n", inputs_.repository, inputs_.commit));
  StepEnd end;
  end.outputs.set("commit", inputs_.commit);
  end.outputs.set("ref", inputs_.ref);
  return end;
}

Result<JobRun::StepEnd> JobRun::upload(int number, const std::string& name, const std::string& path) {
  std::vector<std::string> patterns;
  for (const std::string& line : split(path, '\n'))
    if (!trim(line).empty()) patterns.emplace_back(trim(line));
  TRY(const FoundFiles found, find_files(work_, "", patterns, Hidden::included));
  if (found.entries.empty())
    return not_found("pipelines.nothing_to_upload", fmt::format("Nothing was found at '{}'.", path))
        .with_hint("Does the build write there? Paths are relative to the workspace.");
  TRY(const StoredArchive stored, pack(work_, found, machine_.blobs, host_.stop()));
  fault_point("pipelines.bundle.after_blob");
  const runs::Artifact artifact{name, stored.digest.text, "application/zstd", static_cast<std::int64_t>(stored.bytes)};
  CHECK_OK(host_.publish(artifact));
  fault_point("pipelines.bundle.after_row");
  host_.log(number, fmt::format("{}: {} files, {} bytes, {}\n", name, stored.files, stored.bytes, stored.digest.text));
  StepEnd end;
  end.outputs.set("digest", stored.digest.text);
  return end;
}

Result<JobRun::StepEnd> JobRun::run_action(const Step& step, int number,
                                           const std::map<std::string, std::string>& env) {
  const Scope scope = state_.scope(env);
  std::map<std::string, std::string> with;
  for (const auto& [name, value] : step.with) {
    TRY(with[to_lower(name)], value.evaluate_text(scope));
  }
  const std::string& action = step.uses->name;
  if (action == "actions/checkout") {
    return check_out(number, with["path"]);
  }
  if (action == "towpath/upload-bundle") return upload(number, "bundle", with["path"]);
  if (action == "actions/upload-artifact")
    return upload(number, with["name"].empty() ? "artifact" : with["name"], with["path"]);
  if (action == "actions/download-artifact") {
    const std::string wanted = with["name"].empty() ? "artifact" : with["name"];
    TRY(const blob::Digest digest, host_.artifact(wanted));
    CHECK_OK(unpack(machine_.blobs, digest, work_, with["path"], made(folder_ / "scratch"), host_.stop()));
    return StepEnd();
  }
  if (action == "actions/cache") {
    host_.log(number, "Nothing is cached on this server yet; the step goes on without.\n");
    StepEnd end;
    end.outputs.set("cache-hit", "false");
    return end;
  }
  return invalid_input("pipelines.unsupported_action", fmt::format("The action '{}' is not built in.", step.uses->text))
      .with_hint("Write what it does as a run: step.");
}

}  // namespace towpath::pipelines
