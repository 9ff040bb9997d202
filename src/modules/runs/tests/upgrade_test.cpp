#include <doctest/doctest.h>

#include <algorithm>

#include "db/testing/databases.h"
#include "run_store.h"

namespace towpath::runs {

std::vector<db::Migration> migrations();  // generated

namespace {

/// What a server of before `name` made.
std::vector<db::Migration> migrations_before(std::string_view name) {
  auto all = migrations();
  const auto first = std::find_if(all.begin(), all.end(), [&](const db::Migration& m) { return m.name == name; });
  REQUIRE(first != all.end());
  all.erase(first, all.end());
  return all;
}

}  // namespace

TEST_CASE("the journal and the leases of an older server are all there after the upgrade, and lead to the same hash") {
  db::testing::for_each_engine(migrations_before("runs/0006_smaller_commits"), [](db::testing::TestDatabase& t) {
    const RunStore store;
    const auto hashes = [&] {
      return t.db().read([&](db::Tx& tx) {
        return std::vector<std::string>{store.journal_hash(tx, "run-a"), store.journal_hash(tx, "run-b")};
      });
    };
    t.db()
        .transact([&](db::Tx& tx) -> Status {
          std::vector<db::Params> rows;
          for (int seq = 400; seq > 0; --seq)  // neither in the order of the key nor one run after the other
            for (const char* run : {"run-b", "run-a"})
              rows.push_back(
                  RunStore::journal_row(run, seq, "2026-11-28T00:00:00.000000Z", "node.started", "build", "{}"));
          store.insert_journal(tx, rows);
          tx.exec(
              "INSERT INTO runs_leases (node_id, runner_id, host_id, fence, lease_until) VALUES (7, 'r', 'h', 3, 9)");
          return ok();
        })
        .value();
    const auto before = hashes();

    REQUIRE(t.db().migrate(migrations()).has_value());

    CHECK(hashes() == before);
    t.db().read([&](db::Tx& tx) {
      CHECK(tx.query_one("SELECT COUNT(*) FROM runs_journal")->integer(0) == 800);
      const auto page = store.journal(tx, "run-b", 398, 10);
      REQUIRE(page.size() == 2);
      CHECK(page[0].seq == 399);
      CHECK(tx.query_one("SELECT fence FROM runs_leases WHERE runner_id = 'r' AND host_id = 'h'")->integer(0) == 3);
      return 0;
    });
    const auto write_again = [&](db::Tx& tx) -> Status {
      store.insert_journal(tx, {RunStore::journal_row("run-a", 400, "", "node.started", "build", "{}")});
      return ok();
    };
    CHECK_THROWS_AS((void)t.db().transact(write_again), db::DatabaseError);  // a row is still written once only
  });
}

}  // namespace towpath::runs
