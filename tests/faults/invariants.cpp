#include "invariants.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "json/json.h"
#include "processes.h"

namespace towpath::faults {
namespace {

namespace fs = std::filesystem;

class Findings {
 public:
  template <class... Args>
  void check(bool holds, fmt::format_string<Args...> text, Args&&... args) {
    if (!holds) out.push_back(fmt::format(text, std::forward<Args>(args)...));
  }
  std::vector<std::string> out;
};

std::string word_of(const fs::path& file) {
  std::ifstream in(file);
  std::string word;
  in >> word;
  return word;
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> out;
  std::error_code absent;
  for (const auto& entry : fs::directory_iterator(folder, absent)) out.insert(entry.path().filename().string());
  return out;
}

bool is_final(const std::string& state) {
  return state == "succeeded" || state == "failed" || state == "cancelled" || state == "timed_out";
}

/// One of each: what an event says has happened cannot have happened twice.
void check_events(const Evidence& e, Findings& findings) {
  std::map<std::string, int> counts, repositories;
  for (const EventRow& event : e.events) {
    const auto payload = json::parse(event.payload);
    const auto text = [&](std::string_view key) {
      return payload.has_value() ? text_of(*payload, key) : std::string();
    };
    std::string key;
    if (event.type == "forge.repository.created") ++repositories[event.subject];
    if (event.type == "forge.repository.deleted") --repositories[event.subject];
    if (event.type.starts_with("run.") || event.type == "delivery.environment.created" ||
        event.type == "delivery.environment.deleted")
      key = event.subject + (event.type.starts_with("delivery.") ? text("expiresAt") + event.actor : "");
    else if (event.type == "forge.pushed")
      key = event.subject + " " + text("ref") + " " + text("before") + ".." + text("after");
    else if (event.type == "pipelines.bundle.published")
      key = text("run") + " " + text("bundle");
    else if (event.type.starts_with("delivery.deployment."))
      key = text("deployment");
    else if (event.type == "delivery.release.created")
      key = text("release");
    else if (event.type == "delivery.component.deleted")
      key = event.subject + " " + event.actor;
    if (!key.empty()) ++counts[event.type + " " + key];
  }
  for (const auto& [what, count] : counts) findings.check(count == 1, "{} times the event {}", count, what);
  for (const auto& [name, count] : repositories)  // a name may be given again when it is free
    findings.check(count == 0 || count == 1, "{} was made {} times more often than it was deleted", name, count);
  for (const RunRow& run : e.runs)
    for (const char* type : {"run.queued ", "run.finished "})
      findings.check(counts[type + ("run:" + run.id)] == 1, "run '{}' ({}) has {} events {}", run.title, run.state,
                     counts[type + ("run:" + run.id)], type);
  for (const auto& [id, state] : e.deployment_states) {
    const int ended = counts["delivery.deployment.succeeded " + id] + counts["delivery.deployment.failed " + id];
    findings.check(ended == 1, "deployment {} ({}) has {} events of its end", id, state, ended);
  }
}

void check_runs(const Evidence& e, Findings& findings) {
  for (const auto& [what, count] : e.leftovers) findings.check(count == 0, "{} {}", count, what);
  for (const std::string& broken : e.broken_journals) findings.check(false, "the journal of run {}", broken);
  for (const auto& [run, deployments] : e.deployments_of_run)
    findings.check(deployments.size() == 1, "{} deployments have the run {}", deployments.size(), run);
  for (const auto& [id, state] : e.deployment_states)
    findings.check(state != "queued" && state != "running", "deployment {} is still {}", id, state);
  for (const auto& [release, count] : e.releases) findings.check(count == 1, "{} releases of {}", count, release);
}

/// Instances, ports and routes: as many as are in force, and the same ones everywhere.
void check_workloads(const Installation& installation, const Evidence& e, Findings& findings) {
  for (const auto& [id, state] : e.instances) {
    findings.check(state == "active", "instance {} is {}", id, state);
    findings.check(e.instances_in_force.contains(id), "instance {} is {} and not in force", id, state);
  }
  for (const std::string& id : e.instances_in_force)
    findings.check(e.instances.contains(id), "instance {} is in force and has stopped", id);
  std::set<std::string> expected;
  for (const std::string& id : e.instances_in_force) expected.insert("instances/" + id + "/process");
  for (const std::string& directory : shim_directories(installation.data())) {
    if (directory.starts_with("proxy/") || directory.starts_with("postgres/")) continue;
    findings.check(expected.erase(directory) == 1, "a shim lives that nothing in force has: {}", directory);
  }
  for (const std::string& directory : expected) findings.check(false, "{} is in force and has no shim", directory);
  for (const auto& [port, routes] : e.ports) {
    std::set<std::string> hosts;
    for (const std::string& route : routes) hosts.insert(route.substr(0, route.find('/')));
    findings.check(hosts.size() == 1, "port {} belongs to {} hosts", port, hosts.size());
  }
}

void check_files(const Installation& installation, const Evidence& e, Findings& findings) {
  std::set<std::string> folders = names_in(installation.data() / "git");
  for (const std::string& id : e.repositories)
    findings.check(folders.erase(id + ".git") == 1, "repository {} has no folder", id);
  for (const std::string& folder : folders) findings.check(false, "the folder git/{} belongs to no repository", folder);
  for (const char* folder : {"workspaces", "blobs/uploads"})
    for (const std::string& name : names_in(installation.data() / folder))
      findings.check(false, "{}/{} was left behind", folder, name);
}

/// Databases and roles: one of each for every resource, and none besides but what is kept.
void check_databases(const Installation& installation, const Evidence& e, Findings& findings) {
  const fs::path folder = installation.data() / "postgres";
  if (!fs::exists(folder / "port")) return;
  ProvisionedObjects objects =
      read_provisioned(std::atoi(word_of(folder / "port").c_str()), word_of(folder / "password"));
  std::set<std::string> secrets = e.resource_secrets;
  for (const ResourceRow& resource : e.resources) {
    secrets.erase(resource.gu_id);
    if (resource.type != "postgres") continue;
    const std::string object = "tp_" + resource.gu_id.substr(0, 16);
    findings.check(objects.databases.erase(object) == 1, "{} has no database", resource.res_id);
    // A rotation makes a second role beside the first, and then takes the place of it.
    const std::size_t roles = objects.roles.erase(object) + objects.roles.erase(object + "_b");
    findings.check(roles == 1, "{} has {} roles", resource.res_id, roles);
    findings.check(e.resource_secrets.contains(resource.gu_id), "{} has no secrets", resource.res_id);
  }
  for (const std::string& name : objects.databases) findings.check(false, "the database {} belongs to nothing", name);
  for (const std::string& name : objects.roles) findings.check(false, "the role {} belongs to nothing", name);
  for (const std::string& id : secrets) findings.check(false, "the secrets of resource {} belong to nothing", id);
}

void check_processes(Installation& installation, Findings& findings) {
  const auto all = spawners(installation.data());
  findings.check(all.size() == 1, "{} spawners live", all.size());
  std::map<std::string, int> platform;
  for (const std::string& directory : shim_directories(installation.data()))
    ++platform[directory.substr(0, directory.find('/'))];
  findings.check(platform["proxy"] == 1, "{} proxies live", platform["proxy"]);
}

void check_chain(Installation& installation, const Evidence& e, Findings& findings) {
  std::int64_t expected = 0;
  for (const EventRow& event : e.events)
    findings.check(event.sequence == ++expected, "sequence {} stands at place {}", event.sequence, expected);
  const auto verdict = installation.api().must("POST", "/api/v1/audit/verifications");
  findings.check(text_of(verdict, "firstBad").empty() && text_of(verdict, "reason").empty(), "the chain is broken: {}",
                 boost::json::serialize(verdict));
}

}  // namespace

std::vector<std::string> unrest(const Evidence& e) {
  std::vector<std::string> out;
  for (const RunRow& run : e.runs)
    if (!is_final(run.state)) out.push_back(fmt::format("run '{}' ({}) is {}", run.title, run.kind, run.state));
  for (const auto& [consumer, behind] : e.consumer_lag)
    if (behind > 0) out.push_back(fmt::format("{} is {} events behind", consumer, behind));
  if (e.unsealed > 0) out.push_back(fmt::format("{} events are not sealed", e.unsealed));
  return out;
}

bool wait_quiet(Installation& installation, std::chrono::seconds deadline) {
  std::vector<std::string> left;
  const bool is_quiet = installation.api().wait_until(
      [&] { return (left = unrest(read_evidence(installation.database()))).empty(); }, deadline);
  for (const std::string& each : left) std::fprintf(stderr, "still under way: %s\n", each.c_str());
  return is_quiet;
}

namespace {

std::vector<std::string> broken_now(Installation& installation) {
  const Evidence evidence = read_evidence(installation.database());
  Findings findings;
  check_events(evidence, findings);
  check_runs(evidence, findings);
  check_workloads(installation, evidence, findings);
  check_files(installation, evidence, findings);
  check_databases(installation, evidence, findings);
  check_processes(installation, findings);
  check_chain(installation, evidence, findings);
  return findings.out;
}

}  // namespace

std::vector<std::string> broken_invariants(Installation& installation) {
  constexpr std::chrono::seconds settling{10};  // a shim ends, an abandoned folder goes: moments after the last event
  std::vector<std::string> broken;
  (void)installation.api().wait_until([&] { return (broken = broken_now(installation)).empty(); }, settling);
  return broken;
}

}  // namespace towpath::faults
