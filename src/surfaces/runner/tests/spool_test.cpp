#include "spool.h"

#include <doctest/doctest.h>

#include <fstream>

#include "db/testing/databases.h"

using towpath::runner::Spool;
namespace fs = std::filesystem;

TEST_CASE("a spool gives its reports back by number, as many as are wanted") {
  const towpath::db::testing::TemporaryFolder folder;
  Spool spool(fs::path(folder.path()) / "spool.jsonl");
  for (int i = 1; i <= 5; ++i) spool.add("report " + std::to_string(i));

  CHECK(spool.count() == 5);
  CHECK(spool.from(1, 2, 1000) == std::vector<std::string>{"report 1", "report 2"});
  CHECK(spool.from(4, 10, 1000) == std::vector<std::string>{"report 4", "report 5"});
  CHECK(spool.from(6, 10, 1000).empty());
  CHECK(spool.from(1, 10, 20).size() == 2);
  CHECK(spool.from(1, 10, 1) == std::vector<std::string>{"report 1"});  // one goes in any case
}

TEST_CASE("a spool outlives its runner, without the report that was cut short") {
  const towpath::db::testing::TemporaryFolder folder;
  const fs::path file = fs::path(folder.path()) / "spool.jsonl";
  {
    Spool spool(file);
    spool.add("one");
    spool.add("two");
  }
  {
    std::ofstream torn(file, std::ios::app);
    torn << "thr";
  }

  Spool spool(file);
  CHECK(spool.count() == 2);
  spool.add("three");
  CHECK(spool.from(1, 10, 1000) == std::vector<std::string>{"one", "two", "three"});
}
