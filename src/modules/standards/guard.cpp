#include "guard.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "base/clip.h"
#include "base/id.h"
#include "base/sha256.h"
#include "base/strings.h"
#include "input.h"
#include "json/json.h"

namespace towpath::standards {
namespace {

constexpr std::size_t largest_kept_input = 64 * 1024, longest_reason = 1000;

Outcome outcome_of(const std::vector<Finding>& findings, bool has_reason) {
  const auto any = [&](const auto& is) { return std::any_of(findings.begin(), findings.end(), is); };
  const auto is_hard = [](const Finding& f) { return f.stops() && f.mode == Mode::hard; };
  if (any(is_hard)) return Outcome::denied;
  if (any(std::mem_fn(&Finding::stops))) return has_reason ? Outcome::overridden : Outcome::denied;
  if (any([](const Finding& f) { return !f.is_met() && !f.waiver_id.empty(); })) return Outcome::waived;
  if (any([](const Finding& f) { return f.verdict != Verdict::pass; })) return Outcome::advised;
  return Outcome::allowed;
}

std::string environment_of(const boost::json::object& input) {
  const auto* environment = input.if_contains("environment");
  const auto* name = environment && environment->is_object() ? environment->as_object().if_contains("name") : nullptr;
  return name && name->is_string() ? std::string(name->as_string()) : "";
}

/// "It has no owner." with what is not known behind it.
std::string sentence_of(const Finding& finding) {
  return finding.reason.empty() ? finding.message : finding.message + " (" + finding.reason + ")";
}

}  // namespace

Error denial_of(const Decision& decision) {
  std::vector<const Finding*> stopping;
  for (const Finding& each : decision.findings)
    if (each.stops()) stopping.push_back(&each);
  const bool is_hard =
      std::any_of(stopping.begin(), stopping.end(), [](const Finding* f) { return f->mode == Mode::hard; });
  const Finding& first = **std::max_element(stopping.begin(), stopping.end(),
                                            [](const Finding* a, const Finding* b) { return a->mode < b->mode; });
  std::string message = sentence_of(first);
  if (stopping.size() > 1)
    message += fmt::format(" {} more {} it, too.", stopping.size() - 1,
                           stopping.size() == 2 ? "policy stops" : "policies stop");
  Error error = is_hard ? forbidden("policy.denied", std::move(message))
                        : forbidden("policy.override_needed", std::move(message));
  error = std::move(error).with_hint(!first.hint.empty() ? first.hint
                                     : is_hard           ? fmt::format("towpath why {}", decision.id)
                                               : "Do it all the same and say why, with: --override \"reason\"");
  error.add_field("/decision", decision.id);
  for (const Finding* each : stopping)
    error.add_field("/policies/" + each->policy, fmt::format("{} ({})", sentence_of(*each), to_string(each->mode)));
  return error;
}

Decision PolicyGuard::decide(const PolicySet& set, const boost::json::object& input, const auth::Principal& principal,
                             const gate::Question& question) const {
  std::vector<const CompiledPolicy*> concerned;
  for (const auto& each : set)
    if (concerns(each->policy, input)) concerned.push_back(each.get());
  Decision out;
  out.id = new_ulid();
  out.gate = question.gate;
  out.subject = question.subject;
  out.cause = question.cause;
  out.owner_ref = question.attributes.owner_ref;
  out.project_id = question.attributes.project_id;
  out.env_type = question.attributes.env_type;
  out.environment = environment_of(input);
  out.actor = principal.ref;
  out.override_reason = std::string(clipped(trim(question.override_reason), longest_reason));
  out.findings = evaluate(book_.cel(), concerned, input);
  if (std::any_of(out.findings.begin(), out.findings.end(), std::mem_fn(&Finding::stops))) {
    const auto in_force = waivers_.in_force(question.subject);
    for (std::size_t i = 0; i < concerned.size(); ++i)
      for (const Waivers::InForce& each : in_force)
        if (out.findings[i].stops() && each.target == concerned[i]->policy.ref &&
            (each.environment.empty() || each.environment == out.environment))
          out.findings[i].waiver_id = each.id;
  }
  out.outcome = outcome_of(out.findings, !out.override_reason.empty());
  if (out.outcome != Outcome::overridden) out.override_reason.clear();
  out.input = towpath::json::canonical(input);
  out.input_digest = sha256_hex(out.input);
  if (out.input.size() > largest_kept_input) out.input.clear();
  out.at = kernel_.clock.now();
  return out;
}

void PolicyGuard::keep(const Decision& decision, const PolicySet& set) {
  std::vector<const Policy*> unseen;
  {
    const std::lock_guard lock(mutex_);
    for (const Finding& finding : decision.findings)
      if (!kept_versions_.contains(finding.policy + "@" + finding.version))
        for (const auto& each : set)
          if (each->policy.name == finding.policy && each->policy.version == finding.version)
            unseen.push_back(&each->policy);
  }
  const Status kept = kernel_.db.transact([&](db::Tx& tx) -> Status {
    for (const Policy* policy : unseen) store_.put_version(tx, *policy, decision.at);
    store_.insert(tx, decision);
    if (decision.outcome == Outcome::denied || decision.outcome == Outcome::overridden) {
      boost::json::array policies;
      for (const Finding& each : decision.findings)
        if (each.stops()) policies.emplace_back(each.policy);
      kernel_.events.append(
          tx,
          {.type = decision.outcome == Outcome::denied ? "standards.decision.denied" : "standards.decision.overridden",
           .subject = decision.subject,
           .actor = decision.actor,
           .payload = boost::json::serialize(boost::json::object{{"decision", decision.id},
                                                                 {"gate", decision.gate},
                                                                 {"environment", decision.environment},
                                                                 {"cause", decision.cause},
                                                                 {"policies", std::move(policies)},
                                                                 {"reason", decision.override_reason}}),
           .owner_ref = decision.owner_ref,
           .project_id = decision.project_id,
           .env_type = decision.env_type});
    }
    return ok();
  });
  if (!kept.has_value()) throw std::runtime_error(kept.error().message());
  const std::lock_guard lock(mutex_);
  for (const Policy* policy : unseen) kept_versions_.insert(policy->name + "@" + policy->version);
}

Status PolicyGuard::pass(const auth::Principal& principal, const gate::Question& question) {
  const auto set = book_.all();
  const Decision decision =
      decide(*set, input_of(principal, question, ports_.catalog.catalog(), ports_.sources, kernel_.clock.now()),
             principal, question);
  keep(decision, *set);
  if (decision.outcome == Outcome::denied) return denial_of(decision);
  return ok();
}

}  // namespace towpath::standards
