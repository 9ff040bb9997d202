#include <fmt/format.h>
#include <poll.h>

#include <array>
#include <fstream>
#include <functional>
#include <set>

#include "../container_log.h"
#include "../copies.h"
#include "../instance_folder.h"
#include "base/strings.h"
#include "cluster_instances.h"
#include "delivery/kubernetes.h"
#include "delivery/shells.h"
#include "kubernetes/cluster.h"
#include "kubernetes/kube_json.h"
#include "log/log.h"
#include "log_follower.h"
#include "once_folder.h"
#include "pod_log.h"
#include "pod_shell.h"
#include "pod_status.h"

namespace towpath::delivery {

namespace {

using namespace std::chrono_literals;

constexpr int most_attempts = 4;
constexpr int most_pods = 100;
constexpr auto between_looks = 200ms;
constexpr auto longest_hindrance = 60s;  ///< So long may what runs once be kept from running.
constexpr auto kept_failure = 5s;

void pause(std::chrono::milliseconds time) { poll(nullptr, 0, static_cast<int>(time.count())); }

Error cannot_start(const InstanceRequest& request, std::string_view why) {
  return failed("delivery.cannot_start",
                fmt::format("{} cannot be started in {}: {}", request.workload, request.environment, why));
}

InstanceStatus missing(std::string reason) {
  InstanceStatus status;
  status.health = Health::missing;
  status.reason = std::move(reason);
  status.is_over = true;
  return status;
}

class KubernetesRuntime final : public Runtime, public ShellRuntime {
 public:
  explicit KubernetesRuntime(KubernetesRuntimeOptions options)
      : options_(std::move(options)),
        folder_(options_.data_directory / options_.folder / "instances", options_.data_directory / "instance_logs"),
        once_(options_.data_directory / options_.folder / "once"),
        follower_([this](const InstanceId& id) { fetch_log(id); }) {}

  std::string_view name() const override { return cluster_runtime; }

  RuntimeReport report() override {
    RuntimeReport report{std::string(cluster_runtime), false, "", "", {}};
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock(reporting_);
    if (failed_report_ && now - failed_at_ < kept_failure) return *failed_report_;
    const auto found = examine();
    if (found) {
      report.is_available = true;
      report.findings = *found;
      failed_report_.reset();
      return report;
    }
    report.reason = found.error().message();
    report.hint = found.error().hint();
    failed_report_ = report;
    failed_at_ = now;
    return report;
  }

  bool has(const InstanceId& id) const override {
    return folder_.read(id).has_value() ||
           std::filesystem::exists(folder_.log_directory(id) / "log" / container_log_file);
  }

  Result<InstanceStatus> start(const InstanceRequest& request, std::stop_token stop) override {
    TRY(const auto objects, objects_of(request, options_.host_id));
    if (stop.stop_requested()) return cannot_start(request, "it was cancelled");
    TRY(const auto address, options_.cluster->address());
    const std::lock_guard one(starting(request.id));
    // Written down before anything is made: whoever comes after a crash knows where to look.
    folder_.keep_first(request.id, {request.project,
                                    request.environment,
                                    request.workload,
                                    request.deployment_id,
                                    request.containers.front().image,
                                    {}});
    return with_cluster<InstanceStatus>([&](const ClusterInstances& instances) -> Result<InstanceStatus> {
      CHECK_OK(remove_unknown(instances, request));
      CHECK_OK(instances.bring_up(request, objects));
      log::info("workload started",
                {{"workload", request.workload}, {"environment", request.environment}, {"instance", request.id}});
      return status(instances, place_of(request), address);
    });
  }

  Result<int> run_once(const InstanceRequest& request, const std::vector<std::string>& command,
                       const std::function<void(std::string_view)>& log, std::stop_token stop) override {
    if (command.empty()) return cannot_start(request, "the command to run once is empty");
    const InstanceId key(new_ulid());
    TRY(const auto objects, once_objects(request, command, key, options_.host_id));
    const InstancePlace place{namespace_of(request.project, request.environment), object_name(request.workload, key),
                              key};
    CHECK_OK(
        with_cluster<Unit>([&](const ClusterInstances& instances) { return remove_left_over_commands(instances); }));
    once_.note(place);
    const auto code = run_to_end(request, objects, place, log, stop);
    const auto removed =
        with_cluster<Unit>([&](const ClusterInstances& instances) { return instances.remove_once(place); });
    if (removed)
      once_.forget(key);
    else
      log::warn("what ran once on the cluster is removed later", {{"detail", removed.error().message()}});
    return code;
  }

  Result<int> run_shell(const InstanceRequest& serving, const InstanceId&, const ShellProgram& program,
                        process::Counterpart& who, std::stop_token stop) override {
    const InstancePlace place = place_of(serving);
    TRY(const auto api, options_.cluster->api());
    TRY(const auto all,
        with_cluster<boost::json::array>([&](const ClusterInstances& instances) { return instances.pods(place); }));
    const std::string container = container_name(serving.containers.front());
    const auto pods = pods_for_shells(all, container);
    if (pods.empty())
      return conflict("delivery.instance_not_running",
                      fmt::format("No pod of {} runs in {}, so there is nothing to open a shell in.", serving.workload,
                                  serving.environment))
          .with_hint(fmt::format("See how it is: towpath status {}", serving.workload));
    const PodPlace pod{place.name_space, kube_text(*pods.front(), "/metadata/name"), container};
    if (pods.size() > 1) say_which(pod.pod, pods.size(), program, who);
    return run_shell_in_pod(*api, pod, restarts_of(*pods.front(), container), program, who, std::move(stop));
  }

  Result<InstanceStatus> probe(const InstanceRequest& request) override {
    const auto place = known_place(request.id);
    if (!place) return missing(fmt::format("{} was never started on host {}", request.workload, options_.host_id));
    TRY(const auto address, options_.cluster->address());
    return with_cluster<InstanceStatus>(
        [&](const ClusterInstances& instances) { return status(instances, *place, address); });
  }

  Status stop(const InstanceId& id, std::chrono::milliseconds grace) override {
    const auto place = known_place(id);
    if (!place) return ok();
    fetch_log(id);
    return with_cluster<Unit>([&](const ClusterInstances& instances) { return instances.end(*place, grace); });
  }

  Status restart(const InstanceId& id, std::chrono::milliseconds) override {
    const auto place = known_place(id);
    if (!place) return not_running(id);
    const std::lock_guard one(starting(id));
    fetch_log(id);
    std::optional<std::int64_t> before;
    return with_cluster<Unit>([&](const ClusterInstances& instances) -> Status {
      TRY(const auto count, instances.restarts_by_us(*place));
      if (!count) return not_running(id);
      if (!before) before = *count;
      if (*count > *before) return ok();  // no answer came, but it was done
      return instances.restart(*place, *count + 1);
    });
  }

  int most_copies() const override { return most_pods; }

  Status scale(const InstanceRequest& request, std::stop_token) override {
    if (request.copies < 1 || request.copies > most_pods) return too_many_copies(request, most_pods);
    const auto place = known_place(request.id);
    if (!place) return not_running(request.id);
    const std::lock_guard one(starting(request.id));
    return with_cluster<Unit>([&](const ClusterInstances& instances) -> Status {
      TRY(const auto found, instances.restarts_by_us(*place));
      if (!found) return not_running(request.id);  // applied, it would be made anew, and of one field only
      return instances.scale(*place, request.copies);
    });
  }

  Status forget(const InstanceId& id) override {
    const auto place = known_place(id);
    if (!place) return ok();
    CHECK_OK(with_cluster<Unit>([&](const ClusterInstances& instances) -> Status {
      TRY(const auto pods, instances.pods(*place));
      TRY(const auto count, instances.restarts_by_us(*place));
      if (!pods.empty() && count)
        return conflict("delivery.instance_running", fmt::format("instance {} still runs", id.text()))
            .with_hint("stop it first");
      // It was stopped, and the cluster's controller had been about to replace a pod.
      if (!pods.empty()) CHECK_OK(instances.end(*place, std::chrono::milliseconds(0)));
      return instances.remove(*place);
    }));
    folder_.forget(id);
    return ok();
  }

  std::vector<InstanceId> list() override { return folder_.list(); }

  InstanceUsage usage(const InstanceId& id) override {
    const auto place = known_place(id);
    if (!place) return {};
    const auto used =
        with_cluster<InstanceUsage>([&](const ClusterInstances& instances) { return instances.usage(*place); });
    return used ? *used : InstanceUsage{};
  }

  std::vector<std::string> last_output(const InstanceId& id, std::size_t lines) override {
    fetch_log(id);
    return last_lines(folder_.log_directory(id), lines, ended_container_log());
  }
  Result<std::vector<WorkloadLine>> lines(const InstanceId& id, const std::string& cursor, std::size_t limit) override {
    fetch_log(id);
    return read_lines(folder_.log_directory(id), cursor, limit, log_of(id));
  }
  Result<std::vector<WorkloadLine>> lines_before(const InstanceId& id, const std::string& cursor,
                                                 std::size_t limit) override {
    if (cursor.empty()) fetch_log(id);
    return read_lines_before(folder_.log_directory(id), cursor, limit, log_of(id));
  }
  Result<std::string> place_at(const InstanceId& id, UtcTime time) override {
    fetch_log(id);
    return find_place(folder_.log_directory(id), time, log_of(id));
  }
  Result<std::unique_ptr<LineWatch>> watch_lines(const InstanceId& id, std::function<void()> on_more) override {
    if (!has(id)) return not_found("delivery.no_log", fmt::format("there is no log of instance {}", id.text()));
    // Where lines will be copied to, also before the first one was.
    return follower_.watch(id, folder_.read(id) ? folder_.process_directory(id) : folder_.log_directory(id),
                           std::move(on_more));
  }

 private:
  static InstancePlace place_of(const InstanceRequest& request) {
    return {namespace_of(request.project, request.environment), object_name(request.workload, request.id), request.id};
  }
  std::optional<InstancePlace> known_place(const InstanceId& id) const {
    const auto record = folder_.read(id);
    if (!record) return std::nullopt;
    return InstancePlace{namespace_of(record->project, record->environment), object_name(record->workload, id), id};
  }

  const LogFormat& log_of(const InstanceId& id) const {
    return folder_.read(id) ? container_log() : ended_container_log();
  }

  /// Of several pods, which one somebody is in.
  static void say_which(const std::string& pod, std::size_t count, const ShellProgram& program,
                        process::Counterpart& who) {
    const auto words = fmt::format("In the pod {}, one of {}.{}", pod, count, program.has_terminal ? "\r\n" : "\n");
    if (who.room() >= words.size()) who.show(program.has_terminal ? process::Stream::out : process::Stream::err, words);
  }

  Result<std::map<std::string, std::string>> examine() {
    TRY(const auto api, options_.cluster->api());
    TRY(const auto address, options_.cluster->address());
    TRY(const auto version, api->version());
    CHECK_OK(api->kind("apps/v1", "Deployment"));
    return std::map<std::string, std::string>{{"server", api->access().server},
                                              {"version", version},
                                              {"context", api->access().context},
                                              {"nodePortsAt", address}};
  }

  /// Does `work`, and again from its beginning when an exchange got no answer: all that is repeated looks first, or
  /// says how things are to be.
  template <class T>
  Result<T> with_cluster(const std::function<Result<T>(const ClusterInstances&)>& work) {
    TRY(const auto api, options_.cluster->api());
    const ClusterInstances instances(*api, options_.clock);
    for (int attempt = 1;; ++attempt) {
      Result<T> result = work(instances);
      if (result || result.error().code() != cluster_unreachable || attempt == most_attempts) return result;
      log::warn("a cluster gave no answer and is asked again", {{"detail", result.error().message()}});
      pause(250ms * (1 << attempt));
    }
  }

  Result<InstanceStatus> status(const ClusterInstances& instances, const InstancePlace& place,
                                const std::string& address) {
    TRY(auto found, instances.status(place));
    if (!found) return missing("its Deployment is gone: it was stopped, or somebody removed it");
    found->address = address;
    return std::move(*found);
  }

  static Status not_running(const InstanceId& id) {
    return conflict("delivery.instance_not_running", fmt::format("instance {} does not run", id.text()));
  }

  /// Instances of ours in a namespace that are not written down here, which nobody would ever stop: the data directory
  /// came out of a backup. Once for each namespace.
  Status remove_unknown(const ClusterInstances& instances, const InstanceRequest& request) {
    const auto name_space = namespace_of(request.project, request.environment);
    const std::lock_guard lock(leftovers_);
    if (clean_.contains(name_space)) return ok();
    TRY(const auto ours, instances.ours(name_space, options_.host_id));
    for (const auto& place : ours) {
      if (folder_.read(place.id)) continue;
      log::warn("a workload on the cluster that nobody knows is removed",
                {{"namespace", place.name_space}, {"name", place.name}});
      CHECK_OK(instances.end(place, 5s));
      CHECK_OK(instances.remove(place));
    }
    clean_.insert(name_space);
    return ok();
  }

  /// Commands that ran once when an earlier server ended; whoever wanted them runs them again.
  Status remove_left_over_commands(const ClusterInstances& instances) {
    const std::lock_guard lock(leftovers_);
    for (const auto& place : once_.left_over()) {
      CHECK_OK(instances.remove_once(place));
      once_.forget(place.id);
    }
    once_.clear_left_over();
    return ok();
  }

  Result<int> run_to_end(const InstanceRequest& request, const WorkloadObjects& objects, const InstancePlace& place,
                         const std::function<void(std::string_view)>& log, std::stop_token stop) {
    CHECK_OK(
        with_cluster<Unit>([&](const ClusterInstances& instances) { return instances.bring_up(request, objects); }));
    const auto directory = once_.log_directory(place.id);
    std::string cursor;
    auto free_since = std::chrono::steady_clock::now();  // the last time nothing was known against it
    for (;;) {
      const auto pod = with_cluster<std::optional<boost::json::value>>(
          [&](const ClusterInstances& instances) { return instances.pod(place); });
      if (!pod) return pod.error();
      if (!*pod) return cannot_start(request, "the pod of its command was removed before it ended");
      const auto code = exit_code_of(**pod);
      const auto copied = with_cluster<Unit>([&](const ClusterInstances& instances) {
        return copy_logs(instances.api(), place.name_space, {place.name}, directory);
      });
      if (!copied && code) return copied.error();
      const auto fresh = read_lines(directory, cursor, 100'000, code ? ended_container_log() : container_log());
      if (fresh)
        for (const auto& line : *fresh) {
          log(line.text);
          cursor = line.cursor;
        }
      if (code) return *code;
      if (stop.stop_requested()) return cannot_start(request, "its command was cancelled");
      const auto why = hindrance(**pod);
      const auto now = std::chrono::steady_clock::now();
      if (why.empty()) free_since = now;
      if (now - free_since > longest_hindrance) return cannot_start(request, why);
      pause(between_looks);
    }
  }

  /// Copies what was written since the last time; what cannot be had now is had later.
  void fetch_log(const InstanceId& id) {
    const auto place = known_place(id);
    if (!place) return;
    const std::lock_guard one(copying_[std::hash<std::string>()(id.text()) % copying_.size()]);
    const auto api = options_.cluster->api();
    if (!api) return;
    const auto copied = ClusterInstances(**api, options_.clock).copy_logs(*place, folder_.process_directory(id));
    if (!copied) log::debug("a log could not be read from the cluster", {{"detail", copied.error().message()}});
  }

  std::mutex& starting(const InstanceId& id) {
    return starting_[std::hash<std::string>()(id.text()) % starting_.size()];
  }

  const KubernetesRuntimeOptions options_;
  InstanceFolder folder_;
  OnceFolder once_;
  std::array<std::mutex, 16> starting_;  ///< Of an instance: one start or restart at a time.
  std::array<std::mutex, 16> copying_;   ///< Of an instance: one copying of its log at a time.
  std::mutex leftovers_;                 ///< Guards clean_, and removals of what an earlier server left.
  std::set<std::string> clean_;          ///< Namespaces.
  std::mutex reporting_;                 ///< Guards what follows.
  std::optional<RuntimeReport> failed_report_;
  std::chrono::steady_clock::time_point failed_at_;
  LogFollower follower_;
};

}  // namespace

std::unique_ptr<Runtime> make_kubernetes_runtime(KubernetesRuntimeOptions options) {
  return std::make_unique<KubernetesRuntime>(std::move(options));
}

}  // namespace towpath::delivery
