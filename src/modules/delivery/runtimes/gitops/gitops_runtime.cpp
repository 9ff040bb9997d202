#include "delivery/gitops_runtime.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <map>
#include <mutex>
#include <optional>

#include "../copies.h"
#include "../instance_folder.h"
#include "base/strings.h"
#include "commit_record.h"
#include "delivery/shells.h"
#include "gitops/desired_files.h"
#include "gitops/git_target.h"
#include "kubernetes/cluster.h"
#include "kubernetes/kube_json.h"
#include "log/log.h"
#include "runtimes/kubernetes/cluster_instances.h"

namespace towpath::delivery {

namespace {

using namespace std::chrono_literals;

constexpr auto between_looks = 60s, kept_failure = 5s;
constexpr std::size_t shown_digits = 10;

Error cannot_start(const InstanceRequest& request, std::string_view why) {
  return failed("delivery.cannot_start",
                fmt::format("{} cannot be started in {}: {}", request.workload, request.environment, why));
}

Error not_watched(std::string_view what) {
  return unavailable("delivery.runtime_unavailable", fmt::format("{}: no cluster is configured", what))
      .with_hint("set kubeconfig to the cluster that the repository is brought to");
}

InstanceStatus missing(std::string reason) {
  InstanceStatus status;
  status.health = Health::missing;
  status.reason = std::move(reason);
  status.is_over = true;
  return status;
}

class GitopsRuntime final : public Runtime, public ShellRuntime {
 public:
  explicit GitopsRuntime(GitopsRuntimeOptions options)
      : options_(std::move(options)),
        folder_(options_.data_directory / "gitops" / "instances", options_.data_directory / "instance_logs"),
        records_(options_.data_directory / "gitops" / "commits"),
        target_(options_.repository, options_.data_directory / "gitops" / "target", options_.spawner),
        watched_(make_kubernetes_runtime(
            {options_.data_directory, options_.host_id, options_.cluster, options_.clock, "gitops"})) {}

  std::string_view name() const override { return gitops_runtime; }

  RuntimeReport report() override {
    RuntimeReport report{std::string(gitops_runtime), false, "", "", {}};
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock(reporting_);
    if (failed_report_ && now - failed_at_ < kept_failure) return *failed_report_;
    if (const auto found = examine()) {
      report.is_available = true;
      report.findings = *found;
      failed_report_.reset();
    } else {
      report.reason = found.error().message();
      report.hint = found.error().hint();
      failed_report_ = report;
      failed_at_ = now;
    }
    return report;
  }

  bool is_in_reach() const override { return is_watched(); }
  bool has(const InstanceId& id) const override { return watched_->has(id); }

  Result<InstanceStatus> start(const InstanceRequest& request, std::stop_token stop) override {
    CHECK_OK(configured());
    TRY(const auto objects, objects_of(request, options_.host_id));
    TRY(const auto of_workload,
        workload_path(options_.repository.path, request.project, request.environment, request.workload));
    const auto path = of_workload + "/" + object_name(request.workload, request.id);
    const auto* secrets = objects.secret.if_contains("data");
    const bool has_secrets = secrets != nullptr && secrets->is_object() && !secrets->get_object().empty();
    if (has_secrets && !is_watched())
      return cannot_start(request,
                          "it has variables or files, which never go into a repository, and there is no cluster "
                          "to put them into a Secret of")
          .with_hint("set kubeconfig to the cluster that the repository is brought to");
    const std::lock_guard one(writing_);
    folder_.keep_first(request.id, {request.project,
                                    request.environment,
                                    request.workload,
                                    request.deployment_id,
                                    request.containers.front().image,
                                    {}});
    CommitRecord record{"", path, files_of(objects)};
    if (const auto before = records_.read(request.id); before && before->files == record.files) record = *before;
    records_.keep(request.id, record);
    if (is_watched()) {
      TRY(const auto api, options_.cluster->api());
      CHECK_OK(ClusterInstances(*api, options_.clock).bring_secret(request, objects));
    }
    TRY(record.commit, target_.commit(
                           fmt::format("Deploy {} to {} of {}\n\nDeployment: {}", request.workload, request.environment,
                                       request.project, request.deployment_id),
                           [&](const std::string& commit) { return edits(commit, of_workload, record); }, stop));
    records_.keep(request.id, record);
    look_anew();
    log::info("workload committed", {{"workload", request.workload},
                                     {"environment", request.environment},
                                     {"instance", request.id},
                                     {"commit", record.commit}});
    return status(request, record);
  }

  Result<int> run_once(const InstanceRequest& request, const std::vector<std::string>& command,
                       const std::function<void(std::string_view)>& log, std::stop_token stop) override {
    // Not a state that a repository could describe: the cluster is asked directly.
    if (!is_watched()) return not_watched(fmt::format("{} cannot run a command", request.workload));
    return watched_->run_once(request, command, log, stop);
  }

  Result<int> run_shell(const InstanceRequest& serving, const InstanceId& own, const ShellProgram& program,
                        process::Counterpart& who, std::stop_token stop) override {
    auto* shells = dynamic_cast<ShellRuntime*>(watched_.get());
    if (is_watched() && shells != nullptr) return shells->run_shell(serving, own, program, who, std::move(stop));
    return conflict("delivery.no_shell",
                    fmt::format("{} is brought to its cluster by what follows the repository, and this server knows no "
                                "way to that cluster.",
                                serving.workload))
        .with_hint(fmt::format("Set kubeconfig to that cluster, or with your own access to it: kubectl exec -n {} -it "
                               "deployment/{} -- /bin/sh",
                               namespace_of(serving.project, serving.environment),
                               object_name(serving.workload, serving.id)));
  }

  Result<InstanceStatus> probe(const InstanceRequest& request) override {
    const auto record = records_.read(request.id);
    if (!record) return missing(fmt::format("{} was never committed by host {}", request.workload, options_.host_id));
    return status(request, *record);
  }

  Status stop(const InstanceId& id, std::chrono::milliseconds) override {
    auto record = records_.read(id);
    if (!record) return ok();
    if (is_watched()) (void)watched_->last_output(id, 1);  // what is there of its log is kept
    const std::lock_guard one(writing_);
    TRY(record->commit, target_.commit(fmt::format("Stop {}", record->path),
                                       [&](const std::string& commit) { return gone(commit, record->path); }));
    record->files.clear();
    records_.keep(id, *record);
    look_anew();
    // Whoever brings the repository to the cluster ends the rest. What still runs there has its variables already.
    if (const auto known = folder_.read(id); known && is_watched()) {
      TRY(const auto api, options_.cluster->api());
      CHECK_OK(
          ClusterInstances(*api, options_.clock)
              .remove_secret({namespace_of(known->project, known->environment), object_name(known->workload, id), id}));
    }
    return ok();
  }

  Status restart(const InstanceId& id, std::chrono::milliseconds) override {
    const std::lock_guard one(writing_);
    auto record = records_.read(id);
    const auto not_running = [&] {
      return conflict("delivery.instance_not_running", fmt::format("instance {} does not run", id.text()));
    };
    if (!record || record->files.empty()) return not_running();
    const std::string file = record->path + "/" + std::string(deployment_file);
    TRY(record->commit,
        target_.commit(fmt::format("Restart {}", record->path), [&](const std::string& commit) -> Result<FileEdits> {
          TRY(const auto files, target_.read(commit, record->path));
          const auto found = files.find(file);
          if (found == files.end()) return not_running();
          TRY(std::string text, with_restart(found->second));
          return FileEdits{{file, std::move(text)}};
        }));
    auto& own = record->files[std::string(deployment_file)];
    TRY(own, with_restart(own));
    records_.keep(id, *record);
    look_anew();
    return ok();
  }

  int most_copies() const override { return watched_->most_copies(); }

  Status scale(const InstanceRequest& request, std::stop_token stop) override {
    if (request.copies < 1 || request.copies > most_copies()) return too_many_copies(request, most_copies());
    const std::lock_guard one(writing_);
    auto record = records_.read(request.id);
    const auto not_running = [&] {
      return conflict("delivery.instance_not_running", fmt::format("instance {} does not run", request.id.text()));
    };
    if (!record || record->files.empty()) return not_running();
    const std::string file = record->path + "/" + std::string(deployment_file);
    TRY(record->commit,
        target_.commit(
            fmt::format("Scale {} to {} instance{}", record->path, request.copies, request.copies == 1 ? "" : "s"),
            [&](const std::string& commit) -> Result<FileEdits> {
              TRY(const auto files, target_.read(commit, record->path));
              const auto found = files.find(file);
              if (found == files.end()) return not_running();
              TRY(std::string text, with_replicas(found->second, request.copies));
              return FileEdits{{file, std::move(text)}};
            },
            stop));
    auto& own = record->files[std::string(deployment_file)];
    TRY(own, with_replicas(own, request.copies));
    records_.keep(request.id, *record);
    look_anew();
    return ok();
  }

  Status forget(const InstanceId& id) override {
    if (const auto record = records_.read(id); record && !record->files.empty())
      return conflict("delivery.instance_running", fmt::format("instance {} is still in the repository", id.text()))
          .with_hint("stop it first");
    folder_.forget(id);
    records_.forget(id);
    const std::lock_guard lock(looking_);
    looks_.erase(id.text());
    return ok();
  }

  std::vector<InstanceId> list() override { return folder_.list(); }
  InstanceUsage usage(const InstanceId& id) override { return is_watched() ? watched_->usage(id) : InstanceUsage{}; }
  std::vector<std::string> last_output(const InstanceId& id, std::size_t lines) override {
    return watched_->last_output(id, lines);
  }
  Result<std::vector<WorkloadLine>> lines(const InstanceId& id, const std::string& cursor, std::size_t limit) override {
    return watched_->lines(id, cursor, limit);
  }
  Result<std::vector<WorkloadLine>> lines_before(const InstanceId& id, const std::string& cursor,
                                                 std::size_t limit) override {
    return watched_->lines_before(id, cursor, limit);
  }
  Result<std::string> place_at(const InstanceId& id, UtcTime time) override { return watched_->place_at(id, time); }
  Result<std::unique_ptr<LineWatch>> watch_lines(const InstanceId& id, std::function<void()> on_more) override {
    return watched_->watch_lines(id, std::move(on_more));
  }

 private:
  bool is_watched() const { return options_.cluster->is_configured(); }

  Status configured() const {
    if (options_.repository.url.empty())
      return unavailable("delivery.runtime_unavailable", "no repository for manifests is configured")
          .with_hint(
              "set gitops-repository to the address of one that Argo CD or Flux reads, and start the server again");
    CHECK_OK(check_repository(options_.repository));
    CHECK_OK(workload_path(options_.repository.path, "project", "environment", "workload"));
    return ok();
  }

  Result<std::map<std::string, std::string>> examine() {
    CHECK_OK(configured());
    TRY(const auto commit, target_.fetch());
    std::map<std::string, std::string> out{{"repository", options_.repository.url},
                                           {"branch", options_.repository.branch},
                                           {"commit", commit.empty() ? "none yet" : commit.substr(0, shown_digits)},
                                           {"watched", "no: no cluster is configured"}};
    if (!is_watched()) return out;
    const auto cluster = watched_->report();
    if (!cluster.is_available)
      return unavailable("delivery.runtime_unavailable", cluster.reason).with_hint(cluster.hint);
    out["watched"] = cluster.findings.at("server");
    return out;
  }

  /// That the instance's folder is exactly its files, and that no other one is there that an earlier life of this data
  /// directory began and nobody would ever stop.
  Result<FileEdits> edits(const std::string& commit, const std::string& of_workload, const CommitRecord& record) {
    FileEdits out;
    TRY(const auto there, target_.read(commit, of_workload));
    for (const auto& [file, content] : there) {
      const auto folder = file.substr(0, file.rfind('/'));
      const auto name = file.substr(file.rfind('/') + 1);
      if (file.starts_with(record.path + "/")) {
        if (!record.files.contains(file.substr(record.path.size() + 1))) out[file] = std::nullopt;
        continue;
      }
      if (name != deployment_file) continue;
      const auto owner = owner_of(content);
      if (owner.host != label_value(options_.host_id) || !is_ulid(owner.instance) ||
          folder_.read(InstanceId(owner.instance)))
        continue;
      log::warn("manifests of a workload that nobody knows are removed", {{"folder", folder}});
      for (const auto& [other, text] : there)
        if (other.starts_with(folder + "/")) out[other] = std::nullopt;
    }
    for (const auto& [name, content] : record.files) out[record.path + "/" + name] = content;
    return out;
  }

  Result<FileEdits> gone(const std::string& commit, const std::string& path) {
    FileEdits out;
    TRY(const auto there, target_.read(commit, path));
    for (const auto& [file, content] : there) out[file] = std::nullopt;
    return out;
  }

  /// Where the branch is, asked at most once a minute for all instances.
  Result<std::string> recent_tip() {
    const auto now = std::chrono::steady_clock::now();
    if (!tip_ || now - tip_at_ >= between_looks) {
      tip_ = target_.fetch();
      tip_at_ = std::chrono::steady_clock::now();
    }
    return *tip_;
  }
  /// We have pushed: what was seen before is no answer any more.
  void look_anew() {
    const std::lock_guard lock(looking_);
    tip_.reset();
  }

  /// How the repository differs from what was committed.
  struct Look {
    std::string committed, tip;  ///< Which commits were compared.
    std::string differences;     ///< In words; also why they are not known.
    bool is_known = false;
    bool is_gone = false;
  };
  Look look(const InstanceId& id, const CommitRecord& record) {
    const std::lock_guard lock(looking_);
    const auto tip = recent_tip();
    if (!tip) return {"", "", tip.error().message()};
    auto& last = looks_[id.text()];
    if (last.committed == record.commit && last.tip == *tip) return last;
    const auto there = target_.read(*tip, record.path);
    if (!there) return {"", "", there.error().message()};
    Look found{record.commit, *tip, "", true};
    std::map<std::string, std::string> files;
    for (const auto& [file, content] : *there) files[file.substr(record.path.size() + 1)] = content;
    found.is_gone = files.empty();
    if (found.differences = differences(record.files, files); !found.differences.empty())
      found.differences = fmt::format("the repository is not what was committed: {} (last commit: {})",
                                      found.differences, target_.last_author(*tip));
    last = found;
    return found;
  }

  Result<InstanceStatus> status(const InstanceRequest& request, const CommitRecord& record) {
    if (record.files.empty()) return missing("it was stopped: its manifests are no longer in the repository");
    if (record.commit.empty()) return missing("its manifests were not pushed");
    const Look seen = look(request.id, record);
    const std::string drift = seen.is_known ? seen.differences : "";
    if (seen.is_gone) {
      InstanceStatus gone = missing(seen.differences);
      gone.drift = drift;
      return gone;
    }
    const auto committed =
        fmt::format("committed as {} to {}", record.commit.substr(0, shown_digits), options_.repository.branch);
    const auto with_drift = [&](std::string words) {
      if (!seen.differences.empty()) words += (words.empty() ? "" : "; ") + seen.differences;
      return words;
    };
    if (!is_watched()) {
      InstanceStatus out;
      out.health = Health::healthy;  // as far as anybody here can know
      out.is_running = true;
      out.copies = replicas_in(record.files);
      out.reason = with_drift(committed + ", not watched: no cluster is configured");
      out.drift = drift;
      return out;
    }
    TRY(auto out, watched_->probe(request));
    out.drift = drift;
    if (out.health != Health::missing) {
      out.reason = with_drift(std::move(out.reason));
      return out;
    }
    out.health = Health::progressing;
    out.is_over = false;
    out.reason = committed + ", and not on the cluster yet";
    const auto bringers = bringers_of(record.path);
    if (bringers.empty()) out.reason += ": no Argo CD Application and no Flux Kustomization is seen that reads it";
    for (const Bringer& each : bringers) {
      out.reason += fmt::format("; {}: {}", each.name, each.words);
      if (each.is_failing) out.health = Health::degraded;
    }
    out.reason = with_drift(std::move(out.reason));
    return out;
  }

  /// Empty also where they may not be looked at, or are of a kind that the cluster does not have.
  std::vector<Bringer> bringers_of(const std::string& path) {
    const auto api = options_.cluster->api();
    if (!api) return {};
    const auto all = [&](const char* where) {
      auto found = (*api)->list(where, "");
      return found ? std::move(*found) : boost::json::array();
    };
    return delivery::bringers_of(options_.repository.url, path, all("/apis/argoproj.io/v1alpha1/applications"),
                                 all("/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations"),
                                 all("/apis/source.toolkit.fluxcd.io/v1/gitrepositories"));
  }

  const GitopsRuntimeOptions options_;
  InstanceFolder folder_;
  CommitRecords records_;
  GitTarget target_;
  const std::unique_ptr<Runtime> watched_;  ///< What a cluster says of the same instances.
  std::mutex writing_;                      ///< One writes to the repository at a time, and its record.
  std::mutex looking_;                      ///< Guards what follows, up to the next mutex.
  std::map<std::string, Look> looks_;       ///< By instance.
  std::optional<Result<std::string>> tip_;
  std::chrono::steady_clock::time_point tip_at_;
  std::mutex reporting_;  ///< Guards what follows.
  std::optional<RuntimeReport> failed_report_;
  std::chrono::steady_clock::time_point failed_at_;
};

}  // namespace

std::unique_ptr<Runtime> make_gitops_runtime(GitopsRuntimeOptions options) {
  return std::make_unique<GitopsRuntime>(std::move(options));
}

}  // namespace towpath::delivery
