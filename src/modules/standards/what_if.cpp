#include "what_if.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "policy_document.h"
#include "yaml/yaml.h"

namespace towpath::standards {
namespace {

namespace json = boost::json;

constexpr std::size_t most_listed = 200;

Result<Policy> policy_in(const std::string& text, const std::string& file, const PolicyBook& book) {
  TRY(const auto verdicts, catalog::validate(text, file, {{"Policy", &book}}));
  if (verdicts.size() != 1)
    return invalid_input("standards.invalid_policy",
                         fmt::format("{} holds {} documents, not one policy.", file, verdicts.size()));
  if (const auto& error = verdicts.front().error) {
    Error out = invalid_input("standards.invalid_policy", error->message());
    for (const FieldError& field : error->fields()) out.add_field(field.path, field.message);
    return out;
  }
  TRY(const yaml::Node root, yaml::parse_one(text, file));
  const json::value document = yaml::to_json(root);
  if (const yaml::Node* kind = root.find("kind"); !kind || kind->text() != "Policy")
    return invalid_input("standards.invalid_policy", fmt::format("{} is no policy.", file));
  return policy_of(json::serialize(document));
}

std::optional<Effect> effect_of(const Finding* before, const Finding& after) {
  const bool did_stop = before && before->stops(), would_stop = after.stops();
  if (did_stop != would_stop) return would_stop ? Effect::stops : Effect::lets;
  const bool did_speak = before && before->verdict != Verdict::pass, would_speak = after.verdict != Verdict::pass;
  if (did_speak != would_speak) return would_speak ? Effect::advises : Effect::is_quiet;
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Effect effect) {
  switch (effect) {
    case Effect::stops:
      return "stops";
    case Effect::lets:
      return "lets";
    case Effect::advises:
      return "advises";
    case Effect::is_quiet:
      return "quiet";
  }
  return "";
}

Result<WhatIf> WhatIfService::replay(const auth::Principal& principal, const std::string& text, const std::string& file,
                                     int days, std::size_t limit) const {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "policy.read", {}));
  TRY(const Policy policy, policy_in(text, file, book_));
  TRY(const CompiledPolicy compiled, compile(book_.cel(), policy));
  const auto visible = auth::to_sql(kernel_.authorizer.decide(principal, "decision.read"), "d.owner_ref", "d.env_type");
  WhatIf out;
  out.policy = policy.name;
  std::map<std::pair<std::string, std::string>, WhatIf::Group> groups;
  const auto look_at = [&](Decision decision) {
    if (++out.replayed > limit) {
      out.is_cut = true;
      return;
    }
    if (decision.input.empty()) {
      ++out.skipped;
      return;
    }
    const json::value input = json::parse(decision.input);
    Finding after;
    after.mode = policy.mode;
    after.unknown_blocks = policy.unknown_blocks;
    if (concerns(policy, input.as_object())) {
      ++out.asked;
      after.verdict = verdict_on(book_.cel(), compiled, input.as_object());
    }
    const Finding* before = decision.findings.empty() ? nullptr : &decision.findings.front();
    if (before) after.waiver_id = before->waiver_id;  // what was waived would be waived again
    const auto effect = effect_of(before, after);
    if (!effect) return;
    WhatIf::Group& group = groups[{decision.gate, decision.owner_ref}];
    group.gate = decision.gate;
    group.team = decision.owner_ref;
    ++(*effect == Effect::stops     ? group.stops
       : *effect == Effect::lets    ? group.lets
       : *effect == Effect::advises ? group.advises
                                    : group.is_quiet);
    decision.input.clear();
    if (out.changes.size() < most_listed) out.changes.push_back({std::move(decision), *effect, after.verdict});
  };
  kernel_.db.read([&](db::Tx& tx) {
    store_.each(tx, policy.name, kernel_.clock.now() - std::chrono::days(days), limit + 1, visible, look_at);
    return true;
  });
  out.replayed = std::min(out.replayed, limit);
  for (auto& [key, group] : groups) out.groups.push_back(std::move(group));
  std::stable_sort(out.groups.begin(), out.groups.end(),
                   [](const WhatIf::Group& a, const WhatIf::Group& b) { return a.stops > b.stops; });
  return out;
}

}  // namespace towpath::standards
