#include "freeze_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/id.h"
#include "base/strings.h"

namespace towpath::delivery {
namespace {

constexpr std::size_t longest_reason = 500;
constexpr int minutes_a_day = 24 * 60;

bool is_held_up(Mode mode) {
  return mode == Mode::deploy || mode == Mode::promote || mode == Mode::job || mode == Mode::scale;
}

/// What a freeze says of it, before the environment, and how it is asked for.
std::string_view refusal_of(Mode mode) {
  if (mode == Mode::scale) return "Nothing is scaled in";
  return mode == Mode::job ? "No job runs in" : "Nothing is deployed to";
}
std::string command_of(const Deployment& deployment) {
  if (deployment.mode == Mode::scale)
    return fmt::format("scale {} --environment {} --instances N", deployment.component, deployment.environment);
  return fmt::format("{} {} {}", deployment.mode == Mode::job ? "job run" : "deploy", deployment.component,
                     deployment.environment);
}

Status check(const Freeze& f, UtcTime now) {
  Error error = invalid_input("delivery.invalid_freeze", "The freeze was not accepted.");
  if (f.effect != "deny" && f.effect != "allow") error.add_field("/effect", "must be deny or allow");
  if (trim(f.reason).empty()) error.add_field("/reason", "is required: whoever is held up reads it");
  if (f.reason.size() > longest_reason)
    error.add_field("/reason", fmt::format("must be at most {} bytes", longest_reason));
  if (!f.env_type.empty() &&
      std::find(std::begin(environment_types), std::end(environment_types), f.env_type) == std::end(environment_types))
    error.add_field("/environmentType", "must be development, staging, production, ephemeral, or absent for all");
  if (f.ends_at && *f.ends_at <= f.starts_at) error.add_field("/endsAt", "must be after its start");
  if (f.ends_at && *f.ends_at <= now) error.add_field("/endsAt", "must be in the future");
  if (f.weekly) {
    static constexpr std::string_view days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    if (f.weekly->days.empty()) error.add_field("/weekly/days", "must name at least one day");
    for (std::size_t i = 0; i < f.weekly->days.size(); ++i)
      if (std::find(std::begin(days), std::end(days), f.weekly->days[i]) == std::end(days))
        error.add_field(fmt::format("/weekly/days/{}", i), "must be mon, tue, wed, thu, fri, sat or sun");
    if (f.weekly->at_minute < 0 || f.weekly->at_minute >= minutes_a_day)
      error.add_field("/weekly/at", "must be a time of day in UTC such as 15:00");
    if (f.weekly->duration_minutes < 1 || f.weekly->duration_minutes > 7 * minutes_a_day)
      error.add_field("/weekly/durationMinutes", fmt::format("must be 1 to {}", 7 * minutes_a_day));
  }
  if (!error.fields().empty()) return error;
  return ok();
}

std::string payload_of(const Freeze& f) {
  return boost::json::serialize(boost::json::object{
      {"freeze", f.id},
      {"effect", f.effect},
      {"reason", f.reason},
      {"project", f.project_id},
      {"environmentType", f.env_type},
      {"startsAt", to_rfc3339(f.starts_at)},
      {"endsAt", f.ends_at ? boost::json::value(to_rfc3339(*f.ends_at)) : boost::json::value(nullptr)}});
}

}  // namespace

Result<std::vector<Freeze>> FreezeService::list(const auth::Principal& principal, const std::string& project) {
  const auth::Decision decision = kernel_.authorizer.decide(principal, "freeze.read");
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Freeze>> {
    std::vector<Freeze> found = stores_.freezes.list(tx, project, kernel_.clock.now());
    // One for every project is everybody's business.
    std::erase_if(found, [&](const Freeze& f) {
      return !auth::permits(decision, {f.owner_ref, f.project_id, f.env_type, f.project_id.empty()});
    });
    return found;
  });
}

Result<Freeze> FreezeService::create(const auth::Principal& principal, Freeze freeze) {
  const UtcTime now = kernel_.clock.now();
  CHECK_OK(check(freeze, now));
  freeze.id = new_ulid();
  freeze.created_by = principal.ref;
  freeze.created_at = now;
  return kernel_.db.transact([&](db::Tx& tx) -> Result<Freeze> {
    if (!freeze.project_id.empty()) {
      const auto owner = stores_.environments.project_owner(tx, freeze.project_id);
      if (!owner)
        return not_found("delivery.project_not_found", fmt::format("There is no project '{}'.", freeze.project_id))
            .with_hint("See projects with: towpath env list");
      freeze.owner_ref = *owner;
    }
    CHECK_OK(auth::check(kernel_.authorizer, principal, "freeze.create",
                         {freeze.owner_ref, freeze.project_id, freeze.env_type}));
    stores_.freezes.insert(tx, freeze);
    kernel_.events.append(tx, {.type = "delivery.freeze.created",
                               .subject = "freeze:" + freeze.id,
                               .actor = principal.ref,
                               .payload = payload_of(freeze),
                               .owner_ref = freeze.owner_ref,
                               .project_id = freeze.project_id,
                               .env_type = freeze.env_type});
    return freeze;
  });
}

Status FreezeService::remove(const auth::Principal& principal, const std::string& id) {
  const auth::Decision visible = kernel_.authorizer.decide(principal, "freeze.read");
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    const auto freeze = stores_.freezes.find(tx, id);
    if (!freeze ||
        !auth::permits(visible, {freeze->owner_ref, freeze->project_id, freeze->env_type, freeze->project_id.empty()}))
      return not_found("delivery.freeze_not_found", fmt::format("There is no freeze {}.", id))
          .with_hint("See them with: towpath freeze list");
    CHECK_OK(auth::check(kernel_.authorizer, principal, "freeze.delete",
                         {freeze->owner_ref, freeze->project_id, freeze->env_type}));
    stores_.freezes.remove(tx, id);
    kernel_.events.append(tx, {.type = "delivery.freeze.removed",
                               .subject = "freeze:" + freeze->id,
                               .actor = principal.ref,
                               .payload = payload_of(*freeze),
                               .owner_ref = freeze->owner_ref,
                               .project_id = freeze->project_id,
                               .env_type = freeze->env_type});
    return ok();
  });
}

std::optional<Held> held_up(db::Tx& tx, const Stores& stores, const Deployment& deployment, UtcTime now) {
  if (!is_held_up(deployment.mode)) return std::nullopt;
  return held_by(stores.freezes.concerning(tx, deployment.project_id, deployment.env_type, now), now);
}

std::optional<PlannedAction> hold_of(db::Tx& tx, const Stores& stores, const Deployment& deployment, UtcTime now) {
  const auto held = held_up(tx, stores, deployment, now);
  if (!held) return std::nullopt;
  return PlannedAction{"hold", "freeze",
                       held->freeze.reason + (held->until ? fmt::format(" (until {})", to_rfc3339(*held->until)) : "")};
}

Status pass_freeze(db::Tx& tx, const Kernel& kernel, const Stores& stores, const auth::Principal& principal,
                   const Deployment& deployment, const std::string& reason) {
  const auto held = held_up(tx, stores, deployment, kernel.clock.now());
  if (!held) return ok();
  const Freeze& freeze = held->freeze;
  const std::string until = held->until ? fmt::format("until {}", to_rfc3339(*held->until))
                                        : std::string("until that freeze is removed or its next window opens");
  const bool may_pass =
      freeze.may_override || auth::check(kernel.authorizer, principal, "freeze.override",
                                         {deployment.owner_ref, deployment.project_id, deployment.env_type})
                                 .has_value();
  if (trim(reason).empty() || !may_pass) {
    const std::string how =
        may_pass ? fmt::format("Pass it with a reason, which is kept: towpath {} --override-freeze \"...\"",
                               command_of(deployment))
                 : std::string("Whoever froze it, or the platform team, can let it pass. A rollback is never held up.");
    return conflict("delivery.frozen", fmt::format("{} '{}' {}: {}", refusal_of(deployment.mode),
                                                   deployment.environment, until, freeze.reason))
        .with_hint(how);
  }
  kernel.events.append(tx,
                       {.type = "delivery.freeze.overridden",
                        .subject = "freeze:" + freeze.id,
                        .actor = principal.ref,
                        .payload = boost::json::serialize(boost::json::object{{"freeze", freeze.id},
                                                                              {"deployment", deployment.id},
                                                                              {"component", deployment.component},
                                                                              {"environment", deployment.environment},
                                                                              {"reason", reason}}),
                        .owner_ref = deployment.owner_ref,
                        .project_id = deployment.project_id,
                        .env_type = deployment.env_type});
  return ok();
}

}  // namespace towpath::delivery
