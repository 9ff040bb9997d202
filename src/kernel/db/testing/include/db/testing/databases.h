#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "db/db.h"

namespace towpath::db::testing {

/// One database for one test, migrated and empty, gone with this object.
class TestDatabase {
 public:
  virtual ~TestDatabase() = default;
  virtual Db& db() = 0;
  /// "sqlite memory", "sqlite file" or "postgres".
  virtual const std::string& name() const = 0;
  /// What OpenOptions::url takes to reach the same database.
  virtual const std::string& url() const = 0;
  /// Closes and opens it again, as a restart does. Nothing survives that in "sqlite memory".
  virtual void reopen() = 0;
};

/// Runs `test` on a new database of each engine: SQLite in memory, SQLite in a file, and a private PostgreSQL that is
/// started once per test program (skipped with a visible message where its server programs are absent). A failing
/// check says on which. `migrations` is everything the test needs, in order.
void for_each_engine(const std::vector<Migration>& migrations, const std::function<void(TestDatabase&)>& test);

/// As for_each_engine, without the in-memory database: for tests that open the database twice or reopen it.
void for_each_lasting_engine(const std::vector<Migration>& migrations, const std::function<void(TestDatabase&)>& test);

/// A SQLite database in memory: for tests of rules rather than of SQL.
std::unique_ptr<Db> memory_database(const std::vector<Migration>& migrations);

/// The url of a new, empty database on this program's private PostgreSQL, for tests that open it themselves; nothing
/// (and a message on standard error) where its server programs are not installed.
std::optional<std::string> new_postgres_database();

/// A new empty folder, removed with its content at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace towpath::db::testing
