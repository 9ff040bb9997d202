#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <thread>

#include "db/db.h"
#include "db/row_list.h"
#include "db/testing/databases.h"

namespace towpath::db {
namespace {

using testing::for_each_engine;
using testing::for_each_lasting_engine;
using testing::TestDatabase;

const std::vector<Migration> things = {{"test/0001_things", R"(
  CREATE TABLE things (id TEXT PRIMARY KEY, n INTEGER NOT NULL, ratio REAL, on_sale BOOL NOT NULL DEFAULT FALSE, body BLOB);
  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE parts (number INTEGER PRIMARY KEY, thing_id TEXT NOT NULL REFERENCES things(id));
)"}};

Status insert(Db& db, const std::string& id, int n = 0) {
  return db.transact([&](Tx& tx) -> Status {
    tx.exec("INSERT INTO things (id, n) VALUES (?, ?)", {id, n});
    return ok();
  });
}

std::int64_t count(Db& db) {
  return db.read([](Tx& tx) { return tx.query_one("SELECT count(*) FROM things")->integer(0); });
}

}  // namespace

TEST_CASE("every kind of value comes back as it was written") {
  for_each_engine(things, [](TestDatabase& t) {
    const std::string bytes("\0\xff'\"\\x", 6);
    REQUIRE(t.db().transact([&](Tx& tx) -> Status {
      tx.exec("INSERT INTO things (id, n, ratio, on_sale, body) VALUES (?, ?, ?, ?, ?)",
              {"Grüße 'x' \\", std::int64_t{-9'000'000'000}, 0.1, true, Blob{bytes}});
      tx.exec("INSERT INTO things (id, n, ratio, on_sale, body) VALUES (?, ?, ?, ?, ?)",
              {"", 0, nullptr, false, std::optional<std::string>()});
      return ok();
    }));

    auto rows = t.db().read(
        [](Tx& tx) { return tx.query("SELECT id, n, ratio, on_sale, body, n > 0 FROM things ORDER BY id DESC"); });

    REQUIRE(rows.size() == 2);
    CHECK(rows[0].text(0) == "Grüße 'x' \\");
    CHECK(rows[0].integer(1) == -9'000'000'000);
    CHECK(rows[0].real(2) == 0.1);
    CHECK(rows[0].boolean(3));
    CHECK(rows[0].blob(4) == bytes);
    CHECK_FALSE(rows[0].boolean(5));
    CHECK(rows[1].text(0).empty());
    CHECK_FALSE(rows[1].optional_real(2));
    CHECK(rows[1].is_null(4));
    CHECK_THROWS_AS(rows[1].blob(4), std::logic_error);
    CHECK_THROWS_AS(rows[0].integer(0), std::logic_error);
  });
}

TEST_CASE("text sorts by its bytes") {
  for_each_engine(things, [](TestDatabase& t) {
    for (auto id : {"b", "a", "B", "é", "_", "a-b", "ab"}) REQUIRE(insert(t.db(), id));

    auto sorted = t.db().read([](Tx& tx) {
      std::string ids;
      for (auto& row : tx.query("SELECT id FROM things ORDER BY id")) ids += row.text(0) + " ";
      return ids;
    });

    CHECK(sorted == "B _ a a-b ab b é ");
  });
}

TEST_CASE("a column that is its table's integer key numbers itself") {
  for_each_engine(things, [](TestDatabase& t) {
    REQUIRE(insert(t.db(), "a"));

    auto number = t.db().transact([](Tx& tx) -> Result<std::int64_t> {
      tx.exec("INSERT INTO parts (thing_id) VALUES (?)", {"a"});
      return tx.query_one("INSERT INTO parts (thing_id) VALUES (?) RETURNING number", {"a"})->integer(0);
    });

    CHECK(*number == 2);
  });
}

TEST_CASE("a body that returns an error leaves nothing behind") {
  for_each_engine(things, [](TestDatabase& t) {
    auto result = t.db().transact([](Tx& tx) -> Result<int> {
      tx.exec("INSERT INTO things (id, n) VALUES ('a', 1)");
      return conflict("test.no", "No.");
    });

    CHECK(result.error().code() == "test.no");
    CHECK(count(t.db()) == 0);
  });
}

TEST_CASE("an exception in a body undoes it and reaches the caller") {
  for_each_engine(things, [](TestDatabase& t) {
    CHECK_THROWS_AS(t.db().transact([](Tx& tx) -> Status {
      tx.exec("INSERT INTO things (id, n) VALUES ('a', 1)");
      throw std::out_of_range("mine");
    }),
                    std::out_of_range);
    CHECK(count(t.db()) == 0);
    CHECK(insert(t.db(), "a"));
  });
}

TEST_CASE("a violated constraint is a database error and the next write works") {
  for_each_engine(things, [](TestDatabase& t) {
    REQUIRE(insert(t.db(), "a"));
    try {
      static_cast<void>(insert(t.db(), "a"));
      FAIL("a duplicate key was taken");
    } catch (const DatabaseError& e) {
      CHECK(e.reason() == DatabaseError::Reason::constraint);
    }
    CHECK_THROWS_AS(t.db().transact([](Tx& tx) -> Status {
      tx.exec("INSERT INTO parts (number, thing_id) VALUES (1, 'absent')");
      return ok();
    }),
                    DatabaseError);
    CHECK(insert(t.db(), "b"));
  });
}

TEST_CASE("an insert that does nothing on conflict answers zero") {
  for_each_engine(things, [](TestDatabase& t) {
    auto once = [&] {
      return *t.db().transact([](Tx& tx) -> Result<std::int64_t> {
        return tx.exec("INSERT INTO things (id, n) VALUES ('a', 1) ON CONFLICT (id) DO NOTHING");
      });
    };
    CHECK(once() == 1);
    CHECK(once() == 0);
  });
}

TEST_CASE("one statement is done for many rows, in order, and says what each changed") {
  for_each_engine(things, [](TestDatabase& t) {
    std::vector<Params> rows;
    for (int i = 0; i < 300; ++i) rows.push_back({std::to_string(i % 200), i});

    auto changed = t.db().transact([&](Tx& tx) -> Result<std::vector<std::int64_t>> {
      CHECK(tx.exec_each("DELETE FROM things WHERE id = ?", {}).empty());
      return tx.exec_each("INSERT INTO things (id, n) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", rows);
    });

    REQUIRE(changed->size() == 300);
    CHECK(std::count(changed->begin(), changed->begin() + 200, 1) == 200);
    CHECK(std::count(changed->begin() + 200, changed->end(), 0) == 100);
    CHECK(count(t.db()) == 200);
    rows.push_back({"too few"});
    CHECK_THROWS_AS(t.db().transact([&](Tx& tx) -> Status {
      tx.exec_each("INSERT INTO things (id, n) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", rows);
      return ok();
    }),
                    std::logic_error);
    CHECK(insert(t.db(), "goes on"));
  });
}

TEST_CASE("any number of rows is inserted at once, with every type of column") {
  for_each_engine(things, [](TestDatabase& t) {
    const auto add = [&](int first, int number) {
      std::vector<Params> rows;
      for (int i = first; i < first + number; ++i)
        rows.push_back({std::to_string(i), i, i % 2 == 0 ? Value(nullptr) : Value(0.5), i % 3 == 0, Blob{"bytes"}});
      return t.db().transact([&](Tx& tx) -> Status {
        insert_rows(tx, "INSERT INTO things (id, n, ratio, on_sale, body) VALUES", rows);
        return ok();
      });
    };

    for (const auto& [first, number] : {std::pair(0, 0), std::pair(0, 1), std::pair(1, 128), std::pair(200, 301)})
      CHECK(add(first, number));

    CHECK(count(t.db()) == 430);
    const auto row =
        t.db().read([](Tx& tx) { return tx.query_one("SELECT n, ratio, on_sale, body FROM things WHERE id = '303'"); });
    CHECK(row->integer(0) == 303);
    CHECK(row->real(1) == 0.5);
    CHECK(row->boolean(2));
    CHECK(row->blob(3) == "bytes");
    CHECK_THROWS_AS(add(400, 1).has_value(), DatabaseError);
    CHECK(count(t.db()) == 430);
  });
}

TEST_CASE("one statement is done for a list of rows of any length") {
  const RowList update("UPDATE things SET n = given.column2, ratio = ? FROM (VALUES ",
                       "(CAST(? AS TEXT), CAST(? AS BIGINT))", ") AS given WHERE id = given.column1");
  const RowList find("SELECT COUNT(*) FROM things WHERE ratio = 1.5 AND id IN (", "?", ")");
  for_each_engine(things, [&](TestDatabase& t) {
    for (int i = 0; i < 9; ++i) CHECK(insert(t.db(), std::to_string(i)));
    for (const int number : {1, 2, 3, 8, 9}) {
      CAPTURE(number);
      Params given, ids;
      for (int i = 0; i < number; ++i) {
        given.insert(given.end(), {std::to_string(i), number * 10 + i});
        ids.emplace_back(std::to_string(i));
      }

      const auto changed = t.db().transact([&](Tx& tx) -> Result<std::int64_t> {
        Params params{1.5};
        const std::string_view sql = update.bind(given, params);
        return tx.exec(sql, params);
      });

      CHECK(*changed == number);
      const auto [last, found] = t.db().read([&](Tx& tx) {
        Params params;
        const std::string_view sql = find.bind(ids, params);
        return std::pair(tx.query("SELECT MAX(n) FROM things").at(0).integer(0),
                         tx.query(sql, params).at(0).integer(0));
      });
      CHECK(last == number * 10 + number - 1);
      CHECK(found == number);
    }
    Params none;
    CHECK_THROWS_AS(static_cast<void>(find.bind({}, none)), std::logic_error);
  });
}

TEST_CASE("a read cannot write") {
  for_each_engine(things, [](TestDatabase& t) {
    auto write = [](Tx& tx) -> Status {
      tx.exec("INSERT INTO things (id, n) VALUES ('a', 1)");
      return ok();
    };
    CHECK_THROWS(t.db().read(write));
    CHECK(count(t.db()) == 0);
  });
}

TEST_CASE("a call inside a closure of the same database is refused instead of hanging") {
  for_each_engine(things, [](TestDatabase& t) {
    CHECK_THROWS_AS(t.db().transact([&](Tx&) { return insert(t.db(), "a"); }), std::logic_error);
    CHECK_THROWS_AS(t.db().read([&](Tx&) { return insert(t.db(), "a"); }), std::logic_error);
    CHECK_THROWS_AS(t.db().transact([&](Tx&) -> Result<std::int64_t> { return count(t.db()); }), std::logic_error);
    CHECK(count(t.db()) == 0);
  });
}

TEST_CASE("what is wrong with a statement is said before anything runs") {
  for_each_engine(things, [](TestDatabase& t) {
    auto exec = [&](std::string_view sql, const Params& params) {
      return t.db().transact([&](Tx& tx) -> Status {
        tx.exec(sql, params);
        return ok();
      });
    };
    CHECK_THROWS(exec("INSERT INTO things (id, n) VALUES (?, ?)", {"a"}));
    CHECK_THROWS(exec("INSERT INTO nothing (id) VALUES (?)", {"a"}));
    CHECK_THROWS(exec("DELETE FROM things; DELETE FROM things", {}));
    CHECK_THROWS(exec("INSERT INTO things (id, n) VALUES (\"a\", 1)", {}));
    CHECK(exec("INSERT INTO things (id, n) VALUES (?, 1) -- why?", {"what?"}));
  });
}

TEST_CASE("a read sees one moment, whatever is committed meanwhile") {
  for_each_lasting_engine(things, [](TestDatabase& t) {
    REQUIRE(insert(t.db(), "a"));

    auto counts = t.db().read([&](Tx& tx) {
      const auto before = tx.query_one("SELECT count(*) FROM things")->integer(0);
      std::thread([&] { CHECK(insert(t.db(), "b")); }).join();
      return std::pair(before, tx.query_one("SELECT count(*) FROM things")->integer(0));
    });

    CHECK(counts == std::pair<std::int64_t, std::int64_t>(1, 1));
    CHECK(count(t.db()) == 2);
  });
}

TEST_CASE("failing neighbours in one commit do not touch each other, with many threads") {
  for_each_engine(things, [](TestDatabase& t) {
    constexpr int threads = 12, each = 60;
    std::atomic<int> kept = 0, refused = 0, thrown = 0;
    std::vector<std::thread> workers;
    for (int w = 0; w < threads; ++w)
      workers.emplace_back([&, w] {
        for (int i = 0; i < each; ++i) {
          const std::string id = std::to_string(w) + "-" + std::to_string(i);
          try {
            auto result = t.db().transact([&](Tx& tx) -> Status {
              tx.exec("INSERT INTO things (id, n) VALUES (?, ?)", {id, i});
              tx.exec(
                  "INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = "
                  "counters.value + 1",
                  {std::to_string(w % 3)});
              if (i % 3 == 1) return conflict("test.no", "No.");
              if (i % 5 == 2) throw std::runtime_error("no");
              return ok();
            });
            result ? ++kept : ++refused;
          } catch (const std::runtime_error&) {
            ++thrown;
          }
        }
      });
    for (auto& worker : workers) worker.join();

    CHECK(kept + refused + thrown == threads * each);
    CHECK(count(t.db()) == kept);
    auto total = t.db().read([](Tx& tx) {
      std::int64_t sum = 0;
      for (auto& row : tx.query("SELECT value FROM counters")) sum += row.integer(0);
      return sum;
    });
    CHECK(total == kept);
  });
}

TEST_CASE("asynchronous writes are answered after their commit, each with its own result") {
  for_each_engine(things, [](TestDatabase& t) {
    constexpr int writes = 500;
    std::mutex mutex;
    std::condition_variable changed;
    int kept = 0, refused = 0, failed_writes = 0;
    auto on_done = [&](Result<int> result) {
      std::lock_guard lock(mutex);
      if (result)
        ++kept;
      else if (result.error().code() == "test.no")
        ++refused;
      else if (result.error().code() == "db.write_failed")
        ++failed_writes;
      changed.notify_one();
    };
    for (int i = 0; i < writes; ++i)
      t.db().transact_async(
          [i](Tx& tx) -> Result<int> {
            tx.exec("INSERT INTO things (id, n) VALUES (?, ?)", {std::to_string(i), i});
            if (i % 10 == 3) return conflict("test.no", "No.");
            if (i == 77) tx.exec("INSERT INTO things (id, n) VALUES (?, ?)", {std::to_string(i), i});
            return i;
          },
          on_done);

    std::unique_lock lock(mutex);
    REQUIRE(changed.wait_for(lock, std::chrono::seconds(30), [&] { return kept + refused + failed_writes == writes; }));

    CHECK(kept == 449);
    CHECK(refused == 50);
    CHECK(failed_writes == 1);
    CHECK(count(t.db()) == 449);
  });
}

TEST_CASE("an asynchronous write may queue the next from its answer, and closing the database finishes them") {
  for_each_lasting_engine(things, [](TestDatabase& t) {
    std::function<void(int)> write = [&, &db = t.db()](int left) {
      db.transact_async(
          [left](Tx& tx) -> Status {
            tx.exec("INSERT INTO things (id, n) VALUES (?, 0)", {std::to_string(left)});
            return ok();
          },
          [&, left](Status) {
            if (left > 1) write(left - 1);
          });
    };
    write(20);
    t.reopen();
    CHECK(count(t.db()) == 20);
  });
}

TEST_CASE("a claim takes a row once, however many ask") {
  for_each_engine(things, [](TestDatabase& t) {
    for (int i = 0; i < 40; ++i) REQUIRE(insert(t.db(), std::to_string(i)));
    const std::string sql = "DELETE FROM things WHERE id IN (SELECT id FROM things ORDER BY id LIMIT 1 " +
                            std::string(t.db().dialect().skip_locked()) + ") RETURNING id";
    std::mutex mutex;
    std::vector<std::string> taken;
    std::vector<std::thread> workers;
    for (int w = 0; w < 4; ++w)
      workers.emplace_back([&] {
        while (true) {
          auto rows = t.db().claim(sql, {});
          if (rows.empty()) return;
          std::lock_guard lock(mutex);
          taken.push_back(rows[0].text(0));
        }
      });
    for (auto& worker : workers) worker.join();

    std::sort(taken.begin(), taken.end());
    CHECK(std::unique(taken.begin(), taken.end()) == taken.end());
    // A worker may find the last rows locked by another and stop before them; none is left when all have stopped.
    CHECK(taken.size() + static_cast<std::size_t>(count(t.db())) == 40);
    CHECK(taken.size() == 40);
  });
}

TEST_CASE("a listener hears of a commit, and not of what was undone") {
  for_each_engine(things, [](TestDatabase& t) {
    std::promise<std::string> first;
    auto subscription = t.db().listen("news", [&, done = false](std::string_view payload) mutable {
      if (!std::exchange(done, true)) first.set_value(std::string(payload));
    });
    static_cast<void>(t.db().transact([](Tx& tx) -> Status {
      tx.notify("news", "undone");
      return conflict("test.no", "No.");
    }));
    REQUIRE(t.db().transact([](Tx& tx) -> Status {
      tx.notify("other", "else");
      tx.notify("news", "done");
      return ok();
    }));

    auto heard = first.get_future();
    REQUIRE(heard.wait_for(std::chrono::seconds(10)) == std::future_status::ready);
    CHECK(heard.get() == "done");
  });
}

TEST_CASE("the leader takes its turn at the start, after a hint, and again after a failed turn") {
  for_each_engine(things, [](TestDatabase& t) {
    std::mutex mutex;
    std::condition_variable changed;
    int turns = 0;
    auto turn = [&](Tx& tx) {
      std::lock_guard lock(mutex);
      if (++turns == 2) {
        changed.notify_all();
        throw std::runtime_error("the second turn fails");
      }
      tx.exec("INSERT INTO things (id, n) VALUES (?, 0)", {std::to_string(turns)});
      changed.notify_all();
    };
    auto turns_reach = [&](int n) {
      std::unique_lock lock(mutex);
      return changed.wait_for(lock, std::chrono::seconds(20), [&] { return turns >= n; });
    };
    auto leadership = t.db().lead("test", "wake", turn);
    REQUIRE(turns_reach(1));
    REQUIRE(t.db().transact([](Tx& tx) -> Status {
      tx.notify("wake");
      return ok();
    }));
    REQUIRE(turns_reach(3));
    leadership.reset();
    CHECK(count(t.db()) >= 2);
  });
}

}  // namespace towpath::db
