#include "delivery/local_runtime.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <mutex>

#include "base/strings.h"
#include "bundle_folder.h"
#include "copied_runtime.h"
#include "copies.h"
#include "delivery/shells.h"
#include "health_probe.h"
#include "host_ports.h"
#include "hosts_file.h"
#include "instance_folder.h"
#include "instance_ports.h"
#include "judgement.h"
#include "line_cutter.h"
#include "log/log.h"
#include "log_watcher.h"
#include "process/cgroup.h"
#include "surroundings.h"
#include "workload_log.h"

namespace towpath::delivery {

namespace {

using process::InstanceState;
using Phase = InstanceState::Phase;

constexpr const char* hosts_path = "/etc/hosts";

std::string read_text(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class LocalRuntime final : public Runtime, public ShellRuntime {
 public:
  explicit LocalRuntime(LocalRuntimeOptions options)
      : options_(std::move(options)),
        bundles_(options_.data_directory / "bundles", options_.blobs),
        folder_(options_.data_directory / "instances", options_.data_directory / "instance_logs"),
        ports_(options_.ports ? options_.ports : make_host_ports()) {
    for (const auto& id : folder_.list())
      for (const auto& [name, port] : folder_.read(id).value_or(InstanceRecord{}).host_ports) ports_->reserve(port);
  }

  std::string_view name() const override { return "local"; }

  RuntimeReport report() override {
    const auto& found = options_.spawner.report();
    const bool has_sandbox = found.engine != process::SandboxReport::Engine::none;
    return {"local", true, "", "", {{"sandbox", has_sandbox ? "yes" : "no"}, {"cgroups", found.cgroup_kind}}};
  }

  bool has(const InstanceId& id) const override { return folder_.has(id); }

  int most_copies() const override { return 1; }  // see make_copied_runtime()
  Status scale(const InstanceRequest& request, std::stop_token) override {
    return request.copies == 1 ? ok() : Status(too_many_copies(request, 1));
  }

  Result<InstanceStatus> start(const InstanceRequest& request, std::stop_token stop) override {
    TRY(const auto* container, only_container(request));
    TRY(const auto prepared, prepare(request, *container));
    if (stop.stop_requested()) return cannot_start(request, "it was cancelled");
    const auto directory = folder_.process_directory(request.id);
    if (const auto state = options_.shims.adopt(directory); state && is_alive(*state))
      return to_status(request.id, *state, prepared.host_ports);
    process::InstanceSpec spec;
    spec.name = to_lower(request.id.text());
    spec.command = prepared.command;
    spec.restart = {.when = process::Restart::always, .max_restarts = most_restarts};
    const auto launched = options_.shims.launch(spec, directory);
    if (launched) {
      log::info("workload started",
                {{"workload", request.workload}, {"environment", request.environment}, {"instance", request.id}});
      return to_status(request.id, *launched, prepared.host_ports);
    }
    if (launched.error().code() == "process.instance_exists") {
      TRY(const auto state, options_.shims.status(directory));
      return to_status(request.id, state, prepared.host_ports);
    }
    return cannot_start(request, launched.error().message() + last_output(request.id))
        .with_hint(launched.error().hint());
  }

  Result<int> run_once(const InstanceRequest& request, const std::vector<std::string>& command,
                       const std::function<void(std::string_view)>& log, std::stop_token stop) override {
    TRY(const auto* container, only_container(request));
    if (command.empty()) return cannot_start(request, "the command to run once is empty");
    auto once = *container;
    once.command = command;
    once.args.clear();
    TRY(const auto prepared, prepare(request, once));
    LineCutter out(log), err(log);
    const auto sink = [&](process::Stream stream, std::string_view bytes) {
      (stream == process::Stream::out ? out : err).add(bytes);
    };
    TRY(const auto exit, options_.spawner.run(prepared.command, sink, stop));
    if (exit.reason == process::EndReason::exited && exit.code) return *exit.code;
    if (exit.reason == process::EndReason::lost)
      return unavailable("runs.lost",
                         "The process that runs steps on this server was killed, and the command with it.");
    return cannot_start(request, fmt::format("'{}' ended with {}", command.front(), describe(exit)));
  }

  Result<int> run_shell(const InstanceRequest& serving, const InstanceId& own, const ShellProgram& program,
                        process::Counterpart& who, std::stop_token stop) override {
    InstanceRequest request = serving;
    request.id = own;  // beside it, as what runs once: files and ports of its own
    TRY(const auto* container, only_container(request));
    if (program.command.empty()) return cannot_start(request, "the command of the shell is empty");
    auto shell = *container;
    shell.command = program.command;
    shell.args.clear();
    TRY(auto prepared, prepare(request, shell));
    if (program.has_terminal) {
      auto& env = prepared.command.env;
      std::erase_if(env, [](const auto& variable) { return variable.first == "TERM"; });
      env.emplace_back("TERM", program.terminal_type);
    }
    TRY(const auto exit,
        process::run_interactive(options_.spawner, prepared.command,
                                 program.has_terminal ? std::optional(program.window) : std::nullopt, who, stop));
    if (exit.reason == process::EndReason::lost)
      return unavailable("runs.lost", "The process that runs steps on this server was killed, and the shell with it.");
    return exit.signal ? 128 + *exit.signal : exit.code.value_or(1);
  }

  Result<InstanceStatus> probe(const InstanceRequest& request) override {
    const auto directory = folder_.process_directory(request.id);
    const auto record = folder_.read(request.id);
    // A workload whose shim was killed gets a new one here, so that its output and end are seen again.
    const auto state = options_.shims.adopt(directory);
    if (!state && state.error().code() != "process.no_instance") return state.error();
    if (!state || !record)
      return missing(fmt::format("{} was never started on host {}", request.workload, options_.host_id));
    auto status = to_status(request.id, *state, record->host_ports);
    if (state->phase == Phase::running) judge_running(request, *state, status);
    return status;
  }

  Status stop(const InstanceId& id, std::chrono::milliseconds grace) override {
    const auto state = options_.shims.stop(folder_.process_directory(id), grace);
    if (!state && state.error().code() != "process.no_instance") return state.error();
    remove_files(id);
    return ok();
  }

  Status restart(const InstanceId& id, std::chrono::milliseconds grace) override {
    const auto directory = folder_.process_directory(id);
    const auto state = options_.shims.adopt(directory);
    if (!state || !is_alive(*state))
      return conflict("delivery.instance_not_running", fmt::format("instance {} does not run", id.text()));
    CHECK_OK(options_.shims.restart(directory, grace));
    return ok();
  }

  Status forget(const InstanceId& id) override {
    const auto state = options_.shims.status(folder_.process_directory(id));
    if (state && (is_alive(*state) || state->phase == Phase::orphaned))
      return conflict("delivery.instance_running", fmt::format("instance {} still runs", id.text()))
          .with_hint("stop it first");
    const std::lock_guard lock(forgetting_);  // A stop and a retirement may want the same.
    const auto record = folder_.read(id);
    remove_files(id);
    folder_.forget(id);
    if (record)
      for (const auto& [name, port] : record->host_ports) ports_->give_back(port);
    return ok();
  }

  std::vector<InstanceId> list() override { return folder_.list(); }

  std::vector<std::string> last_output(const InstanceId& id, std::size_t lines) override {
    return last_lines(folder_.log_directory(id), lines);
  }

  InstanceUsage usage(const InstanceId& id) override {
    const auto state = options_.shims.status(folder_.process_directory(id));
    if (!state) return {};
    const auto used = process::read_usage(state->cgroup);
    return {used.cpu_microseconds, used.memory_bytes, used.memory_peak_bytes, used.memory_limit_bytes,
            static_cast<std::uint64_t>(std::max(0, state->starts - 1))};
  }

  Result<std::vector<WorkloadLine>> lines(const InstanceId& id, const std::string& cursor, std::size_t limit) override {
    return read_lines(folder_.log_directory(id), cursor, limit);
  }

  Result<std::vector<WorkloadLine>> lines_before(const InstanceId& id, const std::string& cursor,
                                                 std::size_t limit) override {
    return read_lines_before(folder_.log_directory(id), cursor, limit);
  }

  Result<std::string> place_at(const InstanceId& id, UtcTime time) override {
    return find_place(folder_.log_directory(id), time);
  }

  Result<std::unique_ptr<LineWatch>> watch_lines(const InstanceId& id, std::function<void()> on_more) override {
    return watcher_.watch((folder_.log_directory(id) / "log").string(), std::move(on_more));
  }

 private:
  struct Prepared {
    process::Command command;
    std::map<std::string, int> host_ports;
  };

  static Error cannot_start(const InstanceRequest& request, std::string_view why) {
    return failed("delivery.cannot_start",
                  fmt::format("{} cannot be started in {}: {}", request.workload, request.environment, why));
  }

  static InstanceStatus missing(std::string reason) {
    InstanceStatus status;
    status.health = Health::missing;
    status.is_over = true;
    status.reason = std::move(reason);
    return status;
  }

  static bool is_alive(const InstanceState& state) {
    return state.phase == Phase::starting || state.phase == Phase::running || state.phase == Phase::restarting ||
           state.phase == Phase::stopping;
  }

  static Result<const Container*> only_container(const InstanceRequest& request) {
    if (request.containers.size() == 1) return &request.containers.front();
    return cannot_start(request, fmt::format("it has {} containers, and this host runs workloads of exactly one",
                                             request.containers.size()))
        .with_hint("make each container a workload of its own");
  }

  Result<Prepared> prepare(const InstanceRequest& request, const Container& container) {
    Surroundings around;
    TRY(around.bundle, bundles_.unpacked(container.bundle));
    TRY(around.host_ports, ports_of_instance(folder_, *ports_, request, container.bundle));
    const bool has_sandbox = options_.spawner.report().engine != process::SandboxReport::Engine::none;
    around.sandbox = has_sandbox ? process::SandboxLevel::namespaces : process::SandboxLevel::none;
    auto whole = container;
    if (has_sandbox)
      if (auto hosts = hosts_file(container, read_text(hosts_path)); !hosts.empty())
        whole.files.push_back({hosts_path, std::move(hosts)});
    if (!whole.files.empty()) {
      TRY(const auto memory, memory_directory());
      around.file_directory = memory / request.id.text();
    }
    TRY(auto command, container_command(request, whole, around));
    return Prepared{std::move(command), std::move(around.host_ports)};
  }

  /// ": " and the last lines of output, or nothing.
  std::string last_output(const InstanceId& id) const {
    const auto lines = last_lines(folder_.log_directory(id), lines_in_reason);
    return lines.empty() ? "" : "; last output:\n" + join(lines, "\n");
  }

  InstanceStatus to_status(const InstanceId& id, const InstanceState& state,
                           const std::map<std::string, int>& host_ports) const {
    InstanceStatus status;
    status.host_ports = host_ports;
    status.restarts = state.restarts;
    status.is_over = state.phase == Phase::exited || state.phase == Phase::lost;
    status.is_running =
        state.phase == Phase::running || state.phase == Phase::orphaned || state.phase == Phase::stopping;
    if (state.started_at != UtcTime{}) status.started_at = state.started_at;
    // A signal counts as a shell counts it, so that whoever looks for an end finds one.
    if (state.exit && !status.is_running)
      status.exit_code = state.exit->signal ? 128 + *state.exit->signal : state.exit->code;
    switch (state.phase) {
      case Phase::starting:
      case Phase::running:
      case Phase::orphaned:
        status.health = Health::progressing;
        status.reason = "it was started and has not been probed yet";
        break;
      case Phase::restarting:
        status.health = Health::degraded;
        status.reason = fmt::format("{}; it is started again (restart {} of {}){}", ending(state), state.restarts,
                                    most_restarts, last_output(id));
        break;
      case Phase::stopping:
        status.health = Health::suspended;
        status.reason = "it is being stopped";
        break;
      case Phase::exited:
        if (state.exit && state.exit->reason == process::EndReason::lost) {
          status.health = Health::missing;
          status.reason = "nobody saw its process end; it was killed, or the machine was restarted";
          break;
        }
        status.health = Health::degraded;
        status.reason = ending(state) + last_output(id);
        break;
      case Phase::lost:
        status.health = Health::missing;
        status.reason = "its process is gone without a trace; the machine was probably restarted";
        break;
    }
    return status;
  }

  static std::string ending(const InstanceState& state) {
    if (!state.start_error.empty()) return "it could not be started: " + state.start_error;
    return state.exit ? "it ended with " + describe(*state.exit) : "it ended";
  }

  /// Asks a running workload how it is.
  void judge_running(const InstanceRequest& request, const InstanceState& state, InstanceStatus& status) {
    const auto container = only_container(request);
    if (!container) {
      status.health = Health::degraded;
      status.reason = container.error().message();
      return;
    }
    const auto run_command = [&](const Probe& asked) { return probe_by_command(request, **container, asked); };
    judge(
        request, **container, options_.clock.now(), run_command,
        [&] { return ending(state) + last_output(request.id); }, status);
  }

  std::optional<std::string> probe_by_command(const InstanceRequest& request, const Container& container,
                                              const Probe& asked) {
    auto once = container;
    once.command = asked.command;
    once.args.clear();
    auto prepared = prepare(request, once);
    if (!prepared) return prepared.error().message();
    prepared->command.timeout = exec_probe_timeout;
    prepared->command.cancel = {.after_interrupt = std::chrono::milliseconds(0),
                                .after_terminate = std::chrono::milliseconds(100)};
    return probe_command(options_.spawner, prepared->command);
  }

  static void remove_files(const InstanceId& id) {
    const auto memory = memory_directory();
    if (!memory) return;
    std::error_code ignored;
    std::filesystem::remove_all(*memory / id.text(), ignored);
  }

  LocalRuntimeOptions options_;
  BundleFolder bundles_;
  InstanceFolder folder_;
  std::mutex forgetting_;                   ///< Guards the removal of instance folders.
  const std::shared_ptr<HostPorts> ports_;  ///< Shared with other runtimes of this machine.
  LogWatcher watcher_;
};

}  // namespace

std::unique_ptr<Runtime> make_local_runtime(LocalRuntimeOptions options) {
  const auto copies = options.data_directory / "copies" / "local";
  return make_copied_runtime(std::make_unique<LocalRuntime>(std::move(options)), copies);
}

}  // namespace towpath::delivery
