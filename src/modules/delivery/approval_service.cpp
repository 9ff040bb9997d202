#include "approval_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/faults.h"
#include "base/strings.h"
#include "log/log.h"

namespace towpath::delivery {
namespace {

constexpr std::size_t longest_comment = 1000;
constexpr int most_required = 5;
constexpr std::size_t most_approvers = 20;

Error not_there(const std::string& id) {
  return not_found("delivery.approval_not_found", fmt::format("There is no approval {}.", id))
      .with_hint("See what waits with: towpath approval list");
}

ApprovalRule first_rule(std::string_view env_type) {
  ApprovalRule rule;
  rule.env_type = env_type;
  return rule;
}

/// What is agreed to, in words.
std::string_view noun_of(Mode mode) {
  if (mode == Mode::scale) return "scaling";
  return mode == Mode::job ? "job" : "deployment";
}

Status check(const ApprovalRule& r) {
  Error error = invalid_input("delivery.invalid_approval_rule", "The rule was not accepted.");
  if (r.required < 0 || r.required > most_required)
    error.add_field("/required", fmt::format("must be 0 to {}", most_required));
  if (r.approvers.size() > most_approvers)
    error.add_field("/approvers", fmt::format("must be at most {} groups", most_approvers));
  for (std::size_t i = 0; i < r.approvers.size(); ++i)
    if (!r.approvers[i].starts_with("group:") || r.approvers[i].find(',') != std::string::npos)
      error.add_field(fmt::format("/approvers/{}", i), "must be a group such as group:default/release-managers");
  if (r.expires_after < std::chrono::seconds(1) || r.expires_after > std::chrono::days(30))
    error.add_field("/expiresAfterSeconds", "must be 1 to 2592000 (30 days)");
  if (!error.fields().empty()) return error;
  return ok();
}

}  // namespace

auth::SqlCondition ApprovalService::visible(const auth::Principal& principal) const {
  return ApprovalStore::visible(kernel_.authorizer.decide(principal, "approval.read"), principal.owner_refs);
}

Status ApprovalService::voice_of(const auth::Principal& principal, const Approval& a) const {
  if (a.state != "waiting")
    return conflict("delivery.approval_closed",
                    fmt::format("This approval does not wait any more: it is {}.", a.state));
  if (a.expires_at <= kernel_.clock.now())  // and about to be ended
    return conflict("delivery.approval_closed", "This approval does not wait any more: its time is over.");
  if (a.four_eyes && principal.ref == a.requested_by)
    return forbidden("delivery.four_eyes",
                     "Whoever asked for a deployment cannot approve it: the rule asks for a second "
                     "person.");
  if (a.approvers.empty())
    return auth::check(kernel_.authorizer, principal, "approval.decide", {a.owner_ref, a.project_id, a.env_type});
  const bool is_named = std::any_of(a.approvers.begin(), a.approvers.end(), [&](const std::string& group) {
    return std::find(principal.owner_refs.begin(), principal.owner_refs.end(), group) != principal.owner_refs.end();
  });
  if (!is_named || kernel_.authorizer.decide(principal, "approval.decide").effect == auth::Effect::deny)
    return forbidden("delivery.not_an_approver",
                     fmt::format("Deployments to {} are approved by {}.", a.env_type, join(a.approvers, " or ")));
  return ok();
}

void ApprovalService::set_voice(const auth::Principal& principal, Approval& approval) const {
  Status voice = voice_of(principal, approval);
  if (voice.has_value() && std::any_of(approval.votes.begin(), approval.votes.end(),
                                       [&](const ApprovalVote& vote) { return vote.voter == principal.ref; }))
    voice = conflict("delivery.already_voted", "You have approved this already.");
  approval.may_decide = voice.has_value();
  approval.why_not = voice.has_value() ? "" : voice.error().message();
}

Result<ApprovalPage> ApprovalService::list(const auth::Principal& principal, const ApprovalFilter& filter) {
  const auth::SqlCondition condition = visible(principal);
  return kernel_.db.read([&](db::Tx& tx) -> Result<ApprovalPage> {
    ApprovalPage page;
    page.total = stores_.approvals.count(tx, filter, condition);
    page.items = stores_.approvals.list(tx, filter, filter.limit + 1, condition);
    if (page.items.size() > filter.limit) {
      page.items.pop_back();
      page.next = page.items.back().id;
    }
    for (Approval& approval : page.items) set_voice(principal, approval);
    return page;
  });
}

Result<Approval> ApprovalService::get(const auth::Principal& principal, const std::string& id) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<Approval> {
    auto approval = stores_.approvals.find(tx, id, visible(principal));
    if (!approval) return not_there(id);
    approval->votes = stores_.approvals.votes(tx, id);
    set_voice(principal, *approval);
    return std::move(*approval);
  });
}

Result<bool> ApprovalService::is_current(db::Tx& tx, const Approval& approval) const {
  const auto deployment = stores_.deployments.find(tx, approval.deployment_id, {"1 = 1", {}});
  if (is_beside_deployments(approval.mode)) {  // what it does cannot change; what it is done to can
    const auto current = stores_.deployments.current(tx, approval.component, approval.environment);
    return deployment && current && current->deployment_id == deployment->id;
  }
  const auto release = deployment ? stores_.releases.find(tx, deployment->release_id) : std::nullopt;
  if (!release) return false;
  const auto present = present_plan(tx, stores_, *deployment, *release, ConfigurationOf::now);
  return present.has_value() && present->hash == approval.plan_hash;  // what cannot be planned any more is another plan
}

Status ApprovalService::close(db::Tx& tx, const Approval& approval, const std::string& state, const std::string& actor,
                              const std::string& comment, const std::optional<Error>& refusal) {
  if (!stores_.approvals.close(tx, approval.id, state, kernel_.clock.now())) return ok();
  announce_approval(tx, kernel_, approval, state, actor, comment);
  return nodes_.settle_approval(
      tx, runs::RunId(approval.run_id), approval_key(approval.round), actor, refusal,
      boost::json::serialize(boost::json::object{{"approval", approval.id}, {"state", state}}));
}

Status ApprovalService::close_stale(db::Tx& tx, const Approval& approval) {
  return close(tx, approval, "stale", "system", "The plan is another now.", std::nullopt);
}

Result<Approval> ApprovalService::decide(const auth::Principal& principal, const std::string& id, bool approve,
                                         const std::string& comment, const std::string& plan_hash) {
  if (comment.size() > longest_comment) {
    Error error = invalid_input("delivery.invalid_comment", "The comment was not accepted.");
    error.add_field("/comment", fmt::format("must be at most {} bytes", longest_comment));
    return error;
  }
  bool is_stale = false;
  auto decided = kernel_.db.transact([&](db::Tx& tx) -> Result<Approval> {
    is_stale = false;
    auto approval = stores_.approvals.find(tx, id, visible(principal));
    if (!approval) return not_there(id);
    CHECK_OK(voice_of(principal, *approval));
    TRY(const bool current, is_current(tx, *approval));
    if (!current || plan_hash != approval->plan_hash) {
      is_stale = true;
      if (!current) CHECK_OK(close_stale(tx, *approval));
      return std::move(*approval);
    }
    const UtcTime now = kernel_.clock.now();
    if (!stores_.approvals.vote(tx, id, {principal.ref, approve, comment, now}, plan_hash))
      return conflict("delivery.already_voted", "You have approved this already; it needs the voice of others, too.");
    approval->votes = stores_.approvals.votes(tx, id);
    const auto agreed = std::count_if(approval->votes.begin(), approval->votes.end(),
                                      [](const ApprovalVote& vote) { return vote.approves; });
    if (!approve) {
      CHECK_OK(close(tx, *approval, "denied", principal.ref, comment,
                     forbidden("delivery.approval_denied",
                               fmt::format("{} did not approve the {}{}", principal.ref, noun_of(approval->mode),
                                           comment.empty() ? "." : ": " + comment))
                         .with_hint("Agree with them, then ask again.")));
    } else if (agreed >= approval->required) {
      CHECK_OK(close(tx, *approval, "approved", principal.ref, comment, std::nullopt));
    } else {
      announce_approval(tx, kernel_, *approval, "voted", principal.ref, comment);
    }
    fault_point("delivery.approval.in_commit");
    auto stored = stores_.approvals.find(tx, id, {"1 = 1", {}});
    stored->votes = std::move(approval->votes);
    set_voice(principal, *stored);
    return std::move(*stored);
  });
  fault_point("delivery.approval.after_commit");
  if (decided.has_value() && is_stale)
    return conflict("delivery.approval_stale", "The plan has changed since it was shown, so nothing was approved.")
        .with_hint(fmt::format("Look at the new plan, then approve that: towpath approval list --component {}",
                               decided->component));
  return decided;
}

void ApprovalService::refresh(const std::string& project) {
  // Most changes concern nothing that waits: no turn of the writer for them.
  if (kernel_.db.read([&](db::Tx& tx) { return stores_.approvals.waiting(tx, project).empty(); })) return;
  const Status refreshed = kernel_.db.transact([&](db::Tx& tx) -> Status {
    for (const Approval& approval : stores_.approvals.waiting(tx, project)) {
      TRY(const bool current, is_current(tx, approval));
      if (!current) CHECK_OK(close_stale(tx, approval));
    }
    return ok();
  });
  // A run whose node does not wait yet looks at the plan itself once it is asked.
  if (!refreshed.has_value())
    log::info("approvals were not compared with their plans",
              {{"project", project}, {"code", refreshed.error().code()}});
}

void ApprovalService::supersede(const std::string& deployment_id) {
  const auto older = kernel_.db.read([&](db::Tx& tx) -> std::vector<Approval> {
    const auto newest = stores_.deployments.find(tx, deployment_id, {"1 = 1", {}});
    if (!newest) return {};
    std::vector<Approval> waiting = stores_.approvals.waiting_in(tx, newest->component, newest->environment);
    std::erase_if(waiting, [&](const Approval& a) { return a.deployment_id >= deployment_id; });
    return waiting;
  });
  for (const Approval& approval : older) {
    const Status cancelled = runs_.cancel(auth::system_principal(), runs::RunId(approval.run_id),
                                          "A newer deployment of the same place was asked for.");
    if (!cancelled.has_value() && cancelled.error().code() != "runs.already_finished")
      log::warn("a deployment that waits could not be cancelled for a newer one",
                {{"run", approval.run_id}, {"code", cancelled.error().code()}});
  }
}

std::optional<UtcTime> ApprovalService::expire_due() {
  const UtcTime now = kernel_.clock.now();
  std::optional<UtcTime> again;
  const auto [waiting, next] = kernel_.db.read(
      [&](db::Tx& tx) { return std::pair(stores_.approvals.waiting(tx, ""), stores_.approvals.next_expiry(tx, now)); });
  for (const Approval& approval : waiting) {
    if (approval.expires_at > now) continue;
    const Error refusal = failed("delivery.approval_expired",
                                 fmt::format("Nobody approved the {} {} '{}' in time.", noun_of(approval.mode),
                                             is_beside_deployments(approval.mode) ? "in" : "to", approval.environment))
                              .with_hint("Ask again when somebody is there to approve it.");
    const Status ended =
        kernel_.db.transact([&](db::Tx& tx) { return close(tx, approval, "expired", "system", "", refusal); });
    if (ended.has_value()) continue;
    log::warn("an approval could not be ended",
              {{"approval", approval.id}, {"code", ended.error().code()}, {"detail", ended.error().message()}});
    again = now + std::chrono::minutes(1);
  }
  return again && next ? std::min(*again, *next) : again ? again : next;
}

Result<std::vector<ApprovalRule>> ApprovalService::rules(const auth::Principal& principal) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "approval_rule.read", {"", "", "", true}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<ApprovalRule>> {
    std::vector<ApprovalRule> out;
    for (const std::string_view type : environment_types)
      out.push_back(stores_.approvals.rule(tx, std::string(type)).value_or(first_rule(type)));
    return out;
  });
}

Result<ApprovalRule> ApprovalService::set_rule(const auth::Principal& principal, ApprovalRule rule) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "approval_rule.update", {"", "", rule.env_type}));
  if (std::find(std::begin(environment_types), std::end(environment_types), rule.env_type) ==
      std::end(environment_types))
    return not_found("delivery.unknown_type", fmt::format("There is no type of environment '{}'.", rule.env_type))
        .with_hint("The types are development, staging, production and ephemeral.");
  CHECK_OK(check(rule));
  rule.changed_by = principal.ref;
  rule.changed_at = kernel_.clock.now();
  return kernel_.db.transact([&](db::Tx& tx) -> Result<ApprovalRule> {
    const ApprovalRule before = stores_.approvals.rule(tx, rule.env_type).value_or(first_rule(rule.env_type));
    stores_.approvals.put_rule(tx, rule);
    kernel_.events.append(tx, {.type = "delivery.approval_rule.changed",
                               .subject = "environment-type:" + rule.env_type,
                               .actor = principal.ref,
                               .payload = boost::json::serialize(
                                   boost::json::object{{"environmentType", rule.env_type},
                                                       {"before", before.required == 0 ? "none" : in_words(before)},
                                                       {"after", rule.required == 0 ? "none" : in_words(rule)}}),
                               .env_type = rule.env_type});
    return rule;
  });
}

}  // namespace towpath::delivery
