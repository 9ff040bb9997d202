#include "workload_drift.h"

#include <boost/json.hpp>
#include <stdexcept>

#include "events/events.h"

namespace towpath::delivery {
namespace {

constexpr const char* drifted = "delivery.workload.drifted";
constexpr const char* drift_ended = "delivery.workload.drift_ended";
/// Of one component, in all environments: so far back is looked for what was said last of an instance.
constexpr std::size_t most_events = 200;

std::string subject_of(const Instance& instance) { return "component:default/" + instance.component; }

}  // namespace

bool WorkloadDrift::is_news(const std::string& instance_id, const std::string& drift) {
  const std::lock_guard lock(mutex_);
  const auto [place, is_first] = found_.try_emplace(instance_id, drift);
  if (is_first) return true;
  if (place->second == drift) return false;
  place->second = drift;
  return true;
}

void WorkloadDrift::keep_only(const std::set<std::string>& instance_ids) {
  const std::lock_guard lock(mutex_);
  std::erase_if(found_, [&](const auto& entry) { return !instance_ids.contains(entry.first); });
}

std::string WorkloadDrift::last_told(const Instance& instance) const {
  const auto said =
      kernel_.events.find({.type = "delivery.workload.", .subject = subject_of(instance), .limit = most_events});
  for (const events::SealedEvent& event : said) {
    if (event.payload.empty()) continue;  // erased
    const boost::json::value payload = boost::json::parse(event.payload);
    const auto *of = payload.as_object().if_contains("instance"), *words = payload.as_object().if_contains("drift");
    if (!of || !of->is_string() || of->as_string() != instance.id) continue;
    return words && words->is_string() ? std::string(words->as_string()) : "";
  }
  return "";
}

bool WorkloadDrift::tell(const Instance& instance, const Deployment& deployment, const std::string& drift) {
  if (last_told(instance) == drift) return false;
  const boost::json::object payload{{"component", instance.component}, {"environment", instance.environment},
                                    {"deployment", deployment.id},     {"instance", instance.id},
                                    {"runtime", instance.runtime},     {"drift", drift}};
  const Status told = kernel_.db.transact([&](db::Tx& tx) -> Status {
    kernel_.events.append(tx, {.type = drift.empty() ? drift_ended : drifted,
                               .subject = subject_of(instance),
                               .actor = "system",
                               .payload = boost::json::serialize(payload),
                               .owner_ref = deployment.owner_ref,
                               .project_id = deployment.project_id,
                               .env_type = deployment.env_type});
    return ok();
  });
  if (!told.has_value()) throw std::runtime_error(told.error().message());
  return true;
}

}  // namespace towpath::delivery
