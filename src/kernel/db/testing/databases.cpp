#include "db/testing/databases.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>

#include "db/testing/postgres_server.h"

namespace towpath::db::testing {
namespace {

std::unique_ptr<Db> open_or_throw(const std::string& url, const std::vector<Migration>& migrations) {
  // Not for power loss: no test pulls the plug, and each fsync costs.
  auto opened = Db::open({.url = url, .durability = Durability::normal, .readers = 3});
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

/// A database on the shared server, lent to one test at a time: emptying one is far quicker than making one.
class Postgres final : public TestDatabase {
 public:
  Postgres(PostgresServer& server, const std::vector<Migration>& migrations)
      : server_(server), migrations_(migrations) {
    for (const auto& migration : migrations) key_ += migration.name + "\n" + migration.sql + "\n";
    auto& idle = idle_databases()[key_];
    if (idle.empty()) {
      static int made = 0;
      database_ = "test_" + std::to_string(++made);
      server_.administer("CREATE DATABASE " + database_);
    } else {
      database_ = idle.back();
      idle.pop_back();
    }
    url_ = server_.url(database_);
    db_ = open_or_throw(url_, migrations_);
    tables_ = tables();
  }
  ~Postgres() override {
    if (tables() == tables_ && applied() == migrations_.size()) {
      empty_tables();
      idle_databases()[key_].push_back(database_);
    } else {  // The test changed the schema.
      db_.reset();
      server_.administer("DROP DATABASE " + database_ + " WITH (FORCE)");
    }
  }
  Db& db() override { return *db_; }
  const std::string& name() const override { return name_; }
  const std::string& url() const override { return url_; }
  void reopen() override {
    db_.reset();
    db_ = open_or_throw(url_, migrations_);
  }

 private:
  static std::map<std::string, std::vector<std::string>>& idle_databases() {
    static std::map<std::string, std::vector<std::string>> idle;
    return idle;
  }
  std::vector<std::string> tables() {
    return db_->read([](Tx& tx) {
      std::vector<std::string> names;
      for (const auto& row :
           tx.query("SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"))
        names.push_back(row.text(0));
      return names;
    });
  }
  std::size_t applied() {
    return static_cast<std::size_t>(
        db_->read([](Tx& tx) { return tx.query_one("SELECT count(*) FROM schema_migrations")->integer(0); }));
  }
  void empty_tables() {
    db_->transact([&](Tx& tx) -> Status {
         tx.exec("SET LOCAL session_replication_role = replica");  // No foreign keys, so any order will do.
         for (const auto& table : tables_)
           if (table != "schema_migrations") tx.exec("DELETE FROM " + table);
         for (const auto& row :
              tx.query("SELECT CAST(sequencename AS TEXT) FROM pg_sequences WHERE schemaname = 'public'"))
           tx.exec("ALTER SEQUENCE " + row.text(0) + " RESTART");
         return ok();
       })
        .value();
  }

  PostgresServer& server_;
  const std::string name_ = "postgres";
  const std::vector<Migration> migrations_;
  std::string key_, database_, url_;
  std::vector<std::string> tables_;
  std::unique_ptr<Db> db_;
};

void run_on(TestDatabase& database, const std::function<void(TestDatabase&)>& test) {
  INFO("engine: ", database.name());
  test(database);
}

}  // namespace

void for_each_engine(const std::vector<Migration>& migrations, const std::function<void(TestDatabase&)>& test) {
  {
    SqliteMemory memory(migrations);
    run_on(memory, test);
  }
  for_each_lasting_engine(migrations, test);
}

void for_each_lasting_engine(const std::vector<Migration>& migrations, const std::function<void(TestDatabase&)>& test) {
  {
    SqliteFile file(migrations);
    run_on(file, test);
  }
  if (auto* server = PostgresServer::shared()) {
    Postgres postgres(*server, migrations);
    run_on(postgres, test);
  }
}

std::unique_ptr<Db> memory_database(const std::vector<Migration>& migrations) {
  return open_or_throw(":memory:", migrations);
}

std::optional<std::string> new_postgres_database() {
  PostgresServer* server = PostgresServer::shared();
  if (!server) return std::nullopt;
  static int made = 0;
  const std::string name = "own_" + std::to_string(++made);
  server->administer("CREATE DATABASE " + name);
  return server->url(name);
}

}  // namespace towpath::db::testing
