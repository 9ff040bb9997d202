#include "events/events.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <random>
#include <thread>

#include "events/chain.h"
#include "log_fixture.h"

namespace towpath::events {

TEST_CASE("events are sealed in one order without gaps, each with the hash of the one before") {
  for_each_engine(all_migrations(), [](TestDatabase& t) {
    Log log(t.db());
    log->start();
    const auto first = append(t.db(), *log.events, happened("a.b.made"));
    append(t.db(), *log.events, happened("a.b.changed", "component:other"));
    REQUIRE(log->settle(deadline));

    const auto events = log->after(0, 10);
    REQUIRE(events.size() == 2);
    CHECK(events[0].sequence == 1);
    CHECK(events[0].id == first);
    CHECK(events[0].type == "a.b.made");
    CHECK(events[0].actor == "user:default/alice");
    CHECK(events[0].owner_ref == "group:default/a");
    CHECK(events[0].payload == R"({"n":1})");
    CHECK(events[0].previous_hash == genesis_hash);
    CHECK(events[1].sequence == 2);
    CHECK(events[1].subject == "component:other");
    CHECK(events[1].previous_hash == events[0].hash);
    CHECK(log->last_sequence() == 2);
    CHECK(log->after(1, 10).size() == 1);
    CHECK(log->after(0, 1).size() == 1);
    CHECK(log->verify().checked == 2);
    CHECK_FALSE(log->verify().first_bad);
  });
}

TEST_CASE("an event of an undone transaction never was") {
  for_each_engine(all_migrations(), [](TestDatabase& t) {
    Log log(t.db());
    log->start();
    static_cast<void>(t.db().transact([&](db::Tx& tx) -> Status {
      log->append(tx, happened("a.b.made", "undone"));
      return conflict("test.no", "No.");
    }));
    append(t.db(), *log.events, happened("a.b.made", "done"));
    REQUIRE(log->settle(deadline));

    const auto events = log->after(0, 10);
    REQUIRE(events.size() == 1);
    CHECK(events[0].subject == "done");
    CHECK_FALSE(log->verify().first_bad);
  });
}

TEST_CASE("the chain holds under many writers, some of whom fail, and keeps each writer's order") {
  for_each_engine(all_migrations(), [](TestDatabase& t) {
    Log log(t.db());
    log->start();
    constexpr int writers = 6, each = 40;
    std::vector<std::thread> threads;
    for (int w = 0; w < writers; ++w)
      threads.emplace_back([&, w] {
        for (int i = 0; i < each; ++i)
          static_cast<void>(t.db().transact([&](db::Tx& tx) -> Status {
            log->append(tx, happened("w" + std::to_string(w) + ".n.made", std::to_string(1000 + i)));
            if (i % 4 == 3) return conflict("test.no", "No.");
            return ok();
          }));
      });
    for (auto& thread : threads) thread.join();
    REQUIRE(log->settle(deadline));

    const auto events = log->after(0, 1'000);
    CHECK(events.size() == writers * each * 3 / 4);
    std::map<std::string, std::string> last;
    for (std::size_t i = 0; i < events.size(); ++i) {
      CHECK(events[i].sequence == static_cast<std::int64_t>(i) + 1);
      CHECK(last[events[i].type] < events[i].subject);
      last[events[i].type] = events[i].subject;
    }
    const auto verdict = log->verify();
    CHECK(verdict.reason == "");
    CHECK(verdict.checked == static_cast<std::int64_t>(events.size()));
  });
}

TEST_CASE("verification names the first seal that does not fit, whatever was changed") {
  struct Tampering {
    const char* what;
    const char* sql;
    std::int64_t first_bad;
  };
  const std::vector<Tampering> cases = {
      {"an event's actor",
       "UPDATE events SET actor = 'user:default/mallory' WHERE id = (SELECT event_id FROM event_seals WHERE sequence = "
       "3)",
       3},
      {"an event's time",
       "UPDATE events SET at = '2020-01-01T00:00:00.000000Z' WHERE id = (SELECT event_id FROM event_seals WHERE "
       "sequence = 1)",
       1},
      {"an event's digest",
       "UPDATE events SET payload_digest = '00' WHERE id = (SELECT event_id FROM event_seals WHERE sequence = 2)", 2},
      {"a payload",
       "UPDATE event_payloads SET payload = '{}' WHERE event_id = (SELECT event_id FROM event_seals WHERE sequence = "
       "4)",
       4},
      {"a salt",
       "UPDATE event_payloads SET salt = '' WHERE event_id = (SELECT event_id FROM event_seals WHERE sequence = 4)", 4},
      {"a hash", "UPDATE event_seals SET hash = 'ab' WHERE sequence = 2", 2},
      {"a previous hash", "UPDATE event_seals SET previous_hash = 'ab' WHERE sequence = 5", 5},
      {"a removed seal", "DELETE FROM event_seals WHERE sequence = 2", 2},
      {"a removed last seal", "DELETE FROM event_seals WHERE sequence = 6", 6},
      {"a moved seal", "UPDATE event_seals SET sequence = 9 WHERE sequence = 6", 6},
  };
  for_each_engine(all_migrations(), [&](TestDatabase& t) {
    for (const auto& tampering : cases) {
      CAPTURE(tampering.what);
      Log log(t.db());
      log->start();
      for (int i = 0; i < 6; ++i) append(t.db(), *log.events, happened("a.b.made", std::to_string(i)));
      REQUIRE(log->settle(deadline));
      log->stop();

      t.db()
          .transact([&](db::Tx& tx) -> Status {
            CHECK(tx.exec(tampering.sql) == 1);
            return ok();
          })
          .value();
      const auto verdict = verify_chain(t.db());

      CHECK(verdict.first_bad.value_or(0) == tampering.first_bad);
      CHECK(verdict.checked == tampering.first_bad - 1);
      CHECK_FALSE(verdict.reason.empty());
      t.db()
          .transact([](db::Tx& tx) -> Status {
            for (auto table : {"event_seals", "event_payloads", "events"}) tx.exec("DELETE FROM " + std::string(table));
            return ok();
          })
          .value();
    }
  });
}

TEST_CASE("any single changed byte of what the chain covers is found") {
  // A property: random logs, a random covered column of a random row, one character changed.
  auto db = db::testing::memory_database(all_migrations());
  std::mt19937 random(20261122);
  auto pick = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  Log log(*db);
  for (int i = 0; i < 40; ++i)
    append(*db, *log.events,
           happened("a.b.c" + std::to_string(pick(9)), std::string(1 + pick(20), static_cast<char>('a' + pick(26)))));
  const std::vector<std::pair<std::string, std::string>> covered = {{"events", "id"},
                                                                    {"events", "at"},
                                                                    {"events", "type"},
                                                                    {"events", "subject"},
                                                                    {"events", "actor"},
                                                                    {"events", "owner_ref"},
                                                                    {"events", "payload_digest"},
                                                                    {"event_seals", "previous_hash"},
                                                                    {"event_seals", "hash"},
                                                                    {"event_payloads", "salt"},
                                                                    {"event_payloads", "payload"}};
  for (int round = 0; round < 30; ++round) {
    const auto& [table, column] = covered[pick(covered.size())];
    const auto sequence = static_cast<std::int64_t>(1 + pick(40));
    CAPTURE(column);
    CAPTURE(sequence);
    const std::string where = table == "event_seals"
                                  ? " WHERE sequence = ?"
                                  : std::string(" WHERE ") + (table == "events" ? "id" : "event_id") +
                                        " = (SELECT event_id FROM event_seals WHERE sequence = ?)";
    const auto id = log->after(sequence - 1, 1).front().id.text();

    // On a copy, so that every round starts from the same log.
    db::testing::TemporaryFolder folder;
    REQUIRE(db->snapshot_to(folder.path() + "/copy.sqlite"));
    auto copy = db::Db::open({.url = folder.path() + "/copy.sqlite"}).value();
    copy->transact([&](db::Tx& tx) -> Status {
          tx.exec("PRAGMA defer_foreign_keys = ON");
          const auto text = tx.query_one("SELECT " + column + " FROM " + table + where, {sequence})->text(0);
          auto changed = text;
          auto& byte = changed[pick(changed.size())];
          byte = byte == 'x' ? 'y' : 'x';
          tx.exec("UPDATE " + table + " SET " + column + " = ?" + where, {changed, sequence});
          if (column == "id") {
            tx.exec("UPDATE event_seals SET event_id = ? WHERE event_id = ?", {changed, id});
            tx.exec("UPDATE event_payloads SET event_id = ? WHERE event_id = ?", {changed, id});
          }
          return ok();
        })
        .value();
    const auto verdict = verify_chain(*copy);

    CHECK(verdict.first_bad.value_or(0) == sequence);
  }
}

TEST_CASE("events are found by type, subject, actor, time, owner and environment type, newest first and page by page") {
  for_each_engine(all_migrations(), [](TestDatabase& t) {
    ManualClock clock(UtcTime(std::chrono::hours(24 * 365 * 50)));
    auto log = make_events(t.db(), clock);
    log->start();
    auto add = [&](const std::string& type, const std::string& subject, const std::string& owner,
                   const std::string& env_type) {
      clock.advance(std::chrono::minutes(1));
      NewEvent event = happened(type, subject);
      event.actor = "user:default/" + subject;
      event.owner_ref = owner;
      event.env_type = env_type;
      append(t.db(), *log, event);
    };
    const auto start = clock.now();
    add("a.b.made", "one", "group:default/a", "");
    add("a.b.gone", "two", "group:default/b", "production");
    add("a.bc.made", "three", "group:default/a", "staging");
    add("b.b.made", "four", "", "");
    REQUIRE(log->settle(deadline));
    auto found = [&](const EventFilter& filter) {
      std::string all;
      for (const auto& event : log->find(filter)) all += event.subject + " ";
      return all;
    };

    CHECK(found({}) == "four three two one ");
    CHECK(found({.type = "a."}) == "three two one ");
    CHECK(found({.type = "a.b."}) == "two one ");
    CHECK(found({.type = "a.b.made"}) == "one ");
    CHECK(found({.type = "a.b"}) == "");
    CHECK(found({.subject = "two"}) == "two ");
    CHECK(found({.actor = "user:default/three"}) == "three ");
    CHECK(found({.from = start + std::chrono::minutes(2), .to = start + std::chrono::minutes(4)}) == "three two ");
    CHECK(found({.owner_refs = {"group:default/a", "group:default/x"}}) == "three one ");
    CHECK(found({.env_types = {"staging"}}) == "four three one ");
    CHECK(found({.limit = 2}) == "four three ");
    CHECK(found({.before = 3, .limit = 2}) == "two one ");
  });
}

TEST_CASE("a payload can be erased without breaking the chain") {
  for_each_engine(all_migrations(), [](TestDatabase& t) {
    Log log(t.db());
    log->start();
    const auto id = append(t.db(), *log.events, happened("a.b.made"));
    append(t.db(), *log.events, happened("a.b.made"));
    REQUIRE(log->settle(deadline));

    t.db()
        .transact([&](db::Tx& tx) -> Status {
          log->erase_payload(tx, id);
          return ok();
        })
        .value();

    CHECK(log->after(0, 1).front().payload.empty());
    CHECK_FALSE(log->verify().first_bad);
  });
}

TEST_CASE("the log of an older server goes on after the upgrade, and what was erased stays erased") {
  const auto before = std::vector{migrations().front()};
  for_each_engine(before, [](TestDatabase& t) {
    {
      Log log(t.db());
      log->start();
      const auto id = append(t.db(), *log.events, happened("a.b.made"));
      for (int i = 0; i < 40; ++i) append(t.db(), *log.events, happened("a.b.made"));
      const auto erase = [&](db::Tx& tx) -> Status {
        log->erase_payload(tx, id);
        return ok();
      };
      t.db().transact(erase).value();
      REQUIRE(log->settle(deadline));
    }

    REQUIRE(t.db().migrate(migrations()).has_value());

    Log log(t.db());
    log->start();
    append(t.db(), *log.events, happened("a.b.made"));
    REQUIRE(log->settle(deadline));
    const auto events = log->after(0, 100);
    REQUIRE(events.size() == 42);
    CHECK(events.front().payload.empty());
    for (std::size_t i = 1; i < events.size(); ++i) CHECK(events[i].payload == R"({"n":1})");
    CHECK_FALSE(log->verify().first_bad);
    CHECK(log->verify().checked == 42);
  });
}

}  // namespace towpath::events
