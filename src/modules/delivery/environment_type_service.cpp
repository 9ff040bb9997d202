#include "environment_type_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/sha256.h"
#include "base/strings.h"
#include "environment_type_json.h"
#include "json/json.h"
#include "no_environment.h"
#include "quotas.h"

namespace towpath::delivery {
namespace {

const auth::SqlCondition everything{"1 = 1", {}};
constexpr std::chrono::seconds longest_life = std::chrono::days(366), longest_wait = std::chrono::days(30);
constexpr std::size_t longest_contact = 200, most_values = 200, longest_value = 8192, most_resource_types = 50;
constexpr std::int64_t most_of_anything = 1'000'000'000;

Status known(const std::string& name) {
  if (std::find(std::begin(environment_types), std::end(environment_types), name) != std::end(environment_types))
    return ok();
  return not_found("delivery.unknown_type", fmt::format("There is no type of environment '{}'.", name))
      .with_hint("The types are development, staging, production and ephemeral.");
}

void check_quota(const Quota& quota, const std::string& at, Error& error) {
  const auto check = [&](const std::optional<std::int64_t>& most, const std::string& name) {
    if (most && (*most < 0 || *most > most_of_anything))
      error.add_field(at + name, fmt::format("must be 0 to {}", most_of_anything));
  };
  check(quota.environments, "/environments");
  check(quota.instances, "/instances");
  check(quota.memory_mib, "/memoryMiB");
  check(quota.cpu_millis, "/cpuMillis");
  for (const auto& [type, most] : quota.resources) check(most, "/resources/" + type);
  if (quota.resources.size() > most_resource_types)
    error.add_field(at + "/resources", fmt::format("must name at most {} types", most_resource_types));
}

Status check(const EnvironmentType& type) {
  Error error = invalid_input("delivery.invalid_environment_type",
                              fmt::format("The type of environment '{}' was not accepted.", type.name));
  if (type.default_ttl.count() < 0 || type.default_ttl > longest_life)
    error.add_field("/defaultTtlSeconds", fmt::format("must be 0 (none) to {}", longest_life.count()));
  if (type.sleep_after.count() < 0 || type.sleep_after > longest_wait)
    error.add_field("/sleepAfterSeconds", fmt::format("must be 0 (never) to {}", longest_wait.count()));
  if (type.name == "production" && type.sleep_after.count() > 0)
    error.add_field("/sleepAfterSeconds", "must be 0: production never sleeps");
  if (type.name == "production" && type.default_ttl.count() > 0)
    error.add_field("/defaultTtlSeconds", "must be 0: production does not go by itself");
  if (type.contact.size() > longest_contact)
    error.add_field("/contact", fmt::format("must be at most {} bytes", longest_contact));
  if (type.configuration.size() > most_values)
    error.add_field("/configuration", fmt::format("must have at most {} values", most_values));
  for (const auto& [name, value] : type.configuration) {
    if (name.empty() || name.find('=') != std::string::npos)
      error.add_field("/configuration/" + name, "must be a name without '='");
    if (value.size() > longest_value)
      error.add_field("/configuration/" + name, fmt::format("must be at most {} bytes", longest_value));
  }
  check_quota(type.of_type, "/quotas/type", error);
  check_quota(type.of_project, "/quotas/project", error);
  check_quota(type.of_environment, "/quotas/environment", error);
  if (error.fields().empty()) return ok();
  return error;
}

std::string lasting(std::chrono::seconds time) {
  const auto count = time.count();
  if (count % 60 != 0) return fmt::format("{} s", count);
  return count % 3600 == 0 ? fmt::format("{} h", count / 3600) : fmt::format("{} min", count / 60);
}

/// Names whose inherited value changes for a component that says these itself.
std::vector<std::string> changed_names(const EnvironmentType& before, const EnvironmentType& after,
                                       const std::map<std::string, std::string>& own) {
  std::vector<std::string> out;
  const auto collect = [&](const auto& from, const auto& other) {
    for (const auto& [name, value] : from) {
      const auto found = other.find(name);
      const bool is_same = found != other.end() && found->second == value;
      if (!is_same && !own.contains(name) && std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
    }
  };
  collect(after.configuration, before.configuration);
  collect(before.configuration, after.configuration);
  std::sort(out.begin(), out.end());
  return out;
}

using UsesByPlace = std::map<std::pair<std::string, std::string>, std::vector<QuotaUse>>;

std::vector<QuotaUse> uses_at(const UsesByPlace& uses, const Environment& place) {
  const auto found = uses.find({place.project_id, place.name});
  return found == uses.end() ? std::vector<QuotaUse>() : found->second;
}

/// Quotas that are reached at a place and were not, and the other way round.
std::vector<std::string> changed_room(const std::vector<QuotaUse>& before, const std::vector<QuotaUse>& after) {
  std::vector<std::string> out;
  const auto is_reached = [](const std::vector<QuotaUse>& uses, const QuotaUse& like) {
    return std::any_of(uses.begin(), uses.end(), [&](const QuotaUse& each) {
      return each.scope == like.scope && each.what == like.what && each.used >= each.most;
    });
  };
  const auto where = [](const QuotaUse& use) {
    return use.scope == "type" ? "of all of this type" : use.scope == "project" ? "of its project" : "of its own";
  };
  for (const QuotaUse& use : after)
    if (use.used >= use.most && !is_reached(before, use))
      out.push_back(fmt::format("uses {} of {} {} {}, so none can be added", use.used, use.most,
                                quota_in_words(use.what), where(use)));
  for (const QuotaUse& use : before)
    if (use.used >= use.most && !is_reached(after, use))
      out.push_back(fmt::format("has room for more {} {} again", quota_in_words(use.what), where(use)));
  return out;
}

}  // namespace

EnvironmentTypeView EnvironmentTypeService::view_of(db::Tx& tx, EnvironmentType type) {
  EnvironmentTypeView view;
  view.runtime = stores_.runtime_rules.rule(tx, type.name).runtime;
  if (const auto rule = stores_.approvals.rule(tx, type.name)) view.approvals = rule->required;
  for (const Environment& each : stores_.environments.list(tx, "", everything))
    if (each.type == type.name) ++view.environments;
  view.type = std::move(type);
  return view;
}

Result<std::vector<EnvironmentTypeView>> EnvironmentTypeService::types(const auth::Principal& principal) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "environment_type.read", {"", "", "", true}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<EnvironmentTypeView>> {
    std::vector<EnvironmentTypeView> out;
    for (const std::string_view name : environment_types)
      out.push_back(view_of(tx, stores_.environment_types.type(tx, std::string(name))));
    return out;
  });
}

Result<EnvironmentTypeView> EnvironmentTypeService::type(const auth::Principal& principal, const std::string& name) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "environment_type.read", {"", "", "", true}));
  CHECK_OK(known(name));
  return kernel_.db.read(
      [&](db::Tx& tx) -> Result<EnvironmentTypeView> { return view_of(tx, stores_.environment_types.type(tx, name)); });
}

TypePreview EnvironmentTypeService::preview_of(db::Tx& tx, const EnvironmentType& after) {
  const EnvironmentType before = stores_.environment_types.type(tx, after.name);
  TypePreview out;
  boost::json::array told;
  const bool has_other_quotas = before.of_type != after.of_type || before.of_project != after.of_project ||
                                before.of_environment != after.of_environment;
  const UsesByPlace uses_before = has_other_quotas ? quota_uses_of_type(tx, stores_, before) : UsesByPlace();
  const UsesByPlace uses_after = has_other_quotas ? quota_uses_of_type(tx, stores_, after) : UsesByPlace();
  for (const Environment& each : stores_.environments.list(tx, "", everything)) {
    if (each.type != after.name) continue;
    AffectedEnvironment affected{each.project_id, each.name, {}, false};
    if (before.sleep_after != after.sleep_after)
      affected.changes.push_back(after.sleep_after.count() == 0 ? std::string("never falls asleep by itself any more")
                                                                : fmt::format("falls asleep after {} without a request",
                                                                              lasting(after.sleep_after)));
    for (const Component& component : stores_.environments.components(tx, each.project_id)) {
      const auto current = stores_.deployments.current(tx, component.name, each.name);
      if (!current) continue;
      const auto own =
          stores_.environments.configuration(tx, each.project_id, each.name, component.name, std::nullopt).values;
      const auto names = changed_names(before, after, own);
      if (names.empty()) continue;
      affected.changes.push_back(fmt::format("{} gets another {}", component.name, join(names, ", ")));
      affected.needs_redeploy |= !current->instance_id.empty();
    }
    for (std::string& change : changed_room(uses_at(uses_before, each), uses_at(uses_after, each)))
      affected.changes.push_back(std::move(change));
    if (!affected.changes.empty()) out.affected.push_back(std::move(affected));
  }
  for (const AffectedEnvironment& each : out.affected)
    told.push_back(boost::json::array{each.project, each.environment,
                                      boost::json::array(each.changes.begin(), each.changes.end()),
                                      each.needs_redeploy});
  out.digest = sha256_hex(
      json::canonical(boost::json::array{after.name, content_json(before), content_json(after), std::move(told)}));
  return out;
}

Result<TypePreview> EnvironmentTypeService::preview(const auth::Principal& principal, const EnvironmentType& type) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "environment_type.update", {"", "", type.name}));
  CHECK_OK(known(type.name));
  CHECK_OK(check(type));
  return kernel_.db.read([&](db::Tx& tx) -> Result<TypePreview> { return preview_of(tx, type); });
}

Result<EnvironmentTypeView> EnvironmentTypeService::set_type(const auth::Principal& principal, EnvironmentType type,
                                                             const std::string& digest) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "environment_type.update", {"", "", type.name}));
  CHECK_OK(known(type.name));
  CHECK_OK(check(type));
  type.changed_by = principal.ref;
  type.changed_at = kernel_.clock.now();
  return kernel_.db.transact([&](db::Tx& tx) -> Result<EnvironmentTypeView> {
    if (preview_of(tx, type).digest != digest)
      return conflict("delivery.plan_changed",
                      fmt::format("What the change of '{}' means is not what its preview said.", type.name))
          .with_hint("Look at the new preview, then apply that.");
    const EnvironmentType before = stores_.environment_types.type(tx, type.name);
    stores_.environment_types.put(tx, type);
    tx.notify("delivery.sleep");
    kernel_.events.append(tx, {.type = "delivery.environment_type.changed",
                               .subject = "environment-type:" + type.name,
                               .actor = principal.ref,
                               .payload = boost::json::serialize(
                                   boost::json::object{{"environmentType", type.name},
                                                       {"sleepAfterSeconds", type.sleep_after.count()},
                                                       {"sleepAfterSecondsBefore", before.sleep_after.count()},
                                                       {"defaultTtlSeconds", type.default_ttl.count()},
                                                       {"changedKeys", [&] {
                                                          const auto names = changed_names(before, type, {});
                                                          return boost::json::array(names.begin(), names.end());
                                                        }()}}),
                               .env_type = type.name});
    return view_of(tx, type);
  });
}

Result<std::vector<QuotaUse>> EnvironmentTypeService::quotas(const auth::Principal& principal,
                                                             const std::string& project,
                                                             const std::string& environment) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<QuotaUse>> {
    const auto found = stores_.environments.find(
        tx, project, environment, auth::to_sql(kernel_.authorizer.decide(principal, "environment.read"), "owner_ref"));
    if (!found) return no_environment(project, environment);
    auto uses = quota_uses(tx, stores_, project, environment, found->type);
    // Who uses the rest of what all share may be nobody that the asker knows of.
    for (QuotaUse& use : uses)
      if (use.scope == "type") use.by.clear();
    return uses;
  });
}

}  // namespace towpath::delivery
