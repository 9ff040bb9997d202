#include <doctest/doctest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "db/db.h"
#include "db/testing/databases.h"

namespace towpath::db {
namespace {

using testing::for_each_lasting_engine;
using testing::TemporaryFolder;
using testing::TestDatabase;

const std::vector<Migration> things = {
    {"test/0001_things", "CREATE TABLE things (id TEXT PRIMARY KEY, n INTEGER NOT NULL, body BLOB);"}};

std::unique_ptr<Db> open(const OpenOptions& options) {
  auto db = Db::open(options).value();
  if (options.access == Access::owner) db->migrate(things).value();
  return db;
}

Status insert(Db& db, const std::string& id, std::size_t bytes = 0) {
  return db.transact([&](Tx& tx) -> Status {
    tx.exec("INSERT INTO things (id, n, body) VALUES (?, 0, ?)", {id, Blob{std::string(bytes, 'x')}});
    return ok();
  });
}

std::int64_t count(Db& db) {
  return db.read([](Tx& tx) { return tx.query_one("SELECT count(*) FROM things")->integer(0); });
}

/// Runs crash_writer on the database, kills it after `lines` acknowledgements, and answers those it gave in all.
std::vector<std::string> write_and_crash(const std::string& url, const std::string& durability, int lines) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  std::string program = CRASH_WRITER, url_argument = url, durability_argument = durability;
  char* argv[] = {program.data(), url_argument.data(), durability_argument.data(), nullptr};
  pid_t writer = -1;
  REQUIRE(::posix_spawn(&writer, program.c_str(), &actions, nullptr, argv, environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);

  std::string text;
  char buffer[4096];
  bool killed = false;
  for (ssize_t size; (size = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(size));
    if (!killed && std::count(text.begin(), text.end(), '\n') >= lines) {
      ::kill(writer, SIGKILL);
      killed = true;
    }
  }
  ::close(ends[0]);
  ::waitpid(writer, nullptr, 0);
  REQUIRE(killed);
  std::vector<std::string> ids;
  for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
    ids.push_back(std::to_string(writer) + "-" + text.substr(at, end - at));
  return ids;
}

}  // namespace

TEST_CASE("every acknowledged write is there after the process was killed, and no refused one") {
  for_each_lasting_engine(things, [](TestDatabase& t) {
    for (const std::string durability : {"full", "normal"})
      for (int lines : {1, 40, 300}) {
        CAPTURE(durability);
        CAPTURE(lines);
        const bool is_file = t.db().dialect().engine() == Engine::sqlite;
        const std::string url = is_file ? t.url() + "." + durability + std::to_string(lines) : t.url();
        if (is_file) open({.url = url});

        const auto acknowledged = write_and_crash(url, durability, lines);

        auto reopened = open({.url = url});
        for (const auto& id : acknowledged)
          CHECK(reopened->read(
              [&](Tx& tx) { return tx.query_one("SELECT n FROM things WHERE id = ?", {id}).has_value(); }));
        CHECK(reopened->read([](Tx& tx) {
          return tx.query_one("SELECT count(*) FROM things WHERE n % 7 = 0 AND n > 0")->integer(0);
        }) == 0);
        if (is_file)
          CHECK(reopened->read([](Tx& tx) { return tx.query_one("PRAGMA integrity_check")->text(0); }) == "ok");
      }
  });
}

TEST_CASE("a second server on the same database file is refused, naming the holder") {
  TemporaryFolder folder;
  const OpenOptions options{.url = folder.path() + "/a.sqlite"};
  auto holder = open(options);

  auto second = Db::open(options);

  REQUIRE_FALSE(second);
  CHECK(second.error().code() == "db.in_use");
  CHECK(second.error().message().find("process " + std::to_string(::getpid())) != std::string::npos);
  holder.reset();
  CHECK(Db::open(options));
}

TEST_CASE("a database can be read beside the server that owns it, and not written") {
  TemporaryFolder folder;
  auto owner = open({.url = folder.path() + "/a.sqlite"});
  REQUIRE(insert(*owner, "a"));

  auto reader = open({.url = folder.path() + "/a.sqlite", .access = Access::read_only});

  CHECK(count(*reader) == 1);
  REQUIRE(insert(*owner, "b"));
  CHECK(count(*reader) == 2);
  CHECK_THROWS_AS(static_cast<void>(insert(*reader, "c")), std::logic_error);
  CHECK_THROWS_AS(static_cast<void>(reader->migrate(things)), std::logic_error);
}

TEST_CASE("a file that is no database, and a folder that is not there, cannot be opened") {
  TemporaryFolder folder;
  std::ofstream(folder.path() + "/text") << std::string(9000, 'x');
  CHECK(Db::open({.url = folder.path() + "/text"}).error().code() == "db.open_failed");
  CHECK(Db::open({.url = folder.path() + "/absent/a.sqlite"}).error().code() == "db.open_failed");
}

TEST_CASE("on a full disk a write fails, its neighbours that fit are kept, and nothing acknowledged is lost") {
  for (const std::string kind : {"file", "memory"}) {
    CAPTURE(kind);
    TemporaryFolder folder;
    auto db = open({.url = kind == "file" ? folder.path() + "/a.sqlite" : ":memory:"});
    REQUIRE(insert(*db, "before"));
    const auto pages = db->transact([](Tx& tx) -> Result<std::int64_t> {
                           return tx.query_one("PRAGMA page_count")->integer(0);
                         }).value();
    db->transact([&](Tx& tx) -> Status {
        tx.query("PRAGMA max_page_count = " + std::to_string(pages + 20));
        return ok();
      }).value();

    std::atomic<int> kept = 0, full = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < 10; ++i) {
          // Every other write is far too large to fit.
          try {
            if (insert(*db, std::to_string(t) + "-" + std::to_string(i), i % 2 ? 1'000'000 : 10)) ++kept;
          } catch (const DatabaseError& e) {
            if (e.reason() == DatabaseError::Reason::disk_full) ++full;
          }
        }
      });
    for (auto& thread : threads) thread.join();

    CHECK(kept == 40);
    CHECK(full == 40);
    CHECK(count(*db) == 41);
    db->transact([&](Tx& tx) -> Status {
        tx.query("PRAGMA max_page_count = 1000000");
        return ok();
      }).value();
    CHECK(insert(*db, "after", 1'000'000));
  }
}

TEST_CASE("a copy made while writing goes on is whole and consistent") {
  TemporaryFolder folder;
  auto db = open({.url = folder.path() + "/a.sqlite", .durability = Durability::normal});
  std::atomic<bool> stop = false;
  std::atomic<int> pairs = 0;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      db->transact([&](Tx& tx) -> Status {
          tx.exec("INSERT INTO things (id, n) VALUES (?, 1)", {"a" + std::to_string(i)});
          tx.exec("INSERT INTO things (id, n) VALUES (?, -1)", {"b" + std::to_string(i)});
          return ok();
        }).value();
      ++pairs;
    }
  });
  while (pairs < 200) std::this_thread::yield();
  const int before = pairs;
  for (int copy = 0; copy < 3; ++copy) {
    const std::string path = folder.path() + "/copy" + std::to_string(copy);
    REQUIRE(db->snapshot_to(path));
    auto copied = open({.url = path});
    CHECK(copied->read([](Tx& tx) { return tx.query_one("SELECT sum(n) FROM things")->integer(0); }) == 0);
    CHECK(count(*copied) >= 2 * before);
    CHECK(copied->read([](Tx& tx) { return tx.query_one("PRAGMA integrity_check")->text(0); }) == "ok");
  }
  stop = true;
  writer.join();

  CHECK(db->snapshot_to(folder.path() + "/copy0").error().code() == "db.snapshot_failed");
  CHECK(db->snapshot_to(folder.path() + "/absent/copy").error().code() == "db.snapshot_failed");
}

TEST_CASE("the write-ahead log stays bounded while writing never stops") {
  TemporaryFolder folder;
  auto db = open({.url = folder.path() + "/a.sqlite", .durability = Durability::normal});
  std::uintmax_t largest = 0;
  for (int i = 0; i < 1'400; ++i) {
    // Twice 64 KiB in a commit; about 200 MB in all.
    REQUIRE(insert(*db, std::to_string(i), 131'072));
    db->transact([&](Tx& tx) -> Status {
        tx.exec("DELETE FROM things WHERE id = ?", {std::to_string(i)});
        return ok();
      }).value();
    if (i % 50 == 0) largest = std::max(largest, std::filesystem::file_size(folder.path() + "/a.sqlite-wal"));
  }
  CHECK(largest < 150'000'000);
}

TEST_CASE("who meets nobody writes on the own thread, and who comes meanwhile shares one commit") {
  TemporaryFolder folder;
  auto db = open({.url = folder.path() + "/a.sqlite"});
  const auto groups = db->load().committed_groups;
  std::thread::id wrote_on;
  std::vector<std::thread> others;

  db->transact([&](Tx& tx) -> Status {
      wrote_on = std::this_thread::get_id();
      for (int i = 0; i < 3; ++i)
        others.emplace_back([&, i] { CHECK(insert(*db, "other" + std::to_string(i)).has_value()); });
      while (db->load().queued_writes < 3) std::this_thread::yield();
      tx.exec("INSERT INTO things (id, n, body) VALUES ('first', 0, NULL)");
      return ok();
    }).value();
  for (std::thread& other : others) other.join();

  CHECK(wrote_on == std::this_thread::get_id());
  CHECK(count(*db) == 4);
  CHECK(db->load().committed_groups == groups + 2);
}

}  // namespace towpath::db
