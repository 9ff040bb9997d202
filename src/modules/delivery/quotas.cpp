#include "quotas.h"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/strings.h"

namespace towpath::delivery {
namespace {

const auth::SqlCondition everything{"1 = 1", {}};
constexpr std::size_t most_named = 20;
constexpr std::int64_t mib = 1024 * 1024;

/// Memory and processor time of all containers together, as their limits say.
std::pair<std::int64_t, std::int64_t> limits_of(const ScoreWorkload& workload) {
  std::int64_t bytes = 0, millis = 0;
  for (const ScoreContainer& container : workload.containers) {
    bytes += static_cast<std::int64_t>(container.memory_limit_bytes.value_or(0));
    millis += container.cpu_limit_millis.value_or(0);
  }
  return {(bytes + mib - 1) / mib, millis};
}

bool is_empty(const Quota& quota) { return quota == Quota{}; }

/// Sums for one scope.
struct Sum {
  std::string scope;
  const Quota& quota;
  std::vector<std::string> environments, by;  ///< `by`: components with their environments.
  std::int64_t instances = 0, memory_mib = 0, cpu_millis = 0;
  std::map<std::string, std::vector<std::string>> resources = {};
};

void add_place(db::Tx& tx, const Stores& stores, const Environment& environment, const std::string& without,
               const std::vector<Sum*>& sums) {
  for (Sum* sum : sums) sum->environments.push_back(environment.project_id + "/" + environment.name);
  for (const Component& component : stores.environments.components(tx, environment.project_id)) {
    const std::string name = fmt::format("{} in {}", component.name, environment.name);
    for (const Resource& resource : stores.resources.list(tx, component.name, environment.name, everything))
      for (Sum* sum : sums)
        if (resource.project_id == environment.project_id)
          sum->resources[resource.type].push_back(fmt::format("{} in {}", resource.id, environment.name));
    const auto current = stores.deployments.current(tx, component.name, environment.name);
    if (!current || current->instance_id.empty() || component.name == without) continue;
    const auto deployment = stores.deployments.find(tx, current->deployment_id, everything);
    const auto release = deployment ? stores.releases.find(tx, deployment->release_id) : std::nullopt;
    std::pair<std::int64_t, std::int64_t> limits;
    if (release)
      if (const auto workload = score_from_document(release->score)) limits = limits_of(*workload);
    const int wanted = stores.scales.instances(tx, component.name, environment.name);
    for (Sum* sum : sums) {
      sum->by.push_back(wanted == 1 ? name : fmt::format("{} ({} instances)", name, wanted));
      sum->instances += wanted;
      sum->memory_mib += limits.first * wanted;
      sum->cpu_millis += limits.second * wanted;
    }
  }
}

void add_uses(const Sum& sum, std::vector<QuotaUse>& out) {
  const auto add = [&](const std::string& what, const std::optional<std::int64_t>& most, std::int64_t used,
                       const std::vector<std::string>& by) {
    if (!most) return;
    QuotaUse use{sum.scope, what, used, *most, by};
    if (use.by.size() > most_named) use.by.resize(most_named);
    out.push_back(std::move(use));
  };
  const auto count = [](const auto& list) { return static_cast<std::int64_t>(list.size()); };
  if (sum.scope != "environment")
    add("environments", sum.quota.environments, count(sum.environments), sum.environments);
  add("instances", sum.quota.instances, sum.instances, sum.by);
  add("memoryMiB", sum.quota.memory_mib, sum.memory_mib, sum.by);
  add("cpuMillis", sum.quota.cpu_millis, sum.cpu_millis, sum.by);
  for (const auto& [type, most] : sum.quota.resources) {
    const auto found = sum.resources.find(type);
    const std::vector<std::string> by = found == sum.resources.end() ? std::vector<std::string>() : found->second;
    add(type, most, count(by), by);
  }
}

std::int64_t added(const Addition& addition, const std::string& what) {
  if (what == "environments") return addition.environments;
  if (what == "instances") return addition.instances;
  if (what == "memoryMiB") return addition.memory_mib;
  if (what == "cpuMillis") return addition.cpu_millis;
  const auto found = addition.resources.find(what);
  return found == addition.resources.end() ? 0 : found->second;
}

}  // namespace

std::string quota_in_words(const std::string& what) {
  if (what == "memoryMiB") return "MiB of memory";
  if (what == "cpuMillis") return "thousandths of a core";
  return what == "environments" || what == "instances" ? what : "resources of the type " + what;
}

Addition addition_of(const ScoreWorkload& workload, const std::string& component, int instances) {
  Addition out{component, 0, instances};
  std::tie(out.memory_mib, out.cpu_millis) = limits_of(workload);
  out.memory_mib *= instances;
  out.cpu_millis *= instances;
  return out;
}

Addition addition_of(const Plan& plan, const Deployment& deployment, int instances) {
  Addition out = addition_of(plan.workload, deployment.component, instances);
  for (const PlannedResource& planned : plan.resources)
    if (planned.action == "create") ++out.resources[planned.node.resource.type];
  return out;
}

std::vector<QuotaUse> quota_uses(db::Tx& tx, const Stores& stores, const std::string& project,
                                 const std::string& environment, const std::string& env_type,
                                 const std::string& without) {
  const EnvironmentType type = stores.environment_types.type(tx, env_type);
  std::vector<QuotaUse> out;
  if (is_empty(type.of_type) && is_empty(type.of_project) && is_empty(type.of_environment)) return out;
  Sum of_type{"type", type.of_type, {}, {}}, of_project{"project", type.of_project, {}, {}},
      of_environment{"environment", type.of_environment, {}, {}};
  for (const Environment& each :
       stores.environments.list(tx, is_empty(type.of_type) ? project : std::string(), everything)) {
    if (each.type != env_type) continue;
    std::vector<Sum*> sums{&of_type};
    if (each.project_id == project) sums.push_back(&of_project);
    const bool is_here = each.project_id == project && each.name == environment;
    if (is_here) sums.push_back(&of_environment);
    add_place(tx, stores, each, is_here ? without : "", sums);
  }
  for (const Sum* sum : {&of_environment, &of_project, &of_type}) add_uses(*sum, out);
  return out;
}

std::map<std::pair<std::string, std::string>, std::vector<QuotaUse>> quota_uses_of_type(db::Tx& tx,
                                                                                        const Stores& stores,
                                                                                        const EnvironmentType& type) {
  std::map<std::pair<std::string, std::string>, std::vector<QuotaUse>> out;
  if (is_empty(type.of_type) && is_empty(type.of_project) && is_empty(type.of_environment)) return out;
  Sum of_type{"type", type.of_type, {}, {}};
  std::map<std::string, Sum> of_projects;
  std::map<std::pair<std::string, std::string>, Sum> of_environments;
  for (const Environment& each : stores.environments.list(tx, "", everything)) {
    if (each.type != type.name) continue;
    Sum& of_project = of_projects.try_emplace(each.project_id, Sum{"project", type.of_project, {}, {}}).first->second;
    const std::pair key(each.project_id, each.name);
    Sum& of_environment =
        of_environments.try_emplace(key, Sum{"environment", type.of_environment, {}, {}}).first->second;
    add_place(tx, stores, each, "", {&of_type, &of_project, &of_environment});
  }
  for (const auto& [key, of_environment] : of_environments)
    for (const Sum* sum : {&of_environment, &std::as_const(of_projects.at(key.first)), &std::as_const(of_type)})
      add_uses(*sum, out[key]);
  return out;
}

Status check_quotas(db::Tx& tx, const Stores& stores, const std::string& project, const std::string& environment,
                    const std::string& env_type, const Addition& addition) {
  for (const QuotaUse& use : quota_uses(tx, stores, project, environment, env_type, addition.component)) {
    const std::int64_t more = added(addition, use.what);
    if (more == 0 || use.used + more <= use.most) continue;
    const std::string of = use.scope == "type"      ? fmt::format("all {} environments", env_type)
                           : use.scope == "project" ? fmt::format("the {} environments of '{}'", env_type, project)
                                                    : fmt::format("'{}'", environment);
    // Who uses what all projects share may be nobody that the asker knows of.
    const std::string by = use.scope == "type" ? std::string() : join(use.by, ", ");
    const std::string contact = stores.environment_types.type(tx, env_type).contact;
    return conflict("delivery.quota_exceeded",
                    fmt::format("The quota of {} is {} {}; {} are used{}{}, and this needs {} more.", of, use.most,
                                quota_in_words(use.what), use.used, by.empty() ? "" : " by ", by, more))
        .with_hint(fmt::format("Free something there, let it sleep, or ask {} for more.",
                               contact.empty() ? "the platform team" : contact));
  }
  return ok();
}

Status check_quotas(db::Tx& tx, const Stores& stores, const Deployment& deployment, const Plan& plan) {
  if (deployment.mode != Mode::deploy && deployment.mode != Mode::promote) return ok();
  return check_quotas(
      tx, stores, deployment.project_id, deployment.environment, deployment.env_type,
      addition_of(plan, deployment, stores.scales.instances(tx, deployment.component, deployment.environment)));
}

}  // namespace towpath::delivery
