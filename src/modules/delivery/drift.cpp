#include "drift.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/strings.h"
#include "log/log.h"
#include "prepared_resource.h"

namespace towpath::delivery {
namespace {

const auth::SqlCondition everything{"1 = 1", {}};

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

void DriftWatch::look(std::stop_token stop) {
  const auto resources = kernel_.db.read([&](db::Tx& tx) {
    std::vector<Resource> out;
    std::set<std::string> seen;  // a shared one belongs to several
    for (const Instance& each : stores_.deployments.in_force(tx, kernel_.host_id))
      for (Resource& resource : stores_.resources.list(tx, each.component, each.environment, everything))
        if (resource.state == "active" && seen.insert(resource.gu_id).second) out.push_back(std::move(resource));
    return out;
  });
  for (const Resource& resource : resources) {
    if (stop.stop_requested()) return;
    look_at(resource, stop);
  }
}

void DriftWatch::look_at(const Resource& resource, std::stop_token stop) {
  const auto driver = std::find_if(drivers_.begin(), drivers_.end(),
                                   [&](const Driver* each) { return each->name() == resource.driver; });
  if (driver == drivers_.end()) return;
  const auto request = stored_request(vault_, resource);
  if (!request.has_value()) return;  // locked: another time
  const DriverContext context{[](std::string_view) {}, stop, std::chrono::minutes(1)};
  const auto observed = (*driver)->observe(*request, context);
  if (!observed.has_value()) {
    log::debug("a resource could not be observed", {{"resource", resource.id}, {"code", observed.error().code()}});
    return;
  }
  const std::string drift = drift_in_words(
      resource.outputs, observed->has_value() ? std::optional((*observed)->outputs) : std::optional<std::string>());
  const Status stored = kernel_.db.transact([&](db::Tx& tx) -> Status {
    const auto row = stores_.resources.find(tx, resource.gu_id);
    // A deployment may have made it anew meanwhile: then nothing is known of it.
    if (!row || row->state != "active" || row->updated_at != resource.updated_at) return ok();
    stores_.resources.set_observed(tx, row->gu_id, drift, kernel_.clock.now());
    if (drift.empty() || drift == row->drift) return ok();
    kernel_.events.append(tx, {.type = "delivery.resource.drifted",
                               .subject = "resource:" + row->gu_id,
                               .actor = "system",
                               .payload = boost::json::serialize(boost::json::object{{"resource", row->id},
                                                                                     {"type", row->type},
                                                                                     {"component", row->component},
                                                                                     {"environment", row->environment},
                                                                                     {"drift", drift}}),
                               .owner_ref = row->owner_ref,
                               .project_id = row->project_id,
                               .env_type = row->env_type});
    return ok();
  });
  if (!stored.has_value()) throw std::runtime_error(stored.error().message());
}

}  // namespace towpath::delivery
