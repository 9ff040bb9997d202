#include "delivery/podman_runtime.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <iterator>
#include <set>

#include "../bundle_folder.h"
#include "../container_log.h"
#include "../copied_runtime.h"
#include "../copies.h"
#include "../host_ports.h"
#include "../hosts_file.h"
#include "../instance_folder.h"
#include "../instance_ports.h"
#include "../judgement.h"
#include "../log_watcher.h"
#include "../surroundings.h"
#include "base/strings.h"
#include "container_status.h"
#include "delivery/shells.h"
#include "log/log.h"
#include "podman_containers.h"
#include "podman_names.h"
#include "podman_service.h"
#include "podman_shell.h"
#include "process/entry_program.h"
#include "process/spawner.h"
#include "variables_file.h"
#include "volume_owner.h"

namespace towpath::delivery {

namespace {

using namespace std::chrono_literals;

constexpr const char* hosts_path = "/etc/hosts";
constexpr auto between_looks = 50ms;
constexpr int most_attempts = 4;
constexpr int ended_by_alarm = 128 + SIGALRM;

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Error cannot_start(const InstanceRequest& request, std::string_view why) {
  return failed("delivery.cannot_start",
                fmt::format("{} cannot be started in {}: {}", request.workload, request.environment, why));
}

/// Why the program of a command is none, as far as this machine's files say.
std::optional<std::string> why_no_program(const process::Command& command) {
  const std::filesystem::path program = command.argv.front();
  if (!program.is_absolute()) return std::nullopt;  // PATH of its variables decides
  if (!std::filesystem::is_regular_file(program)) return fmt::format("there is no program {}", program.string());
  struct stat info {};
  if (stat(program.c_str(), &info) == 0 && (info.st_mode & 0111) == 0)
    return fmt::format("{} is not a program: it must be executable", program.string());
  return std::nullopt;
}

class PodmanRuntime final : public Runtime, public ShellRuntime {
 public:
  explicit PodmanRuntime(PodmanRuntimeOptions options)
      : options_(std::move(options)),
        bundles_(options_.data_directory / "bundles", options_.blobs),
        folder_(options_.data_directory / podman_folder / "instances", options_.data_directory / "instance_logs"),
        ports_(options_.ports ? options_.ports : make_host_ports()),
        service_({options_.shims, options_.socket, options_.search_path}, options_.data_directory / podman_folder) {
    for (const auto& id : folder_.list())
      for (const auto& [name, port] : folder_.read(id).value_or(InstanceRecord{}).host_ports) ports_->reserve(port);
    // Of commands that ran once when an earlier server ended.
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(once_folder(""), none)) {
      remove_files(entry.path().filename().string());
      std::filesystem::remove_all(entry.path());
    }
  }

  std::string_view name() const override { return "podman"; }

  RuntimeReport report() override {
    const auto ready = service_.ready();
    if (ready) return {"podman", true, "", "", (*ready)->findings};
    return {"podman", false, ready.error().message(), ready.error().hint(), {}};
  }

  bool has(const InstanceId& id) const override {
    return folder_.read(id).has_value() ||
           std::filesystem::exists(folder_.log_directory(id) / "log" / container_log_file);
  }

  int most_copies() const override { return 1; }  // see make_copied_runtime()
  Status scale(const InstanceRequest& request, std::stop_token) override {
    return request.copies == 1 ? ok() : Status(too_many_copies(request, 1));
  }
  Result<InstanceStatus> start(const InstanceRequest& request, std::stop_token stop) override {
    TRY(const auto* container, only_container(request));
    TRY(const auto prepared, prepare(request, *container, request.id.text()));
    if (stop.stop_requested()) return cannot_start(request, "it was cancelled");
    const std::lock_guard one(starting(request.id));
    // Each attempt looks first at what is there: an exchange without an answer may have had its effect.
    return with_podman<InstanceStatus>([&](const PodmanContainers& containers, const PodmanService::Ready& ready) {
      return bring_up(containers, ready, request, *container, prepared);
    });
  }

  Result<int> run_once(const InstanceRequest& request, const std::vector<std::string>& command,
                       const std::function<void(std::string_view)>& log, std::stop_token stop) override {
    TRY(const auto* container, only_container(request));
    if (command.empty()) return cannot_start(request, "the command to run once is empty");
    auto once = *container;
    once.command = command;
    once.args.clear();
    const auto key = new_ulid();
    TRY(const auto prepared, prepare(request, once, key));
    const auto code = run_to_end(request, prepared, key, log, stop);
    (void)with_podman<Unit>(
        [&](const PodmanContainers& containers, const auto&) { return containers.remove(pod_name(InstanceId(key))); });
    remove_files(key);
    std::filesystem::remove_all(once_folder(key));
    return code;
  }

  Result<int> run_shell(const InstanceRequest& serving, const InstanceId&, const ShellProgram& program,
                        process::Counterpart& who, std::stop_token stop) override {
    TRY(const auto* ready, service_.ready());
    TRY(const auto bundle, bundles_.unpacked(serving.containers.at(0).bundle));
    ShellProgram inside = program;
    inside.command = program_in_bundle(program.command, bundle);
    return run_shell_in(ready->api, container_name(serving.id), inside, who, stop);
  }

  Result<InstanceStatus> probe(const InstanceRequest& request) override {
    const auto record = folder_.read(request.id);
    if (!record)
      return missing_instance(fmt::format("{} was never started on host {}", request.workload, options_.host_id));
    return with_podman<InstanceStatus>([&](const PodmanContainers& containers, const auto&) -> Result<InstanceStatus> {
      TRY(const auto found, containers.find(container_name(request.id)));
      if (!found) return missing_instance("its container is gone: it was stopped, or somebody removed it");
      auto status = to_status(request.id, *found, record->host_ports, memory_limit(request));
      if (found->is_running) judge_running(containers, request, *found, status);
      return status;
    });
  }

  Status stop(const InstanceId& id, std::chrono::milliseconds grace) override {
    if (!folder_.read(id)) return ok();
    CHECK_OK(with_podman<Unit>([&](const PodmanContainers& containers, const auto&) -> Status {
      CHECK_OK(containers.stop(container_name(id), grace));
      // What ended by itself a moment ago would be started again by podman.
      return containers.remove(container_name(id));
    }));
    remove_files(id.text());
    return ok();
  }

  Status restart(const InstanceId& id, std::chrono::milliseconds grace) override {
    std::optional<UtcTime> before;
    bool is_first = true;
    const std::lock_guard one(starting(id));
    return with_podman<Unit>([&](const PodmanContainers& containers, const auto&) -> Status {
      TRY(const auto found, containers.find(container_name(id)));
      if (is_first && (!found || !found->is_running)) return not_running(id);
      if (!found) return not_running(id);
      if (is_first) {
        before = found->started_at;
        add_restarts(id, found->restarts + 1);  // podman counts from nothing again
        is_first = false;
      } else if (!found->is_running) {
        // No answer came, but it was stopped. What podman left half done cannot be started; start() makes it anew.
        return containers.start(container_name(id)) ? ok() : not_running(id);
      } else if (found->started_at != before) {
        return ok();
      }
      return containers.restart(container_name(id), grace);
    });
  }

  Status forget(const InstanceId& id) override {
    const auto record = folder_.read(id);
    if (!record) return ok();
    CHECK_OK(with_podman<Unit>([&](const PodmanContainers& containers, const auto&) -> Status {
      TRY(const auto found, containers.find(container_name(id)));
      if (found && found->is_running)
        return conflict("delivery.instance_running", fmt::format("instance {} still runs", id.text()))
            .with_hint("stop it first");
      CHECK_OK(containers.remove(container_name(id)));
      return containers.remove_pod(pod_name(id));
    }));
    const std::lock_guard lock(forgetting_);  // A stop and a retirement may want the same.
    remove_files(id.text());
    folder_.forget(id);
    for (const auto& [name, port] : record->host_ports) ports_->give_back(port);
    return ok();
  }

  std::vector<InstanceId> list() override { return folder_.list(); }

  InstanceUsage usage(const InstanceId& id) override {
    if (!folder_.read(id)) return {};
    const auto used =
        with_podman<InstanceUsage>([&](const PodmanContainers& containers, const auto&) -> Result<InstanceUsage> {
          TRY(const auto found, containers.find(container_name(id)));
          if (!found) return InstanceUsage{};
          TRY(auto usage, containers.usage(container_name(id)));
          usage.restarts = static_cast<std::uint64_t>(restarts_before(id) + found->restarts);
          return usage;
        });
    return used ? *used : InstanceUsage{};
  }

  std::vector<std::string> last_output(const InstanceId& id, std::size_t lines) override {
    return last_lines(folder_.log_directory(id), lines, ended_container_log());
  }

  Result<std::vector<WorkloadLine>> lines(const InstanceId& id, const std::string& cursor, std::size_t limit) override {
    return read_lines(folder_.log_directory(id), cursor, limit, log_of(id));
  }

  Result<std::vector<WorkloadLine>> lines_before(const InstanceId& id, const std::string& cursor,
                                                 std::size_t limit) override {
    return read_lines_before(folder_.log_directory(id), cursor, limit, log_of(id));
  }

  Result<std::string> place_at(const InstanceId& id, UtcTime time) override {
    return find_place(folder_.log_directory(id), time, log_of(id));
  }

  Result<std::unique_ptr<LineWatch>> watch_lines(const InstanceId& id, std::function<void()> on_more) override {
    return watcher_.watch((folder_.log_directory(id) / "log").string(), std::move(on_more));
  }

 private:
  struct Prepared {
    process::Command command;
    Entry entry;
    std::map<std::string, int> host_ports;
  };

  /// Does `work`, and again from its beginning when an exchange got no answer and podman is back.
  template <class T, class Work>
  Result<T> with_podman(const Work& work) {
    for (int attempt = 1;; ++attempt) {
      TRY(const auto* ready, service_.ready());
      CHECK_OK(remove_leftovers(*ready));
      Result<T> result = work(PodmanContainers(ready->api), *ready);
      if (result || result.error().code() != podman_unreachable || attempt == most_attempts) return result;
      log::warn("podman gave no answer and is asked again", {{"detail", result.error().message()}});
      CHECK_OK(service_.wait_until_back());
    }
  }

  /// Commands that ran once when an earlier server ended (whoever wanted them runs them again), and instances that are
  /// not written down here, which nobody would ever stop: their data directory came out of a backup.
  Status remove_leftovers(const PodmanService::Ready& ready) {
    const std::lock_guard lock(leftovers_);
    if (is_clean_) return ok();
    std::ofstream(options_.data_directory / podman_folder / socket_note, std::ios::trunc) << options_.socket;
    const PodmanContainers containers(ready.api);
    TRY(const auto ours, containers.names(host_label(), options_.host_id));
    TRY(const auto our_pods, containers.pod_names(host_label(), options_.host_id));
    std::set<std::string> known;
    for (const auto& id : folder_.list()) known.insert({container_name(id), pod_name(id)});
    for (const auto& name : ours) {
      if (known.contains(name)) continue;
      log::warn("a container that nobody knows is removed", {{"container", name}});
      CHECK_OK(containers.remove(name));
    }
    for (const auto& name : our_pods)
      if (!known.contains(name)) CHECK_OK(containers.remove_pod(name));
    is_clean_ = true;
    return ok();
  }

  static Status not_running(const InstanceId& id) {
    return conflict("delivery.instance_not_running", fmt::format("instance {} does not run", id.text()));
  }

  static Result<const Container*> only_container(const InstanceRequest& request) {
    if (request.containers.size() == 1) return &request.containers.front();
    return cannot_start(request, fmt::format("it has {} containers, and this host runs workloads of exactly one",
                                             request.containers.size()))
        .with_hint("make each container a workload of its own");
  }

  static std::optional<std::uint64_t> memory_limit(const InstanceRequest& request) {
    return request.containers.empty() ? std::nullopt : request.containers.front().memory_bytes;
  }

  /// Writes what the container reads: bundle, files and variables; the latter two to memory, below `key`.
  Result<Prepared> prepare(const InstanceRequest& request, const Container& container, const std::string& key) {
    Surroundings around;
    TRY(around.bundle, bundles_.unpacked(container.bundle));
    TRY(around.host_ports, ports_of_instance(folder_, *ports_, request, container.bundle));
    around.sandbox = process::SandboxLevel::namespaces;
    TRY(const auto memory, memory_directory());
    around.file_directory = memory / key;
    auto whole = container;
    if (auto hosts = hosts_file(container, read_text(hosts_path)); !hosts.empty())
      whole.files.push_back({hosts_path, std::move(hosts)});
    TRY(auto command, container_command(request, whole, around));
    if (const auto why = why_no_program(command))
      return cannot_start(request, *why).with_hint("see the command in score.yaml and what the pipeline bundles");
    for (const auto& volume : container.volumes)
      if (!volume.is_read_only) give_to_sandbox_user(volume.source);
    const Entry entry{options_.data_directory / podman_folder / "entry", around.file_directory / "variables"};
    CHECK_OK(process::write_entry_program(entry.program));
    write_variables(command.env, entry.environment);
    return Prepared{std::move(command), entry, std::move(around.host_ports)};
  }

  ContainerSpec spec_of(const PodmanService::Ready& ready, const Prepared& prepared, const InstanceId& id) const {
    ContainerSpec spec;
    spec.image = ready.image;
    spec.entry = prepared.entry;
    spec.command = prepared.command;
    spec.labels = {{host_label(), options_.host_id}, {instance_label(), id.text()}};
    spec.hard_limits = own_hard_limits();
    return spec;
  }

  Result<InstanceStatus> bring_up(const PodmanContainers& containers, const PodmanService::Ready& ready,
                                  const InstanceRequest& request, const Container& container,
                                  const Prepared& prepared) {
    const auto name = container_name(request.id);
    TRY(auto found, containers.find(name));
    if (!found || !found->is_running) {
      // What is over, or was only begun, makes room. What runs stays as it is.
      if (found) CHECK_OK(containers.remove(name));
      auto spec = spec_of(ready, prepared, request.id);
      spec.name = name;
      spec.pod = pod_name(request.id);
      spec.log_file = folder_.process_directory(request.id) / "log" / container_log_file;
      spec.restarts = most_restarts;
      std::filesystem::create_directories(spec.log_file.parent_path());
      CHECK_OK(containers.make_pod(spec.pod, spec.labels));
      if (const auto started = containers.start(spec); !started) {
        if (started.error().code() == podman_unreachable) return started.error();
        CHECK_OK(containers.remove(name));
        return cannot_start(request, started.error().message() + last_words(request.id));
      }
      log::info("workload started",
                {{"workload", request.workload}, {"environment", request.environment}, {"instance", request.id}});
      TRY(found, containers.find(name));
    }
    if (!found) return cannot_start(request, "its container was removed while it was started");
    return to_status(request.id, *found, prepared.host_ports, container.memory_bytes);
  }

  std::filesystem::path once_folder(const std::string& key) const {
    return options_.data_directory / podman_folder / "once" / key;
  }

  Result<int> run_to_end(const InstanceRequest& request, const Prepared& prepared, const std::string& key,
                         const std::function<void(std::string_view)>& log, std::stop_token stop) {
    const auto name = pod_name(InstanceId(key));
    const auto directory = once_folder(key);
    std::filesystem::create_directories(directory / "log");
    bool is_begun = false;
    std::string cursor;
    const auto hand_on = [&](const LogFormat& format) {
      for (;;) {
        const auto fresh = read_lines(directory, cursor, 1'000, format);
        if (!fresh || fresh->empty()) return;
        for (const auto& line : *fresh) log(line.text);
        cursor = fresh->back().cursor;
      }
    };
    for (;;) {
      const auto code = with_podman<std::optional<int>>(
          [&](const PodmanContainers& containers, const PodmanService::Ready& ready) -> Result<std::optional<int>> {
            TRY(const auto found, containers.find(name));
            if (found && found->status == "exited") return std::optional(found->exit_code);
            if (found && found->status == "created") CHECK_OK(containers.start(name));
            if (found) return std::optional<int>();
            if (is_begun) return cannot_start(request, "the container of its command was removed before it ended");
            auto spec = spec_of(ready, prepared, InstanceId(key));
            spec.name = name;
            spec.log_file = directory / "log" / container_log_file;
            if (const auto started = containers.start(spec); !started) {
              if (started.error().code() == podman_unreachable) return started.error();
              return cannot_start(request, started.error().message());
            }
            is_begun = true;
            return std::optional<int>();
          });
      hand_on(code && *code ? ended_container_log() : container_log());
      if (!code) return code.error();
      if (*code) return **code;
      if (stop.stop_requested())
        return cannot_start(request, fmt::format("'{}' ended with cancelled", prepared.command.argv.front()));
      poll(nullptr, 0, static_cast<int>(between_looks.count()));
    }
  }

  const LogFormat& log_of(const InstanceId& id) const {
    return folder_.read(id) ? container_log() : ended_container_log();
  }

  /// ": " and the last lines of output, or nothing.
  std::string last_words(const InstanceId& id) const {
    const auto lines = last_lines(folder_.log_directory(id), lines_in_reason, ended_container_log());
    return lines.empty() ? "" : "; last output:\n" + join(lines, "\n");
  }

  InstanceStatus to_status(const InstanceId& id, const FoundContainer& found,
                           const std::map<std::string, int>& host_ports,
                           std::optional<std::uint64_t> memory_bytes) const {
    return status_of(found, host_ports, memory_bytes, options_.clock.now(), found.is_running ? "" : last_words(id));
  }

  void judge_running(const PodmanContainers& containers, const InstanceRequest& request, const FoundContainer& found,
                     InstanceStatus& status) {
    const auto container = only_container(request);
    if (!container) {
      status.health = Health::degraded;
      status.reason = container.error().message();
      return;
    }
    const auto run_command = [&](const Probe& asked) {
      return probe_by_command(containers, request, **container, asked);
    };
    const auto before = [&] { return ending(found, (*container)->memory_bytes) + last_words(request.id); };
    judge(request, **container, options_.clock.now(), run_command, before, status);
  }

  std::optional<std::string> probe_by_command(const PodmanContainers& containers, const InstanceRequest& request,
                                              const Container& container, const Probe& asked) {
    const auto bundle = bundles_.unpacked(container.bundle);
    if (!bundle) return bundle.error().message();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(exec_probe_timeout);
    const auto words = entered(program_in_bundle(asked.command, *bundle), static_cast<int>(seconds.count()));
    const auto said = containers.exec(container_name(request.id), words, exec_probe_timeout + 5s);
    if (!said) return fmt::format("the probe could not be run: {}", said.error().message());
    if (said->exit_code == 0) return std::nullopt;
    const auto output = std::string(trim(std::string_view(said->output).substr(0, most_probe_output)));
    const auto how =
        said->exit_code == ended_by_alarm ? std::string("timed out") : fmt::format("exit code {}", said->exit_code);
    return fmt::format("the probe '{}' ended with {}{}{}", asked.command.front(), how, output.empty() ? "" : ": ",
                       output);
  }

  std::filesystem::path restarts_file(const InstanceId& id) const { return folder_.process_directory(id) / "restarts"; }

  /// By us; podman counts its own.
  int restarts_before(const InstanceId& id) const {
    int count = 0;
    std::ifstream(restarts_file(id)) >> count;
    return count;
  }

  void add_restarts(const InstanceId& id, int more) const {
    const int count = restarts_before(id) + more;
    std::ofstream(restarts_file(id), std::ios::trunc) << count;
  }

  static void remove_files(const std::string& key) {
    const auto memory = memory_directory();
    if (!memory) return;
    std::error_code ignored;
    std::filesystem::remove_all(*memory / key, ignored);
  }

  std::mutex& starting(const InstanceId& id) {
    return starting_[std::hash<std::string>()(id.text()) % starting_.size()];
  }

  static constexpr std::size_t most_probe_output = 2'048;

  const PodmanRuntimeOptions options_;
  BundleFolder bundles_;
  InstanceFolder folder_;
  const std::shared_ptr<HostPorts> ports_;  ///< Shared with other runtimes of this machine.
  PodmanService service_;
  std::array<std::mutex, 16> starting_;  ///< Of an instance: one start or restart at a time.
  std::mutex forgetting_;                ///< Guards the removal of instance folders.
  std::mutex leftovers_;                 ///< Guards is_clean_.
  bool is_clean_ = false;                ///< What an earlier server left is removed.
  LogWatcher watcher_;
};

}  // namespace

std::unique_ptr<Runtime> make_podman_runtime(PodmanRuntimeOptions options) {
  const auto copies = options.data_directory / "copies" / "podman";
  return make_copied_runtime(std::make_unique<PodmanRuntime>(std::move(options)), copies);
}

}  // namespace towpath::delivery
