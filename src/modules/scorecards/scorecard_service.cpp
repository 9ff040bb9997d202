#include "scorecard_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "scorecard_document.h"

namespace towpath::scorecards {
namespace {

constexpr std::string_view read_permission = "scorecard.read";
/// What there is for everybody who may read anything.
const auth::Attributes anything_public{"", "", "", true};
constexpr std::size_t trial_page = 200, most_examples = 5, longest_text = 500;
constexpr std::chrono::minutes clock_skew{5};

/// An entity as people write it: a component when they leave the kind out.
Result<std::string> full_ref(const std::string& text) {
  TRY(const auto ref, catalog::EntityRef::parse(text, "component"));
  return ref.to_string();
}

Error no_entity(const std::string& ref) {
  return not_found("scorecards.entity_not_found", fmt::format("No scorecard says anything about {}.", ref))
      .with_hint("Scorecards cover what is in the catalog: towpath catalog search");
}

}  // namespace

auth::SqlCondition ScorecardService::visible(const auth::Principal& principal) const {
  return auth::to_sql(kernel_.authorizer.decide(principal, read_permission), "s.owner_ref", "", "s.is_public");
}

Result<Subject> ScorecardService::visible_subject(const auth::Principal& principal, const std::string& ref) const {
  const auto found = kernel_.db.read([&](db::Tx& tx) { return subjects_.find(tx, ref); });
  const auth::Decision decision = kernel_.authorizer.decide(principal, read_permission);
  if (!found ||
      !(principal.is_system || auth::permits(decision, {found->owner_ref, found->project_id, "", found->is_public})))
    return no_entity(ref);
  return *found;
}

Result<std::vector<ScorecardSummary>> ScorecardService::list(const auth::Principal& principal) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, read_permission, anything_public));
  const Definitions::All all = definitions_.all();
  const auth::SqlCondition condition = visible(principal);
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<ScorecardSummary>> {
    std::vector<ScorecardSummary> out;
    for (const Scorecard& scorecard : *all) {
      if (!scorecard.is_enabled) continue;
      ScorecardSummary& summary = out.emplace_back();
      summary.scorecard = scorecard;
      summary.levels = results_.levels(tx, {scorecard.name, std::nullopt, condition});
      for (const auto& [level, count] : summary.levels) summary.entities += count;
    }
    return out;
  });
}

Result<ScorecardSummary> ScorecardService::get(const auth::Principal& principal, const std::string& name) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, read_permission, anything_public));
  ScorecardSummary out;
  TRY(out.scorecard, definitions_.find(name));
  const auth::SqlCondition condition = visible(principal);
  out.levels = kernel_.db.read([&](db::Tx& tx) { return results_.levels(tx, {name, std::nullopt, condition}); });
  for (const auto& [level, count] : out.levels) out.entities += count;
  return out;
}

Result<HeatMap> ScorecardService::by_entity(const auth::Principal& principal, const HeatMapQuery& query) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, read_permission, anything_public));
  HeatMap out;
  TRY(out.scorecard, definitions_.find(query.scorecard));
  ResultStore::Scope scope{query.scorecard, query.team, visible(principal)};
  if (query.team && !query.team->empty()) {
    TRY(const auto team, catalog::EntityRef::parse(*query.team, "group"));
    scope.team = team.to_string();
  }
  const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, 1000);
  return kernel_.db.read([&](db::Tx& tx) -> Result<HeatMap> {
    HeatMap map = out;
    map.entities = results_.entities(tx, scope, query.after, limit + 1);
    if (map.entities.size() > limit) {
      map.entities.pop_back();
      map.next = map.entities.back().ref;
    }
    for (const auto& [level, count] : results_.levels(tx, scope)) map.total += count;
    map.totals = results_.totals(tx, scope);
    if (map.entities.empty()) return map;
    const auto cells = results_.cells(tx, query.scorecard, map.entities.front().ref, map.entities.back().ref);
    for (HeatRow& row : map.entities) {
      const auto& mine = cells.at(row.ref);
      for (const Check& check : map.scorecard.checks) {
        const auto cell = mine.find(check.id);
        row.cells.push_back(cell == mine.end() ? Outcome::unknown : cell->second);
      }
    }
    return map;
  });
}

Result<HeatMap> ScorecardService::by_team(const auth::Principal& principal, const std::string& name) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, read_permission, anything_public));
  HeatMap out;
  TRY(out.scorecard, definitions_.find(name));
  const ResultStore::Scope scope{name, std::nullopt, visible(principal)};
  return kernel_.db.read([&](db::Tx& tx) -> Result<HeatMap> {
    HeatMap map = out;
    map.teams = results_.teams(tx, scope);
    map.totals = results_.totals(tx, scope);
    map.total = static_cast<std::int64_t>(map.teams.size());
    return map;
  });
}

Result<EntityStandings> ScorecardService::standings(const auth::Principal& principal, const std::string& given) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, read_permission, anything_public));
  TRY(const std::string ref, full_ref(given));
  EntityStandings out;
  TRY(out.subject, visible_subject(principal, ref));
  const Definitions::All all = definitions_.all();
  return kernel_.db.read([&](db::Tx& tx) -> Result<EntityStandings> {
    const auto results = results_.results(tx, ref);
    const auto standings = results_.standings(tx, ref);
    EntityStandings found = out;
    for (const Scorecard& scorecard : *all) {
      const auto standing = standings.find(scorecard.name);
      const auto mine = results.find(scorecard.name);
      if (!scorecard.is_enabled || standing == standings.end() || mine == results.end()) continue;
      found.standings.push_back({scorecard, standing->second, mine->second});
    }
    return found;
  });
}

Result<ChangePage> ScorecardService::changes(const auth::Principal& principal, const std::string& given,
                                             const std::string& scorecard, const std::string& after,
                                             std::size_t limit) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, read_permission, anything_public));
  TRY(const std::string ref, full_ref(given));
  CHECK_OK(visible_subject(principal, ref));
  return kernel_.db.read([&](db::Tx& tx) -> Result<ChangePage> {
    ChangePage page;
    page.items = history_.list(tx, ref, scorecard, after, limit + 1);
    if (page.items.size() > limit) {
      page.items.pop_back();
      page.next = page.items.back().id;
    }
    page.total = history_.count(tx, ref, scorecard);
    return page;
  });
}

Status ScorecardService::try_page(const std::vector<catalog::Entity>& page, std::vector<Trial>& trials,
                                  const std::vector<Scorecard>& scorecards,
                                  std::chrono::steady_clock::time_point deadline) const {
  if (page.empty()) return ok();
  auto facts =
      kernel_.db.read([&](db::Tx& tx) { return subjects_.facts_between(tx, page.front().ref, page.back().ref); });
  const Evaluator evaluator(definitions_.cel());
  for (const catalog::Entity& entity : page) {
    if (std::chrono::steady_clock::now() >= deadline)
      return invalid_input("scorecards.trial_too_slow",
                           fmt::format("After {} s not all entities were looked at.", budget_.trial.count() / 1000))
          .with_hint("Give filter.owners or filter.tags for the trial, and look for macros within macros.");
    Input input;
    input.subject = subject_of(entity);
    input.facts = std::move(facts[entity.ref]);
    const Evaluation evaluation = evaluator.evaluate(scorecards, input, kernel_.clock.now());
    for (const Verdict& verdict : evaluation.verdicts) {
      Trial& trial = trials[static_cast<std::size_t>(verdict.scorecard - scorecards.data())];
      ++trial.entities;
      ++trial.levels[standing_of(*verdict.scorecard, verdict.results).level];
      for (const CheckResult& result : verdict.results) {
        trial.totals[result.check].add(result.outcome, 1);
        auto& examples = trial.examples[result.check];
        if (result.outcome != Outcome::pass && examples.size() < most_examples)
          examples.push_back({entity.ref, result.reason, result.outcome});
      }
    }
  }
  return ok();
}

Result<std::vector<Trial>> ScorecardService::try_out(const auth::Principal& principal, const std::string& text,
                                                     const std::string& file_name) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, read_permission, anything_public));
  TRY(const std::vector<Scorecard> scorecards, read_scorecards(text, file_name, definitions_.cel()));
  const auto deadline = std::chrono::steady_clock::now() + budget_.trial;
  std::vector<Trial> trials;
  std::set<std::string> kinds;
  for (const Scorecard& scorecard : scorecards) {
    trials.emplace_back().scorecard = scorecard;
    kinds.insert(scorecard.filter.kinds.begin(), scorecard.filter.kinds.end());
  }
  for (const std::string& kind : kinds) {
    catalog::EntityFilter filter;
    filter.kind = kind;
    filter.limit = trial_page;
    do {
      TRY(const auto page, catalog_.list(principal, filter));
      CHECK_OK(try_page(page.items, trials, scorecards, deadline));
      filter.after = page.next;
    } while (!filter.after.empty());
  }
  return trials;
}

Result<CheckResult> ScorecardService::push(const auth::Principal& principal, PushedResult result) {
  TRY(const Scorecard scorecard, definitions_.find(result.scorecard));
  const Check* check = find_check(scorecard, result.check);
  if (!check)
    return not_found("scorecards.check_not_found",
                     fmt::format("The scorecard '{}' has no check '{}'.", scorecard.name, result.check))
        .with_hint("towpath scorecard get " + scorecard.name);
  TRY(result.entity_ref, full_ref(result.entity_ref));
  TRY(const Subject subject, visible_subject(principal, result.entity_ref));
  CHECK_OK(auth::check(kernel_.authorizer, principal, "scorecard.push", {subject.owner_ref, subject.project_id, ""}));
  if (!check->max_age)
    return conflict("scorecards.not_external",
                    fmt::format("'{}' is evaluated here; only external checks take results.", check->title))
        .with_hint("Write external: {maxAgeHours: 24} in place of pass: in the scorecard.");
  const UtcTime now = kernel_.clock.now();
  Error error = invalid_input("scorecards.invalid_result", "This result cannot be taken.");
  if (result.source.empty() || result.source.size() > longest_text)
    error.add_field("/source", fmt::format("must name where it comes from, in at most {} bytes", longest_text));
  if (result.reason.size() > longest_text)
    error.add_field("/reason", fmt::format("must be at most {} bytes", longest_text));
  if (result.outcome == Outcome::fail && result.reason.empty()) error.add_field("/reason", "must say why it fails");
  if (!result.url.empty() &&
      ((!result.url.starts_with("https://") && !result.url.starts_with("http://")) || result.url.size() > longest_text))
    error.add_field("/url", "must be an address that begins with http:// or https://");
  if (result.at > now + clock_skew) error.add_field("/at", "must not be in the future");
  if (!error.fields().empty()) return error;
  const UtcTime latest = result.at + *check->max_age;
  result.expires_at = result.expires_at == UtcTime() ? latest : std::min(result.expires_at, latest);
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    subjects_.put_pushed(tx, result);
    kernel_.events.append(tx,
                          {.type = "scorecards.result.pushed",
                           .subject = result.entity_ref,
                           .actor = principal.ref,
                           .payload = boost::json::serialize(boost::json::object{{"scorecard", result.scorecard},
                                                                                 {"check", result.check},
                                                                                 {"outcome", to_string(result.outcome)},
                                                                                 {"source", result.source}}),
                           .owner_ref = subject.owner_ref,
                           .project_id = subject.project_id});
    return ok();
  }));
  keeper_.evaluate(result.entity_ref);
  const auto results = kernel_.db.read([&](db::Tx& tx) { return results_.results(tx, result.entity_ref); });
  if (const auto mine = results.find(result.scorecard); mine != results.end())
    for (const CheckResult& each : mine->second)
      if (each.check == result.check) return each;
  return conflict("scorecards.not_covered",
                  fmt::format("The scorecard '{}' does not cover {}.", scorecard.title, result.entity_ref))
      .with_hint("Its filter says which entities it covers: towpath scorecard get " + scorecard.name);
}

}  // namespace towpath::scorecards
