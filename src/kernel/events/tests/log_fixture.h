#pragma once

#include <algorithm>
#include <atomic>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "db/testing/databases.h"
#include "events/events.h"

namespace towpath::events {

using db::testing::for_each_engine;
using db::testing::for_each_lasting_engine;
using db::testing::TestDatabase;

constexpr std::chrono::seconds deadline{20};

inline std::vector<db::Migration> all_migrations() {
  auto list = migrations();
  list.push_back({"test/0001_seen", "CREATE TABLE seen (sequence INTEGER PRIMARY KEY, subject TEXT NOT NULL);"});
  return list;
}

inline NewEvent happened(const std::string& type, const std::string& subject = "component:shop") {
  return {.type = type,
          .subject = subject,
          .actor = "user:default/alice",
          .payload = R"({"n":1})",
          .owner_ref = "group:default/a"};
}

inline EventId append(db::Db& db, Events& events, const NewEvent& event) {
  return db.transact([&](db::Tx& tx) -> Result<EventId> { return events.append(tx, event); }).value();
}

/// Writes each event's subject down.
class Seen final : public Projection {
 public:
  explicit Seen(std::vector<std::string> types = {}, int version = 1) : types_(std::move(types)), version_(version) {}
  std::string name() const override { return "seen"; }
  int version() const override { return version_; }
  std::vector<std::string> types() const override { return types_; }
  void apply(db::Tx& tx, const SealedEvent& event) override {
    if (failures_left > 0 && failures_left-- > 0) throw std::runtime_error("not now");
    tx.exec("INSERT INTO seen (sequence, subject) VALUES (?, ?)", {event.sequence, event.subject});
  }
  void clear(db::Tx& tx) override { tx.exec("DELETE FROM seen"); }
  std::atomic<int> failures_left = 0;

 private:
  std::vector<std::string> types_;
  int version_;
};

inline std::string seen(db::Db& db) {
  return db.read([](db::Tx& tx) {
    std::string all;
    for (auto& row : tx.query("SELECT subject FROM seen ORDER BY sequence")) all += row.text(0) + " ";
    return all;
  });
}

/// An event log that runs, on the system's clock, because only order matters here.
struct Log {
  explicit Log(db::Db& db) : events(make_events(db, clock)) {}
  Events* operator->() { return events.get(); }
  SystemClock clock;
  std::unique_ptr<Events> events;
};

}  // namespace towpath::events
