#include "db/copy.h"

#include <doctest/doctest.h>

#include "db/testing/databases.h"

namespace towpath::db {
namespace {

const std::vector<Migration> schema = {{"test/0001", R"(
  CREATE TABLE parents (name TEXT NOT NULL PRIMARY KEY, weight REAL, is_good BOOL NOT NULL, picture BLOB);
  CREATE TABLE children (id INTEGER PRIMARY KEY, parent TEXT NOT NULL REFERENCES parents (name), note TEXT);
  CREATE TABLE a_pairs (y INTEGER NOT NULL, note TEXT, x TEXT NOT NULL, PRIMARY KEY (x, y)) WITHOUT ROWID;
)"}};

/// A source with rows of every type, and an empty target of the same schema.
struct Pair {
  explicit Pair(const std::string& target_url)
      : source(testing::memory_database(schema)), target(Db::open({.url = target_url}).value()) {
    REQUIRE(target->migrate(schema).has_value());
    source
        ->transact([](Tx& tx) -> Status {
          tx.exec("INSERT INTO parents VALUES (?, ?, ?, ?)", {"ann", 1.5, true, Blob{std::string("\0\xff'", 3)}});
          tx.exec("INSERT INTO parents VALUES (?, ?, ?, ?)", {"b'n", nullptr, false, nullptr});
          for (int i = 1; i <= 1201; ++i)
            tx.exec("INSERT INTO children (id, parent, note) VALUES (?, ?, ?)",
                    {i * 2, "ann", "näh " + std::to_string(i)});
          // In no order of the key, and with more rows of one x than a batch has.
          for (int i = 700; i > 0; --i)
            for (const char* x : {"y", "x"}) tx.exec("INSERT INTO a_pairs (y, x) VALUES (?, ?)", {i, x});
          return ok();
        })
        .value();
  }
  std::unique_ptr<Db> source, target;
};

void with_pair(const std::function<void(Pair&)>& test) {
  const auto url = testing::new_postgres_database();
  if (!url) return;
  Pair pair(*url);
  test(pair);
}

}  // namespace

TEST_CASE("every row of every table arrives with its type, in batches and in the order of foreign keys") {
  with_pair([](Pair& p) {
    std::vector<std::string> told;
    const auto copied = copy_all(*p.source, *p.target, [&](const CopiedTable& table) { told.push_back(table.name); });

    REQUIRE_MESSAGE(copied.has_value(), (copied ? std::string() : copied.error().message()));
    CHECK(told == std::vector<std::string>{"a_pairs", "parents", "children"});
    p.target->read([](Tx& tx) {
      const auto parents = tx.query("SELECT name, weight, is_good, picture FROM parents ORDER BY name");
      REQUIRE(parents.size() == 2);
      CHECK(parents[0].real(1) == 1.5);
      CHECK(parents[0].boolean(2));
      CHECK(parents[0].blob(3) == std::string("\0\xff'", 3));
      CHECK(parents[1].text(0) == "b'n");
      CHECK(parents[1].is_null(1));
      CHECK_FALSE(parents[1].boolean(2));
      CHECK(parents[1].is_null(3));
      CHECK(tx.query_one("SELECT COUNT(*) FROM children")->integer(0) == 1201);
      CHECK(tx.query_one("SELECT note FROM children WHERE id = 2402")->text(0) == "näh 1201");
      CHECK(tx.query_one("SELECT COUNT(*) FROM a_pairs WHERE y BETWEEN 1 AND 700")->integer(0) == 1400);
      CHECK(tx.query_one("SELECT COUNT(*) FROM a_pairs WHERE x = 'x'")->integer(0) == 700);
      return 0;
    });
  });
}

TEST_CASE("a column that numbers itself goes on after the highest copied number") {
  with_pair([](Pair& p) {
    REQUIRE(copy_all(*p.source, *p.target).has_value());

    const auto id = p.target->transact([](Tx& tx) -> Result<std::int64_t> {
      return tx.query("INSERT INTO children (parent, note) VALUES ('ann', 'new') RETURNING id").front().integer(0);
    });

    CHECK(id.value() == 2403);
  });
}

TEST_CASE("a target that has rows is refused by the table's name, and nothing is changed in it") {
  with_pair([](Pair& p) {
    p.target
        ->transact([](Tx& tx) -> Status {
          tx.exec("INSERT INTO parents VALUES ('mine', 1.0, TRUE, NULL)");
          return ok();
        })
        .value();

    const auto refused = copy_all(*p.source, *p.target);

    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == "db.copy_not_empty");
    CHECK(refused.error().message().find("parents") != std::string::npos);
    CHECK(p.target->read([](Tx& tx) { return tx.query_one("SELECT COUNT(*) FROM children")->integer(0); }) == 0);
  });
}

TEST_CASE("a target without a table of the source is refused") {
  const auto url = testing::new_postgres_database();
  if (!url) return;
  const auto source = testing::memory_database(schema);
  const auto target = Db::open({.url = *url}).value();

  const auto refused = copy_all(*source, *target);

  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code() == "db.copy_mismatch");
}

TEST_CASE("copying goes from SQLite to PostgreSQL only") {
  const auto one = testing::memory_database(schema), two = testing::memory_database(schema);

  CHECK(copy_all(*one, *two).error().code() == "db.copy_unsupported");
}

}  // namespace towpath::db
