#include "scorecards/retained.h"

#include <doctest/doctest.h>

#include "fixture.h"

namespace towpath::scorecards {
namespace {

using retention::Mode;
using testing::Fixture;
using testing::for_each_fixture;
using testing::tidy;

constexpr const char* shop = "component:default/shop";
constexpr const char* described = "  description: Sells things.\n";
constexpr std::chrono::hours day{24};

TEST_CASE("changes of results go after their time, and how everything stands stays") {
  for_each_fixture([](Fixture& f) {
    f.apply(tidy());
    f.component("shop", "group:payments");
    f.component("shop", "group:payments", described);
    f.kernel.clock.advance(10 * day);
    f.component("shop", "group:payments");
    const auto changes = [&] { return f.service->changes(f.engineer, shop, "tidy", "", 10)->total; };
    const auto all = changes();
    const auto retained = make_retained_history(*f.lent);

    const auto planned = retained->enforce({5 * day, 0}, Mode::plan, f.kernel.clock.now(), {});
    CHECK(planned.kind == "scorecard_history");
    CHECK(planned.items == 2);
    CHECK(changes() == all);
    CHECK(retained->enforce({5 * day, 0}, Mode::remove, f.kernel.clock.now(), {}).items == 2);
    CHECK(changes() == all - 2);
    CHECK(f.outcome(shop, "tidy", "described") == "fail");
  });
}

TEST_CASE("the way of a campaign goes some time after it ended, and where it ended stays") {
  for_each_fixture([](Fixture& f) {
    f.apply(tidy());
    f.component("shop", "group:payments");
    f.component("depot", "group:logistics");
    NewCampaign wanted;
    wanted.title = "Say what it is for", wanted.why = "Nobody finds anything.";
    wanted.scorecard = "tidy", wanted.checks = {"described"}, wanted.owner_ref = "group:platform";
    wanted.due_at = f.kernel.clock.now() + 30 * day;
    const std::string id = f.campaigns->start(f.engineer, wanted)->seen.campaign.id;
    f.kernel.clock.advance(1 * day);
    f.component("shop", "group:payments", described);
    f.campaigns->settle({});
    REQUIRE(f.campaigns->get(f.engineer, id)->points.size() == 2);
    const auto retained = make_retained_progress(*f.lent);
    f.kernel.clock.advance(20 * day);
    CHECK(retained->enforce({1 * day, 0}, Mode::remove, f.kernel.clock.now(), {}).items == 0);  // it runs

    REQUIRE(f.campaigns->end(f.engineer, id, "Enough.").has_value());
    f.kernel.clock.advance(5 * day);
    CHECK(retained->enforce({10 * day, 0}, Mode::remove, f.kernel.clock.now(), {}).items == 0);
    CHECK(retained->enforce({1 * day, 0}, Mode::remove, f.kernel.clock.now(), {}).items == 2);  // a row a team
    const auto left = f.campaigns->get(f.engineer, id);
    CHECK(left->points.size() == 1);
    CHECK(left->seen.progress == Progress{1, 1, 0});
  });
}

}  // namespace
}  // namespace towpath::scorecards
