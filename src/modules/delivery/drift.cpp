#include "drift.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <stdexcept>

#include "base/sha256.h"
#include "base/strings.h"
#include "driver_changes_json.h"
#include "json/json.h"
#include "log/log.h"
#include "prepared_resource.h"
#include "resources/definition.h"

namespace towpath::delivery {
namespace {

const auth::SqlCondition everything{"1 = 1", {}};

/// How often a watch comes by.
constexpr std::chrono::hours watch_pause{1};
/// A look takes a while, and the next one is not to miss its hour by that.
constexpr std::chrono::minutes leeway{30};
constexpr std::size_t most_named = 3;

/// How often its definition wants a resource to be looked at: "hourly", "daily", "never"; "" when it does not say.
std::string watch_of(const std::optional<Definition>& definition) {
  if (!definition || definition->is_shipped()) return "";
  const boost::json::value document = boost::json::parse(definition->document);
  const auto* said = document.at("spec").as_object().if_contains("driftWatch");
  return said && said->is_string() ? std::string(said->as_string()) : "";
}

/// How long after a look the next one is; nothing when there is none. A driver that can plan runs a program to look.
std::optional<std::chrono::hours> pause_of(const std::string& said, const Driver& driver) {
  if (said == "never") return std::nullopt;
  const bool is_daily = said == "daily" || (said.empty() && driver.has_preview());
  return is_daily ? std::chrono::hours(24) : watch_pause;
}

/// "delivery.resource.<what>", with what says how.
void announce(db::Tx& tx, const Kernel& kernel, const std::string& what, const Resource& resource,
              const std::string& actor, const boost::json::object& more) {
  boost::json::object payload{{"resource", resource.id},
                              {"type", resource.type},
                              {"component", resource.component},
                              {"environment", resource.environment}};
  for (const auto& [key, value] : more) payload[key] = value;
  kernel.events.append(tx, {.type = "delivery.resource." + what,
                            .subject = "resource:" + resource.gu_id,
                            .actor = actor,
                            .payload = boost::json::serialize(payload),
                            .owner_ref = resource.owner_ref,
                            .project_id = resource.project_id,
                            .env_type = resource.env_type});
}

}  // namespace

std::string drift_in_words(const std::string& made, const std::optional<std::string>& now) {
  if (!now) return "It is gone.";
  const boost::json::value before = boost::json::parse(made), after = boost::json::parse(*now);
  std::set<std::string> keys;
  for (const auto& [key, value] : before.as_object()) keys.emplace(key);
  for (const auto& [key, value] : after.as_object()) keys.emplace(key);
  std::vector<std::string> differences;
  for (const std::string& key : keys) {
    const auto *was = before.as_object().if_contains(key), *is = after.as_object().if_contains(key);
    if (was && is && *was == *is) continue;
    const auto text = [](const boost::json::value* value) {
      return !value ? "nothing" : value->is_string() ? std::string(value->as_string()) : boost::json::serialize(*value);
    };
    differences.push_back(fmt::format("{} is {} and was {}", key, text(is), text(was)));
  }
  return join(differences, "; ");
}

std::string drift_in_words(const DriverChanges& changes) {
  if (changes.is_empty()) return "";
  std::vector<std::string> names;
  for (const DriverChange& each : changes.changes) {
    if (names.size() == most_named) break;
    names.push_back(each.subject);
  }
  const std::size_t others = changes.changes.size() + changes.left_out - names.size();
  if (names.empty()) return in_words(changes);
  return fmt::format("{} ({}{})", in_words(changes), join(names, ", "),
                     others == 0 ? "" : fmt::format(" and {} more", others));
}

Result<DriftFinding> look_for_drift(Driver& driver, const ResourceRequest& request, const std::string& outputs,
                                    const DriverContext& context) {
  TRY(auto changes, driver.drift(request, context));
  if (changes) {
    std::string words = drift_in_words(*changes);
    return DriftFinding{std::move(words), std::move(changes)};
  }
  TRY(const auto observed, driver.observe(request, context));
  return DriftFinding{drift_in_words(outputs, observed ? std::optional(observed->outputs) : std::nullopt)};
}

std::string digest_of(const DriftFinding& found) {
  boost::json::object all{{"words", found.words}};
  if (found.changes) {
    all["changes"] = to_json(*found.changes);
    all["fingerprint"] = found.changes->fingerprint;
  }
  return sha256_hex(json::canonical(all));
}

Status keep_drift(const Kernel& kernel, const Stores& stores, const Resource& seen, const DriftFinding& found) {
  return kernel.db.transact([&](db::Tx& tx) -> Status {
    const auto row = stores.resources.find(tx, seen.gu_id);
    // A deployment may have made it anew meanwhile: then nothing is known of it.
    if (!row || row->state != "active" || row->updated_at != seen.updated_at) return ok();
    const auto accepted = stores.accepted_drifts.find(tx, row->gu_id);
    const bool is_accepted = accepted && accepted->finding == digest_of(found);
    if (accepted && !is_accepted) stores.accepted_drifts.remove(tx, row->gu_id);
    const std::string words = is_accepted ? "" : found.words;
    stores.resources.set_observed(tx, row->gu_id, words, kernel.clock.now());
    if (words.empty() || words == row->drift) return ok();
    announce(tx, kernel, "drifted", *row, "system", {{"drift", words}});
    return ok();
  });
}

void begin_deletion(const Kernel& kernel, const Stores& stores, Resource& resource) {
  const Status written = kernel.db.transact([&](db::Tx& tx) -> Status {
    resource.drift = "Its deletion was begun and has not ended.";
    resource.updated_at = kernel.clock.now();
    stores.resources.put(tx, resource);
    return ok();
  });
  if (!written.has_value()) throw std::runtime_error(written.error().message());
}

Status accept_drift(const Kernel& kernel, const Stores& stores, const Resource& seen, const AcceptedDrift& accepted) {
  return kernel.db.transact([&](db::Tx& tx) -> Status {
    const auto row = stores.resources.find(tx, seen.gu_id);
    if (!row || row->state != "active" || row->updated_at != seen.updated_at)
      return conflict("delivery.drift_changed", fmt::format("'{}' was made anew meanwhile.", seen.id))
          .with_hint("Look at it again.");
    stores.accepted_drifts.put(tx, accepted);
    stores.resources.set_observed(tx, row->gu_id, "", accepted.at);
    announce(tx, kernel, "drift_accepted", *row, accepted.by, {{"drift", accepted.drift}, {"reason", accepted.reason}});
    return ok();
  });
}

Status take_back_drift(const Kernel& kernel, const Stores& stores, const Resource& resource, const std::string& actor) {
  return kernel.db.transact([&](db::Tx& tx) -> Status {
    const auto accepted = stores.accepted_drifts.find(tx, resource.gu_id);
    if (!accepted)
      return not_found("delivery.nothing_accepted", fmt::format("Nothing of '{}' is accepted.", resource.id));
    stores.accepted_drifts.remove(tx, resource.gu_id);
    stores.resources.set_observed(tx, resource.gu_id, accepted->drift, kernel.clock.now());
    announce(tx, kernel, "drift_refused", resource, actor, {{"drift", accepted->drift}});
    return ok();
  });
}

std::vector<DriftWatch::Due> DriftWatch::due() {
  const UtcTime now = kernel_.clock.now();
  return kernel_.db.read([&](db::Tx& tx) {
    std::vector<Due> out;
    std::set<std::string> seen;  // a shared one belongs to several
    for (const Instance& each : stores_.deployments.in_force(tx, kernel_.host_id))
      for (Resource& resource : stores_.resources.list(tx, each.component, each.environment, everything)) {
        if (resource.state != "active" || !seen.insert(resource.gu_id).second) continue;
        const auto driver = std::find_if(drivers_.begin(), drivers_.end(),
                                         [&](const Driver* known) { return known->name() == resource.driver; });
        if (driver == drivers_.end()) continue;
        const auto definition = stores_.definitions.newest(tx, parse_version_name(resource.definition).first);
        const auto pause = pause_of(watch_of(definition), **driver);
        if (!pause) continue;
        if (*pause > watch_pause && resource.observed_at && now < *resource.observed_at + *pause - leeway) continue;
        out.push_back({std::move(resource), *driver});
      }
    return out;
  });
}

void DriftWatch::look(std::stop_token stop) {
  for (const Due& each : due()) {
    if (stop.stop_requested()) return;
    look_at(each, stop);
  }
}

void DriftWatch::look_at(const Due& due, std::stop_token stop) {
  const Resource& resource = due.resource;
  const auto request = stored_request(kernel_, stores_, vault_, resource);
  if (!request.has_value()) return;  // locked: another time
  const DriverContext context{[](std::string_view) {}, stop, due.driver->longest_call()};
  const auto found = look_for_drift(*due.driver, *request, resource.outputs, context);
  if (!found.has_value()) {
    log::debug("a resource could not be observed", {{"resource", resource.id}, {"code", found.error().code()}});
    return;
  }
  const Status kept = keep_drift(kernel_, stores_, resource, *found);
  if (!kept.has_value()) throw std::runtime_error(kept.error().message());
}

}  // namespace towpath::delivery
