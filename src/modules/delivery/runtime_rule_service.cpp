#include "runtime_rule_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/strings.h"

namespace towpath::delivery {

Result<std::vector<RuntimeRule>> RuntimeRuleService::rules(const auth::Principal& principal) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "runtime_rule.read", {"", "", "", true}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<RuntimeRule>> {
    std::vector<RuntimeRule> out;
    for (const std::string_view type : environment_types)
      out.push_back(stores_.runtime_rules.rule(tx, std::string(type)));
    return out;
  });
}

Result<RuntimeRule> RuntimeRuleService::set_rule(const auth::Principal& principal, RuntimeRule rule) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "runtime_rule.update", {"", "", rule.env_type}));
  if (std::find(std::begin(environment_types), std::end(environment_types), rule.env_type) ==
      std::end(environment_types))
    return not_found("delivery.unknown_type", fmt::format("There is no type of environment '{}'.", rule.env_type))
        .with_hint("The types are development, staging, production and ephemeral.");
  const auto names = runtimes_.names();
  if (std::find(names.begin(), names.end(), rule.runtime) == names.end())
    return invalid_input("delivery.unknown_runtime", fmt::format("There is no runtime '{}'.", rule.runtime))
        .with_hint("There are: " + join(names, ", "));
  rule.changed_by = principal.ref;
  rule.changed_at = kernel_.clock.now();
  return kernel_.db.transact([&](db::Tx& tx) -> Result<RuntimeRule> {
    const RuntimeRule before = stores_.runtime_rules.rule(tx, rule.env_type);
    stores_.runtime_rules.put(tx, rule);
    kernel_.events.append(
        tx, {.type = "delivery.runtime_rule.changed",
             .subject = "environment-type:" + rule.env_type,
             .actor = principal.ref,
             .payload = boost::json::serialize(boost::json::object{
                 {"environmentType", rule.env_type}, {"before", before.runtime}, {"after", rule.runtime}}),
             .env_type = rule.env_type});
    return rule;
  });
}

Result<std::vector<RuntimeReport>> RuntimeRuleService::runtimes(const auth::Principal& principal) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "runtime_rule.read", {"", "", "", true}));
  return runtimes_.reports();
}

}  // namespace towpath::delivery
