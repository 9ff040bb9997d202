#include "keeper.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <stdexcept>

#include "base/id.h"

namespace towpath::scorecards {
namespace {

namespace json = boost::json;

constexpr std::string_view from_repository = "repository:";
constexpr std::size_t page_size = 200;
/// The kinds a scorecard can be about (kinds/scorecard.json of the catalog). People are not among them.
constexpr std::string_view kinds[] = {"Component", "API", "Resource", "System", "Domain", "Template", "Capability"};

bool can_be_scored(std::string_view kind) {
  return std::find(std::begin(kinds), std::end(kinds), kind) != std::end(kinds);
}

void must(const Status& status) {
  if (!status.has_value()) throw std::runtime_error(status.error().message());
}

std::string text_of(const json::value& payload, std::string_view key) {
  const json::value* value = payload.is_object() ? payload.as_object().if_contains(key) : nullptr;
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

bool reads_relations(const std::vector<Scorecard>& scorecards) {
  for (const Scorecard& scorecard : scorecards)
    for (const Check& check : scorecard.checks)
      for (const std::string& pointer : check.references)
        if (pointer.starts_with("/relations")) return true;
  return false;
}

}  // namespace

Subject subject_of(const catalog::Entity& entity) {
  Subject out;
  out.ref = entity.ref;
  out.kind = entity.kind;
  out.type = entity.type;
  out.lifecycle = entity.lifecycle;
  out.title = entity.title.empty() ? entity.name : entity.title;
  out.owner_ref = entity.owner_ref;
  out.project_id = entity.project_id;
  out.is_public = entity.is_public;
  out.tags = entity.tags;
  out.document = entity.document;
  if (entity.source.starts_with(from_repository)) out.repository = entity.source.substr(from_repository.size());
  return out;
}

std::optional<catalog::Entity> Keeper::entity(const std::string& ref) const {
  const auto parsed = catalog::EntityRef::parse(ref, "");
  if (!parsed.has_value()) return std::nullopt;
  auto found = catalog_.get(auth::system_principal(), *parsed);
  if (!found.has_value() || !can_be_scored(found->kind)) return std::nullopt;
  return std::move(*found);
}

void Keeper::handle(const events::SealedEvent& event) {
  const json::value payload = event.payload.empty() ? json::value() : json::parse(event.payload);
  const auto of_repository = [&](const std::string& repository) {
    return kernel_.db.read([&](db::Tx& tx) { return subjects_.of_repository(tx, repository); });
  };
  if (event.type.starts_with("catalog.entity.")) {
    if (event.subject.starts_with("scorecard:")) return scorecards_changed({});
    return event.type == "catalog.entity.removed" ? entity_removed(event.subject) : entity_changed(event.subject);
  }
  if (event.type.starts_with("forge."))
    return refresh_facts(of_repository(text_of(payload, "repository")), &FactReader::repository);
  if (event.type == "run.finished") {
    const std::string subject = text_of(payload, "subject");
    if (text_of(payload, "kind") == "pipeline" && subject.starts_with(from_repository))
      refresh_facts(of_repository(subject.substr(from_repository.size())), &FactReader::pipeline);
    return;
  }
  if (event.type.starts_with("delivery.deployment.")) return refresh_facts({event.subject}, &FactReader::deployments);
  if (event.type.starts_with("observe.incident.")) return refresh_facts({event.subject}, &FactReader::incidents);
  if (event.type.starts_with("standards.waiver.")) return evaluate(event.subject);
  if (event.type.starts_with("docs.set.")) return refresh_facts({event.subject}, &FactReader::docs);
}

void Keeper::entity_changed(const std::string& ref) {
  const auto found = entity(ref);
  if (!found) return;
  const Subject subject = subject_of(*found);
  const Facts facts = facts_.all(subject);
  must(kernel_.db.transact([&](db::Tx& tx) -> Status {
    subjects_.put(tx, subject);
    for (const auto& [source, fact] : facts) subjects_.put_fact(tx, ref, source, fact, kernel_.clock.now());
    return ok();
  }));
  // Reads the entity once more, on purpose: facts take a while, and what was read before them may be old by now. Under
  // evaluate()'s lock an older state never comes last.
  evaluate(ref);
}

void Keeper::entity_removed(const std::string& ref) {
  must(kernel_.db.transact([&](db::Tx& tx) -> Status {
    subjects_.remove(tx, ref);
    results_.remove_entity(tx, ref);
    history_.remove_entity(tx, ref);
    return ok();
  }));
}

void Keeper::refresh_facts(const std::vector<std::string>& refs, Facts (FactReader::*read)(const Subject&) const) {
  for (const std::string& ref : refs) {
    const auto subject = kernel_.db.read([&](db::Tx& tx) { return subjects_.find(tx, ref); });
    if (!subject) continue;
    const Facts facts = (facts_.*read)(*subject);
    must(kernel_.db.transact([&](db::Tx& tx) -> Status {
      for (const auto& [source, fact] : facts) subjects_.put_fact(tx, ref, source, fact, kernel_.clock.now());
      return ok();
    }));
    evaluate(ref);
  }
}

void Keeper::scorecards_changed(std::stop_token stop) {
  definitions_.refresh();
  const Definitions::All all = definitions_.all();
  const auto known = kernel_.db.read([&](db::Tx& tx) { return results_.definitions(tx); });
  std::set<std::string> names;
  bool is_same = true;
  for (const Scorecard& scorecard : *all) {
    if (!scorecard.is_enabled) continue;
    names.insert(scorecard.name);
    const auto found = known.find(scorecard.name);
    is_same &= found != known.end() && found->second == scorecard.digest;
  }
  must(kernel_.db.transact([&](db::Tx& tx) -> Status {
    for (const auto& [name, digest] : known)
      if (!names.contains(name)) results_.remove_scorecard(tx, name);
    return ok();
  }));
  if (is_same) return;
  evaluate_all(stop);
  if (stop.stop_requested()) return;
  must(kernel_.db.transact([&](db::Tx& tx) -> Status {
    for (const Scorecard& scorecard : *all)
      if (scorecard.is_enabled) results_.put_definition(tx, scorecard.name, scorecard.digest);
    return ok();
  }));
}

void Keeper::catch_up(std::stop_token stop) {
  const auto before = kernel_.db.read([&](db::Tx& tx) { return subjects_.refs(tx); });
  std::set<std::string> gone(before.begin(), before.end());
  for (const std::string_view kind : kinds) {
    catalog::EntityFilter filter;
    filter.kind = kind;
    filter.limit = page_size;
    do {
      const auto page = catalog_.list(auth::system_principal(), filter);
      if (!page.has_value()) throw std::runtime_error(page.error().message());
      for (const catalog::Entity& each : page->items) {
        if (stop.stop_requested()) return;
        if (gone.erase(each.ref) == 0) entity_changed(each.ref);
      }
      filter.after = page->next;
    } while (!filter.after.empty());
  }
  for (const std::string& ref : gone) entity_removed(ref);
  scorecards_changed(stop);
}

void Keeper::evaluate(const std::string& ref) {
  const std::lock_guard one(evaluating_);
  const auto found = entity(ref);
  if (!found)  // it went: the event that says so removes it
    return must(kernel_.db.transact([&](db::Tx& tx) -> Status {
      subjects_.set_next_look(tx, ref, std::nullopt);
      return ok();
    }));
  Evaluated out{subject_of(*found), {}};
  Input input;
  input.subject = out.subject;
  for (const catalog::Relation& relation : found->relations)
    input.relations.emplace_back(relation.type, relation.target);
  kernel_.db.read([&](db::Tx& tx) {
    input.facts = subjects_.facts(tx, ref);
    for (PushedResult& each : subjects_.pushed(tx, ref)) {
      const auto key = std::pair(each.scorecard, each.check);
      input.pushed.emplace(key, std::move(each));
    }
    return 0;
  });
  if (waivers_)
    for (const WaivedCheck& each : waivers_->in_force(ref)) input.waived[{each.scorecard, each.check}] = each.until;
  const Definitions::All scorecards = definitions_.all();  // stays while the evaluation names them
  out.evaluation = evaluator_.evaluate(*scorecards, input, kernel_.clock.now());
  store({out});
}

void Keeper::evaluate_all(std::stop_token stop) {
  const Definitions::All scorecards = definitions_.all();
  const bool with_relations = reads_relations(*scorecards);
  for (const std::string_view kind : kinds) {
    catalog::EntityFilter filter;
    filter.kind = kind;
    filter.limit = page_size;
    do {
      if (stop.stop_requested()) return;
      auto page = catalog_.list(auth::system_principal(), filter);
      if (!page.has_value()) throw std::runtime_error(page.error().message());
      if (with_relations)
        for (const catalog::Entity& each : page->items) evaluate(each.ref);
      else if (!page->items.empty())
        evaluate_page(page->items, scorecards);
      filter.after = page->next;
    } while (!filter.after.empty());
  }
}

void Keeper::evaluate_page(const std::vector<catalog::Entity>& entities, const Definitions::All& scorecards) {
  const std::lock_guard one(evaluating_);
  std::vector<Input> inputs;
  std::map<std::string, std::size_t> places;  // in inputs, by reference
  for (std::size_t i = 0; i < entities.size(); ++i) places[entities[i].ref] = i;
  kernel_.db.read([&](db::Tx& tx) {
    const std::string& first = entities.front().ref;
    const std::string& last = entities.back().ref;
    auto facts = subjects_.facts_between(tx, first, last);
    for (const catalog::Entity& each : entities) {
      Input& input = inputs.emplace_back();
      input.subject = subject_of(each);
      input.facts = std::move(facts[each.ref]);
    }
    for (const PushedResult& each : subjects_.pushed_between(tx, first, last))
      if (const auto found = places.find(each.entity_ref); found != places.end())
        inputs[found->second].pushed.emplace(std::pair(each.scorecard, each.check), each);
    return 0;
  });
  if (waivers_)
    for (const WaivedCheck& each : waivers_->in_force(""))
      if (const auto found = places.find(each.entity_ref); found != places.end())
        inputs[found->second].waived[{each.scorecard, each.check}] = each.until;
  std::vector<Evaluated> out;
  for (const Input& input : inputs)
    out.push_back({input.subject, evaluator_.evaluate(*scorecards, input, kernel_.clock.now())});
  store(out);
}

void Keeper::store(const std::vector<Evaluated>& all) {
  const UtcTime now = kernel_.clock.now();
  must(kernel_.db.transact([&](db::Tx& tx) -> Status {
    for (const Evaluated& each : all) write(tx, each, now);
    return ok();
  }));
}

void Keeper::write(db::Tx& tx, const Evaluated& evaluated, UtcTime now) {
  const std::string& ref = evaluated.subject.ref;
  if (!subjects_.is_known(tx, ref)) return;  // it went meanwhile
  auto before = results_.results(tx, ref);
  auto standings = results_.standings(tx, ref);
  std::vector<ResultStore::Changed> changed;
  std::vector<ResultStore::ChangedStanding> moved;
  std::vector<Change> history;
  const auto tell = [&](const char* type, const Change& change) {
    kernel_.events.append(tx, {.type = type,
                               .subject = ref,
                               .actor = "system",
                               .payload = json::serialize(json::object{{"scorecard", change.scorecard},
                                                                       {"check", change.check},
                                                                       {"from", change.from},
                                                                       {"to", change.to},
                                                                       {"reason", change.reason}}),
                               .owner_ref = evaluated.subject.owner_ref,
                               .project_id = evaluated.subject.project_id});
    history.push_back(change);
  };
  for (const Verdict& verdict : evaluated.evaluation.verdicts) {
    const std::string& name = verdict.scorecard->name;
    std::vector<CheckResult> old;
    if (const auto found = before.find(name); found != before.end()) old = std::move(found->second);
    before.erase(name);
    for (CheckResult result : verdict.results) {
      const auto known =
          std::find_if(old.begin(), old.end(), [&](const CheckResult& each) { return each.check == result.check; });
      if (known != old.end() && known->outcome != result.outcome)
        tell("scorecards.check.changed", {new_ulid(), ref, name, result.check, std::string(to_string(known->outcome)),
                                          std::string(to_string(result.outcome)), result.reason, now});
      if (known != old.end() && known->outcome == result.outcome) {
        result.since = known->since;
        if (known->reason == result.reason && known->evidence == result.evidence) continue;
      }
      changed.push_back({name, ref, std::move(result)});
    }
    for (const CheckResult& each : old)
      if (!find_check(*verdict.scorecard, each.check)) results_.remove_check(tx, name, ref, each.check);
    Standing standing = standing_of(*verdict.scorecard, verdict.results);
    standing.since = now;
    const auto stood = standings.find(name);
    if (stood != standings.end()) {
      if (stood->second.level != standing.level)
        tell("scorecards.level.changed", {new_ulid(), ref, name, "", stood->second.level, standing.level, "", now});
      else
        standing.since = stood->second.since;
      if (stood->second.level == standing.level && stood->second.rank == standing.rank &&
          stood->second.score == standing.score)
        continue;
    }
    moved.push_back({name, ref, std::move(standing)});
  }
  for (const auto& [name, old] : before) results_.remove(tx, name, ref);
  if (!changed.empty()) results_.put(tx, changed);
  if (!moved.empty()) results_.put(tx, moved);
  history_.insert(tx, history);
  subjects_.set_next_look(tx, ref, evaluated.evaluation.next_look);
  if (evaluated.evaluation.next_look) tx.notify(channel);
}

std::optional<UtcTime> Keeper::evaluate_due(std::stop_token stop) {
  for (;;) {
    const auto refs = kernel_.db.read([&](db::Tx& tx) { return subjects_.due(tx, kernel_.clock.now(), page_size); });
    if (refs.empty()) break;
    for (const std::string& ref : refs) {
      if (stop.stop_requested()) return std::nullopt;
      evaluate(ref);
    }
  }
  return kernel_.db.read([&](db::Tx& tx) { return subjects_.next_look(tx); });
}

}  // namespace towpath::scorecards
