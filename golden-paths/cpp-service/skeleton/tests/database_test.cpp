// Against a real PostgreSQL when DB_* is set; says so and does nothing otherwise. Works in a schema of its own, which
// it drops afterwards, so that any database will do.
#include "database.h"
#include "migrate.h"
#include "note_store.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>

namespace {

namespace fs = std::filesystem;

bool has_database() {
  if (std::getenv("DB_HOST")) return true;
  MESSAGE("skipped: DB_HOST is not set");
  return false;
}

class Database {
 public:
  Database() {
    Connection(config).run("CREATE SCHEMA " + schema_);
    setenv("PGOPTIONS", ("-c search_path=" + schema_).c_str(), 1);  // libpq adds it to every connection.
  }
  ~Database() {
    unsetenv("PGOPTIONS");
    Connection(config).run("DROP SCHEMA " + schema_ + " CASCADE");
  }
  const DatabaseConfig config = read_config(process_environment).database;

 private:
  const std::string schema_ = "test_" + std::to_string(getpid());
};

}  // namespace

TEST_CASE("migrations are applied once, also when two start together") {
  if (!has_database()) return;
  const Database database;

  auto other = std::async(std::launch::async, [&] { return migrate(database.config, "migrations").size(); });
  const std::size_t applied = migrate(database.config, "migrations").size() + other.get();

  const auto files = std::distance(fs::directory_iterator("migrations"), fs::directory_iterator());
  CHECK(applied == static_cast<std::size_t>(files));
  CHECK(migrate(database.config, "migrations").empty());
}

TEST_CASE("a migration that was edited after it was applied is refused") {
  if (!has_database()) return;
  const Database database;
  const fs::path directory = fs::temp_directory_path() / ("migrations-" + std::to_string(getpid()));
  fs::create_directory(directory);
  std::ofstream(directory / "0001_one.sql") << "CREATE TABLE one (id int)";
  migrate(database.config, directory);

  std::ofstream(directory / "0001_one.sql") << "CREATE TABLE one (id bigint)";

  CHECK_THROWS_WITH(migrate(database.config, directory),
                    "0001_one.sql was edited after it was applied; add a new migration instead");
  fs::remove_all(directory);
}

TEST_CASE("a migration that fails leaves nothing behind") {
  if (!has_database()) return;
  const Database database;
  const fs::path directory = fs::temp_directory_path() / ("migrations-" + std::to_string(getpid()));
  fs::create_directory(directory);
  std::ofstream(directory / "0001_half.sql") << "CREATE TABLE half (id int); SELECT 1/0";

  CHECK_THROWS_AS(migrate(database.config, directory), DatabaseError);

  CHECK(Connection(database.config).query("SELECT to_regclass('half') IS NULL").text(0, 0) == "t");
  fs::remove_all(directory);
}

TEST_CASE("stored notes come back newest first and in pages") {
  if (!has_database()) return;
  const Database database;
  migrate(database.config, "migrations");
  Pool pool(database.config, 2);
  NoteStore store(pool);

  store.add("first");
  const Note second = store.add("it's \"quoted\" \xe2\x9c\x93");
  store.add("third");

  CHECK(store.list({.limit = 1, .before = 0})[0].text == "third");
  const auto older = store.list({.limit = 5, .before = second.id + 1});
  REQUIRE(older.size() == 2);
  CHECK(older[0].text == "it's \"quoted\" \xe2\x9c\x93");
  CHECK(older[0].created_at.back() == 'Z');
}

TEST_CASE("the pool replaces a connection that the server has closed") {
  if (!has_database()) return;
  const Database database;
  Pool pool(database.config, 1);
  const std::string pid(pool.take()->query("SELECT pg_backend_pid()").text(0, 0));

  Connection(database.config).query("SELECT pg_terminate_backend($1::int, 5000)", {pid});

  CHECK(pool.take()->query("SELECT 1").size() == 1);
}
