#include "fact_projection.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "change_type.h"

namespace towpath::insights {
namespace {

using events::SealedEvent;

std::string text_of(const boost::json::object& payload, std::string_view key) {
  const auto* value = payload.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::string after(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) ? std::string(text.substr(prefix.size())) : std::string();
}

/// Clocks of several machines may disagree: what ends before it began took no time.
double minutes(std::chrono::microseconds span) { return std::max(0.0, static_cast<double>(span.count()) / 60e6); }
double hours(std::chrono::microseconds span) { return minutes(span) / 60; }
double days(std::chrono::microseconds span) { return hours(span) / 24; }

bool is_by_hand(const SealedEvent& event) { return event.actor.starts_with("user:"); }

/// What a batch of events says many times over, or says and takes back: written once, at its end.
class Batch {
 public:
  Batch(db::Tx& tx, const FactStore& facts, const AdoptionStore& adoption)
      : tx_(tx), facts_(facts), adoption_(adoption) {}

  std::vector<Fact> found;

  void run_queued(const std::string& run, const std::string& kind, UtcTime at) {
    queued_.try_emplace(run, FactStore::Begun{kind, at});
  }
  /// What was queued and has not started before.
  std::optional<FactStore::Begun> run_started(const std::string& run) {
    started_.insert(run);
    if (auto here = queued_.extract(run)) return std::move(here.mapped());
    return facts_.end(tx_, "run", run);
  }
  void run_finished(const std::string& run) {
    if (!started_.contains(run)) run_started(run);  // one that never started, or did long ago
  }
  void team_active(const std::string& owner, UtcTime at) { active_.emplace(owner, week_of(at)); }
  void team_deleted(const std::string& owner) {
    std::erase_if(active_, [&](const auto& each) { return each.first == owner; });
    adoption_.team_deleted(tx_, owner);
  }

  void write() {
    facts_.insert(tx_, found);
    facts_.begin_each(tx_, "run", queued_);
    adoption_.teams_active(tx_, active_);
  }

 private:
  db::Tx& tx_;
  const FactStore& facts_;
  const AdoptionStore& adoption_;
  std::unordered_map<std::string, FactStore::Begun> queued_;
  std::unordered_set<std::string> started_;
  std::set<std::pair<std::string, std::string>> active_;  ///< Owner and week.
};

/// One event with what all of its facts share.
struct Happening {
  db::Tx& tx;
  const SealedEvent& event;
  const boost::json::object& payload;
  const FactStore& facts;
  const AdoptionStore& adoption;
  UtcTime at;  ///< When it happened: of what other systems tell, before the event.
  Batch& batch;

  void add(std::string_view kind, const std::string& id, const std::string& component, const std::string& label,
           UtcTime begun, double value, bool flagged = false) const {
    batch.found.push_back(
        {std::string(kind), id, component, event.owner_ref, event.env_type, label, begun, at, value, flagged});
  }
  /// Something done by hand in what a team owns.
  void touched(const std::string& component, const std::string& what) const {
    if (!is_by_hand(event)) return;
    add(fact_kind::touch, event.id.text(), component, what, event.at, 1);
    batch.team_active(event.owner_ref, event.at);
  }
};

/// The component a run is about: repositories have the name of theirs.
std::string component_of(const std::string& subject) {
  const std::string component = after(subject, "component:default/");
  return component.empty() ? after(subject, "repository:") : component;
}

void run_queued(const Happening& h) {
  h.batch.run_queued(h.event.subject, text_of(h.payload, "kind"), h.event.at);
  if (text_of(h.payload, "kind") != "golden_path" || !is_by_hand(h.event)) return;
  h.adoption.team_used_path(h.tx, h.event.owner_ref, h.event.at);
  h.touched(component_of(text_of(h.payload, "subject")), "golden path");
}

void run_started(const Happening& h) {
  const auto queued = h.batch.run_started(h.event.subject);
  if (!queued) return;
  h.add(fact_kind::queue, after(h.event.subject, "run:"), component_of(text_of(h.payload, "subject")), queued->label,
        queued->at, minutes(h.event.at - queued->at));
}

void run_finished(const Happening& h) {
  h.batch.run_finished(h.event.subject);
  const std::string kind = text_of(h.payload, "kind"), id = after(h.event.subject, "run:");
  const std::string component = component_of(text_of(h.payload, "subject"));
  const bool succeeded = text_of(h.payload, "state") == "succeeded";
  const auto* seconds = h.payload.if_contains("seconds");
  const double took = seconds && seconds->is_number() ? seconds->to_number<double>() : 0;
  const UtcTime begun = h.event.at - std::chrono::microseconds(static_cast<std::int64_t>(took * 1e6));
  if (kind == "pipeline") h.add(fact_kind::pipeline, id, component, kind, begun, took / 60, !succeeded);
  if (kind == "golden_path") {
    h.add(fact_kind::golden_path, id, component, kind, begun, took / 60, !succeeded);
    if (succeeded && !component.empty()) h.adoption.made_by_path(h.tx, component, h.event.owner_ref);
  }
  if (succeeded) h.add(fact_kind::work, id, component, kind, begun, took / 60);
}

std::string change_id(const SealedEvent& event) { return after(event.subject, "change:"); }

void change_opened(const Happening& h) {
  h.adoption.change_opened(h.tx, change_id(h.event), change_type_of(text_of(h.payload, "title")), h.event.at);
  h.batch.team_active(h.event.owner_ref, h.event.at);
}

void change_reviewed(const Happening& h) {
  if (h.event.actor == text_of(h.payload, "author")) return;
  const std::string id = change_id(h.event);
  if (!h.adoption.change_reviewed(h.tx, id, h.event.at)) return;
  const auto change = h.adoption.change(h.tx, id);
  h.add(fact_kind::pickup, id, text_of(h.payload, "repository"), change->label, change->opened_at,
        hours(h.event.at - change->opened_at));
  h.add(fact_kind::wait, id, text_of(h.payload, "repository"), "review", change->opened_at,
        hours(h.event.at - change->opened_at));
}

void change_merged(const Happening& h) {
  const std::string id = change_id(h.event), repository = text_of(h.payload, "repository");
  auto change = h.adoption.change(h.tx, id);
  if (!change) return;  // opened before the log began
  // The title may have been mended since.
  if (const std::string label = change_type_of(text_of(h.payload, "title")); !label.empty()) change->label = label;
  h.adoption.change_merged(h.tx, id, text_of(h.payload, "commit"), h.event.at);
  h.add(fact_kind::change, id, repository, change->label, change->opened_at, hours(h.event.at - change->opened_at),
        text_of(h.payload, "strategy") == "push");
  if (!change->label.empty())
    h.add(fact_kind::capability, id, repository, change->label, change->opened_at, 1, change->label == "feat");
  if (change->reviewed_at)
    h.add(fact_kind::review, id, repository, change->label, *change->reviewed_at,
          hours(h.event.at - *change->reviewed_at));
  h.batch.team_active(h.event.owner_ref, h.event.at);
}

/// What the changes that a production deployment brings for the first time had waited for.
void changes_live(const Happening& h, UtcTime asked_for) {
  std::vector<std::string> commits{text_of(h.payload, "commit")};
  if (const auto* brought = h.payload.if_contains("commits"); brought && brought->is_array())
    for (const boost::json::value& commit : brought->as_array())
      if (commit.is_object()) commits.push_back(text_of(commit.as_object(), "sha"));
  const std::string component = text_of(h.payload, "component");
  for (const std::string& commit : commits) {
    if (commit.empty()) continue;
    for (const AdoptionStore::Change& change : h.adoption.went_live(h.tx, commit, h.at)) {
      h.add(fact_kind::merge_wait, change.id, component, change.label, *change.merged_at,
            hours(asked_for - *change.merged_at));
      if (change.label == "feat")
        h.add(fact_kind::feature, change.id, component, change.label, change.opened_at, hours(h.at - change.opened_at));
    }
  }
}

void deployment_queued(const Happening& h) { h.touched(text_of(h.payload, "component"), text_of(h.payload, "mode")); }

void deployment_finished(const Happening& h) {
  const std::string mode = text_of(h.payload, "mode"), component = text_of(h.payload, "component");
  if (h.event.env_type != "production" || mode == "stop" || mode == "restart") return;
  if (text_of(h.payload, "state") == "cancelled") return;  // called off or not approved: nothing was tried
  const bool succeeded = h.event.type == "delivery.deployment.succeeded";
  const auto asked = parse_rfc3339(text_of(h.payload, "createdAt"));
  const UtcTime asked_for = asked.has_value() ? *asked : h.event.at;
  if (asked.has_value())
    h.add(fact_kind::deployment, text_of(h.payload, "deployment"), component, mode, asked_for,
          minutes(h.event.at - asked_for), !succeeded);
  if (!succeeded) return;
  changes_live(h, asked_for);
  if (const auto first = h.adoption.deployed(h.tx, component, h.event.at); first && first->registered_at)
    h.add(fact_kind::first_live, component, component, first->is_from_path ? "golden path" : "other",
          *first->registered_at, days(h.event.at - *first->registered_at));
  if (const auto created = h.adoption.team_deployed(h.tx, h.event.owner_ref, h.event.at))
    h.add(fact_kind::first_team, h.event.owner_ref, component, h.event.owner_ref, *created,
          days(h.event.at - *created));
}

/// A change that was merged here may go live by another system. A service that others deploy is not new with the first
/// that is told, and its team not live with this platform: nothing else is made of it.
void deployed_elsewhere(const Happening& h) {
  if (h.event.env_type != "production") return;
  const auto started = parse_rfc3339(text_of(h.payload, "startedAt"));
  changes_live(h, started.has_value() ? *started : h.at);
}

/// How long a deployment waited for people to agree or not; who they were is not looked at.
void approval_decided(const Happening& h) {
  const auto asked_for = parse_rfc3339(text_of(h.payload, "createdAt"));
  if (h.event.env_type != "production" || !asked_for.has_value()) return;
  const std::string id = text_of(h.payload, "approval"), component = text_of(h.payload, "component");
  const bool approved = h.event.type == "delivery.approval.approved";
  const double waited = hours(h.event.at - *asked_for);
  h.add(fact_kind::approval, id, component, approved ? "approved" : "denied", *asked_for, waited, !approved);
  h.add(fact_kind::wait, id, component, "approval", *asked_for, waited);
}

void resource_provisioned(const Happening& h) {
  h.add(fact_kind::resource, h.event.id.text(), text_of(h.payload, "component"), text_of(h.payload, "type"), h.event.at,
        1);
}

void environment_created(const Happening& h) {
  if (text_of(h.payload, "type") == "preview")
    h.add(fact_kind::preview, h.event.id.text(), text_of(h.payload, "project"), "preview", h.event.at, 1);
}

void configuration_changed(const Happening& h) { h.touched(text_of(h.payload, "component"), "configuration"); }

void incident_opened(const Happening& h) {
  if (h.event.env_type == "production")
    h.facts.begin(h.tx, "incident", text_of(h.payload, "incident"), text_of(h.payload, "component"), h.at);
}

void incident_closed(const Happening& h) {
  const std::string id = text_of(h.payload, "incident");
  const auto opened = h.facts.end(h.tx, "incident", id);
  if (!opened) return;
  h.add(fact_kind::incident, id, opened->label, text_of(h.payload, "resolution"), opened->at, hours(h.at - opened->at));
}

void entity_registered(const Happening& h) {
  if (!h.event.subject.starts_with("component:")) return;
  h.adoption.registered(h.tx, after(h.event.subject, "component:default/"), h.event.owner_ref, h.event.at);
  h.adoption.team_catalogued(h.tx, h.event.owner_ref, h.event.at);
}

void entity_removed(const Happening& h) {
  if (h.event.subject.starts_with("component:")) h.adoption.removed(h.tx, after(h.event.subject, "component:default/"));
}

void group_created(const Happening& h) { h.adoption.team_created(h.tx, h.event.subject, h.event.at); }
void group_deleted(const Happening& h) { h.batch.team_deleted(h.event.subject); }

/// When it happened, where an event says that: others may tell it late.
UtcTime time_of(const SealedEvent& event, const boost::json::object& payload) {
  std::string_view key;
  if (event.type.starts_with("federation.")) key = "at";
  if (event.type == "observe.incident.opened") key = "openedAt";
  if (event.type == "observe.incident.closed") key = "closedAt";
  const auto told = parse_rfc3339(key.empty() ? std::string() : text_of(payload, key));
  return told.has_value() ? *told : event.at;
}

using Reading = void (*)(const Happening&);
const std::map<std::string, Reading, std::less<>>& readings() {
  static const std::map<std::string, Reading, std::less<>> all{
      {"run.queued", run_queued},
      {"run.started", run_started},
      {"run.finished", run_finished},
      {"change.opened", change_opened},
      {"change.reviewed", change_reviewed},
      {"change.merged", change_merged},
      {"delivery.deployment.queued", deployment_queued},
      {"delivery.deployment.succeeded", deployment_finished},
      {"delivery.deployment.failed", deployment_finished},
      {"federation.deployment.succeeded", deployed_elsewhere},
      {"delivery.approval.approved", approval_decided},
      {"delivery.approval.denied", approval_decided},
      {"delivery.resource.provisioned", resource_provisioned},
      {"delivery.environment.created", environment_created},
      {"delivery.configuration.changed", configuration_changed},
      {"observe.incident.opened", incident_opened},
      {"observe.incident.closed", incident_closed},
      {"catalog.entity.registered", entity_registered},
      {"catalog.entity.changed", entity_registered},
      {"catalog.entity.removed", entity_removed},
      {"identity.group.created", group_created},
      {"identity.group.deleted", group_deleted},
  };
  return all;
}

}  // namespace

std::vector<std::string> FactProjection::types() const {
  std::vector<std::string> out;
  for (const auto& [type, reading] : readings()) out.push_back(type);
  return out;
}

void FactProjection::clear(db::Tx& tx) {
  facts_.clear(tx);
  adoption_.clear(tx);
}

void FactProjection::apply(db::Tx& tx, const events::SealedEvent& event) { apply_all(tx, {&event, 1}); }

void FactProjection::apply_all(db::Tx& tx, std::span<const events::SealedEvent> events) {
  Batch batch(tx, facts_, adoption_);
  for (const SealedEvent& event : events) {
    if (event.payload.empty()) continue;  // erased: what it said is gone
    const boost::json::value payload = boost::json::parse(event.payload);
    const auto reading = readings().find(event.type);
    if (reading == readings().end() || !payload.is_object()) continue;
    const auto& object = payload.as_object();
    reading->second({tx, event, object, facts_, adoption_, time_of(event, object), batch});
  }
  batch.write();
}

}  // namespace towpath::insights
