#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <ostream>

#include "base/faults.h"
#include "base/product.h"
#include "base/strings.h"
#include "base/version.h"
#include "commands.h"
#include "port_holder.h"
#include "process/spawner.h"
#include "retention/retention.h"
#include "scratch_folder.h"
#include "settings.h"

namespace towpath::app {
namespace {

Result<int> show_version(cli::Invocation& invocation) {
  if (invocation.format == cli::Format::json)
    invocation.io.out << boost::json::serialize(boost::json::object{{"version", version()}, {"commit", build_commit()}})
                      << "\n";
  else
    invocation.io.out << fmt::format("{} {} ({})\n", product::binary, version(), build_commit());
  return 0;
}

Result<int> faults(cli::Invocation& invocation) {
  for (const FaultPoint& point : fault_points()) {
    if (invocation.format == cli::Format::table)
      invocation.io.out << fmt::format("{:40} {}\n", point.name, point.meaning);
    else if (invocation.format == cli::Format::name)
      invocation.io.out << point.name << "\n";
  }
  if (invocation.format == cli::Format::json) {
    boost::json::array items;
    for (const FaultPoint& point : fault_points())
      items.push_back(boost::json::object{{"name", point.name}, {"meaning", point.meaning}});
    invocation.io.out << boost::json::serialize(boost::json::object{{"items", std::move(items)}}) << "\n";
  }
  return 0;
}

constexpr std::uint64_t least_free = std::uint64_t{2} << 30;

/// One thing the machine has or lacks.
struct Finding {
  std::string what, state, advice;
  bool is_needed = false;
};

bool on_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  for (const std::string& folder : split(path ? path : "", ':'))
    if (::access((folder + "/" + program).c_str(), X_OK) == 0) return true;
  return false;
}

bool has_postgres() {
  std::error_code error;
  for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", error))
    if (::access((version.path() / "bin/postgres").c_str(), X_OK) == 0) return true;
  return false;
}

Finding port_finding(int port, const std::string& flag) {
  const Status status = check_port("127.0.0.1", port, flag);
  if (status.has_value()) return {fmt::format("port {}", port), "free", "", false};
  return {fmt::format("port {}", port), "in use", status.error().message() + " " + status.error().hint(), false};
}

/// Where the data directory is, or will be.
Finding disk_finding() {
  std::filesystem::path place = default_data_directory();
  while (!std::filesystem::exists(place) && place.has_parent_path()) place = place.parent_path();
  const retention::Disk disk = retention::disk_of(place);
  const bool is_short = disk.free_bytes < least_free;
  return {"disk", fmt::format("{:.1f} GiB", static_cast<double>(disk.free_bytes) / (1 << 30)),
          is_short ? fmt::format("Free some space on the disk of {}: little is left.", place.string()) : "", false};
}

Result<std::vector<Finding>> examine() {
  std::vector<Finding> out;
  const auto program = [&](const char* name, const char* package, bool is_needed) {
    const bool found = on_path(name);
    out.push_back(
        {name, found ? "found" : "missing", found ? "" : fmt::format("apt-get install {}", package), is_needed});
  };
  const auto service = [&](const char* what, std::initializer_list<const char*> places, const char* package) {
    const bool found =
        std::any_of(places.begin(), places.end(), [](const char* place) { return ::access(place, X_OK) == 0; });
    out.push_back({what, found ? "found" : "missing",
                   found ? "" : fmt::format("apt-get install {}, when workloads need one", package), false});
  };
  program("git", "git", true);
  program("bash", "bash", true);
  program("cmake", "cmake", false);
  program("podman", "podman runc catatonit", false);
  program("node", "nodejs", false);
  program("python3", "python3", false);
  out.push_back({"PostgreSQL server", has_postgres() ? "found" : "missing",
                 has_postgres() ? "" : "apt-get install postgresql-15, or name a server of your own", false});
  service("MariaDB server", {"/usr/sbin/mariadbd", "/usr/bin/mariadbd"}, "mariadb-server");
  service("Redis server", {"/usr/bin/redis-server"}, "redis-server");
  service("NATS server", {"/usr/sbin/nats-server", "/usr/bin/nats-server"}, "nats-server");
  service("RabbitMQ server", {"/usr/lib/rabbitmq/bin/rabbitmq-server"}, "rabbitmq-server");
  out.push_back(disk_finding());
  out.push_back(port_finding(product::portal_port, "--port"));
  out.push_back(port_finding(product::workload_port, "--workload-port"));
  TRY(const ScratchFolder folder, ScratchFolder::make("doctor"));
  process::SpawnerOptions options;
  options.data_directory = folder.path();
  const auto spawner = process::start_spawner(std::move(options));
  if (spawner.has_value()) {
    const process::SandboxReport& report = (*spawner)->report();
    const bool sandboxed = report.engine != process::SandboxReport::Engine::none;
    out.push_back(
        {"sandbox",
         sandboxed ? (report.engine == process::SandboxReport::Engine::native ? "namespaces" : "bubblewrap") : "none",
         sandboxed ? ""
                   : report.engine_reason +
                         " Steps would run unprotected: apt-get install bubblewrap, or allow user namespaces.",
         false});
    out.push_back({"cgroups", report.cgroup_kind, report.cgroup_reason, false});
  } else {
    out.push_back({"spawner", "broken", spawner.error().message(), true});
  }
  return out;
}

Result<int> doctor(cli::Invocation& invocation) {
  TRY(const auto findings, examine());
  bool healthy = true;
  boost::json::array items;
  for (const Finding& f : findings) {
    const bool lacks = f.state == "missing" || f.state == "broken";
    healthy &= !(f.is_needed && lacks);
    if (invocation.format == cli::Format::json)
      items.push_back(
          boost::json::object{{"what", f.what}, {"state", f.state}, {"needed", f.is_needed}, {"advice", f.advice}});
    else
      invocation.io.out << fmt::format("{} {:18} {:12} {}\n",
                                       lacks                 ? (f.is_needed ? "✗" : "!")
                                       : f.state == "in use" ? "!"
                                                             : "✓",
                                       f.what, f.state, f.advice);
  }
  if (invocation.format == cli::Format::json)
    invocation.io.out << boost::json::serialize(boost::json::object{{"healthy", healthy}, {"items", std::move(items)}})
                      << "\n";
  return healthy ? 0 : 1;
}

}  // namespace

std::vector<cli::Command> machine_commands() {
  return {
      {"version", "Prints version and commit", "towpath version", {}, {}, show_version},
      {"faults", "Lists the fault points of the fault campaign", "towpath faults", {}, {}, faults},
      {"doctor", "Checks this machine and says what to do", "towpath doctor", {}, {}, doctor},
      {"completion",
       "Prints a completion script",
       "source <(towpath completion bash)",
       {{"shell", "bash"}},
       {},
       [](cli::Invocation&) -> Result<int> { return invalid_input("cli.usage", "Only bash is supported."); }},
  };
}

}  // namespace towpath::app
