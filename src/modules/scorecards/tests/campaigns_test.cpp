#include <doctest/doctest.h>

#include <future>
#include <mutex>

#include "campaign_json.h"
#include "fixture.h"

namespace towpath::scorecards {
namespace {

using testing::Fixture;
using testing::for_each_fixture;
using testing::tidy;

constexpr const char* described = "  description: Sells things.\n";
constexpr std::chrono::hours day{24};

NewCampaign describe(const Fixture& f) {
  NewCampaign out;
  out.title = "Say what it is for";
  out.why = "Nobody finds anything.";
  out.scorecard = "tidy";
  out.checks = {"described"};
  out.owner_ref = "group:platform";
  out.due_at = f.kernel.clock.now() + 30 * day;
  return out;
}

/// A component of each team that does not meet it.
void open_work(Fixture& f) {
  f.apply(tidy());
  f.component("shop", "group:payments");
  f.component("till", "group:payments", described);
  f.component("depot", "group:logistics");
}

std::string started(Fixture& f, const NewCampaign& wanted) {
  const auto campaign = f.campaigns->start(f.engineer, wanted);
  REQUIRE_MESSAGE(campaign.has_value(), campaign.error().message());
  return campaign->seen.campaign.id;
}

TEST_CASE("a campaign tells owners of what is open, moves when they fix it, and is done by itself") {
  for_each_fixture([](Fixture& f) {
    open_work(f);
    const std::string id = started(f, describe(f));
    CHECK(f.campaigns->get(f.engineer, id)->seen.progress == Progress{1, 2, 0});
    CHECK(f.bell.has_heard("group:default/payments/one",
                           "A bar is raised: Say what it is for | 1 of 2 that you own does not meet it yet."));
    CHECK(f.bell.has_heard("group:default/logistics/two", "A bar is raised"));
    CHECK_FALSE(f.bell.has_heard("group:default/platform/one", ""));

    f.kernel.clock.advance(std::chrono::hours(2));
    f.component("shop", "group:payments", described);
    f.campaigns->settle({});
    const auto moved = f.campaigns->get(f.engineer, id);
    CHECK(moved->seen.progress == Progress{2, 1, 0});
    CHECK(moved->seen.campaign.state == "running");
    REQUIRE(moved->points.size() == 2);
    CHECK(moved->points[0].progress == Progress{1, 2, 0});
    REQUIRE(moved->teams.size() == 2);
    CHECK(moved->teams[0].team_ref == "group:default/logistics");
    CHECK(moved->teams[1].progress == Progress{2, 0, 0});

    f.component("depot", "group:logistics", described);
    f.campaigns->settle({});
    const auto done = f.campaigns->get(f.engineer, id);
    CHECK(done->seen.campaign.state == "done");
    CHECK(done->seen.campaign.ended_at == f.kernel.clock.now());
    CHECK(f.bell.has_heard("group:default/platform/one", "Done: Say what it is for | All 3 meet it."));
  });
}

TEST_CASE("owners are reminded a week and a day before the end, and it is over on its date") {
  for_each_fixture([](Fixture& f) {
    open_work(f);
    const std::string id = started(f, describe(f));
    const auto reminders = [&] {
      f.settle();
      return f.lent->events.find({.type = "scorecards.campaign.reminded"}).size();
    };
    f.kernel.clock.advance(22 * day);
    f.campaigns->settle({});
    CHECK(reminders() == 0);
    f.kernel.clock.advance(1 * day);
    f.campaigns->settle({});
    f.campaigns->settle({});
    CHECK(reminders() == 1);
    CHECK(f.bell.has_heard("group:default/payments/one", "Still to do"));
    f.kernel.clock.advance(6 * day);
    f.campaigns->settle({});
    CHECK(reminders() == 2);
    CHECK(f.campaigns->get(f.engineer, id)->seen.campaign.state == "running");
    f.kernel.clock.advance(1 * day);
    f.campaigns->settle({});
    const auto over = f.campaigns->get(f.engineer, id);
    CHECK(over->seen.campaign.state == "over");
    CHECK(over->seen.campaign.end_reason == "1 of 3 meet it.");
    CHECK(reminders() == 2);
  });
}

TEST_CASE("a reminder that is due is taken once, whoever else looks at the same moment") {
  for_each_fixture([](Fixture& f) {
    open_work(f);
    const std::string id = started(f, describe(f));
    f.kernel.clock.advance(23 * day);
    const UtcTime now = f.kernel.clock.now();
    const auto take = [&] {
      bool taken = false;
      REQUIRE(f.db.transact([&](db::Tx& tx) -> Status {
                    taken = CampaignStore().take_wake(tx, id, now, now + 6 * day);
                    return ok();
                  })
                  .has_value());
      return taken;
    };
    CHECK(take());
    CHECK_FALSE(take());
    CHECK(f.campaigns->settle({}) == now + 6 * day);
    CHECK_FALSE(f.bell.has_heard("group:default/payments/one", "Still to do"));
  });
}

TEST_CASE("a campaign that begins says that something is due") {
  for_each_fixture([](Fixture& f) {
    open_work(f);
    std::promise<void> hinted;
    std::once_flag once;
    auto hints = f.db.listen(std::string(CampaignService::channel),
                             [&](std::string_view) { std::call_once(once, [&] { hinted.set_value(); }); });
    started(f, describe(f));
    CHECK(hinted.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready);
    CHECK(f.campaigns->settle({}) == f.kernel.clock.now() + 23 * day);
  });
}

TEST_CASE("a change of a result that a running campaign asks for makes it count again") {
  for_each_fixture([](Fixture& f) {
    open_work(f);
    const std::string id = started(f, describe(f));
    auto changes = f.lent->events.subscribe({"scorecards.check.changed"}, std::nullopt, [&](const auto& event) {
      if (event.payload.find("\"described\"") != std::string::npos) f.campaigns->result_changed("tidy", "described");
    });
    std::promise<void> counted;
    auto progress = f.lent->events.subscribe({"scorecards.campaign.progressed"}, std::nullopt,
                                             [&](const auto&) { counted.set_value(); });
    f.component("shop", "group:payments", described);
    REQUIRE(counted.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready);
    CHECK(f.campaigns->get(f.engineer, id)->seen.progress == Progress{2, 1, 0});
  });
}

TEST_CASE("a level means every check up to it, a team only what that team owns") {
  for_each_fixture([](Fixture& f) {
    open_work(f);
    NewCampaign wanted = describe(f);
    wanted.checks.clear();
    wanted.level = "silver";
    wanted.team_ref = "payments";
    const auto campaign = f.campaigns->get(f.engineer, started(f, wanted));
    CHECK(campaign->seen.campaign.checks == std::vector<std::string>{"described", "protected"});
    CHECK(campaign->seen.campaign.team_ref == "group:default/payments");
    CHECK(campaign->seen.progress == Progress{0, 1, 1});  // nobody knows about the reviews of either
    CHECK_FALSE(f.bell.has_heard("group:default/logistics/one", ""));
  });
}

TEST_CASE("only the platform team raises and lowers a bar; everybody sees it, each with their own numbers") {
  for_each_fixture([](Fixture& f) {
    open_work(f);
    CHECK(f.campaigns->start(f.alice, describe(f)).error().code() == "auth.forbidden");
    const std::string id = started(f, describe(f));
    CHECK(f.campaigns->end(f.alice, id, "No.").error().code() == "auth.forbidden");
    CHECK(f.campaigns->get(f.alice, id)->seen.progress == Progress{1, 1, 0});
    CHECK(f.campaigns->get(f.bob, id)->seen.progress == Progress{0, 1, 0});
    CHECK(f.campaigns->get(f.bob, id)->teams.size() == 1);
    CHECK(f.campaigns->get(f.bob, id)->points[0].progress == Progress{0, 1, 0});
    CHECK(f.campaigns->list(f.bob, "", "", 10)->items[0].progress == Progress{0, 1, 0});

    CHECK(f.campaigns->end(f.engineer, id, " ").error().code() == "scorecards.invalid_campaign");
    CHECK(f.campaigns->end(f.engineer, id, "It was wrong.")->seen.campaign.state == "ended");
    CHECK(f.campaigns->end(f.engineer, id, "Again.").error().code() == "scorecards.campaign_over");
    CHECK(f.campaigns->get(f.engineer, "01JD8XZ4B6W7Y2E9P3T5V0QRST").error().code() == "scorecards.campaign_not_found");
    CHECK(f.campaigns->list(f.engineer, "running", "", 10)->total == 0);
  });
}

TEST_CASE("a campaign that cannot be started says what is wrong with it") {
  for_each_fixture([](Fixture& f) {
    f.apply(tidy());
    const auto wrong = [&](const std::function<void(NewCampaign&)>& change) {
      NewCampaign wanted = describe(f);
      change(wanted);
      const auto refused = f.campaigns->start(f.engineer, wanted);
      REQUIRE_FALSE(refused.has_value());
      return refused.error().fields().empty() ? refused.error().code() : refused.error().fields().front().path;
    };
    CHECK(wrong([](NewCampaign& c) { c.scorecard = "none"; }) == "scorecards.not_found");
    CHECK(wrong([](NewCampaign& c) { c.title = " "; }) == "/title");
    CHECK(wrong([](NewCampaign& c) { c.why = ""; }) == "/why");
    CHECK(wrong([](NewCampaign& c) { c.checks = {"described", "none"}; }) == "/checks/1");
    CHECK(wrong([](NewCampaign& c) { c.checks = {}; }) == "/checks");
    CHECK(wrong([](NewCampaign& c) { c.level = "gold"; }) == "/checks");
    CHECK(wrong([](NewCampaign& c) { c.checks = {}, c.level = "iron"; }) == "/level");
    CHECK(wrong([](NewCampaign& c) { c.owner_ref = "user:eve"; }) == "/owner");
    CHECK(wrong([](NewCampaign& c) { c.team_ref = "user:eve"; }) == "/team");
    CHECK(wrong([&](NewCampaign& c) { c.due_at = f.kernel.clock.now(); }) == "/dueAt");
    CHECK(wrong([](NewCampaign& c) { c.due_at += 400 * day; }) == "/dueAt");
  });
}

TEST_CASE("no number of a campaign is about one person") {
  for_each_fixture([](Fixture& f) {
    f.apply(tidy());
    f.component("shop", "user:alice");
    f.component("toy", "user:bob");
    const std::string id = started(f, describe(f));
    const auto campaign = f.campaigns->get(f.engineer, id);
    REQUIRE(campaign->teams.size() == 1);
    CHECK(campaign->teams[0].team_ref.empty());
    CHECK(campaign->teams[0].progress == Progress{0, 2, 0});
    CHECK(campaign_body(*campaign).find("user:") == std::string::npos);
    CHECK(f.bell.has_heard("user:default/alice", "A bar is raised"));
  });
}

}  // namespace
}  // namespace towpath::scorecards
