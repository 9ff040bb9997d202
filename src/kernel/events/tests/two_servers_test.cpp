#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "db/testing/databases.h"
#include "events/events.h"

namespace towpath::events {
namespace {

constexpr std::chrono::seconds deadline{30};

std::vector<db::Migration> all_migrations() {
  auto list = migrations();
  list.push_back({"test/0001_seen", "CREATE TABLE seen (sequence INTEGER PRIMARY KEY, subject TEXT NOT NULL);"});
  return list;
}

class Seen final : public Projection {
 public:
  std::string name() const override { return "seen"; }
  int version() const override { return 1; }
  std::vector<std::string> types() const override { return {}; }
  void apply(db::Tx& tx, const SealedEvent& event) override {
    tx.exec("INSERT INTO seen (sequence, subject) VALUES (?, ?)", {event.sequence, event.subject});
  }
  void clear(db::Tx& tx) override { tx.exec("DELETE FROM seen"); }
};

/// One of several servers on one database.
struct Server {
  explicit Server(db::Db& shared) : db(shared), events(make_events(db, clock)) { events->add_projection(projection); }
  void append(const std::string& type, const std::string& subject) {
    db.transact([&](db::Tx& tx) -> Result<EventId> {
        return events->append(tx, {.type = type, .subject = subject, .actor = "system"});
      }).value();
  }
  db::Db& db;
  SystemClock clock;
  Seen projection;
  std::unique_ptr<Events> events;
};

void with_two_servers(const std::function<void(Server&, Server&)>& test) {
  db::testing::for_each_lasting_engine(all_migrations(), [&](db::testing::TestDatabase& t) {
    if (t.db().dialect().engine() != db::Engine::postgres) return;
    auto other = db::Db::open({.url = t.url(), .durability = db::Durability::normal}).value();
    Server one(t.db()), two(*other);
    test(one, two);
    two.events->stop();
    one.events->stop();
  });
}

/// Ends the connection of whoever leads.
void depose_leader(db::Db& db) {
  db.transact([](db::Tx& tx) -> Status {
      tx.query(
          "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = "
          "(SELECT oid FROM pg_database WHERE datname = current_database())");
      return ok();
    }).value();
}

}  // namespace

TEST_CASE("two servers write one chain, in which cause comes before effect, while leaders come and go") {
  with_two_servers([](Server& one, Server& two) {
    one.events->start();
    two.events->start();
    std::vector<std::thread> threads;
    for (int w = 0; w < 4; ++w)
      threads.emplace_back([&, w] {
        // Each event of a pair is appended by the other server, after the first one's commit.
        for (int i = 0; i < 25; ++i) {
          const std::string subject = std::to_string(w) + "/" + std::to_string(i);
          (w % 2 ? one : two).append("test.cause.made", subject);
          (w % 2 ? two : one).append("test.effect.made", subject);
        }
      });
    depose_leader(one.db);
    for (auto& thread : threads) thread.join();
    depose_leader(two.db);
    one.append("test.last.made", "last");
    REQUIRE(one.events->settle(deadline));
    REQUIRE(two.events->settle(deadline));

    const auto events = two.events->after(0, 1'000);
    CHECK(events.size() == 201);
    std::set<std::string> causes;
    for (const auto& event : events) {
      if (event.type == "test.cause.made") causes.insert(event.subject);
      if (event.type == "test.effect.made") CHECK(causes.contains(event.subject));
    }
    CHECK(one.events->verify().reason == "");
    CHECK(one.events->verify().checked == 201);
    const auto seen = one.db.read([](db::Tx& tx) { return tx.query_one("SELECT count(*) FROM seen")->integer(0); });
    CHECK(seen == 201);
  });
}

TEST_CASE("a consumer that both servers have handles each event on one of them, also after a change of leader") {
  with_two_servers([](Server& one, Server& two) {
    std::mutex mutex;
    std::map<std::string, int> handled;
    std::vector<db::Subscription> consumers;
    for (Server* server : {&one, &two}) {
      server->events->start();
      consumers.push_back(server->events->consume("mail", {}, [&](const SealedEvent& event) {
        std::lock_guard lock(mutex);
        ++handled[event.subject];
        return true;
      }));
    }
    auto check_each_once = [&](std::size_t events) {
      std::lock_guard lock(mutex);
      CHECK(handled.size() == events);
      for (const auto& [subject, times] : handled) {
        CAPTURE(subject);
        CHECK(times == 1);
      }
    };
    for (int i = 0; i < 20; ++i) (i % 2 ? one : two).append("test.mail.sent", std::to_string(i));
    REQUIRE(one.events->settle(deadline));
    REQUIRE(two.events->settle(deadline));
    check_each_once(20);

    one.events->stop();  // Whether it led or not, the other leads now.
    for (int i = 20; i < 30; ++i) two.append("test.mail.sent", std::to_string(i));
    REQUIRE(two.events->settle(deadline));
    check_each_once(30);
    consumers.clear();
  });
}

}  // namespace towpath::events
