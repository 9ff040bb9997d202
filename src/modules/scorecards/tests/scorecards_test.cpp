#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <future>
#include <mutex>

#include "fixture.h"

namespace towpath::scorecards {
namespace {

using testing::Fixture;
using testing::for_each_fixture;
using testing::tidy;

constexpr const char* shop = "component:default/shop";

TEST_CASE("an entity is looked at when it comes and when it changes, and only changes of results are kept") {
  for_each_fixture([](Fixture& f) {
    f.facts.repositories[shop] = R"({"requiredApprovals":1})";
    f.apply(tidy());
    f.component("shop", "group:payments");

    CHECK(f.outcome(shop, "tidy", "described") == "fail");
    CHECK(f.outcome(shop, "tidy", "protected") == "pass");
    CHECK(f.outcome(shop, "tidy", "tagged") == "fail");
    CHECK(f.standing(shop, "tidy").standing.level.empty());
    CHECK(f.standing(shop, "tidy").standing.score == 50);
    CHECK(f.service->changes(f.engineer, shop, "tidy", "", 10)->total == 0);

    f.component("shop", "group:payments", "  description: Sells things.\n");
    CHECK(f.outcome(shop, "tidy", "described") == "pass");
    CHECK(f.standing(shop, "tidy").standing.level == "silver");
    const auto changes = f.service->changes(f.engineer, shop, "tidy", "", 10);
    REQUIRE(changes->items.size() == 2);
    CHECK(changes->total == 2);
    for (const Change& change : changes->items) {
      CHECK(change.from == (change.check.empty() ? "" : "fail"));
      CHECK(change.to == (change.check.empty() ? "silver" : "pass"));
    }
    f.settle();  // what the results' writer told is sealed, too
    const auto told = f.lent->events.find({.type = "scorecards.", .subject = shop});
    REQUIRE(told.size() == 2);
    CHECK(told[0].owner_ref == "group:default/payments");
  });
}

TEST_CASE("what is not known is unknown with the reason, holds the level back, and never passes") {
  for_each_fixture([](Fixture& f) {
    f.apply(tidy(
        "    - {id: forgiving, title: Forgiving, level: gold, fix: None., pass: 'facts.cost.total < 5.0 || true'}\n"
        "    - {id: absent, title: Absent, level: gold, fix: None., pass: 'facts.docs.readers > 5'}\n"
        "    - {id: number, title: Number, level: gold, fix: None., pass: 'size(entity.kind)'}\n"));
    f.component("shop", "group:payments", "  description: Sells things.\n");

    const CheckResult unlinked = f.result(shop, "tidy", "protected");
    CHECK(unlinked.outcome == Outcome::unknown);
    CHECK(unlinked.reason == "Its descriptor comes from no repository of this platform.");
    CHECK(f.result(shop, "tidy", "forgiving").outcome == Outcome::unknown);
    CHECK(f.result(shop, "tidy", "forgiving").reason == "Nothing here reports facts.cost.");
    CHECK(f.result(shop, "tidy", "absent").reason == "There is no facts.docs.readers here.");
    CHECK(f.result(shop, "tidy", "number").reason == "Its expression gives neither true nor false.");
    CHECK(f.standing(shop, "tidy").standing.level == "bronze");
  });
}

TEST_CASE("the evidence is what the expression read") {
  for_each_fixture([](Fixture& f) {
    f.facts.repositories[shop] = R"({"requiredApprovals":0,"name":"shop"})";
    f.apply(tidy());
    f.component("shop", "group:payments");

    const auto evidence = boost::json::parse(f.result(shop, "tidy", "protected").evidence);
    CHECK(evidence == boost::json::parse(R"({"/facts/repository/requiredApprovals":0})"));
  });
}

TEST_CASE("a filter says what is covered; what is not covered any more has no results") {
  for_each_fixture([](Fixture& f) {
    f.component("shop", "group:payments", "  tags: [core]\n");
    f.component("depot", "group:logistics");
    const auto covered = [&](const std::string& filter) {
      f.apply(tidy("", filter));
      std::string out;
      const auto rows = f.service->by_entity(f.engineer, {.scorecard = "tidy"});
      for (const HeatRow& row : rows->entities) out += row.title + " ";
      return out;
    };
    CHECK(covered("") == "depot shop ");
    CHECK(covered("  filter: {tags: [core, other]}\n") == "shop ");
    CHECK(covered("  filter: {owners: ['group:logistics']}\n") == "depot ");
    CHECK(covered("  filter: {lifecycles: [experimental]}\n").empty());
    CHECK(covered("  filter: {when: 'entity.metadata.name.startsWith(\"sh\")'}\n") == "shop ");
    CHECK(covered("  filter: {kinds: [API]}\n").empty());
  });
}

TEST_CASE("a scorecard that goes takes its results along, and a shipped one can be switched off and comes back") {
  for_each_fixture([](Fixture& f) {
    f.keeper->catch_up({});
    f.component("shop", "group:payments");
    CHECK(f.service->list(f.engineer)->size() == 3);
    CHECK(f.standing(shop, "documentation").results.size() > 3);
    f.apply(
        "apiVersion: towpath.dev/v1alpha1\nkind: Scorecard\nmetadata: {name: documentation}\nspec:\n  owner: "
        "group:platform\n  enabled: false\n  levels: [a]\n  checks: [{id: x, title: X, level: a, fix: X, pass: "
        "'true'}]\n");
    CHECK(f.service->list(f.engineer)->size() == 2);
    CHECK_FALSE(f.service->get(f.engineer, "documentation").has_value());
    REQUIRE(f.catalog->catalog()
                .remove(f.engineer, catalog::EntityRef::parse("scorecard:default/documentation", "").value())
                .has_value());
    f.settle();
    CHECK(f.standing(shop, "documentation").results.size() > 3);
  });
}

TEST_CASE("an entity that goes takes everything about it along") {
  for_each_fixture([](Fixture& f) {
    f.apply(tidy());
    f.component("shop", "group:payments");
    REQUIRE(f.catalog->catalog().remove(f.engineer, catalog::EntityRef::parse(shop, "").value()).has_value());
    f.settle();
    CHECK(f.service->standings(f.engineer, shop).error().code() == "scorecards.entity_not_found");
    CHECK(f.service->by_entity(f.engineer, {.scorecard = "tidy"})->total == 0);
  });
}

TEST_CASE("deployments and incidents come from the log, and one of them looks at its component only") {
  for_each_fixture([](Fixture& f) {
    f.keeper->catch_up({});
    f.component("shop", "group:payments");
    f.component("depot", "group:logistics");
    CHECK(f.outcome(shop, "production-readiness", "in-production") == "fail");
    CHECK(f.outcome(shop, "delivery-health", "last-deployment") == "unknown");
    const int reads = f.facts.reads;

    f.happened("delivery.deployment.succeeded", shop, R"({"mode":"deploy","base":""})");
    CHECK(f.outcome(shop, "production-readiness", "in-production") == "pass");
    CHECK(f.outcome(shop, "delivery-health", "last-deployment") == "pass");
    CHECK(f.outcome("component:default/depot", "production-readiness", "in-production") == "fail");
    f.happened("observe.incident.opened", shop, R"({"incident":"1"})");
    CHECK(f.outcome(shop, "production-readiness", "no-open-incident") == "fail");
    f.happened("observe.incident.closed", shop, R"({"incident":"1"})");
    CHECK(f.outcome(shop, "production-readiness", "no-open-incident") == "pass");
    CHECK(f.facts.reads == reads);
  });
}

TEST_CASE("the numbers of deployments leave restarts and first deployments out") {
  for_each_fixture([](Fixture& f) {
    f.component("shop", "group:payments");
    const std::string commits = R"("commits":[{"authoredAt":")" + to_rfc3339(f.kernel.clock.now()) + "\"}]";
    f.happened("delivery.deployment.succeeded", shop, R"({"mode":"deploy","base":null,)" + commits + "}");
    f.happened("delivery.deployment.failed", shop, R"({"mode":"deploy","base":"x",)" + commits + "}");
    f.kernel.clock.advance(std::chrono::hours(6));
    f.happened("delivery.deployment.succeeded", shop, R"({"mode":"promote","base":"x",)" + commits + "}");
    f.happened("delivery.deployment.failed", shop, R"({"mode":"restart"})");
    f.happened("delivery.deployment.succeeded", shop, R"({"mode":"deploy"})", "staging");
    Subject subject;
    subject.ref = shop;
    subject.kind = "Component";
    const auto fact = boost::json::parse(f.reader->deployments(subject).at("deployments").body);
    CHECK(fact.at("count") == 4);
    CHECK(fact.at("production").at("count") == 3);
    CHECK(fact.at("production").at("failed") == 1);
    CHECK(fact.at("production").at("lastState") == "succeeded");
    CHECK(fact.at("production").at("leadTimeHours") == 6.0);
    CHECK(fact.at("staging").as_object().if_contains("leadTimeHours") == nullptr);
  });
}

TEST_CASE("what time can change is looked at when it flips, and not before") {
  for_each_fixture([](Fixture& f) {
    f.facts.repositories[shop] = R"({"lastPushAt":")" + to_rfc3339(f.kernel.clock.now()) + "\"}";
    f.apply(
        tidy("    - {id: fresh, title: Fresh, level: gold, fix: Push., pass: 'timestamp(now) - "
             "timestamp(facts.repository.lastPushAt) < duration(\"36h\")'}\n"));
    std::promise<void> hinted;
    std::once_flag once;
    auto hints = f.db.listen(std::string(Keeper::channel),
                             [&](std::string_view) { std::call_once(once, [&] { hinted.set_value(); }); });
    f.component("shop", "group:payments");
    CHECK(hinted.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready);
    const auto due = [&] { return f.db.read([&](db::Tx& tx) { return SubjectStore().next_look(tx).value(); }); };
    const UtcTime start = f.kernel.clock.now();
    CHECK(due() == start + std::chrono::hours(24));

    f.kernel.clock.advance(std::chrono::hours(24));
    const auto next = f.keeper->evaluate_due({});
    CHECK(next == due());
    CHECK(f.outcome(shop, "tidy", "fresh") == "pass");
    CHECK(due() >= start + std::chrono::hours(36));
    CHECK(due() <= start + std::chrono::hours(36) + std::chrono::minutes(1));

    f.kernel.clock.advance(std::chrono::hours(12) + std::chrono::minutes(1));
    f.keeper->evaluate_due({});
    CHECK(f.outcome(shop, "tidy", "fresh") == "fail");
    CHECK(f.result(shop, "tidy", "fresh").since == f.kernel.clock.now());
  });
}

TEST_CASE("an external check is unknown until somebody reports, and again when the report is old") {
  for_each_fixture([](Fixture& f) {
    f.apply(tidy("    - {id: scan, title: Scan, level: gold, fix: Scan it., external: {maxAgeHours: 24}}\n"));
    f.component("shop", "group:payments");
    CHECK(f.result(shop, "tidy", "scan").reason == "Nobody has reported a result yet.");
    PushedResult pushed{"tidy",
                        "scan",
                        "shop",
                        Outcome::fail,
                        "Two open ports.",
                        "scanner",
                        "https://scan.example/1",
                        f.kernel.clock.now(),
                        {}};

    const auto now = f.service->push(f.alice, pushed);
    REQUIRE_MESSAGE(now.has_value(), now.error().message());
    CHECK(now->outcome == Outcome::fail);
    CHECK(boost::json::parse(now->evidence).at("source") == "scanner");
    pushed.outcome = Outcome::pass;
    pushed.at -= std::chrono::hours(1);  // older than what is there
    CHECK(f.service->push(f.alice, pushed)->outcome == Outcome::fail);

    f.kernel.clock.advance(std::chrono::hours(24));
    f.keeper->evaluate_due({});
    CHECK(f.outcome(shop, "tidy", "scan") == "unknown");
    CHECK(f.result(shop, "tidy", "scan").reason == "The last result, from scanner, is too old.");
  });
}

TEST_CASE("a failure that is waived counts as reached until the waiver ends; what passes is not waived") {
  for_each_fixture([](Fixture& f) {
    f.apply(tidy());
    const UtcTime until = f.kernel.clock.now() + std::chrono::hours(48);
    f.waivers.all = {{shop, "tidy", "described", until}, {shop, "tidy", "protected", until}};
    f.component("shop", "group:payments");
    f.component("depot", "group:logistics");
    CHECK(f.outcome(shop, "tidy", "described") == "waived");
    CHECK(f.result(shop, "tidy", "described").reason == "Waived until " + to_rfc3339(until).substr(0, 10) + ".");
    CHECK(f.outcome(shop, "tidy", "protected") == "unknown");  // nothing is known to be wrong
    CHECK(f.standing(shop, "tidy").standing.level == "bronze");
    CHECK(f.outcome("component:default/depot", "tidy", "described") == "fail");
    f.keeper->evaluate_all({});
    CHECK(f.outcome(shop, "tidy", "described") == "waived");

    f.kernel.clock.advance(std::chrono::hours(48));
    f.keeper->evaluate_due({});
    CHECK(f.outcome(shop, "tidy", "described") == "fail");
    CHECK(f.standing(shop, "tidy").standing.level.empty());
  });
}

TEST_CASE("a pushed result that cannot be taken says what is wrong with it") {
  for_each_fixture([](Fixture& f) {
    f.apply(tidy("    - {id: scan, title: Scan, level: gold, fix: Scan it., external: {maxAgeHours: 24}}\n"));
    f.component("shop", "group:payments");
    const PushedResult good{"tidy", "scan", shop, Outcome::pass, "", "scanner", "", f.kernel.clock.now(), {}};
    const auto code = [&](const auth::Principal& who, const std::function<void(PushedResult&)>& change) {
      PushedResult pushed = good;
      change(pushed);
      const auto taken = f.service->push(who, pushed);
      return taken.has_value() ? std::string("taken") : taken.error().code();
    };
    CHECK(code(f.alice, [](PushedResult&) {}) == "taken");
    CHECK(code(f.alice, [](PushedResult& p) { p.scorecard = "tidi"; }) == "scorecards.not_found");
    CHECK(code(f.alice, [](PushedResult& p) { p.check = "scam"; }) == "scorecards.check_not_found");
    CHECK(code(f.alice, [](PushedResult& p) { p.check = "tagged"; }) == "scorecards.not_external");
    CHECK(code(f.alice, [](PushedResult& p) { p.entity_ref = "nothing"; }) == "scorecards.entity_not_found");
    CHECK(code(f.alice, [](PushedResult& p) { p.source = ""; }) == "scorecards.invalid_result");
    CHECK(code(f.alice, [](PushedResult& p) { p.url = "javascript:alert(1)"; }) == "scorecards.invalid_result");
    CHECK(code(f.alice, [](PushedResult& p) { p.outcome = Outcome::fail; }) == "scorecards.invalid_result");
    CHECK(code(f.alice, [](PushedResult& p) { p.at += std::chrono::hours(1); }) == "scorecards.invalid_result");
    CHECK(code(f.bob, [](PushedResult&) {}) == "scorecards.entity_not_found");
  });
}

TEST_CASE("who may not see an entity sees no result, no row and no count of it") {
  for_each_fixture([](Fixture& f) {
    f.apply(tidy());
    f.component("shop", "group:payments");
    f.component("depot", "group:logistics");
    f.component("site", "group:web", "  annotations: {towpath.dev/visibility: public}\n");
    const auto seen = [&](const auth::Principal& who) {
      const auto map = f.service->by_entity(who, {.scorecard = "tidy"});
      std::string out;
      for (const HeatRow& row : map->entities) out += row.title + " ";
      CHECK(map->total == static_cast<std::int64_t>(map->entities.size()));
      CHECK(map->totals.at("described").all() == map->total);
      CHECK(f.service->get(who, "tidy")->entities == map->total);
      CHECK(f.service->by_team(who, "tidy")->teams.size() == map->entities.size());
      return out;
    };
    CHECK(seen(f.alice) == "shop site ");
    CHECK(seen(f.bob) == "depot site ");
    CHECK(seen(f.engineer) == "depot shop site ");
    CHECK(f.service->standings(f.bob, shop).error().code() == "scorecards.entity_not_found");
    CHECK(f.service->changes(f.bob, shop, "", "", 10).error().code() == "scorecards.entity_not_found");
    CHECK(f.service->try_out(f.bob, tidy(), "a.yaml")->front().entities == 2);
    PushedResult pushed{"tidy", "tagged", "site", Outcome::pass, "", "x", "", f.kernel.clock.now(), {}};
    CHECK(f.service->push(f.bob, pushed).error().code() == "auth.forbidden");
  });
}

TEST_CASE("what people own counts for no team: nothing is about one person") {
  for_each_fixture([](Fixture& f) {
    f.apply(tidy());
    f.component("shop", "user:alice");
    f.component("toy", "user:bob");
    f.component("depot", "group:logistics");
    const auto teams = f.service->by_team(f.engineer, "tidy");
    REQUIRE(teams->teams.size() == 2);
    CHECK(teams->teams[0].team_ref.empty());
    CHECK(teams->teams[0].entities == 2);
    const auto rows = f.service->by_entity(f.engineer, {.scorecard = "tidy"});
    for (const HeatRow& row : rows->entities) CHECK_FALSE(row.team_ref.starts_with("user:"));
    CHECK(f.service->by_entity(f.engineer, {.scorecard = "tidy", .team = ""})->entities.size() == 2);
    CHECK(f.service->by_entity(f.engineer, {.scorecard = "tidy", .team = "group:logistics"})->entities.size() == 1);
    CHECK(f.service->by_entity(f.engineer, {.scorecard = "tidy", .team = "user:alice"})->entities.empty());
  });
}

TEST_CASE("a heat map has pages, and its counts are over all of them") {
  for_each_fixture([](Fixture& f) {
    f.apply(tidy());
    for (const char* name : {"a", "b", "c"}) f.component(name, "group:payments");
    std::string seen, after;
    for (int page = 0; page < 3; ++page) {
      const auto map = f.service->by_entity(f.engineer, {.scorecard = "tidy", .after = after, .limit = 1});
      REQUIRE(map->entities.size() == 1);
      CHECK(map->total == 3);
      CHECK(map->totals.at("tagged").fail == 3);
      CHECK(map->entities[0].cells == std::vector{Outcome::fail, Outcome::unknown, Outcome::fail});
      seen += map->entities[0].title;
      after = map->next;
    }
    CHECK(seen == "abc");
    CHECK(after.empty());
  });
}

TEST_CASE("after a start everything that happened meanwhile is caught up with") {
  for_each_fixture([](Fixture& f) {
    f.consumer.reset();  // the server is down
    f.apply(tidy());
    f.component("shop", "group:payments");
    CHECK_FALSE(f.service->standings(f.engineer, shop).has_value());
    f.keeper->catch_up({});
    CHECK(f.outcome(shop, "tidy", "described") == "fail");
  });
}

TEST_CASE("a definition that is wrong is refused with file, line and column") {
  for_each_fixture([](Fixture& f) {
    const auto refused = [&](const std::string& yaml) {
      const auto applied = f.catalog->catalog().apply(f.engineer, yaml, "card.yaml");
      const auto tried = f.service->try_out(f.engineer, yaml, "card.yaml");
      REQUIRE_FALSE(applied.has_value());
      REQUIRE_FALSE(tried.has_value());
      CHECK(applied.error().message() == tried.error().message());
      const std::string message = applied.error().message();
      return message.substr(0, message.find(": "));
    };
    const std::string good = tidy();
    CHECK(refused(good + "    - {id: bad, title: B, level: gold, fix: F, pass: 'entity.kind == '}\n") ==
          "card.yaml:13:70");
    CHECK(refused(good +
                  "    - id: bad\n      title: B\n      level: gold\n      fix: F\n      pass: |\n        true &&\n"
                  "          entityy.kind == 'x'\n") == "card.yaml:19:11");
    CHECK(refused(good + "    - {id: bad, title: B, level: golden, fix: F, pass: 'true'}\n") == "card.yaml:13:27");
    CHECK(refused(good + "    - {id: tagged, title: B, level: gold, fix: F, pass: 'true'}\n") == "card.yaml:13:8");
    CHECK(refused(good + "    - {id: bad, title: B, level: gold, fix: F}\n") == "card.yaml:13:7");
    CHECK(refused(tidy("", "  filter: {kinds: [User]}\n")).starts_with("card.yaml:9:"));
  });
}

TEST_CASE("a trial that computes too long is ended, and keeps nothing") {
  for_each_fixture([](Fixture& f) {
    f.component("shop", "group:payments");
    ScorecardService hurried(*f.lent, f.catalog->catalog(), *f.definitions, *f.keeper,
                             {.trial = std::chrono::milliseconds(0)});
    CHECK(hurried.try_out(f.engineer, tidy(), "a.yaml").error().code() == "scorecards.trial_too_slow");
    CHECK(f.service->try_out(f.engineer, tidy(), "a.yaml")->front().totals.at("described").fail == 1);
    CHECK_FALSE(f.service->get(f.engineer, "tidy").has_value());
  });
}

TEST_CASE("the shipped scorecards are valid and say how to fix what they ask for") {
  const script::Cel cel;
  const auto all = shipped_scorecards(cel);
  REQUIRE(all.size() == 3);
  for (const Scorecard& scorecard : all)
    for (const Check& check : scorecard.checks) {
      CAPTURE(scorecard.name);
      CAPTURE(check.id);
      CHECK_FALSE(check.why.empty());
      CHECK_FALSE(check.fix.empty());
      CHECK_FALSE(check.references.empty());
    }
}

}  // namespace
}  // namespace towpath::scorecards
