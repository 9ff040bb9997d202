#include "db/testing/databases.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace towpath::db::testing {
namespace {

std::unique_ptr<Db> open_or_throw(const std::string& url, const std::vector<Migration>& migrations) {
  auto opened = Db::open({.url = url, .readers = 3});
  if (!opened) throw std::runtime_error(opened.error().message());
  if (auto migrated = (*opened)->migrate(migrations); !migrated) throw std::runtime_error(migrated.error().message());
  return std::move(*opened);
}

class SqliteMemory final : public TestDatabase {
 public:
  explicit SqliteMemory(const std::vector<Migration>& migrations)
      : migrations_(migrations), db_(open_or_throw(url_, migrations)) {}
  Db& db() override { return *db_; }
  const std::string& name() const override { return name_; }
  const std::string& url() const override { return url_; }
  void reopen() override {
    db_.reset();
    db_ = open_or_throw(url_, migrations_);
  }

 private:
  const std::string name_ = "sqlite memory", url_ = ":memory:";
  const std::vector<Migration> migrations_;
  std::unique_ptr<Db> db_;
};

class SqliteFile final : public TestDatabase {
 public:
  explicit SqliteFile(const std::vector<Migration>& migrations)
      : url_(folder_.path() + "/test.sqlite"), migrations_(migrations), db_(open_or_throw(url_, migrations)) {}
  Db& db() override { return *db_; }
  const std::string& name() const override { return name_; }
  const std::string& url() const override { return url_; }
  void reopen() override {
    db_.reset();
    db_ = open_or_throw(url_, migrations_);
  }

 private:
  const TemporaryFolder folder_;
  const std::string name_ = "sqlite file", url_;
  const std::vector<Migration> migrations_;
  std::unique_ptr<Db> db_;
};

void run_on(TestDatabase& database, const std::function<void(TestDatabase&)>& test) {
  INFO("engine: ", database.name());
  test(database);
}

}  // namespace

void for_each_engine(const std::vector<Migration>& migrations, const std::function<void(TestDatabase&)>& test) {
  SqliteMemory memory(migrations);
  run_on(memory, test);
  for_each_lasting_engine(migrations, test);
}

void for_each_lasting_engine(const std::vector<Migration>& migrations, const std::function<void(TestDatabase&)>& test) {
  SqliteFile file(migrations);
  run_on(file, test);
}

std::unique_ptr<Db> memory_database(const std::vector<Migration>& migrations) { return open_or_throw(":memory:", migrations); }

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "test-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder can be made: " + pattern);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() { std::filesystem::remove_all(path_); }

}  // namespace towpath::db::testing
