#include <doctest/doctest.h>

#include "fixture.h"
#include "posture_reader.h"

// How everything stands, as other modules count it.

namespace towpath::scorecards {
namespace {

using testing::Fixture;
using testing::for_each_fixture;
using testing::tidy;

constexpr const char* described = "  description: Sells things.\n";
constexpr std::chrono::hours day{24};

/// Sees what these groups own; everything without any.
PostureScope seen_by(std::vector<std::string> groups = {}) {
  PostureScope out;
  out.seen_by.effect = groups.empty() ? auth::Effect::allow : auth::Effect::conditional;
  out.seen_by.owner_refs = std::move(groups);
  return out;
}

/// What stands on the scorecard "tidy": "depot silver of bronze, ...", those that do not meet it with a "!".
std::string on_tidy(Fixture& f, const PostureScope& scope) {
  std::string out;
  for (const ComponentStanding& each : PostureReader(*f.lent, *f.definitions).components(scope))
    if (each.scorecard == "tidy")
      out += each.entity_ref.substr(std::string("component:default/").size()) + " " + each.level + "/" + each.asked +
             (each.is_met ? " " : "! ");
  return out;
}

void three_services(Fixture& f) {
  f.facts.repositories["component:default/depot"] = R"({"requiredApprovals":1})";
  f.apply(tidy());
  f.component("shop", "group:payments", described);
  f.component("till", "group:payments");
  f.component("depot", "group:logistics", described);
}

std::string raise(Fixture& f, const std::string& level, const std::string& team) {
  NewCampaign wanted;
  wanted.title = "Better";
  wanted.why = "It breaks.";
  wanted.scorecard = "tidy";
  wanted.level = level;
  if (level.empty()) wanted.checks = {"tagged"};
  wanted.team_ref = team;
  wanted.owner_ref = "group:platform";
  wanted.due_at = f.kernel.clock.now() + 30 * day;
  const auto campaign = f.campaigns->start(f.engineer, wanted);
  REQUIRE_MESSAGE(campaign.has_value(), campaign.error().message());
  return campaign->seen.campaign.id;
}

TEST_CASE("a scorecard asks for its lowest level, or for the highest that a running campaign asks a team for") {
  for_each_fixture([](Fixture& f) {
    three_services(f);
    CHECK(on_tidy(f, seen_by()) == "depot silver/bronze shop bronze/bronze till /bronze! ");

    raise(f, "", "");  // single checks raise no level
    CHECK(on_tidy(f, seen_by()) == "depot silver/bronze shop bronze/bronze till /bronze! ");
    const std::string of_payments = raise(f, "silver", "group:payments");
    CHECK(on_tidy(f, seen_by()) == "depot silver/bronze shop bronze/silver! till /silver! ");
    const std::string of_all = raise(f, "gold", "");
    CHECK(on_tidy(f, seen_by()) == "depot silver/gold! shop bronze/gold! till /gold! ");

    REQUIRE(f.campaigns->end(f.engineer, of_all, "Too early.").has_value());
    REQUIRE(f.campaigns->end(f.engineer, of_payments, "Too early.").has_value());
    CHECK(on_tidy(f, seen_by()) == "depot silver/bronze shop bronze/bronze till /bronze! ");
  });
}

TEST_CASE("standings are of one component, of one owner, or of what may be seen, and of no other kind") {
  for_each_fixture([](Fixture& f) {
    three_services(f);
    f.apply(tidy("", "  filter: {kinds: [Component, Resource]}\n"));
    f.apply(
        "apiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata: {name: cellar}\nspec: {type: database, owner: "
        "'group:logistics'}\n");
    CHECK(f.standing("resource:default/cellar", "tidy").standing.level.empty());

    CHECK(on_tidy(f, seen_by({"group:default/payments"})) == "shop bronze/bronze till /bronze! ");
    CHECK(on_tidy(f, seen_by({"group:default/nobody"})).empty());
    PostureScope one = seen_by();
    one.entity_ref = "component:default/depot";
    CHECK(on_tidy(f, one) == "depot silver/bronze ");
    PostureScope owner = seen_by();
    owner.owner_ref = "group:default/logistics";
    CHECK(on_tidy(f, owner) == "depot silver/bronze ");
    PostureScope none;
    CHECK(on_tidy(f, none).empty());
  });
}

TEST_CASE("what fails has failed since it changed; what is waived, unknown or mended does not") {
  for_each_fixture([](Fixture& f) {
    three_services(f);
    PostureReader posture(*f.lent, *f.definitions);
    const UtcTime first = f.kernel.clock.now();
    const auto of = [&](const PostureScope& scope) {
      std::string out;
      const FailingChecks failing = posture.failing(scope);
      std::int64_t all = 0;
      for (const FailingSince& age : failing.ages) all += age.checks;
      CHECK(static_cast<std::size_t>(all) == failing.longest.size());
      for (const FailingCheck& each : failing.longest)
        if (each.scorecard == "tidy")
          out += each.entity_ref.substr(std::string("component:default/").size()) + "/" + each.check + " ";
      return out;
    };
    const PostureScope payments = seen_by({"group:default/payments"});
    CHECK(of(payments) == "shop/tagged till/described till/tagged ");
    CHECK(posture.failing(payments).longest.front().since == first);

    f.kernel.clock.advance(10 * day);
    f.component("shop", "group:payments", "  tags: [core]\n");  // has tags now, and no description any more
    f.waivers.all = {{"component:default/till", "tidy", "described", f.kernel.clock.now() + 9 * day}};
    f.keeper->evaluate_all({});
    CHECK(of(payments) == "till/tagged shop/described ");
    const FailingChecks now = posture.failing(payments);
    for (const FailingCheck& each : now.longest) {
      if (each.scorecard != "tidy") continue;
      CHECK(each.title == (each.check == "tagged" ? "It has tags" : "It is described"));
      CHECK(each.since == (each.check == "tagged" ? first : f.kernel.clock.now()));
    }
    CHECK(of(seen_by()).find("depot/tagged") != std::string::npos);
  });
}

TEST_CASE("nothing that fails and nothing that is checked are told apart") {
  for_each_fixture([](Fixture& f) {
    f.apply(tidy("", "  filter: {kinds: [API]}\n"));
    f.facts.repositories["api:default/orders"] = R"({"requiredApprovals":1})";
    f.apply(
        "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: orders, description: Takes orders., tags: "
        "[core]}\nspec: {type: openapi, lifecycle: production, owner: 'group:payments', definition: '{}'}\n");
    PostureReader posture(*f.lent, *f.definitions);

    CHECK(posture.failing(seen_by()).ages.empty());
    CHECK(posture.failing(seen_by()).is_checked);
    CHECK_FALSE(posture.failing(seen_by({"group:default/logistics"})).is_checked);
  });
}

}  // namespace
}  // namespace towpath::scorecards
