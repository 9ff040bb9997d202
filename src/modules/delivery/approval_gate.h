#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "delivery/delivery.h"
#include "module/module.h"
#include "planner.h"

namespace towpath::delivery {

/// What a deployment would do at this moment.
struct PresentPlan {
  Plan plan;
  std::int64_t configuration_version = 0;
  std::string definitions;  ///< JSON: resource id to "definition@version".
  /// 64 hex over release, configuration version, definitions and actions with the prices that are known: what an
  /// approval is bound to, so that a dearer plan is asked for again. Without what drivers say of their part, which is
  /// not known from rows; a confirming node compares that by itself.
  std::string hash;
};

/// Which version of the configuration a plan is made with.
enum class ConfigurationOf { request, now };

/// Makes the plan from rows as they are now. A rollback or restart keeps the versions it was asked for; what deploys or
/// promotes takes the definitions, and with ConfigurationOf::now the configuration, that are in force. Errors: those of
/// make_plan().
Result<PresentPlan> present_plan(db::Tx& tx, const Stores& stores, Deployment deployment, const Release& release,
                                 ConfigurationOf configuration);

/// The plan as JSON: {"actions": [{action, subject, reason}], "cost": ...}, with `changes` where a driver said what it
/// would do, `cost` where a price is known, and the sums of plan_costs.h.
std::string plan_json(const Plan& plan);

/// Whether two plans of plan_json() have the same actions, at the same prices. Their sums say nothing more.
bool does_the_same(const std::string& plan, const std::string& other);

/// Of a job or a scaling: done to what is in force, without a deployment of its own.
bool is_beside_deployments(Mode mode);

/// The rule that a deployment has to meet; nothing when nobody needs to agree.
std::optional<ApprovalRule> rule_for(db::Tx& tx, const Stores& stores, const Deployment& deployment);

/// The rule in words: "2 approvals by group:default/release, not counting who asked".
std::string in_words(const ApprovalRule& rule);

/// Keys of a run's nodes for the n-th request.
std::string approval_key(std::int64_t round);
std::string confirm_key(std::int64_t round);
/// The round of a confirming node; 0 for the first plan.
std::int64_t round_of(const std::string& node_key);

/// Stores the request to agree to `present` and announces it.
Approval ask(db::Tx& tx, const Kernel& kernel, const Stores& stores, const Deployment& deployment,
             const Release& release, const ApprovalRule& rule, const PresentPlan& present, std::int64_t round);

/// Announces what became of an approval: "delivery.approval.<what>".
void announce_approval(db::Tx& tx, const Kernel& kernel, const Approval& approval, const std::string& what,
                       const std::string& actor, const std::string& comment);

}  // namespace towpath::delivery
