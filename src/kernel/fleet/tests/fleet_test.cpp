#include "fleet/fleet.h"

#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>

#include "db/testing/databases.h"

namespace towpath::fleet {
namespace {

using namespace std::chrono_literals;

std::vector<db::Migration> all_migrations() {
  auto list = events::migrations();
  for (db::Migration& each : migrations()) list.push_back(std::move(each));
  return list;
}

/// One server, as far as this module knows it.
struct Member {
  Member(db::Db& db, const Clock& clock, const std::string& name)
      : events(events::make_events(db, clock)),
        jobs(jobs::make_jobs(1)),
        fleet(make_fleet(db, *events, *jobs, clock, {"host-" + name, name, "1.0", 3s})) {
    events->start();
    fleet->join("http://" + name);
  }
  ~Member() {
    fleet->leave();
    events->stop();
    jobs->stop();
  }
  std::unique_ptr<events::Events> events;
  std::unique_ptr<jobs::Jobs> jobs;
  std::unique_ptr<Fleet> fleet;
};

/// Rows change by heartbeats, which nobody here is told of.
bool comes_true(const std::function<bool()>& is_true) {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  for (const auto until = std::chrono::steady_clock::now() + 20s; std::chrono::steady_clock::now() < until;
       never.wait_for(lock, 20ms, [] { return false; }))
    if (is_true()) return true;
  return false;
}

}  // namespace

TEST_SUITE("fleet") {
  TEST_CASE("one server alone lives and leads, and has ended when it left") {
    db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& t) {
      SystemClock clock;
      {
        Member one(t.db(), clock, "one");
        REQUIRE(comes_true([&] { return one.fleet->server("host-one")->leads; }));
        const Server server = *one.fleet->server("host-one");
        CHECK(server.is_alive);
        CHECK(server.is_this);
        CHECK(server.address == "http://one");
        CHECK_FALSE(one.fleet->server("host-two").has_value());
      }
      CHECK(t.db()
                .read([](db::Tx& tx) { return tx.query("SELECT stopped_at FROM fleet_servers").at(0); })
                .optional_time(0)
                .has_value());
    });
  }

  TEST_CASE("of two servers one leads, and when it leaves the other one does") {
    db::testing::for_each_lasting_engine(all_migrations(), [](db::testing::TestDatabase& t) {
      if (t.db().dialect().engine() != db::Engine::postgres) return;
      SystemClock clock;
      const auto second = db::Db::open({.url = t.url(), .durability = db::Durability::normal}).value();
      auto one = std::make_unique<Member>(t.db(), clock, "one");
      REQUIRE(comes_true([&] { return one->fleet->server("host-one")->leads; }));
      Member two(*second, clock, "two");
      CHECK(two.fleet->servers().size() == 2);
      CHECK_FALSE(two.fleet->server("host-two")->leads);
      CHECK(two.fleet->server("host-one")->is_alive);
      one.reset();
      CHECK(comes_true([&] { return two.fleet->server("host-two")->leads; }));
      CHECK_FALSE(two.fleet->server("host-one")->is_alive);
      CHECK_FALSE(two.fleet->server("host-one")->leads);
    });
  }

  TEST_CASE("a server whose lease ran out is not alive, though it never said so") {
    db::testing::for_each_lasting_engine(all_migrations(), [](db::testing::TestDatabase& t) {
      if (t.db().dialect().engine() != db::Engine::postgres) return;
      SystemClock clock;
      Member one(t.db(), clock, "one");
      t.db()
          .transact([&](db::Tx& tx) -> Status {
            const UtcTime before = clock.now() - 10s;
            tx.exec(
                "INSERT INTO fleet_servers (host_id, name, address, version, leads, started_at, seen_at, "
                "lease_until) VALUES ('host-dead', 'dead', '', '1.0', TRUE, ?, ?, ?)",
                {before, before, before});
            return ok();
          })
          .value();
      CHECK_FALSE(one.fleet->server("host-dead")->is_alive);
      CHECK_FALSE(one.fleet->server("host-dead")->leads);
      CHECK_FALSE(one.fleet->server("host-dead")->stopped_at.has_value());
    });
  }
}

}  // namespace towpath::fleet
