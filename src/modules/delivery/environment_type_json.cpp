#include "environment_type_json.h"

#include "json/nullable.h"

namespace towpath::delivery {

namespace bj = boost::json;
using towpath::json::number_or_null;

namespace {

std::optional<std::int64_t> integer(const bj::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  if (!found || !found->is_int64()) return std::nullopt;
  return found->get_int64();
}
}  // namespace

bj::object to_json(const Quota& quota) {
  bj::object resources;
  for (const auto& [type, most] : quota.resources) resources[type] = most;
  return {{"environments", number_or_null(quota.environments)},
          {"instances", number_or_null(quota.instances)},
          {"memoryMiB", number_or_null(quota.memory_mib)},
          {"cpuMillis", number_or_null(quota.cpu_millis)},
          {"resources", std::move(resources)}};
}

bj::object content_json(const EnvironmentType& type) {
  bj::object configuration;
  for (const auto& [name, value] : type.configuration) configuration[name] = value;
  return {{"defaultTtlSeconds", type.default_ttl.count()},
          {"sleepAfterSeconds", type.sleep_after.count()},
          {"contact", type.contact},
          {"configuration", std::move(configuration)},
          {"quotas", bj::object{{"type", to_json(type.of_type)},
                                {"project", to_json(type.of_project)},
                                {"environment", to_json(type.of_environment)}}}};
}

Quota quota_from(const bj::object& object) {
  Quota quota{integer(object, "environments"), integer(object, "instances"), integer(object, "memoryMiB"),
              integer(object, "cpuMillis")};
  if (const auto* resources = object.if_contains("resources"); resources && resources->is_object())
    for (const auto& [type, most] : resources->get_object())
      quota.resources[std::string(type)] = most.to_number<std::int64_t>();
  return quota;
}

}  // namespace towpath::delivery
