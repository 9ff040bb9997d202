#include "podman_service.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "base/id.h"
#include "base/product.h"
#include "base/strings.h"
#include "base_image.h"
#include "container_spec.h"
#include "log/log.h"
#include "own_root.h"
#include "podman_containers.h"
#include "program_search.h"

namespace towpath::delivery {

namespace {

using namespace std::chrono_literals;

constexpr auto failure_counts = 10s;
constexpr auto start_time = 15s;
constexpr auto trial_time = 20s;
constexpr const char* unified_root = "/sys/fs/cgroup/unified/cgroup.procs";
constexpr const char* oci_runtimes[] = {"crun", "runc"};

Error unusable(std::string why) { return unavailable("delivery.runtime_unavailable", std::move(why)); }

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_text(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) throw std::runtime_error(fmt::format("{} could not be written", file.string()));
}

std::string word_at(const boost::json::value& value, const char* pointer) {
  boost::system::error_code error;
  const auto* found = value.find_pointer(pointer, error);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

/// Short, because a socket's path is; another one for each data directory.
std::filesystem::path run_folder_of(const std::filesystem::path& folder) {
  return fmt::format("/run/{}-podman-{:016x}", product::binary, std::hash<std::string>()(folder.string()));
}

/// Changes when what was found out may not hold any more.
std::string machine_of(const std::filesystem::path& podman) {
  utsname system{};
  uname(&system);
  struct stat program {};
  stat(podman.c_str(), &program);
  return fmt::format("{} {} {}", system.release, program.st_size, program.st_mtime);
}

/// Runs one container to its end, with limits as workloads have them.
Status try_container(const PodmanApi& api, const std::string& image) {
  const PodmanContainers containers(api);
  ContainerSpec spec;
  spec.name = fmt::format("{}-trial-{}", product::binary, to_lower(new_ulid()));
  spec.image = image;
  spec.command.argv = {"/bin/true"};
  spec.command.limits = {64u << 20, 500, 64};
  spec.hard_limits = own_hard_limits();
  Status outcome = containers.start(spec);
  const auto until = std::chrono::steady_clock::now() + trial_time;
  while (outcome) {
    const auto found = containers.find(spec.name);
    if (!found) outcome = found.error();
    if (found && *found && (*found)->status == "exited") {
      if ((*found)->exit_code != 0)
        outcome = unusable(fmt::format("a trial ended with exit code {}", (*found)->exit_code));
      break;
    }
    if (std::chrono::steady_clock::now() > until) outcome = unusable("a trial did not end");
    poll(nullptr, 0, 20);
  }
  const auto removed = containers.remove(spec.name);
  if (outcome && !removed) return removed;
  return outcome;
}

}  // namespace

PodmanService::PodmanService(PodmanServiceOptions options, std::filesystem::path folder)
    : options_(std::move(options)), folder_(std::move(folder)), run_folder_(run_folder_of(folder_)) {}

void PodmanService::end() {
  const std::lock_guard lock(mutex_);
  ready_.reset();
  if (!options_.socket.empty()) return;
  if (const auto stopped = options_.shims.stop(shim_folder(), 2s);
      !stopped && stopped.error().code() != "process.no_instance")
    log::warn("podman's service could not be stopped", {{"detail", stopped.error().message()}});
  umount2((folder_ / "storage" / "overlay").c_str(), MNT_DETACH);  // podman mounts its storage on itself
  std::error_code ignored;
  std::filesystem::remove_all(run_folder_, ignored);
}

Result<const PodmanService::Ready*> PodmanService::ready() {
  const std::lock_guard lock(mutex_);
  if (ready_) return &*ready_;
  if (failure_ && std::chrono::steady_clock::now() - failed_at_ < failure_counts) return *failure_;
  auto prepared = prepare();
  if (!prepared) {
    failure_ = prepared.error();
    failed_at_ = std::chrono::steady_clock::now();
    log::warn("podman cannot be used", {{"detail", failure_->message()}});
    return *failure_;
  }
  ready_ = std::move(prepared).value();
  const auto& found = ready_->findings;
  log::info("podman can be used", {{"version", found.at("version")},
                                   {"ociRuntime", found.at("ociRuntime")},
                                   {"cgroupManager", found.at("cgroupManager")},
                                   {"cgroups", found.at("cgroups")},
                                   {"files", found.at("files")},
                                   {"processes", found.at("processes")}});
  return &*ready_;
}

Status PodmanService::wait_until_back() {
  const std::lock_guard lock(mutex_);
  if (!ready_) return ok();  // ready() is next
  if (options_.socket.empty()) {
    const auto podman = find_program(options_.search_path, "podman");
    if (!podman) return unusable("podman is gone from this machine").with_hint("apt-get install podman");
    CHECK_OK(launch(podman->string()));
  }
  return answer_at(ready_->api, start_time);
}

Result<PodmanService::Ready> PodmanService::prepare() {
  if (options_.socket.empty()) return prepare_own();
  const PodmanApi api(options_.socket);
  if (!answer_at(api, 2s))
    return unusable(fmt::format("no podman service answers at {}", options_.socket))
        .with_hint("start it: podman system service --time=0 unix://" + options_.socket);
  return examine(api, false);
}

Result<PodmanService::Ready> PodmanService::prepare_own() {
  const auto podman = find_program(options_.search_path, "podman");
  if (!podman)
    return unusable("podman is not installed on this machine").with_hint("apt-get install podman runc catatonit");
  if (geteuid() != 0)
    return unusable("podman is started by a server that runs as root only")
        .with_hint("run the server as root, or name the socket of a podman service that runs as root");
  if (is_in_chroot())
    return unusable("the server runs in a chroot, where probes and shells of containers would run outside of it")
        .with_hint("run the server on the machine or in a container, or name the socket of a podman service there");
  std::string missing;
  for (const char* name : {"conmon", "catatonit"})
    if (!find_program(options_.search_path, name)) missing += missing.empty() ? name : std::string(" ") + name;
  if (!missing.empty())
    return unusable("podman lacks programs it needs: " + missing).with_hint("apt-get install " + missing);
  for (const auto& place : {folder_, run_folder_}) {
    std::filesystem::create_directories(place);
    std::filesystem::permissions(place, std::filesystem::perms::owner_all);
  }
  const PodmanApi api((run_folder_ / "podman.sock").string());
  const auto note = folder_ / "works";  // the machine, and the OCI runtime that worked there
  const auto known = split(text_of(note), '\n');
  const bool is_known =
      known.size() == 2 && known[0] == machine_of(*podman) && find_program(options_.search_path, known[1]).has_value();
  std::vector<std::string> candidates;
  if (is_known) candidates = {known[1]};
  for (const char* name : oci_runtimes)
    if (!is_known && find_program(options_.search_path, name)) candidates.emplace_back(name);
  if (candidates.empty())
    return unusable("podman has no OCI runtime on this machine").with_hint("apt-get install runc");
  std::string problems;
  for (const auto& name : candidates) {
    // A service reads its settings when it starts.
    if (write_settings(name)) (void)options_.shims.stop(shim_folder(), 2s);
    CHECK_OK(launch(podman->string()));
    if (const auto answers = answer_at(api, start_time); !answers)
      return unusable("podman's service was started and does not answer: " + answers.error().message())
          .with_hint("see what it wrote: " + (shim_folder() / "log").string());
    auto examined = examine(api, is_known);
    if (examined) {
      write_text(note, machine_of(*podman) + "\n" + name);
      return examined;
    }
    problems += fmt::format("{}{}: {}", problems.empty() ? "" : "; ", name, examined.error().message());
  }
  return unusable("podman cannot run a container on this machine: " + problems)
      .with_hint("install the other OCI runtime (apt-get install runc), or mend what podman says");
}

Status PodmanService::answer_at(const PodmanApi& api, std::chrono::milliseconds longest) const {
  const auto until = std::chrono::steady_clock::now() + longest;
  for (;;) {
    const auto answer = api.get("/_ping");
    if (answer && answer->is_ok()) return ok();
    if (std::chrono::steady_clock::now() > until)
      return answer
                 ? unavailable(std::string(podman_unreachable), "podman's service does not work: " + answer->problem())
                 : answer.error();
    poll(nullptr, 0, 20);
  }
}

Result<PodmanService::Ready> PodmanService::examine(const PodmanApi& api, bool is_known_to_work) const {
  Ready found{api, "", {}};
  TRY(const auto info, api.get("/info"));
  const auto facts = info.json();
  if (word_at(facts, "/version/Version").empty()) return unusable("podman's service does not say what it is");
  boost::system::error_code error;
  const auto* rootless = facts.find_pointer("/host/security/rootless", error);
  if (rootless != nullptr && rootless->is_bool() && rootless->get_bool())
    return unusable("podman's service runs without root").with_hint("name the socket of a service that runs as root");
  const auto limits = own_hard_limits();
  found.findings = {{"version", word_at(facts, "/version/Version")},
                    {"ociRuntime", word_at(facts, "/host/ociRuntime/name")},
                    {"cgroupManager", word_at(facts, "/host/cgroupManager")},
                    {"cgroups", word_at(facts, "/host/cgroupVersion")},
                    {"files", std::to_string(limits.files)},
                    {"processes", std::to_string(limits.processes)},
                    {"socket", api.socket()}};
  TRY(found.image, base_image(api));
  if (!is_known_to_work) CHECK_OK(try_container(api, found.image));
  return found;
}

Status PodmanService::launch(const std::string& podman) {
  using Phase = process::InstanceState::Phase;
  if (const auto state = options_.shims.adopt(shim_folder());
      state && state->phase != Phase::exited && state->phase != Phase::lost)
    return ok();
  process::InstanceSpec spec;
  spec.name = "podman-service";
  spec.command.argv = {podman, "system", "service", "--time=0", "unix://" + (run_folder_ / "podman.sock").string()};
  // Where both kinds of cgroups are mounted, podman moves what keeps a container (conmon) out of the service's groups
  // in all hierarchies but the unified one, where the shim would end it together with a service that died.
  if (std::filesystem::exists(unified_root))
    spec.command.argv.insert(spec.command.argv.begin(),
                             {"/bin/sh", "-c", fmt::format("echo 0 > {}; exec \"$@\"", unified_root), "sh"});
  spec.command.env = {{"PATH", options_.search_path},
                      {"HOME", folder_.string()},
                      {"CONTAINERS_CONF", (folder_ / "containers.conf").string()},
                      {"CONTAINERS_STORAGE_CONF", (folder_ / "storage.conf").string()}};
  spec.restart = {.when = process::Restart::always, .max_restarts = 5};
  spec.log = {.segment_bytes = 1u << 20, .segments_kept = 2};
  const auto launched = options_.shims.launch(spec, shim_folder());
  if (launched || launched.error().code() == "process.instance_exists") return ok();
  return unusable("podman's service cannot be started: " + launched.error().message());
}

bool PodmanService::write_settings(const std::string& oci_runtime) {
  const bool has_systemd = std::filesystem::is_directory("/run/systemd/system");
  const auto engine = fmt::format(
      "[engine]\nruntime = \"{}\"\ncgroup_manager = \"{}\"\nevents_logger = \"none\"\ntmp_dir = \"{}\"\n"
      "exit_command_delay = 1\n[network]\nnetwork_config_dir = \"{}\"\n",
      oci_runtime, has_systemd ? "systemd" : "cgroupfs", (run_folder_ / "libpod").string(),
      (folder_ / "networks").string());
  const auto storage = fmt::format("[storage]\ndriver = \"overlay\"\ngraphroot = \"{}\"\nrunroot = \"{}\"\n",
                                   (folder_ / "storage").string(), (run_folder_ / "storage").string());
  bool is_changed = false;
  for (const auto& [name, text] : {std::pair("containers.conf", &engine), std::pair("storage.conf", &storage)}) {
    if (text_of(folder_ / name) == *text) continue;
    write_text(folder_ / name, *text);
    is_changed = true;
  }
  return is_changed;
}

}  // namespace towpath::delivery
