#include <doctest/doctest.h>

#include <future>
#include <mutex>

#include "fixture.h"
#include "scorecards/module.h"

namespace towpath::scorecards {
namespace {

using testing::Fixture;
using testing::for_each_fixture;
using testing::tidy;

constexpr const char* shop = "component:default/shop";
constexpr std::chrono::hours day{24};

/// The first event of a type from now on.
class Heard {
 public:
  Heard(events::Events& events, const std::string& type)
      : subscription_(events.subscribe({type}, std::nullopt, [this](const events::SealedEvent&) {
          std::call_once(once_, [this] { heard_.set_value(); });
        })) {}
  void wait() { REQUIRE(heard_.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready); }

 private:
  std::promise<void> heard_;
  std::once_flag once_;
  db::Subscription subscription_;
};

/// The module itself, in place of the fixture's own consumer.
struct Running {
  explicit Running(Fixture& fixture)
      : f(fixture), module(make_module(f.kernel.lend(), {*f.catalog, f.facts, f.bell, &f.waivers})) {
    f.consumer.reset();
    module->start();
  }
  ~Running() {
    module->stop();
    f.kernel.stop();  // no job of the module outlives it
  }
  Fixture& f;
  std::unique_ptr<ScorecardsModule> module;
};

TEST_CASE("the module ends a campaign that another server began, when its time has come") {
  for_each_fixture([](Fixture& f) {
    f.apply(tidy());
    f.component("shop", "group:payments");
    Running running(f);
    NewCampaign wanted;
    wanted.title = "Say what it is for", wanted.why = "Nobody finds anything.";
    wanted.scorecard = "tidy", wanted.checks = {"described"}, wanted.owner_ref = "group:platform";
    wanted.due_at = f.kernel.clock.now() + 30 * day;
    const std::string id = f.campaigns->start(f.engineer, wanted)->seen.campaign.id;

    Heard reminded(f.lent->events, "scorecards.campaign.reminded"), ended(f.lent->events, "scorecards.campaign.ended");
    f.kernel.clock.advance(24 * day);
    running.module->clock_moved();
    reminded.wait();
    f.kernel.clock.advance(7 * day);
    running.module->clock_moved();
    ended.wait();
    CHECK(f.campaigns->get(f.engineer, id)->seen.campaign.state == "over");
  });
}

TEST_CASE("the module looks again when time has changed a result") {
  for_each_fixture([](Fixture& f) {
    f.facts.repositories[shop] = R"({"lastPushAt":")" + to_rfc3339(f.kernel.clock.now()) + "\"}";
    f.apply(
        tidy("    - {id: fresh, title: Fresh, level: gold, fix: Push., pass: 'timestamp(now) - "
             "timestamp(facts.repository.lastPushAt) < duration(\"12h\")'}\n"));
    Running running(f);
    f.component("shop", "group:payments");
    REQUIRE(f.outcome(shop, "tidy", "fresh") == "pass");

    Heard changed(f.lent->events, "scorecards.check.changed");
    f.kernel.clock.advance(13 * std::chrono::hours(1));
    running.module->clock_moved();
    changed.wait();
    CHECK(f.outcome(shop, "tidy", "fresh") == "fail");
  });
}

}  // namespace
}  // namespace towpath::scorecards
