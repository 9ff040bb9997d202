#include "delivery_projection.h"

#include <boost/json.hpp>

namespace towpath::insights {
namespace {

constexpr const char* deployment_succeeded = "delivery.deployment.succeeded";
constexpr const char* deployment_failed = "delivery.deployment.failed";
constexpr const char* incident_opened = "observe.incident.opened";
constexpr const char* incident_closed = "observe.incident.closed";
constexpr const char* incident_linked = "observe.incident.linked";
// The same of other systems, which may come late and in any order.
constexpr const char* outside_succeeded = "federation.deployment.succeeded";
constexpr const char* outside_failed = "federation.deployment.failed";
/// An incident nobody linked is charged to the deployment in force only when that is not older.
constexpr std::chrono::hours failure_window{24};
/// Two systems that tell of one deployment see its end at about the same time.
constexpr std::chrono::minutes same_deployment{10};

std::string text_of(const boost::json::value& payload, std::string_view key) {
  const auto* value = payload.as_object().if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

/// When it happened: what the event says, or when it was told.
UtcTime time_of(const boost::json::value& payload, std::string_view key, UtcTime told_at) {
  const auto time = parse_rfc3339(text_of(payload, key));
  return time.has_value() ? *time : told_at;
}

}  // namespace

std::vector<std::string> DeliveryProjection::types() const {
  return {deployment_succeeded, deployment_failed, outside_succeeded, outside_failed,
          incident_opened,      incident_closed,   incident_linked};
}

void DeliveryProjection::clear(db::Tx& tx) {
  deliveries_.clear(tx);
  incidents_.clear(tx);
  deliveries_.move_mark(tx);
}

void DeliveryProjection::apply(db::Tx& tx, const events::SealedEvent& event) { apply_all(tx, {&event, 1}); }

void DeliveryProjection::apply_all(db::Tx& tx, std::span<const events::SealedEvent> events) {
  bool has_moved = false;
  for (const events::SealedEvent& event : events) {
    if (event.env_type != "production") continue;
    has_moved = true;
    if (event.type == deployment_succeeded || event.type == deployment_failed || event.type == outside_succeeded ||
        event.type == outside_failed)
      apply_deployment(tx, event);
    else
      apply_incident(tx, event);
  }
  if (has_moved) deliveries_.move_mark(tx);
}

void DeliveryProjection::apply_deployment(db::Tx& tx, const events::SealedEvent& event) {
  const boost::json::value payload = boost::json::parse(event.payload);
  const std::string mode = text_of(payload, "mode");
  if (mode == "stop" || mode == "restart") return;       // no change was delivered
  if (text_of(payload, "state") == "cancelled") return;  // nor was one when it was called off or not approved
  DeliveryRow row;
  row.delivery.id = text_of(payload, "deployment");
  row.delivery.component = text_of(payload, "component");
  row.delivery.environment = text_of(payload, "environment");
  row.delivery.release = text_of(payload, "release");
  row.delivery.commit = text_of(payload, "commit");
  row.delivery.succeeded = event.type == deployment_succeeded || event.type == outside_succeeded;
  row.delivery.is_hotfix = text_of(payload, "branch").starts_with("hotfix/");
  row.delivery.has_base = !text_of(payload, "base").empty();
  row.delivery.finished_at = time_of(payload, "at", event.at);
  if (const auto* commits = payload.as_object().if_contains("commits"))
    for (const auto& commit : commits->as_array()) {
      const auto* bot = commit.as_object().if_contains("bot");
      if (bot && bot->is_bool() && bot->as_bool()) continue;
      if (const auto time = parse_rfc3339(text_of(commit, "authoredAt")); time.has_value())
        row.delivery.authored_at.push_back(*time);
    }
  row.owner_ref = event.owner_ref;
  row.project_id = event.project_id;
  row.env_type = event.env_type;
  row.mode = mode;
  if (event.type == outside_succeeded || event.type == outside_failed) {
    row.delivery.source = text_of(payload, "source");
    row.external_id = text_of(payload, "externalId");
    if (deliveries_.is_told(tx, row, same_deployment)) return;
  }
  deliveries_.insert(tx, row);
  // It may have come after incidents that opened while it was in force.
  if (row.delivery.succeeded) recharge(tx, row.delivery);
}

void DeliveryProjection::recharge(db::Tx& tx, const Delivery& late) {
  for (const IncidentRow& row :
       incidents_.unlinked(tx, late.component, late.environment, late.finished_at, late.finished_at + failure_window)) {
    const std::string in_force = deliveries_.in_force(tx, late.component, late.environment,
                                                      row.incident.opened_at - failure_window, row.incident.opened_at);
    if (in_force != row.incident.deployment) incidents_.charge(tx, row.id, in_force, Link::by_rule);
  }
}

void DeliveryProjection::apply_incident(db::Tx& tx, const events::SealedEvent& event) {
  const boost::json::value payload = boost::json::parse(event.payload);
  const std::string id = text_of(payload, "incident");
  if (event.type == incident_closed) return incidents_.close(tx, id, time_of(payload, "closedAt", event.at));
  if (event.type == incident_linked) return incidents_.charge(tx, id, text_of(payload, "deployment"), Link::by_hand);
  IncidentRow row;
  row.id = id;
  row.environment = text_of(payload, "environment");
  row.owner_ref = event.owner_ref;
  row.project_id = event.project_id;
  row.env_type = event.env_type;
  row.incident.component = text_of(payload, "component");
  row.incident.deployment = text_of(payload, "deployment");
  row.incident.opened_at = time_of(payload, "openedAt", event.at);
  row.is_linked = !row.incident.deployment.empty();
  if (!row.is_linked)
    row.incident.deployment = deliveries_.in_force(tx, row.incident.component, row.environment,
                                                   row.incident.opened_at - failure_window, row.incident.opened_at);
  incidents_.insert(tx, row);
}

}  // namespace towpath::insights
