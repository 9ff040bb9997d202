#include "pod_status.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "../judgement.h"
#include "base/strings.h"
#include "base/time_text.h"
#include "json/json.h"
#include "kubernetes/kube_json.h"

namespace towpath::delivery {

namespace {

namespace json = boost::json;

const json::value& at(const json::value& from, std::string_view pointer) {
  static const json::value none;
  const auto* found = towpath::json::at_pointer(from, pointer);
  return found == nullptr ? none : *found;
}

const json::value& container_of(const json::value& pod) { return at(pod, "/status/containerStatuses/0"); }

const json::value& container_called(const json::value& pod, std::string_view name) {
  static const json::value none;
  for (const auto& each : kube_list(pod, "/status/containerStatuses"))
    if (kube_text(each, "/name") == name) return each;
  return none;
}

bool is_true(const json::value& object, std::string_view condition) {
  for (const auto& each : kube_list(object, "/status/conditions"))
    if (kube_text(each, "/type") == condition) return kube_text(each, "/status") == "True";
  return false;
}

std::string words_of_condition(const json::value& object, std::string_view condition, std::string_view state) {
  for (const auto& each : kube_list(object, "/status/conditions"))
    if (kube_text(each, "/type") == condition && kube_text(each, "/status") == state)
      return kube_text(each, "/message").substr(0, 500);
  return "";
}

/// "exit code 3", "out of memory: exit code 137".
std::string ending(const json::value& terminated) {
  const auto code = fmt::format("exit code {}", kube_number(terminated, "/exitCode"));
  const auto reason = kube_text(terminated, "/reason");
  return reason == "OOMKilled" ? "out of memory: " + code : code;
}

/// Of several pods, says how many are ready.
void add_count(std::ptrdiff_t ready, InstanceStatus& status) {
  if (status.copies > 1)
    status.reason = fmt::format("{} of {} instances are ready: {}", ready, status.copies, status.reason);
}

/// What the container ended with, last or before; null when it never did.
const json::value& last_end(const json::value& container) {
  const auto& now = at(container, "/state/terminated");
  return now.is_object() ? now : at(container, "/lastState/terminated");
}

}  // namespace

int replicas_of(const json::value& deployment) {
  const auto& wanted = at(deployment, "/spec/replicas");
  return wanted.is_int64() || wanted.is_uint64() ? static_cast<int>(kube_number(deployment, "/spec/replicas")) : 1;
}

const json::value* telling_pod(const json::array& pods, int wanted) {
  const json::value* newest = nullptr;
  const json::value* ready = nullptr;
  const json::value* unready = nullptr;
  int ready_count = 0;
  const auto is_newer = [](const json::value& one, const json::value* other) {
    const char* created = "/metadata/creationTimestamp";
    return other == nullptr || kube_text(one, created) >= kube_text(*other, created);
  };
  for (const auto& pod : pods) {
    if (!kube_text(pod, "/metadata/deletionTimestamp").empty()) continue;
    if (is_newer(pod, newest)) newest = &pod;
    const bool is_ready = is_true(pod, "Ready");
    ready_count += is_ready ? 1 : 0;
    const json::value*& of_its_kind = is_ready ? ready : unready;
    if (is_newer(pod, of_its_kind)) of_its_kind = &pod;
  }
  if (ready != nullptr && ready_count >= wanted) return ready;
  return unready != nullptr ? unready : newest;
}

std::optional<int> exit_code_of(const json::value& pod) {
  const auto& ended = at(container_of(pod), "/state/terminated");
  if (ended.is_object()) return static_cast<int>(kube_number(ended, "/exitCode"));
  const auto phase = kube_text(pod, "/status/phase");
  if (phase == "Succeeded") return 0;
  if (phase == "Failed") return 1;
  return std::nullopt;
}

std::string hindrance(const json::value& pod) {
  const auto& waiting = at(container_of(pod), "/state/waiting");
  const auto reason = kube_text(waiting, "/reason");
  const auto message = kube_text(waiting, "/message").substr(0, 500);
  if (reason == "ErrImagePull" || reason == "ImagePullBackOff" || reason == "InvalidImageName")
    return fmt::format("the cluster cannot get its image ({}){}{}", reason, message.empty() ? "" : ": ", message);
  if (!reason.empty() && reason != "ContainerCreating" && reason != "PodInitializing" && reason != "CrashLoopBackOff")
    return fmt::format("{}{}{}", reason, message.empty() ? "" : ": ", message);
  if (const auto words = words_of_condition(pod, "PodScheduled", "False"); !words.empty())
    return "no node of the cluster takes it: " + words;
  return "";
}

std::vector<const json::value*> pods_for_shells(const json::array& pods, std::string_view container) {
  std::vector<const json::value*> out;
  for (const auto& pod : pods)
    if (kube_text(pod, "/metadata/deletionTimestamp").empty() &&
        at(container_called(pod, container), "/state/running").is_object())
      out.push_back(&pod);
  const auto place = [](const json::value* pod) {
    return std::pair(!is_true(*pod, "Ready"), kube_text(*pod, "/metadata/name"));
  };
  std::sort(out.begin(), out.end(), [&](const auto* one, const auto* other) { return place(one) < place(other); });
  return out;
}

std::int64_t restarts_of(const json::value& pod, std::string_view container) {
  return kube_number(container_called(pod, container), "/restartCount");
}

std::string why_over(const json::value& pod, std::string_view container, std::int64_t restarts) {
  if (!kube_text(pod, "/metadata/deletionTimestamp").empty()) return "it was deleted";
  const auto& status = container_called(pod, container);
  if (at(status, "/state/running").is_object() && kube_number(status, "/restartCount") == restarts) return "";
  const auto& ended = last_end(status);
  const auto reason = kube_text(pod, "/status/reason");  // "Evicted", of the whole pod
  return fmt::format("its container ended{}{}{}", ended.is_object() ? " with " + ending(ended) : "",
                     reason.empty() ? "" : ": ", reason);
}

InstanceStatus status_of_pods(const json::array& pods, const json::value& deployment, UtcTime now,
                              const std::function<std::string()>& last_words) {
  InstanceStatus status;
  status.health = Health::progressing;
  status.copies = replicas_of(deployment);
  for (const auto& each : pods)
    if (kube_text(each, "/metadata/deletionTimestamp").empty())
      status.each.push_back({kube_text(each, "/metadata/name"),
                             is_true(each, "Ready") ? Health::healthy : Health::progressing,
                             hindrance(each),
                             {}});
  const auto ready = std::count_if(status.each.begin(), status.each.end(),
                                   [](const CopyStatus& each) { return each.health == Health::healthy; });
  const auto* pod = telling_pod(pods, status.copies);
  if (pod == nullptr || (is_true(*pod, "Ready") && ready < status.copies)) {
    status.reason = words_of_condition(deployment, "ReplicaFailure", "True");
    if (!status.reason.empty()) status.health = Health::degraded;
    if (status.reason.empty())
      status.reason = pod == nullptr ? "the cluster has made no pod yet" : "the cluster has not made all pods yet";
    add_count(ready, status);
    return status;
  }
  const auto& container = container_of(*pod);
  const auto& running = at(container, "/state/running");
  status.is_running = running.is_object();
  status.restarts = static_cast<int>(kube_number(container, "/restartCount"));
  status.started_at = read_time(kube_text(status.is_running ? running : last_end(container), "/startedAt"));
  if (is_true(*pod, "Ready")) {
    status.health = Health::healthy;
    return status;
  }
  const auto& ended = last_end(container);
  status.reason = hindrance(*pod);
  const bool is_hindered = !status.reason.empty();
  if (!is_hindered && ended.is_object() && (!status.is_running || status.restarts > 0)) {
    status.reason = fmt::format("it ended with {}{}", ending(ended), last_words());
    if (kube_text(container, "/state/waiting/reason") == "CrashLoopBackOff")
      status.exit_code = static_cast<int>(kube_number(ended, "/exitCode"));
  }
  if (status.reason.empty())
    status.reason = status.is_running ? "it runs and is not ready: its readiness probe does not succeed yet"
                                      : "its container is being made";
  const auto made = read_time(kube_text(*pod, "/metadata/creationTimestamp")).value_or(now);
  if (ended.is_object() || status.restarts > 0 || now - made > startup_time) status.health = Health::degraded;
  add_count(ready, status);
  return status;
}

}  // namespace towpath::delivery
