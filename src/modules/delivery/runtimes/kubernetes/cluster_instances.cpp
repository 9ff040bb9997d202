#include "cluster_instances.h"

#include <fmt/format.h>
#include <poll.h>

#include <charconv>

#include "../judgement.h"
#include "base/product.h"
#include "http/http.h"
#include "json/json.h"
#include "kubernetes/kube_json.h"
#include "pod_log.h"
#include "pod_status.h"

namespace towpath::delivery {

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr auto longest_removal = 60s;
constexpr std::chrono::milliseconds between_looks = 100ms;

std::string restarts_mark() { return fmt::format("{}/restarts", product::api_group); }

KubeRef deployment_of(const InstancePlace& place) { return {"apps/v1", "Deployment", place.name_space, place.name}; }

void add(std::optional<std::uint64_t>& sum, const std::optional<std::uint64_t>& more) {
  if (more) sum = sum.value_or(0) + *more;
}

/// The count in the annotation of a Deployment's pods.
std::int64_t count_of(const json::value& deployment) {
  const auto text =
      kube_text(deployment, "/spec/template/metadata/annotations/" + towpath::json::escape_pointer(restarts_mark()));
  std::int64_t count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count;
}

}  // namespace

std::optional<std::uint64_t> bytes_of_quantity(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  static constexpr std::pair<std::string_view, std::uint64_t> units[] = {
      {"", 1},      {"Ki", 1ull << 10}, {"Mi", 1ull << 20},   {"Gi", 1ull << 30},      {"Ti", 1ull << 40},
      {"k", 1'000}, {"M", 1'000'000},   {"G", 1'000'000'000}, {"T", 1'000'000'000'000}};
  for (const auto& [name, factor] : units)
    if (unit == name && number <= UINT64_MAX / factor) return number * factor;
  return std::nullopt;
}

Status ClusterInstances::make_namespace(const InstanceRequest& request) const {
  const auto wanted = namespace_object(request.project, request.environment);
  const auto found = api_.find(ref_of(wanted));
  // Whoever may work in one namespace only may not look at it from outside: then somebody has made it.
  if (!found && found.error().code() == "delivery.cluster_denied") return ok();
  if (!found) return found.error();
  if (!found->has_value()) CHECK_OK(api_.apply(wanted));
  return ok();
}

Status ClusterInstances::bring_up(const InstanceRequest& request, const WorkloadObjects& objects) const {
  CHECK_OK(make_namespace(request));
  TRY(const auto found, api_.find(ref_of(objects.main)));
  if (found) return ok();
  CHECK_OK(api_.apply(objects.secret));
  if (!objects.service.empty()) CHECK_OK(api_.apply(objects.service));
  CHECK_OK(api_.apply(objects.main));
  return ok();
}

Status ClusterInstances::bring_secret(const InstanceRequest& request, const WorkloadObjects& objects) const {
  CHECK_OK(make_namespace(request));
  CHECK_OK(api_.apply(objects.secret));
  return ok();
}

Status ClusterInstances::remove_secret(const InstancePlace& place) const { return remove_named("v1", "Secret", place); }

Result<std::map<std::string, int>> ClusterInstances::node_ports(const InstancePlace& place) const {
  std::map<std::string, int> ports;
  TRY(const auto service, api_.find({"v1", "Service", place.name_space, place.name}));
  if (service)
    for (const auto& port : kube_list(*service, "/spec/ports"))
      if (const auto number = kube_number(port, "/nodePort"); number > 0)
        ports[kube_text(port, "/name")] = static_cast<int>(number);
  return ports;
}

Result<json::array> ClusterInstances::pods(const InstancePlace& place) const {
  return api_.list("/api/v1/namespaces/" + place.name_space + "/pods", selector_of(place.id));
}

Result<std::optional<json::value>> ClusterInstances::pod(const InstancePlace& place) const {
  return api_.find({"v1", "Pod", place.name_space, place.name});
}

Result<std::optional<InstanceStatus>> ClusterInstances::status(const InstancePlace& place) const {
  TRY(const auto deployment, api_.find(deployment_of(place)));
  if (!deployment) return std::optional<InstanceStatus>();
  TRY(const auto all, pods(place));
  const auto last_words = [&]() -> std::string {
    const auto* pod = telling_pod(all, replicas_of(*deployment));
    const bool was_before = towpath::json::at_pointer(*pod, "/status/containerStatuses/0/state/terminated") == nullptr;
    const auto said = last_lines_of(api_, place.name_space, kube_text(*pod, "/metadata/name"), was_before,
                                    static_cast<int>(lines_in_reason));
    return said.empty() ? "" : "; last output:\n" + said;
  };
  auto status = status_of_pods(all, *deployment, clock_.now(), last_words);
  TRY(status.host_ports, node_ports(place));
  return std::optional(std::move(status));
}

Status ClusterInstances::remove_named(const char* api_version, const char* kind, const InstancePlace& place,
                                      const json::object& options) const {
  const KubeRef ref{api_version, kind, place.name_space, place.name};
  TRY(const auto where, api_.path(ref));
  return api_.remove("delete the " + ref.text(), where, options);
}

Status ClusterInstances::remove_pods(const InstancePlace& place, std::int64_t grace_seconds) const {
  const auto select = "?labelSelector=" + http::percent_encode(selector_of(place.id));
  const auto space = "/namespaces/" + place.name_space;
  // First what would make them anew.
  CHECK_OK(api_.remove("delete the replica sets of " + place.name, "/apis/apps/v1" + space + "/replicasets" + select,
                       {{"propagationPolicy", "Background"}}));
  return api_.remove("delete the pods of " + place.name, "/api/v1" + space + "/pods" + select,
                     {{"gracePeriodSeconds", grace_seconds}});
}

Status ClusterInstances::end(const InstancePlace& place, std::chrono::milliseconds grace) const {
  const std::int64_t seconds = (grace.count() + 999) / 1000;
  CHECK_OK(remove_named("apps/v1", "Deployment", place, {{"propagationPolicy", "Background"}}));
  CHECK_OK(remove_named("v1", "Secret", place));
  const auto until = std::chrono::steady_clock::now() + grace + longest_removal;
  CHECK_OK(remove_pods(place, seconds));
  std::size_t last_count = 0;
  for (auto between = between_looks;; between = std::min<std::chrono::milliseconds>(between * 2, 1'000ms)) {
    TRY(const auto left, pods(place));
    if (left.empty()) return ok();
    // Also later: a controller may have been about to make one.
    if (left.size() != last_count) CHECK_OK(remove_pods(place, seconds));
    last_count = left.size();
    if (std::chrono::steady_clock::now() > until)
      return failed("delivery.cluster_refused",
                    fmt::format("{} pods of {} in {} do not end.", left.size(), place.name, place.name_space))
          .with_hint("does their node still run? See 'kubectl describe pod', and delete them by force if it is gone");
    poll(nullptr, 0, static_cast<int>(between.count()));
  }
}

Status ClusterInstances::remove(const InstancePlace& place) const {
  CHECK_OK(remove_named("apps/v1", "Deployment", place, {{"propagationPolicy", "Background"}}));
  CHECK_OK(remove_named("v1", "Service", place));
  return remove_named("v1", "Secret", place);
}

Status ClusterInstances::remove_once(const InstancePlace& place) const {
  CHECK_OK(remove_named("v1", "Pod", place, {{"gracePeriodSeconds", 0}}));
  return remove_named("v1", "Secret", place);
}

Result<std::optional<std::int64_t>> ClusterInstances::restarts_by_us(const InstancePlace& place) const {
  TRY(const auto found, api_.find(deployment_of(place)));
  return found ? std::optional(count_of(*found)) : std::nullopt;
}

Status ClusterInstances::restart(const InstancePlace& place, std::int64_t number) const {
  TRY(const auto where, api_.path(deployment_of(place)));
  const json::object annotations{{restarts_mark(), std::to_string(number)}};
  const json::object body{
      {"spec", json::object{{"template", json::object{{"metadata", json::object{{"annotations", annotations}}}}}}}};
  TRY(const auto answer,
      api_.send("PATCH", where + "?fieldManager=" + field_manager(), "application/merge-patch+json", body));
  if (!answer.is_ok()) return refused_by_cluster(api_.access().server, "restart " + place.name, answer);
  return ok();
}

Status ClusterInstances::scale(const InstancePlace& place, int copies) const {
  const auto ref = deployment_of(place);
  TRY(const auto where, api_.path(ref));
  // As another manager than who made it: applied by that one, an object that names one field would lose all others.
  const json::object body{{"apiVersion", ref.api_version},
                          {"kind", ref.kind},
                          {"metadata", json::object{{"name", place.name}, {"namespace", place.name_space}}},
                          {"spec", json::object{{"replicas", copies}}}};
  TRY(const auto answer, api_.send("PATCH", fmt::format("{}?fieldManager={}-scale&force=true", where, field_manager()),
                                   "application/apply-patch+yaml", body));
  if (!answer.is_ok()) return refused_by_cluster(api_.access().server, "scale " + place.name, answer);
  return ok();
}

Result<InstanceUsage> ClusterInstances::usage(const InstancePlace& place) const {
  InstanceUsage usage;
  TRY(const auto by_us, restarts_by_us(place));
  TRY(const auto all, pods(place));
  for (const auto& pod : all) {
    if (!kube_text(pod, "/metadata/deletionTimestamp").empty()) continue;
    const auto restarts = static_cast<std::uint64_t>(kube_number(pod, "/status/containerStatuses/0/restartCount"));
    usage.restarts = usage.restarts.value_or(static_cast<std::uint64_t>(by_us.value_or(0))) + restarts;
    add(usage.memory_limit_bytes, bytes_of_quantity(kube_text(pod, "/spec/containers/0/resources/limits/memory")));
    // Only where the cluster has a metrics server.
    TRY(const auto answer, api_.get(fmt::format("/apis/metrics.k8s.io/v1beta1/namespaces/{}/pods/{}", place.name_space,
                                                kube_text(pod, "/metadata/name"))));
    if (answer.is_ok())
      add(usage.memory_bytes, bytes_of_quantity(kube_text(answer.json(), "/containers/0/usage/memory")));
  }
  return usage;
}

Result<std::vector<InstancePlace>> ClusterInstances::ours(const std::string& name_space,
                                                          const std::string& host_id) const {
  TRY(const auto where, api_.path({"apps/v1", "Deployment", name_space, ""}));
  TRY(const auto all, api_.list(where, host_mark() + "=" + label_value(host_id)));
  std::vector<InstancePlace> out;
  for (const auto& each : all) {
    const auto id = kube_text(each, "/metadata/labels/" + towpath::json::escape_pointer(instance_mark()));
    if (is_ulid(id)) out.push_back({name_space, kube_text(each, "/metadata/name"), InstanceId(id)});
  }
  return out;
}

Status ClusterInstances::copy_logs(const InstancePlace& place, const std::filesystem::path& directory) const {
  TRY(const auto all, pods(place));
  std::vector<std::string> names;
  for (const auto& pod : all) names.push_back(kube_text(pod, "/metadata/name"));
  return delivery::copy_logs(api_, place.name_space, names, directory);
}

}  // namespace towpath::delivery
