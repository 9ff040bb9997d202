#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "base/strings.h"
#include "driver_faults.h"
#include "kubernetes/cluster.h"
#include "kubernetes/manifests.h"
#include "runtime_contract.h"

namespace towpath::delivery {

/// The cluster that TOWPATH_TEST_KUBECONFIG names, behind a way that can be cut. A resource of the tests is made of
/// three objects; its volume claim is what is kept aside.
class FarCluster {
 public:
  /// Why there is none; nothing when there is one.
  static std::optional<std::string> why_absent() {
    if (auto reason = KubernetesHost::why_absent()) return reason;
    const auto access = load_kubeconfig(KubernetesHost::kubeconfig(), "");
    if (access && access->server.starts_with("https://127.0.0.1:")) return std::nullopt;
    return "its API server is not at a port of 127.0.0.1, where it could be cut off";
  }

  FarCluster() : access_(load_kubeconfig(KubernetesHost::kubeconfig(), "").value()) {
    const std::string text = text_of(KubernetesHost::kubeconfig());
    REQUIRE(text.find(access_.server) != std::string::npos);
    std::ofstream(kubeconfig()) << replace_all(text, access_.server, "https://127.0.0.1:" + std::to_string(way.port()));
    std::filesystem::permissions(kubeconfig(), std::filesystem::perms(0600));
  }

  /// By the way that can be cut, and knowing nothing yet.
  std::shared_ptr<Cluster> cluster() const { return make_cluster({kubeconfig(), "", ""}); }

  static boost::json::array manifests(const ResourceRequest& request) {
    using boost::json::object;
    const auto named = [&](const char* kind, object more) {
      more.insert({{"apiVersion", "v1"}, {"kind", kind}, {"metadata", object{{"name", "far-" + request.gu_id}}}});
      return more;
    };
    return {named("PersistentVolumeClaim",
                  {{"spec", object{{"accessModes", boost::json::array{"ReadWriteOnce"}},
                                   {"storageClassName", "none"},
                                   {"resources", object{{"requests", object{{"storage", "1Gi"}}}}}}}}),
            named("Secret", {{"stringData", object{{"password", "canary"}}}}),
            named("ConfigMap", {{"data", object{{"color", "red"}}}})};
  }
  static ResourceRequest fresh() {
    auto request = resource_request("cache");
    request.gu_id = to_lower(new_ulid()) + "00000000";
    request.environment = "far";
    return request;
  }
  /// The inputs of every driver that applies manifests, `more` beside what is handed out.
  static std::string inputs(const ResourceRequest& request, boost::json::object more) {
    const std::string name = "far-" + request.gu_id;
    more["outputs"] = boost::json::object{{"color", "ConfigMap/" + name + ":/data/color"}};
    more["secrets"] = boost::json::object{{"password", "Secret/" + name + ":/data/password"}};
    return boost::json::serialize(more);
  }
  static std::string use(const ResourceOutcome& made) {
    if (output(made, "color") != "red") return "its output is '" + output(made, "color") + "'";
    return made.secrets.at("password").reveal() == "canary" ? "" : "its password is another one";
  }
  /// 1 when each of its objects is there once; asked beside the way.
  std::size_t count(const ResourceRequest& request) const {
    const KubeApi beside(access_);
    const auto all = [&](const char* kinds) {
      const auto found = beside.list("/api/v1/namespaces/towpath-shop-far/" + std::string(kinds),
                                     resource_mark() + "=" + request.gu_id + ",!" + kept_mark());
      REQUIRE(found.has_value());
      return found->size();
    };
    const std::size_t claims = all("persistentvolumeclaims"), secrets = all("secrets"), maps = all("configmaps");
    return claims == secrets && secrets == maps ? maps : 99;
  }

 private:
  std::filesystem::path kubeconfig() const { return scratch_.path() / "kubeconfig"; }

  ScratchFolder scratch_;
  const ClusterAccess access_;

 public:
  CuttingRelay way{std::stoi(access_.server.substr(access_.server.rfind(':') + 1))};
};

}  // namespace towpath::delivery
