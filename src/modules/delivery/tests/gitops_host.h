#pragma once

#include <set>
#include <thread>

#include "git_fixture.h"
#include "gitops/git_target.h"
#include "kubernetes/cluster.h"
#include "runtime_contract.h"
#include "yaml/yaml.h"

namespace towpath::delivery {

/// Stands where Argo CD or Flux do: brings what a branch has below `apps/` to a cluster, again and again, and takes
/// away what the branch no longer has. Errors are tried again at the next round.
class Syncing {
 public:
  Syncing(const GitopsRepository& repository, const std::filesystem::path& folder, process::Spawner& spawner,
          std::shared_ptr<Cluster> cluster)
      : target_(repository, folder, spawner), cluster_(std::move(cluster)), thread_([this](std::stop_token stop) {
          while (!stop.stop_requested()) {
            round();
            poll(nullptr, 0, 100);
          }
        }) {}

  /// One round now, whatever the thread does.
  void round() {
    const std::lock_guard one(mutex_);
    const auto api = cluster_->api();
    const auto commit = target_.fetch();
    if (!api || !commit) return;
    const auto files = target_.read(*commit, "apps");
    if (!files) return;
    std::set<KubeRef> wanted;
    for (const auto& [path, content] : *files) {
      const auto object = yaml::to_json(yaml::parse_one(content, path).value()).as_object();
      wanted.insert(ref_of(object));
      if ((*api)->apply(object)) brought_.insert(ref_of(object));
    }
    std::erase_if(brought_, [&](const KubeRef& ref) {
      if (wanted.contains(ref)) return false;
      const auto where = (*api)->path(ref);
      return where && (*api)->remove("prune", *where, {{"propagationPolicy", "Background"}}).has_value();
    });
  }

 private:
  GitTarget target_;
  const std::shared_ptr<Cluster> cluster_;
  std::mutex mutex_;  // guards brought_ and the target
  std::set<KubeRef> brought_;
  std::jthread thread_;  // last: it uses all of the above
};

/// The runtime that commits, with a cluster to which something brings what it commits.
class GitopsHost final : public RuntimeHost {
 public:
  static std::optional<std::string> why_absent() { return KubernetesHost::why_absent(); }

  GitopsHost()
      : remote_(scratch_.path()),
        blobs_(blob::open_folder((data() / "blobs").string()).value()),
        cluster_(make_cluster({KubernetesHost::kubeconfig(), "", ""})) {
    repository_.url = remote_.url();
    repository_.path = "apps/{project}/{environment}/{workload}";
    restart_server();
    syncing_ = std::make_unique<Syncing>(repository_, scratch_.path() / "syncing", remote_.spawner(), cluster_);
  }
  ~GitopsHost() override {
    end_all();
    syncing_->round();
  }

  std::filesystem::path data() const override { return scratch_.path() / "data"; }
  bool has_sandbox() const override { return false; }
  bool has_memory_cgroup() const override { return false; }
  void restart_server() override {
    runtime = make_gitops_runtime({data(), host_id_, repository_, cluster_, remote_.spawner(), clock_});
  }
  InstanceRequest script(const std::string& text) override {
    auto wanted = RuntimeHost::script("");
    wanted.environment = "test";
    wanted.runtime = "gitops";
    wanted.containers[0].bundle = "";
    wanted.containers[0].image = "busybox:1.36";
    wanted.containers[0].command = {"/bin/sh", "-c", text};
    return wanted;
  }

 protected:
  blob::Blobs& blobs() override { return *blobs_; }

 private:
  ScratchFolder scratch_;
  SystemClock clock_;
  testing::GitRemote remote_;
  std::unique_ptr<blob::Blobs> blobs_;
  std::shared_ptr<Cluster> cluster_;
  GitopsRepository repository_;
  const std::string host_id_ = new_ulid();
  std::unique_ptr<Syncing> syncing_;
};

}  // namespace towpath::delivery
