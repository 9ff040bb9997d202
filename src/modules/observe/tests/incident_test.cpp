#include <doctest/doctest.h>

#include "incident_service.h"
#include "observe_world.h"

// Incidents that people and other systems notice, on both databases.

namespace towpath::observe {
namespace {

using std::chrono::minutes;

struct Desk {
  explicit Desk(db::Db& db) : world(db) {
    world.kernel.start_events();
    world.start(1);
  }
  ~Desk() { world.kernel.stop(); }

  ReportedIncident reported(const std::string& key) {
    return {"alert",
            key,
            world.workload(1).place,
            "No checkout",
            "critical",
            "https://alerts.example.org/1",
            world.kernel.clock.now()};
  }
  std::vector<boost::json::object> events(const std::string& type) {
    REQUIRE(world.kernel.events().settle(std::chrono::seconds(20)));
    std::vector<boost::json::object> out;
    for (const auto& event : world.kernel.events().find({.type = type}))
      out.push_back(boost::json::parse(event.payload).as_object());
    return out;
  }

  World world;
  IncidentService incidents{world.lent, world.workloads};
  const auth::Principal admin = principal("admin"), member = principal("member"), stranger = principal("stranger");
};

void at_each_desk(const std::function<void(Desk&)>& test) {
  db::testing::for_each_engine(towpath::testing::with_kernel_migrations(migrations()),
                               [&](db::testing::TestDatabase& database) {
                                 Desk desk(database.db());
                                 test(desk);
                               });
}

}  // namespace

TEST_SUITE("incidents that others notice") {
  TEST_CASE("an alert opens one incident a key and closes it with its own time") {
    at_each_desk([](Desk& d) {
      const std::string id = d.incidents.open(d.reported("a")).value();
      CHECK(d.incidents.open(d.reported("a")).value() == id);
      CHECK(d.incidents.open(d.reported("b")).value() != id);
      const UtcTime begun = d.world.kernel.clock.now();
      d.world.kernel.clock.advance(minutes(30));

      CHECK(d.incidents.close("alert", "a", begun + minutes(20)).value());
      CHECK_FALSE(d.incidents.close("alert", "a", begun + minutes(25)).value());
      CHECK_FALSE(d.incidents.close("reported", "b", begun).value());

      const Incident closed = d.incidents.get(d.admin, id).value();
      CHECK(*closed.closed_at - closed.opened_at == minutes(20));
      CHECK(closed.origin == "alert");
      CHECK(closed.severity == "critical");
      const auto told = d.events("observe.incident.closed");
      REQUIRE(told.size() == 1);
      CHECK(boost::json::value_to<std::string>(told[0].at("closedAt")) == to_rfc3339(begun + minutes(20)));
      CHECK(told[0].at("origin") == "alert");
      // The same alert later is another incident.
      CHECK(d.incidents.open(d.reported("a")).value() != id);
    });
  }

  TEST_CASE("an end before the beginning is the beginning") {
    at_each_desk([](Desk& d) {
      const std::string id = d.incidents.open(d.reported("a")).value();
      CHECK(d.incidents.close("alert", "a", d.world.kernel.clock.now() - minutes(5)).value());
      const Incident closed = d.incidents.get(d.admin, id).value();
      CHECK(*closed.closed_at == closed.opened_at);
    });
  }

  TEST_CASE("watching and alerts do not close each other's incidents") {
    at_each_desk([](Desk& d) {
      d.incidents.open(d.world.workload(1), "No answer");
      d.incidents.open(d.reported("a")).value();
      CHECK(d.incidents.list(d.admin, {.state = "open"}).total == 2);
      d.incidents.close("shop", "production", "recovered");
      const IncidentPage open = d.incidents.list(d.admin, {.state = "open"});
      REQUIRE(open.total == 1);
      CHECK(open.items[0].origin == "alert");
      d.incidents.close_abandoned({});
      CHECK(d.incidents.list(d.admin, {.state = "open"}).total == 1);
      CHECK(d.incidents.list(d.admin, {.origin = "health"}).total == 1);
    });
  }

  TEST_CASE("a member opens, links and resolves an incident of the own component by hand") {
    at_each_desk([](Desk& d) {
      d.world.kernel.clock.advance(minutes(60));
      const UtcTime now = d.world.kernel.clock.now();
      const auto opened = d.incidents.open(d.member, {.component = "shop",
                                                      .environment = "production",
                                                      .title = " Nobody can pay ",
                                                      .opened_at = now - minutes(30)});
      REQUIRE_MESSAGE(opened.has_value(), opened.error().message());
      CHECK(opened->reason == "Nobody can pay");
      CHECK(opened->origin == "hand");

      CHECK(d.incidents.link(d.member, opened->id, "01JD8XZ4B6W7Y2E9P3T5V0QRST")->deployment_id ==
            "01JD8XZ4B6W7Y2E9P3T5V0QRST");
      const auto over = d.incidents.resolve(d.member, opened->id, now - minutes(10));
      REQUIRE(over.has_value());
      CHECK(*over->closed_at - over->opened_at == minutes(20));
      CHECK(d.incidents.resolve(d.member, opened->id, std::nullopt).error().code() == "observe.incident_closed");
      CHECK(d.events("observe.incident.linked")[0].at("deployment") == "01JD8XZ4B6W7Y2E9P3T5V0QRST");
    });
  }

  TEST_CASE("strangers open nothing and change nothing, and are not told what there is") {
    at_each_desk([](Desk& d) {
      const std::string id = d.incidents.open(d.reported("a")).value();
      CHECK(d.incidents.open(d.stranger, {.component = "shop", .environment = "production", .title = "x"})
                .error()
                .kind() == ErrorKind::not_found);
      CHECK(d.incidents.resolve(d.stranger, id, std::nullopt).error().code() == "observe.incident_not_found");
      CHECK(d.incidents.link(d.stranger, id, "").error().code() == "observe.incident_not_found");
      CHECK_FALSE(d.incidents.get(d.admin, id)->closed_at.has_value());
    });
  }

  TEST_CASE("an incident that cannot be is refused with every problem") {
    at_each_desk([](Desk& d) {
      const UtcTime now = d.world.kernel.clock.now();
      const auto bad = d.incidents.open(d.admin, {.component = "shop",
                                                  .environment = "production",
                                                  .title = "  ",
                                                  .url = "javascript:alert(1)",
                                                  .deployment_id = "d-1",
                                                  .opened_at = now + minutes(1)});
      CHECK(bad.error().code() == "observe.invalid_incident");
      CHECK(bad.error().fields().size() == 4);
      CHECK_FALSE(
          d.incidents.open(d.admin, {.component = "none", .environment = "production", .title = "x"}).has_value());
      const std::string id = d.incidents.open(d.reported("a")).value();
      CHECK(d.incidents.resolve(d.admin, id, now - minutes(1)).error().code() == "observe.invalid_incident");
      CHECK(d.incidents.resolve(d.admin, id, now + minutes(1)).error().code() == "observe.invalid_incident");
      CHECK(d.incidents.link(d.admin, id, "nonsense").error().code() == "observe.invalid_incident");
    });
  }
}

}  // namespace towpath::observe
