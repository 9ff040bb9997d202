#include "health_watcher.h"

#include <doctest/doctest.h>

#include "observe_world.h"

namespace towpath::observe {
namespace {

using std::chrono::seconds;

constexpr seconds deadline{20};

const Finding well{Finding::Health::healthy, "healthy", "", false, true};
const Finding ill{Finding::Health::failing, "degraded", "GET /healthz answered 500", false, true};
const Finding starting{Finding::Health::undecided, "progressing", "it was started", false, true};
const Finding dead{Finding::Health::failing, "degraded", "it ended with exit code 1", true, true};
const Finding hanging{Finding::Health::failing, "degraded", "GET /livez timed out", false, false};

struct Watch {
  explicit Watch(World& w) : world(w) {}

  void look(const Finding& finding, int times = 1) {
    for (int i = 0; i < times; ++i) {
      world.workloads.set_finding(instance, finding);
      last_pause = watcher->round({});
      world.kernel.clock.advance(seconds(10));
    }
  }
  /// As a server that starts anew.
  void forget() { watcher = std::make_unique<HealthWatcher>(world.lent, world.ports, options, incidents); }
  std::vector<Incident> all() { return incidents.list(principal("admin"), {}).items; }
  std::vector<std::string> events() {
    REQUIRE(world.kernel.events().settle(deadline));
    std::vector<std::string> out;
    for (const auto& event : world.kernel.events().after(0, 1'000)) out.push_back(event.type);
    return out;
  }

  World& world;
  ObserveOptions options;
  IncidentService incidents{world.lent, world.workloads};
  std::unique_ptr<HealthWatcher> watcher = std::make_unique<HealthWatcher>(world.lent, world.ports, options, incidents);
  Workload workload = world.start(1);
  std::string instance = workload.instance_id;
  std::chrono::milliseconds last_pause{0};
};

void for_each_watch(const std::function<void(Watch&)>& test) {
  db::testing::for_each_lasting_engine(towpath::testing::with_kernel_migrations(migrations()),
                                       [&](db::testing::TestDatabase& database) {
                                         World world(database.db());
                                         world.kernel.start_events();
                                         Watch watch(world);
                                         test(watch);
                                       });
}

using Events = std::vector<std::string>;

}  // namespace

TEST_CASE("a blip is no incident") {
  for_each_watch([](Watch& watch) {
    watch.look(well, 2);
    watch.look(ill, 2);
    watch.look(well);
    watch.look(ill, 2);
    watch.look(starting);
    watch.look(ill, 2);
    watch.look(well, 2);

    CHECK(watch.all().empty());
    CHECK(watch.events().empty());
  });
}

TEST_CASE("failing looks in a row open one incident, recovery closes it, and events tell of both") {
  for_each_watch([](Watch& watch) {
    watch.look(well, 2);
    watch.look(ill, 10);
    REQUIRE(watch.all().size() == 1);
    const Incident open = watch.all()[0];
    CHECK(open.component == "shop");
    CHECK(open.environment == "production");
    CHECK(open.deployment_id == watch.workload.deployment_id);
    CHECK(open.instance_id == watch.instance);
    CHECK(open.reason == "GET /healthz answered 500");
    CHECK_FALSE(open.closed_at.has_value());
    CHECK(watch.world.workloads.recorded_health(watch.instance) == "degraded");

    watch.look(well);
    CHECK_FALSE(watch.all()[0].closed_at.has_value());
    watch.look(well, 3);

    REQUIRE(watch.all().size() == 1);
    CHECK(watch.all()[0].closed_at.has_value());
    CHECK(watch.all()[0].resolution == "recovered");
    CHECK(watch.world.workloads.recorded_health(watch.instance) == "healthy");
    CHECK(watch.events() == Events{"observe.health.changed", "observe.incident.opened", "observe.health.changed",
                                   "observe.incident.closed"});
  });
}

TEST_CASE("the event of an incident names what insights asks for") {
  for_each_watch([](Watch& watch) {
    watch.look(ill, 3);
    watch.events();
    const auto all = watch.world.kernel.events().after(0, 10);
    REQUIRE(all.size() == 2);
    const auto& event = all[1];
    const auto payload = boost::json::parse(event.payload);
    CHECK(event.type == "observe.incident.opened");
    CHECK(event.env_type == "production");
    CHECK(event.owner_ref == "group:default/payments");
    CHECK(payload.at("incident").as_string() == watch.all()[0].id);
    CHECK(payload.at("component") == "shop");
    CHECK(payload.at("environment") == "production");
    CHECK(payload.at("deployment").as_string() == watch.workload.delivered_by);
  });
}

TEST_CASE("a server that starts anew goes on with the incident that is open, and closes it") {
  for_each_watch([](Watch& watch) {
    watch.look(ill, 3);
    watch.forget();
    watch.look(ill, 5);
    CHECK(watch.all().size() == 1);
    watch.forget();
    watch.look(well, 2);

    REQUIRE(watch.all().size() == 1);
    CHECK(watch.all()[0].resolution == "recovered");
  });
}

TEST_CASE(
    "an incident outlives the instance and ends with the next one that is well, or with the last one that stops") {
  for_each_watch([](Watch& watch) {
    watch.look(ill, 3);
    watch.world.workloads.end(watch.instance, watch.world.kernel.clock.now());
    watch.instance = watch.world.start(2).instance_id;
    watch.look(starting, 3);
    CHECK_FALSE(watch.all()[0].closed_at.has_value());
    watch.look(well, 2);
    CHECK(watch.all()[0].resolution == "recovered");

    watch.look(ill, 3);
    REQUIRE(watch.all().size() == 2);
    watch.world.workloads.end(watch.instance, watch.world.kernel.clock.now());
    (void)watch.watcher->round({});
    CHECK(watch.all()[0].resolution == "stopped");
  });
}

TEST_CASE("what has ended is started again, ever more rarely until it is well") {
  for_each_watch([](Watch& watch) {
    watch.look(well, 2);
    watch.look(dead);
    CHECK(watch.world.workloads.revived().size() == 1);
    watch.look(dead, 2);
    CHECK(watch.world.workloads.revived().size() == 1);
    watch.look(dead, 2);
    CHECK(watch.world.workloads.revived().size() == 2);
    watch.look(dead, 90);
    // 30 s, 60, 120, 240, 300, 300: not more often than every five minutes in the end.
    CHECK(watch.world.workloads.revived().size() == 6);
    watch.look(well, 2);
    watch.look(dead);
    CHECK(watch.world.workloads.revived().size() == 7);
  });
}

TEST_CASE("what runs but hangs is started again after several looks, what is only not ready is not") {
  for_each_watch([](Watch& watch) {
    watch.look(ill, 10);
    CHECK(watch.world.workloads.revived().empty());
    watch.look(hanging, 2);
    CHECK(watch.world.workloads.revived().empty());
    watch.look(hanging);
    CHECK(watch.world.workloads.revived() == std::vector<std::string>{watch.instance});
  });
}

TEST_CASE("the next look comes sooner while something seems to change") {
  for_each_watch([](Watch& watch) {
    watch.look(well, 3);
    CHECK(watch.last_pause == watch.options.look_every);
    watch.look(ill);
    CHECK(watch.last_pause == watch.options.look_again_after);
    watch.look(ill, 5);
    CHECK(watch.last_pause == watch.options.look_every);
    watch.look(well);
    CHECK(watch.last_pause == watch.options.look_again_after);
  });
}

TEST_CASE("a reason shows no secret, and nothing of the output while secrets are not known") {
  for_each_watch([](Watch& watch) {
    watch.world.mask.secrets["shop"] = "hunter2";
    const Finding talks{Finding::Health::failing, "degraded", "it said: hunter2", false, true};
    watch.look(talks, 3);
    CHECK(watch.all()[0].reason == "it said: ***");
    watch.look(well, 2);

    watch.world.mask.is_locked = true;
    watch.look(talks, 3);
    CHECK(watch.all()[0].reason == "The workload is degraded.");
  });
}

}  // namespace towpath::observe
