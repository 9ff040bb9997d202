#include "waiver_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <stdexcept>

#include "base/clip.h"
#include "base/id.h"
#include "base/strings.h"

namespace towpath::standards {
namespace {

constexpr std::size_t longest_text = 2000, most_at_once = 200, most_awaiting = 500;
constexpr std::chrono::days longest_notice{14};
constexpr int longest_of_all = 365;

Error no_waiver(const std::string& id) {
  return not_found("standards.waiver_not_found", fmt::format("There is no waiver {}.", id))
      .with_hint("See them with: towpath waiver list");
}

Error closed(const Waiver& waiver) {
  return conflict("standards.waiver_closed", fmt::format("The waiver is {} already.", waiver.state));
}

/// A fortnight before its end, of short ones after three quarters of their time.
UtcTime reminder_of(UtcTime from, UtcTime until) {
  return until - std::min<std::chrono::microseconds>(longest_notice, (until - from) / 4);
}

Status valid(const NewWaiver& given, const Waivable& target) {
  Error error = invalid_input("standards.invalid_waiver", "This cannot be waived so.");
  for (const auto& [pointer, text, what] :
       {std::tuple("/reason", &given.reason, "must say why"),
        std::tuple("/control", &given.control, "must say what is done instead, to keep the risk small")}) {
    if (trim(*text).empty()) error.add_field(pointer, what);
    if (text->size() > longest_text) error.add_field(pointer, fmt::format("must be at most {} bytes", longest_text));
  }
  const int longest = std::min(target.longest_days, longest_of_all);
  if (given.days < 1 || given.days > longest) error.add_field("/days", fmt::format("must be from 1 to {}", longest));
  if (!target.is_per_environment && !given.environment.empty())
    error.add_field("/environment", "must be left out: a check is about no environment");
  if (given.environment.size() > 63) error.add_field("/environment", "is not the name of an environment");
  if (!error.fields().empty()) return error;
  return ok();
}

}  // namespace

auth::SqlCondition WaiverService::visible(const auth::Principal& principal) const {
  auto own = auth::to_sql(kernel_.authorizer.decide(principal, "waiver.read"), "owner_ref");
  // Whoever answers for the target sees what they are asked to agree to, too.
  auto asked = auth::to_sql(kernel_.authorizer.decide(principal, "waiver.read"), "target_owner_ref");
  own.where = fmt::format("({} OR {})", own.where, asked.where);
  own.params.insert(own.params.end(), asked.params.begin(), asked.params.end());
  return own;
}

std::optional<Waivable> WaiverService::waivable(const std::string& target) const {
  for (const auto set = book_.all(); const auto& each : *set)
    if (each->policy.ref == target)
      return Waivable{each->policy.title, each->policy.owner_ref, each->policy.longest_waiver_days};
  for (WaivableSource* source : ports_.waivables)
    if (auto found = source->find(target)) return found;
  return std::nullopt;
}

Status WaiverService::may_decide(const auth::Principal& principal, const Waiver& waiver) const {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "waiver.approve", {waiver.target_owner_ref, "", ""}));
  if (principal.ref == waiver.requested_by)
    return forbidden("standards.four_eyes", "A second person agrees to a waiver, not the one who asked for it.")
        .with_hint(fmt::format("Ask a colleague to run: towpath waiver approve {}", waiver.id));
  return ok();
}

Waiver WaiverService::seen(const auth::Principal& principal, Waiver waiver) const {
  // The timer is not what ends it: its time is.
  const bool is_over = waiver.expires_at <= kernel_.clock.now();
  if (is_over && (waiver.state == "requested" || waiver.state == "approved")) waiver.state = "expired";
  if (waiver.state == "requested") {
    const Status may = may_decide(principal, waiver);
    waiver.may_decide = may.has_value();
    if (!may.has_value()) waiver.why_not = may.error().message();
  }
  if (waiver.state == "requested" || waiver.state == "approved")
    waiver.may_end =
        auth::check(kernel_.authorizer, principal, "waiver.request", {waiver.owner_ref, "", ""}).has_value() ||
        auth::check(kernel_.authorizer, principal, "waiver.approve", {waiver.target_owner_ref, "", ""}).has_value();
  return waiver;
}

Result<WaiverPage> WaiverService::list(const auth::Principal& principal, const WaiverFilter& given) {
  WaiverFilter filter = given;
  auth::SqlCondition condition = visible(principal);
  if (filter.mine) {
    auth::Decision own;
    own.effect = auth::Effect::conditional;
    own.owner_refs = principal.owner_refs;
    const auto mine = auth::to_sql(own, "owner_ref");
    condition.where += fmt::format(" AND ({} OR requested_by = ?)", mine.where);
    condition.params.insert(condition.params.end(), mine.params.begin(), mine.params.end());
    condition.params.emplace_back(principal.ref);
  }
  const std::size_t limit = filter.limit;
  if (filter.awaits_me) {
    filter.state = "requested";
    filter.limit = most_awaiting;
  } else {
    filter.limit = limit + 1;
  }
  WaiverPage page = kernel_.db.read([&](db::Tx& tx) {
    return WaiverPage{store_.list(tx, filter, condition), "", store_.count(tx, filter, condition)};
  });
  for (Waiver& each : page.items) each = seen(principal, std::move(each));
  if (filter.awaits_me) {
    std::erase_if(page.items, [](const Waiver& each) { return !each.may_decide; });
    page.total = static_cast<std::int64_t>(page.items.size());
    if (page.items.size() > limit) page.items.resize(limit);
  } else if (page.items.size() > limit) {
    page.items.pop_back();
    page.next = page.items.back().id;
  }
  return page;
}

Result<Waiver> WaiverService::get(const auth::Principal& principal, const std::string& id) {
  auto found = kernel_.db.read([&](db::Tx& tx) { return store_.find(tx, id, visible(principal)); });
  if (!found) return no_waiver(id);
  return seen(principal, std::move(*found));
}

Result<Waiver> WaiverService::request(const auth::Principal& principal, const NewWaiver& given) {
  TRY(const auto subject, catalog::EntityRef::parse(given.subject, "component"));
  TRY(const catalog::Entity entity, ports_.catalog.catalog().get(principal, subject));
  CHECK_OK(auth::check(kernel_.authorizer, principal, "waiver.request", {entity.owner_ref, entity.project_id, ""}));
  std::string target = given.target;
  if (const auto ref = catalog::EntityRef::parse(given.target, "policy"); ref.has_value() && ref->kind() == "policy")
    target = ref->to_string();
  const auto found = waivable(target);
  if (!found)
    return not_found("standards.unknown_target", fmt::format("'{}' is neither a policy nor a check.", given.target))
        .with_hint("Name it as in: towpath waiver request policy:cost-limit --for component:shop");
  CHECK_OK(valid(given, *found));
  Waiver waiver;
  waiver.id = new_ulid();
  waiver.target = target;
  waiver.title = found->title;
  waiver.subject = entity.ref;
  waiver.environment = given.environment;
  waiver.reason = std::string(trim(given.reason));
  waiver.control = std::string(trim(given.control));
  waiver.owner_ref = entity.owner_ref;
  waiver.target_owner_ref = found->owner_ref;
  waiver.requested_by = principal.ref;
  waiver.state = "requested";
  waiver.requested_at = kernel_.clock.now();
  waiver.expires_at = waiver.requested_at + std::chrono::days(given.days);
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (const auto open = store_.open_one(tx, waiver, waiver.requested_at))
      return conflict("standards.duplicate_waiver",
                      fmt::format("{} is waived for {} already, or asked for.", waiver.title, waiver.subject))
          .with_hint(fmt::format("towpath waiver show {}", *open));
    store_.insert(tx, waiver);
    announce(tx, "standards.waiver.requested", waiver, principal.ref);
    return ok();
  }));
  return seen(principal, std::move(waiver));
}

Result<Waiver> WaiverService::close(const auth::Principal& principal, Waiver waiver, const std::string& from,
                                    const char* event) {
  const std::optional<UtcTime> remind_at =
      waiver.state == "approved" ? std::optional(reminder_of(*waiver.decided_at, waiver.expires_at)) : std::nullopt;
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (!store_.settle(tx, waiver, from, remind_at))
      return conflict("standards.waiver_closed", "The waiver was settled by somebody else meanwhile.");
    announce(tx, event, waiver, principal.ref);
    tx.notify("standards.waivers");
    return ok();
  }));
  return seen(principal, std::move(waiver));
}

Result<Waiver> WaiverService::decide(const auth::Principal& principal, const std::string& id, bool approve,
                                     const std::string& comment) {
  TRY(Waiver waiver, get(principal, id));
  CHECK_OK(may_decide(principal, waiver));
  if (waiver.state != "requested") return closed(waiver);
  if (!approve && trim(comment).empty())
    return invalid_input("standards.reason_needed", "A no says why.").with_field("/comment", "must say why");
  if (comment.size() > longest_text)
    return invalid_input("standards.invalid_waiver", "The comment is too long.")
        .with_field("/comment", fmt::format("must be at most {} bytes", longest_text));
  waiver.state = approve ? "approved" : "rejected";
  waiver.decided_by = principal.ref;
  waiver.comment = std::string(trim(comment));
  waiver.decided_at = kernel_.clock.now();
  if (!approve) waiver.ended_at = waiver.decided_at;
  return close(principal, std::move(waiver), "requested",
               approve ? "standards.waiver.approved" : "standards.waiver.rejected");
}

Result<Waiver> WaiverService::end(const auth::Principal& principal, const std::string& id, const std::string& comment) {
  TRY(Waiver waiver, get(principal, id));
  if (waiver.state != "requested" && waiver.state != "approved") return closed(waiver);
  if (!waiver.may_end)
    CHECK_OK(auth::check(kernel_.authorizer, principal, "waiver.request", {waiver.owner_ref, "", ""}));
  const std::string from = waiver.state;
  waiver.state = from == "requested" ? "withdrawn" : "revoked";
  if (!trim(comment).empty()) waiver.comment = std::string(clipped(trim(comment), longest_text));
  waiver.ended_at = kernel_.clock.now();
  return close(principal, std::move(waiver), from,
               from == "requested" ? "standards.waiver.withdrawn" : "standards.waiver.revoked");
}

std::vector<Waivers::InForce> WaiverService::in_force(const std::string& subject) {
  return kernel_.db.read([&](db::Tx& tx) { return store_.in_force(tx, subject, kernel_.clock.now()); });
}

std::vector<Waivers::Counted> WaiverService::counted(const CountScope& scope) {
  return kernel_.db.read([&](db::Tx& tx) { return store_.counted(tx, scope, kernel_.clock.now()); });
}

std::optional<UtcTime> WaiverService::settle() {
  std::optional<UtcTime> next;
  const Status done = kernel_.db.transact([&](db::Tx& tx) -> Status {
    const UtcTime now = kernel_.clock.now();
    for (Waiver& each : store_.over(tx, now, most_at_once)) {
      const std::string from = each.state;
      each.state = "expired";
      each.ended_at = now;
      if (!store_.settle(tx, each, from, std::nullopt)) continue;
      announce(tx, "standards.waiver.expired", each, "system");
    }
    for (const Waiver& each : store_.to_remind(tx, now, most_at_once)) {
      store_.set_reminded(tx, each.id);
      announce(tx, "standards.waiver.due", each, "system");
    }
    next = store_.next_due(tx);
    return ok();
  });
  if (!done.has_value()) throw std::runtime_error(done.error().message());
  return next;
}

void WaiverService::announce(db::Tx& tx, const char* type, const Waiver& waiver, const std::string& actor) const {
  kernel_.events.append(
      tx, {.type = type,
           .subject = waiver.subject,
           .actor = actor,
           .payload = boost::json::serialize(boost::json::object{{"waiver", waiver.id},
                                                                 {"title", waiver.title},
                                                                 {"target", waiver.target},
                                                                 {"environment", waiver.environment},
                                                                 {"state", waiver.state},
                                                                 {"requestedBy", waiver.requested_by},
                                                                 {"targetOwner", waiver.target_owner_ref},
                                                                 {"expiresAt", to_rfc3339(waiver.expires_at)}}),
           .owner_ref = waiver.owner_ref});
}

}  // namespace towpath::standards
