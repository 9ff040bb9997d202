#include "podman_containers.h"

#include <fmt/format.h>

#include "../container_log.h"
#include "http/http.h"

namespace towpath::delivery {

namespace {

namespace json = boost::json;

Error refused(std::string_view what, const PodmanAnswer& answer) {
  return failed("delivery.podman_refused", fmt::format("podman cannot {}: {}", what, answer.problem()));
}

const json::value* at(const json::value& value, std::string_view key) {
  return value.is_object() ? value.get_object().if_contains(key) : nullptr;
}

std::string text_at(const json::value& value, std::string_view key) {
  const auto* found = at(value, key);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::int64_t number_at(const json::value& value, std::string_view key) {
  const auto* found = at(value, key);
  if (found == nullptr || !found->is_number()) return 0;
  boost::system::error_code error;
  const auto number = found->to_number<std::int64_t>(error);
  return error ? 0 : number;
}

bool is_true_at(const json::value& value, std::string_view key) {
  const auto* found = at(value, key);
  return found != nullptr && found->is_bool() && found->get_bool();
}

std::string with_label(const std::string& label, const std::string& value) {
  return "filters=" + http::percent_encode(
                          json::serialize(json::object{{"label", json::array{fmt::format("{}={}", label, value)}}}));
}

std::int64_t whole_seconds(std::chrono::milliseconds time) { return (time.count() + 999) / 1000; }

}  // namespace

std::string joined_frames(std::string_view bytes) {
  std::string text;
  while (bytes.size() >= 8) {
    std::size_t length = 0;
    for (std::size_t i = 4; i < 8; ++i) length = length << 8 | static_cast<unsigned char>(bytes[i]);
    bytes.remove_prefix(8);
    text += bytes.substr(0, length);
    bytes.remove_prefix(std::min(length, bytes.size()));
  }
  return text;
}

Result<std::optional<FoundContainer>> PodmanContainers::find(const std::string& name) const {
  TRY(const auto answer, api_.get("/containers/" + name + "/json"));
  if (answer.is_missing()) return std::optional<FoundContainer>();
  if (!answer.is_ok()) return refused("say how a container is", answer);
  const auto whole = answer.json();
  const auto* state = at(whole, "State");
  if (state == nullptr) return refused("say how a container is", answer);
  FoundContainer found;
  found.status = text_at(*state, "Status");
  found.is_running = is_true_at(*state, "Running");
  found.exit_code = static_cast<int>(number_at(*state, "ExitCode"));
  found.oom_killed = is_true_at(*state, "OOMKilled");
  found.restarts = static_cast<int>(number_at(whole, "RestartCount"));
  found.started_at = parse_container_time(text_at(*state, "StartedAt"));
  found.finished_at = parse_container_time(text_at(*state, "FinishedAt"));
  return std::optional(std::move(found));
}

Result<std::vector<std::string>> PodmanContainers::names(const std::string& label, const std::string& value) const {
  TRY(const auto answer, api_.get("/containers/json?all=true&" + with_label(label, value)));
  if (!answer.is_ok()) return refused("list containers", answer);
  std::vector<std::string> names;
  const auto whole = answer.json();
  if (whole.is_array())
    for (const auto& each : whole.get_array())
      if (const auto* all = at(each, "Names"); all != nullptr && all->is_array() && !all->get_array().empty())
        if (const auto& first = all->get_array().front(); first.is_string()) names.emplace_back(first.get_string());
  return names;
}

Result<std::vector<std::string>> PodmanContainers::pod_names(const std::string& label, const std::string& value) const {
  TRY(const auto answer, api_.get("/pods/json?" + with_label(label, value)));
  if (!answer.is_ok()) return refused("list pods", answer);
  std::vector<std::string> names;
  const auto whole = answer.json();
  if (whole.is_array())
    for (const auto& each : whole.get_array())
      if (auto name = text_at(each, "Name"); !name.empty()) names.push_back(std::move(name));
  return names;
}

Status PodmanContainers::make_pod(const std::string& name, const std::map<std::string, std::string>& labels) const {
  json::object marks;
  for (const auto& [key, value] : labels) marks[key] = value;
  TRY(const auto answer, api_.post("/pods/create", {{"name", name}, {"no_infra", true}, {"labels", std::move(marks)}}));
  if (answer.is_ok() || answer.status == 409) return ok();
  return refused("make a pod", answer);
}

Status PodmanContainers::start(const ContainerSpec& spec) const {
  TRY(const auto found, find(spec.name));
  if (found && found->is_running) return ok();
  if (!found) {
    TRY(const auto made, api_.post("/containers/create", create_body(spec)));
    if (!made.is_ok()) return refused("make the container", made);
  }
  return start(spec.name);
}

Status PodmanContainers::start(const std::string& name) const {
  TRY(const auto started, api_.post("/containers/" + name + "/start"));
  if (!started.is_ok()) return refused("start the container", started);
  return ok();
}

Status PodmanContainers::stop(const std::string& name, std::chrono::milliseconds grace) const {
  TRY(const auto answer, api_.post(fmt::format("/containers/{}/stop?timeout={}", name, whole_seconds(grace)), {},
                                   grace + PodmanApi::usual_timeout));
  if (answer.is_ok() || answer.is_missing()) return ok();
  // What was made and never started cannot be stopped.
  TRY(const auto found, find(name));
  if (found && found->is_running) return refused("stop the container", answer);
  return ok();
}

Status PodmanContainers::restart(const std::string& name, std::chrono::milliseconds grace) const {
  TRY(const auto answer, api_.post(fmt::format("/containers/{}/restart?t={}", name, whole_seconds(grace)), {},
                                   grace + PodmanApi::usual_timeout));
  if (!answer.is_ok()) return refused("start the container again", answer);
  return ok();
}

Status PodmanContainers::remove(const std::string& name) const {
  TRY(const auto answer, api_.remove("/containers/" + name + "?force=true&timeout=0"));
  if (answer.is_ok() || answer.is_missing()) return ok();
  return refused("remove the container", answer);
}

Status PodmanContainers::remove_pod(const std::string& name) const {
  TRY(const auto answer, api_.remove("/pods/" + name + "?force=true"));
  if (answer.is_ok() || answer.is_missing()) return ok();
  return refused("remove the pod", answer);
}

Result<PodmanContainers::Said> PodmanContainers::exec(const std::string& name, const std::vector<std::string>& argv,
                                                      std::chrono::milliseconds timeout) const {
  TRY(const auto made,
      api_.post("/containers/" + name + "/exec",
                {{"Cmd", json::array(argv.begin(), argv.end())}, {"AttachStdout", true}, {"AttachStderr", true}}));
  const auto id = text_at(made.json(), "Id");
  if (!made.is_ok() || id.empty()) return refused("run a command in the container", made);
  TRY(const auto ran, api_.post("/exec/" + id + "/start", {{"Detach", false}, {"Tty", false}}, timeout));
  if (!ran.is_ok()) return refused("run a command in the container", ran);
  TRY(const auto ended, api_.get("/exec/" + id + "/json"));
  if (!ended.is_ok()) return refused("say how a command ended", ended);
  return Said{static_cast<int>(number_at(ended.json(), "ExitCode")), joined_frames(ran.body)};
}

Result<std::string> PodmanContainers::make_exec(const std::string& name, const std::vector<std::string>& argv,
                                                bool has_terminal) const {
  TRY(const auto made, api_.post("/containers/" + name + "/exec", {{"Cmd", json::array(argv.begin(), argv.end())},
                                                                   {"AttachStdin", true},
                                                                   {"AttachStdout", true},
                                                                   {"AttachStderr", true},
                                                                   {"Tty", has_terminal}}));
  auto id = text_at(made.json(), "Id");
  if (!made.is_ok() || id.empty()) return refused("run a program in the container", made);
  return id;
}

Status PodmanContainers::resize_exec(const std::string& id, process::WindowSize size) const {
  TRY(const auto answer, api_.post(fmt::format("/exec/{}/resize?h={}&w={}", id, size.rows, size.columns)));
  const bool is_over = answer.is_missing() || answer.status == 409;
  if (answer.is_ok() || is_over) return ok();
  TRY(const auto ended, exec_end(id));
  return ended ? ok() : refused("set the size of a terminal", answer);
}

Result<std::optional<int>> PodmanContainers::exec_end(const std::string& id) const {
  TRY(const auto answer, api_.get("/exec/" + id + "/json"));
  if (!answer.is_ok()) return refused("say how a program ended", answer);
  const auto whole = answer.json();
  if (is_true_at(whole, "Running")) return std::optional<int>();
  return std::optional(static_cast<int>(number_at(whole, "ExitCode")));
}

Result<InstanceUsage> PodmanContainers::usage(const std::string& name) const {
  TRY(const auto answer, api_.get("/containers/stats?stream=false&containers=" + name));
  const auto whole = answer.json();
  const auto* all = at(whole, "Stats");
  if (!answer.is_ok() || all == nullptr || !all->is_array() || all->get_array().empty()) return InstanceUsage{};
  const auto& first = all->get_array().front();
  const auto positive = [&](std::string_view key) {
    const auto value = number_at(first, key);
    return value > 0 ? std::optional(static_cast<std::uint64_t>(value)) : std::nullopt;
  };
  InstanceUsage usage;
  if (const auto nanoseconds = positive("CPUNano")) usage.cpu_microseconds = *nanoseconds / 1000;
  usage.memory_bytes = positive("MemUsage");
  usage.memory_limit_bytes = positive("MemLimit");
  return usage;
}

}  // namespace towpath::delivery
