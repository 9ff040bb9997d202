#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "db/db.h"
#include "db/testing/databases.h"
#include "db/testing/postgres_server.h"
#include "postgres/statement_text.h"

namespace towpath::db {
namespace {

using testing::PostgresServer;

const std::vector<Migration> accounts = {{"test/0001_accounts", R"(
  CREATE TABLE accounts (name TEXT PRIMARY KEY, balance INTEGER NOT NULL);
  CREATE TABLE notes (number INTEGER PRIMARY KEY, text TEXT);
)"}};
constexpr std::chrono::seconds deadline{30};

/// Runs the test on two servers' views of one PostgreSQL database, where there is PostgreSQL.
void with_two_servers(const std::function<void(Db&, Db&)>& test) {
  testing::for_each_lasting_engine(accounts, [&](testing::TestDatabase& t) {
    if (t.db().dialect().engine() != Engine::postgres) return;
    auto other = Db::open({.url = t.url()}).value();
    test(t.db(), *other);
  });
}

Status set(Db& db, const std::string& name, int balance) {
  return db.transact([&](Tx& tx) -> Status {
    tx.exec(
        "INSERT INTO accounts (name, balance) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET balance = "
        "excluded.balance",
        {name, balance});
    return ok();
  });
}

std::int64_t sum(Db& db) {
  return db.read([](Tx& tx) { return tx.query_one("SELECT CAST(sum(balance) AS BIGINT) FROM accounts")->integer(0); });
}

/// A value another thread sets, waited for.
template <class T>
class Awaited {
 public:
  void set(T value) {
    std::lock_guard lock(mutex_);
    value_ = std::move(value);
    changed_.notify_all();
  }
  bool becomes(const T& value, std::chrono::milliseconds longest = deadline) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, longest, [&] { return value_ == value; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<T> value_;
};

}  // namespace

TEST_CASE("question marks become numbered parameters, but not inside quotes and comments") {
  int count = 0;
  CHECK(number_parameters("SELECT ?, '?', \"?\", 'it''s ?' FROM a WHERE b = ? -- why?", count) ==
        "SELECT $1, '?', \"?\", 'it''s ?' FROM a WHERE b = $2 -- why?");
  CHECK(count == 2);
  CHECK(number_parameters("SELECT '", count) == "SELECT '");
}

TEST_CASE("two servers that each look before they write cannot both win") {
  with_two_servers([](Db& one, Db& two) {
    // Write skew: each withdraws only when the sum allows it, and the sum is read from both rows.
    for (int round = 0; round < 20; ++round) {
      REQUIRE(set(one, "a", 50));
      REQUIRE(set(one, "b", 50));
      auto withdraw = [](Db& db, const std::string& name) {
        return db.transact([&](Tx& tx) -> Status {
          const auto total = tx.query_one("SELECT CAST(sum(balance) AS BIGINT) FROM accounts")->integer(0);
          if (total < 100) return conflict("test.too_little", "Too little.");
          tx.exec("UPDATE accounts SET balance = balance - 100 WHERE name = ?", {name});
          return ok();
        });
      };
      std::optional<Status> first, second;
      std::thread thread([&] { first = withdraw(one, "a"); });
      second = withdraw(two, "b");
      thread.join();
      CHECK(first->has_value() != second->has_value());
      CHECK(sum(one) == 0);
    }
  });
}

TEST_CASE("no increment is lost between servers") {
  with_two_servers([](Db& one, Db& two) {
    REQUIRE(set(one, "a", 0));
    std::vector<std::thread> threads;
    for (int t = 0; t < 6; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < 15; ++i)
          (t % 2 ? one : two)
              .transact([](Tx& tx) -> Status {
                const auto before = tx.query_one("SELECT balance FROM accounts WHERE name = 'a'")->integer(0);
                tx.exec("UPDATE accounts SET balance = ? WHERE name = 'a'", {before + 1});
                return ok();
              })
              .value();
      });
    for (auto& thread : threads) thread.join();
    CHECK(sum(one) == 90);
  });
}

TEST_CASE("a value of another type than its place is told, not converted") {
  with_two_servers([](Db& db, Db&) {
    auto exec = [&](std::string_view sql, const Params& params) {
      return db.transact([&](Tx& tx) -> Status {
        tx.exec(sql, params);
        return ok();
      });
    };
    CHECK_THROWS_AS(exec("INSERT INTO accounts (name, balance) VALUES (?, ?)", {"a", "1"}), std::logic_error);
    CHECK_THROWS_AS(exec("INSERT INTO accounts (name, balance) VALUES (?, ?)", {1, 1}), std::logic_error);
    CHECK_THROWS_AS(exec("INSERT INTO accounts (name, balance) VALUES (?, ?)", {"a", true}), std::logic_error);
    CHECK_THROWS_AS(exec("INSERT INTO accounts (name, balance) VALUES (?, ?)", {"a", 1.5}), std::logic_error);
    CHECK(exec("INSERT INTO accounts (name, balance) VALUES (?, ?)", {"a", 1}));
  });
}

TEST_CASE("a connection that forgets its statements goes on reading and writing") {
  with_two_servers([](Db& db, Db&) {
    REQUIRE(set(db, "a", 1));
    for (int i = 0; i < 1'100; ++i) {
      const std::string number = std::to_string(i);
      db.read([&](Tx& tx) { return tx.query_one("SELECT balance + " + number + " FROM accounts")->integer(0); });
      REQUIRE(db.transact([&](Tx& tx) -> Status {
        tx.exec("UPDATE accounts SET balance = balance + 1 WHERE balance <> -" + number);
        return ok();
      }));
    }
    CHECK(sum(db) == 1'101);
  });
}

TEST_CASE("a failed statement that the body hides cannot be committed by mistake") {
  with_two_servers([](Db& db, Db&) {
    REQUIRE(set(db, "a", 1));
    CHECK_THROWS_AS(db.transact([](Tx& tx) -> Status {
      tx.exec("UPDATE accounts SET balance = 2");
      try {
        tx.exec("INSERT INTO accounts (name, balance) VALUES ('a', 3)");
      } catch (const DatabaseError&) {
      }
      return ok();
    }),
                    DatabaseError);
    CHECK(sum(db) == 1);
  });
}

TEST_CASE("a write goes on when its connection was cut before the commit") {
  with_two_servers([](Db& one, Db& two) {
    int tries = 0;
    REQUIRE(one.transact([&](Tx& tx) -> Status {
      const auto me = tx.query_one("SELECT pg_backend_pid()")->integer(0);
      if (++tries == 1)
        two.transact([&](Tx& other) -> Status {
             other.query("SELECT pg_terminate_backend(CAST(? AS INTEGER))", {me});
             return ok();
           })
            .value();
      tx.exec("INSERT INTO accounts (name, balance) VALUES ('a', 1)");
      return ok();
    }));
    CHECK(tries == 2);
    CHECK(sum(two) == 1);
  });
}

TEST_CASE("a hint reaches the listeners of the other server, also after its connection was cut") {
  with_two_servers([](Db& one, Db& two) {
    Awaited<std::string> heard, reconnected;
    auto subscription =
        two.listen("news", [&](std::string_view payload) { (payload.empty() ? reconnected : heard).set("yes"); });
    auto tell = [&] {
      one.transact([](Tx& tx) -> Status {
           tx.notify("news", "text");
           return ok();
         })
          .value();
    };
    // A hint may be lost while a connection is being made, so it is given until it is heard.
    auto is_heard = [&] {
      const auto until = std::chrono::steady_clock::now() + deadline;
      while (std::chrono::steady_clock::now() < until) {
        tell();
        if (heard.becomes("yes", std::chrono::milliseconds(100))) return true;
      }
      return false;
    };
    CHECK(is_heard());

    one.transact([](Tx& tx) -> Status {
         tx.query(
             "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
             "pg_backend_pid()");
         return ok();
       })
        .value();

    REQUIRE(reconnected.becomes("yes"));
    heard.set("not yet");
    CHECK(is_heard());
  });
}

TEST_CASE("one server leads at a time and the other takes over when it ends or loses its connection") {
  with_two_servers([](Db& one, Db& two) {
    Awaited<std::string> leader;
    std::atomic<int> lost = 0;
    auto follow = [&](Db& db, const std::string& name) {
      return db.lead(
          "test", "wake",
          [&leader, name](Tx& tx) {
            tx.exec("INSERT INTO notes (text) VALUES (?)", {name});
            leader.set(name);
          },
          [&lost] { ++lost; });
    };
    auto first = follow(one, "one");
    REQUIRE(leader.becomes("one"));
    auto second = follow(two, "two");

    one.transact([](Tx& tx) -> Status {
         tx.query(
             "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = "
             "(SELECT oid FROM pg_database WHERE datname = current_database())");
         return ok();
       })
        .value();
    REQUIRE(leader.becomes("two"));

    second.reset();
    REQUIRE(leader.becomes("one"));
    first.reset();
    CHECK(lost == 3);
  });
}

TEST_CASE("acknowledged writes survive a crash of the database server, and the server is found again") {
  auto* server = PostgresServer::shared();
  if (!server) return;
  with_two_servers([&](Db&, Db& db) {  // The second is of full durability.
    REQUIRE(set(db, "a", 1));
    Awaited<bool> leads, leads_again;
    std::atomic<bool> crashed = false;
    auto leadership = db.lead("test", "wake", [&](Tx&) { (crashed ? leads_again : leads).set(true); });
    REQUIRE(leads.becomes(true));

    crashed = true;
    server->crash_and_restart();

    CHECK(set(db, "b", 1));
    CHECK(sum(db) == 2);
    CHECK(leads_again.becomes(true));
  });
}

}  // namespace towpath::db
