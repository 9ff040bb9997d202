#include <doctest/doctest.h>

#include "db/testing/databases.h"
#include "module/testing/test_kernel.h"

namespace towpath::standards {

std::vector<db::Migration> migrations();

TEST_CASE("the tables of guardrails exist on both engines and are empty") {
  db::testing::for_each_engine(testing::with_kernel_migrations(migrations()), [](db::testing::TestDatabase& database) {
    const auto count = database.db().read([](db::Tx& tx) {
      return tx.query_one("SELECT COUNT(*) FROM standards_decisions")->integer(0) +
             tx.query_one("SELECT COUNT(*) FROM standards_waivers")->integer(0);
    });
    CHECK(count == 0);
  });
}

}  // namespace towpath::standards
