#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "http/websocket_client.h"
#include "kubeconfig.h"

namespace towpath::delivery {

/// What a cluster answered; a status of 400 and above is an answer.
struct KubeAnswer {
  int status = 0;
  std::string body;

  bool is_ok() const { return status < 300; }
  bool is_missing() const { return status == 404; }
  /// The body, a JSON value; null when it is none.
  boost::json::value json() const;
};

/// The error code of an exchange that got no answer: whether it had an effect is not known.
inline constexpr std::string_view cluster_unreachable = "delivery.cluster_unreachable";

/// As whom we write fields of objects.
std::string field_manager();

/// What is wrong with an answer that is not ok, as an error whose message begins with `what` ("make the Deployment
/// web"). Errors: delivery.cluster_denied (credentials or rights), delivery.field_conflict (others own fields; the
/// message names each and whose), delivery.cluster_refused (the cluster's words, at most 500 bytes). `right` is what to
/// give to who may not, where the cluster does not always say so.
Error refused_by_cluster(std::string_view server, std::string_view what, const KubeAnswer& answer,
                         std::string_view right = "this right");

/// A kind of object as one cluster serves it.
struct KubeKind {
  std::string api_version, kind, plural;
  bool is_namespaced = true;
};

/// One object's place in a cluster.
struct KubeRef {
  std::string api_version, kind, name_space, name;
  bool operator==(const KubeRef&) const = default;
  bool operator<(const KubeRef& other) const;
  /// "Deployment web in shop", "Namespace shop".
  std::string text() const;
};
/// Of an object; empty texts for what it does not say.
KubeRef ref_of(const boost::json::value& object);

/// Speaks the REST API (Kubernetes 1.20 and later) of one cluster. Thread-safe, blocking. Errors of all:
/// cluster_unreachable, delivery.invalid_kubeconfig (its token file is gone), those of refused_by_cluster.
class KubeApi {
 public:
  explicit KubeApi(ClusterAccess access) : access_(std::move(access)) {}

  const ClusterAccess& access() const { return access_; }

  /// Any answer but one that asks to come again later (429, 503, 504), which is cluster_unreachable.
  Result<KubeAnswer> get(const std::string& path) const;
  Result<KubeAnswer> send(const char* method, const std::string& path, const char* type,
                          const boost::json::value& body) const;
  /// `body`: {} or DeleteOptions. Fine when it is gone.
  Status remove(std::string_view what, const std::string& path, const boost::json::object& body = {}) const;

  /// "v1.20.2".
  Result<std::string> version() const;
  /// Of an API version and a kind; remembered. Errors: delivery.cluster_refused (no such kind there).
  Result<KubeKind> kind(const std::string& api_version, const std::string& name) const;
  /// "/apis/apps/v1/namespaces/shop/deployments/web"; without a name the path of all of them.
  Result<std::string> path(const KubeRef& ref) const;

  enum class Write { really, dry_run };
  /// Server-side apply of a whole object with our field manager: it is made, or the fields we named last time become
  /// these. `is_forced`: fields that others own become ours. Answers the object as it is then.
  Result<boost::json::value> apply(const boost::json::object& object, Write write = Write::really,
                                   bool is_forced = false) const;
  /// Nothing when there is none.
  Result<std::optional<boost::json::value>> find(const KubeRef& ref) const;
  /// Items of a list; `selector` is a label selector or "".
  Result<boost::json::array> list(const std::string& path, const std::string& selector) const;
  /// Follows a list until `on_event` answers false or `longest` is over. `type`: ADDED, MODIFIED or DELETED; begins
  /// with what is there.
  Status watch(const std::string& path, const std::string& selector, std::chrono::seconds longest, std::stop_token stop,
               const std::function<bool(std::string_view type, const boost::json::value& object)>& on_event) const;

  /// A stream in both directions: GET, made a WebSocket of this subprotocol. `what` and `right` as in
  /// refused_by_cluster.
  Result<std::unique_ptr<http::WebSocketClient>> open_stream(std::string_view what, const std::string& path,
                                                             const std::string& protocol, std::string_view right) const;

 private:
  /// As whom, and how this cluster is reached. Errors: delivery.invalid_kubeconfig.
  Result<http::ClientRequest> request_to(const std::string& path) const;
  Error no_answer(const Error& why) const;
  Error not_ready(const KubeAnswer& answer) const;
  Result<KubeAnswer> exchange(const char* method, const std::string& path, const char* type, std::string body,
                              std::chrono::milliseconds timeout, std::stop_token stop,
                              const std::function<bool(std::string_view)>& on_data) const;

  const ClusterAccess access_;
  mutable std::mutex mutex_;                                    ///< Guards kinds_.
  mutable std::map<std::string, std::vector<KubeKind>> kinds_;  ///< By API version.
};

/// Cuts a stream into its lines; gives each without its line feed. False from `on_line` ends it.
class LineStream {
 public:
  explicit LineStream(std::function<bool(std::string_view)> on_line) : on_line_(std::move(on_line)) {}
  /// False when it was ended, or a line is longer than 8 MiB.
  bool take(std::string_view bytes);

 private:
  std::function<bool(std::string_view)> on_line_;
  std::string rest_;
};

}  // namespace towpath::delivery
