#include "events/events.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <random>
#include <thread>

#include "log_fixture.h"

namespace towpath::events {

TEST_CASE("a projection follows the log and its tables move with its cursor") {
  for_each_engine(all_migrations(), [](TestDatabase& t) {
    Seen projection({"a.", "b.c.made"});
    Log log(t.db());
    log->add_projection(projection);
    append(t.db(), *log.events, happened("a.b.made", "before-start"));
    log->start();
    append(t.db(), *log.events, happened("b.c.made", "exact"));
    append(t.db(), *log.events, happened("b.c.changed", "unwanted"));
    append(t.db(), *log.events, happened("a.x.made", "prefix"));
    REQUIRE(log->settle(deadline));
    CHECK(seen(t.db()) == "before-start exact prefix ");
  });
}

TEST_CASE("a projection that fails is tried again and loses nothing, while the others go on") {
  for_each_engine(all_migrations(), [](TestDatabase& t) {
    Seen projection;
    projection.failures_left = 2;
    Log log(t.db());
    log->add_projection(projection);
    std::atomic<int> heard = 0;
    auto subscription = log->subscribe({}, 0, [&](const SealedEvent&) { ++heard; });
    log->start();
    for (auto subject : {"1", "2", "3"}) append(t.db(), *log.events, happened("a.b.made", subject));
    REQUIRE(log->settle(deadline));
    CHECK(seen(t.db()) == "1 2 3 ");
    CHECK(heard == 3);
  });
}

TEST_CASE("a projection goes on where it was after a restart, and starts anew when its version changed") {
  for_each_lasting_engine(all_migrations(), [](TestDatabase& t) {
    {
      Seen projection;
      Log log(t.db());
      log->add_projection(projection);
      log->start();
      append(t.db(), *log.events, happened("a.b.made", "1"));
      REQUIRE(log->settle(deadline));
      log->stop();
      append(t.db(), *log.events, happened("a.b.made", "2"));
    }
    t.reopen();
    {
      Seen projection;
      Log log(t.db());
      log->add_projection(projection);
      log->start();
      REQUIRE(log->settle(deadline));
      CHECK(seen(t.db()) == "1 2 ");
    }
    t.db()
        .transact([](db::Tx& tx) -> Status {
          tx.exec("UPDATE seen SET subject = 'old'");
          return ok();
        })
        .value();
    Seen next({}, 2);
    Log log(t.db());
    log->add_projection(next);
    log->start();
    REQUIRE(log->settle(deadline));
    CHECK(seen(t.db()) == "1 2 ");
  });
}

TEST_CASE("a projection can be rebuilt from the first event") {
  for_each_engine(all_migrations(), [](TestDatabase& t) {
    Seen projection;
    Log log(t.db());
    log->add_projection(projection);
    log->start();
    t.db()
        .transact([&](db::Tx& tx) -> Status {
          for (int i = 0; i < 600; ++i) log->append(tx, happened("a.b.made", "x"));
          return ok();
        })
        .value();
    append(t.db(), *log.events, happened("a.b.made", "last"));
    REQUIRE(log->settle(deadline));
    t.db()
        .transact([](db::Tx& tx) -> Status {
          tx.exec("UPDATE seen SET subject = 'wrong'");
          return ok();
        })
        .value();

    REQUIRE(log->rebuild("seen"));

    CHECK(seen(t.db()).find("wrong") == std::string::npos);
    CHECK(log->rebuild("nothing").error().code() == "events.unknown_projection");
  });
}

TEST_CASE("a projection that is built anew far behind gets all that it wants, in order, and nothing else") {
  for_each_engine(all_migrations(), [](TestDatabase& t) {
    constexpr int events = 10'000;
    const char* const types[] = {"a.made", "b.c.made", "b.c.changed", "b.d.made", "z.made"};
    Seen some({"a.made", "b.c."});
    Log log(t.db());
    log->add_projection(some);
    std::string wanted;
    t.db()
        .transact([&](db::Tx& tx) -> Status {
          wanted.clear();
          for (int i = 0; i < events; ++i) {
            const std::string name = std::to_string(i);
            log.events->append(tx, happened(types[i % 5], name));
            if (i % 5 < 3) wanted += name + " ";
          }
          return ok();
        })
        .value();
    log->start();
    REQUIRE(log->settle(deadline));
    CHECK(seen(t.db()) == wanted);
    some.failures_left = 1;  // what was read ahead is read again
    REQUIRE(log->rebuild("seen").has_value());
    CHECK(seen(t.db()) == wanted);
  });
}

TEST_CASE("a subscription hears what comes after it, in order, until it ends") {
  for_each_engine(all_migrations(), [](TestDatabase& t) {
    Log log(t.db());
    log->start();
    append(t.db(), *log.events, happened("a.b.made", "earlier"));
    REQUIRE(log->settle(deadline));
    std::vector<std::string> heard, from_first;  // Read only after settle().
    auto subscription = log->subscribe({"a."}, {}, [&](const SealedEvent& e) { heard.push_back(e.subject); });
    auto other = log->subscribe({}, 0, [&](const SealedEvent& e) { from_first.push_back(e.subject); });
    for (auto subject : {"1", "2", "3"}) append(t.db(), *log.events, happened("a.b.made", subject));
    append(t.db(), *log.events, happened("b.b.made", "unwanted"));
    REQUIRE(log->settle(deadline));
    CHECK(heard == std::vector<std::string>{"1", "2", "3"});
    CHECK(from_first == std::vector<std::string>{"earlier", "1", "2", "3", "unwanted"});

    subscription.reset();
    append(t.db(), *log.events, happened("a.b.made", "4"));
    REQUIRE(log->settle(deadline));
    CHECK(heard.size() == 3);
  });
}

TEST_CASE("a consumer gets each event again until it is done with it, and goes on after a restart") {
  for_each_lasting_engine(all_migrations(), [](TestDatabase& t) {
    std::vector<std::string> handled;
    int refusals = 2;
    {
      Log log(t.db());
      append(t.db(), *log.events, happened("a.b.made", "before it was known"));
      log->start();
      REQUIRE(log->settle(deadline));
      auto consumer = log->consume("mail", {"a."}, [&](const SealedEvent& e) {
        if (e.subject == "2" && refusals > 0) {
          if (refusals-- == 2) throw std::runtime_error("not now");
          return false;
        }
        handled.push_back(e.subject);
        return true;
      });
      for (auto subject : {"1", "2", "3"}) append(t.db(), *log.events, happened("a.b.made", subject));
      REQUIRE(log->settle(deadline));
      consumer.reset();
      append(t.db(), *log.events, happened("a.b.made", "4"));
      log->stop();
    }
    CHECK(handled == std::vector<std::string>{"1", "2", "3"});
    t.reopen();
    Log log(t.db());
    log->start();
    auto consumer = log->consume("mail", {"a."}, [&](const SealedEvent& e) {
      handled.push_back(e.subject);
      return true;
    });
    REQUIRE(log->settle(deadline));
    consumer.reset();
    CHECK(handled == std::vector<std::string>{"1", "2", "3", "4"});
  });
}

TEST_CASE("settling gives up at its deadline") {
  for_each_engine(all_migrations(), [](TestDatabase& t) {
    Log log(t.db());
    log->start();
    std::promise<void> release;
    auto wait = release.get_future().share();
    auto consumer = log->consume("slow", {}, [&](const SealedEvent&) {
      wait.wait();
      return true;
    });
    append(t.db(), *log.events, happened("a.b.made"));
    CHECK_FALSE(log->settle(std::chrono::milliseconds(50)));
    release.set_value();
    CHECK(log->settle(deadline));
  });
}

}  // namespace towpath::events
