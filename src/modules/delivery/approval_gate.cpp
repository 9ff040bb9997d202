#include "approval_gate.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <charconv>

#include "base/id.h"
#include "base/sha256.h"
#include "base/strings.h"
#include "json/json.h"
#include "plan_costs.h"

namespace towpath::delivery {
namespace {

constexpr std::string_view confirm_prefix = "confirm/";

bool follows_the_present(Mode mode) { return mode == Mode::deploy || mode == Mode::promote; }

boost::json::array actions_json(const Plan& plan) {
  boost::json::array actions;
  for (const PlannedAction& action : plan.actions) {
    boost::json::object each{{"action", action.action}, {"subject", action.subject}, {"reason", action.reason}};
    if (action.cost)
      if (auto cost = to_json(*action.cost)) each["cost"] = std::move(*cost);
    if (!action.changes.empty()) each["changes"] = boost::json::parse(action.changes);
    actions.push_back(std::move(each));
  }
  return actions;
}

}  // namespace

bool is_beside_deployments(Mode mode) { return mode == Mode::job || mode == Mode::scale; }

Result<PresentPlan> present_plan(db::Tx& tx, const Stores& stores, Deployment deployment, const Release& release,
                                 ConfigurationOf configuration) {
  std::map<std::string, std::string> pinned;
  if (!follows_the_present(deployment.mode)) {
    pinned = pinned_definitions(deployment);
  } else if (configuration == ConfigurationOf::now) {
    deployment.configuration_version =
        stores.environments
            .configuration(tx, deployment.project_id, deployment.environment, deployment.component, std::nullopt)
            .version;
  }
  PresentPlan present;
  TRY(present.plan, make_plan(tx, stores, deployment, release, pinned));
  present.configuration_version = deployment.configuration_version;
  boost::json::object definitions;
  for (const PlannedResource& planned : present.plan.resources)
    definitions[planned.node.res_id] = fmt::format("{}@{}", planned.definition.id, planned.definition.version);
  present.definitions = boost::json::serialize(definitions);
  present.hash = sha256_hex(json::canonical(boost::json::object{{"release", release.id},
                                                                {"configuration", present.configuration_version},
                                                                {"definitions", std::move(definitions)},
                                                                {"actions", actions_json(present.plan)}}));
  return present;
}

std::string plan_json(const Plan& plan) {
  return boost::json::serialize(
      boost::json::object{{"actions", actions_json(plan)}, {"cost", to_json(total_of(plan.actions))}});
}

bool does_the_same(const std::string& plan, const std::string& other) {
  const boost::json::value one = boost::json::parse(plan), two = boost::json::parse(other);
  const auto *actions = one.as_object().if_contains("actions"), *others = two.as_object().if_contains("actions");
  return actions && others && *actions == *others;
}

std::optional<ApprovalRule> rule_for(db::Tx& tx, const Stores& stores, const Deployment& deployment) {
  if (!follows_the_present(deployment.mode) && !is_beside_deployments(deployment.mode)) return std::nullopt;
  auto rule = stores.approvals.rule(tx, deployment.env_type);
  if (!rule || rule->required == 0) return std::nullopt;
  return rule;
}

std::string in_words(const ApprovalRule& rule) {
  std::string out = fmt::format("{} approval{}", rule.required, rule.required == 1 ? "" : "s");
  if (!rule.approvers.empty()) out += " by " + join(rule.approvers, " or ");
  if (rule.four_eyes) out += ", not counting who asked";
  return out;
}

std::string approval_key(std::int64_t round) { return fmt::format("approval/{}", round); }
std::string confirm_key(std::int64_t round) { return fmt::format("{}{}", confirm_prefix, round); }

std::int64_t round_of(const std::string& node_key) {
  std::int64_t round = 0;
  if (node_key.starts_with(confirm_prefix))
    std::from_chars(node_key.data() + confirm_prefix.size(), node_key.data() + node_key.size(), round);
  return round;
}

Approval ask(db::Tx& tx, const Kernel& kernel, const Stores& stores, const Deployment& deployment,
             const Release& release, const ApprovalRule& rule, const PresentPlan& present, std::int64_t round) {
  if (auto asked = stores.approvals.of_round(tx, deployment.run_id, round)) return std::move(*asked);  // a repeat
  const UtcTime now = kernel.clock.now();
  Approval approval;
  approval.id = new_ulid();
  approval.deployment_id = deployment.id;
  approval.run_id = deployment.run_id;
  approval.round = round;
  approval.component = deployment.component;
  approval.project_id = deployment.project_id;
  approval.environment = deployment.environment;
  approval.env_type = deployment.env_type;
  approval.owner_ref = deployment.owner_ref;
  approval.mode = deployment.mode;
  approval.release_number = release.number;
  approval.plan = plan_json(present.plan);
  approval.plan_hash = present.hash;
  approval.required = rule.required;
  approval.four_eyes = rule.four_eyes;
  approval.approvers = rule.approvers;
  approval.reason = deployment.reason;
  approval.requested_by = deployment.requested_by;
  approval.created_at = now;
  approval.expires_at = now + rule.expires_after;
  stores.approvals.insert(tx, approval);
  announce_approval(tx, kernel, approval, "requested", approval.requested_by, approval.reason);
  tx.notify("delivery.approvals");
  return approval;
}

void announce_approval(db::Tx& tx, const Kernel& kernel, const Approval& approval, const std::string& what,
                       const std::string& actor, const std::string& comment) {
  kernel.events.append(
      tx, {.type = "delivery.approval." + what,
           .subject = "component:default/" + approval.component,
           .actor = actor,
           .payload = boost::json::serialize(boost::json::object{{"approval", approval.id},
                                                                 {"deployment", approval.deployment_id},
                                                                 {"run", approval.run_id},
                                                                 {"component", approval.component},
                                                                 {"project", approval.project_id},
                                                                 {"environment", approval.environment},
                                                                 {"environmentType", approval.env_type},
                                                                 {"planHash", approval.plan_hash},
                                                                 {"required", approval.required},
                                                                 {"createdAt", to_rfc3339(approval.created_at)},
                                                                 {"comment", comment}}),
           .owner_ref = approval.owner_ref,
           .project_id = approval.project_id,
           .env_type = approval.env_type});
}

}  // namespace towpath::delivery
