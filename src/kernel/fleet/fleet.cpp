#include "fleet/fleet.h"

#include <algorithm>
#include <mutex>

#include "events/several_servers.h"
#include "log/log.h"

namespace towpath::fleet {
namespace {

constexpr int beats_per_lease = 3;
constexpr std::string_view columns =
    "SELECT host_id, name, address, version, started_at, seen_at, lease_until, stopped_at, leads FROM fleet_servers";

class Impl final : public Fleet {
 public:
  Impl(db::Db& db, events::Events& events, jobs::Jobs& jobs, const Clock& clock, FleetOptions options)
      : db_(db), events_(events), jobs_(jobs), clock_(clock), options_(std::move(options)) {}
  ~Impl() override { leading_.reset(); }

  void join(const std::string& address) override {
    const UtcTime now = clock_.now();
    write([&](db::Tx& tx) {
      tx.exec(
          "INSERT INTO fleet_servers (host_id, name, address, version, leads, started_at, seen_at, lease_until) "
          "VALUES (?, ?, ?, ?, FALSE, ?, ?, ?) ON CONFLICT (host_id) DO UPDATE SET name = excluded.name, "
          "address = excluded.address, version = excluded.version, leads = FALSE, started_at = excluded.started_at, "
          "seen_at = excluded.seen_at, lease_until = excluded.lease_until, stopped_at = NULL",
          {options_.host_id, options_.name, address, options_.version, now, now, now + options_.lease});
    });
    {
      const std::lock_guard lock(mutex_);
      has_joined_ = true;
    }
    leading_ = events::several_servers(events_).on_leading([this] {
      jobs_.post("this server leads", [this](std::stop_token) { beat(); });
    });
    if (is_alone()) return;
    jobs_.every(options_.lease / beats_per_lease, "heartbeat", [this](std::stop_token) { beat(); });
  }

  void leave() override {
    leading_.reset();
    {
      const std::lock_guard lock(mutex_);
      if (!std::exchange(has_joined_, false)) return;
    }
    try {
      write([&](db::Tx& tx) {
        tx.exec("UPDATE fleet_servers SET leads = FALSE, seen_at = ?, stopped_at = ? WHERE host_id = ?",
                {clock_.now(), clock_.now(), options_.host_id});
      });
    } catch (const std::exception& e) {  // boundary: the end of the server; its lease says the same a little later
      log::warn("the other servers could not be told that this one ends", {{"error", e.what()}});
    }
  }

  std::vector<Server> servers() override {
    std::vector<Server> out = db_.read([&](db::Tx& tx) {
      std::vector<Server> all;
      for (const db::Row& row : tx.query(columns)) all.push_back(read(row));
      return all;
    });
    std::sort(out.begin(), out.end(),
              [](const Server& a, const Server& b) { return std::tie(a.name, a.host_id) < std::tie(b.name, b.host_id); });
    return out;
  }

  std::optional<Server> server(const std::string& host_id) override {
    for (Server& each : servers())
      if (each.host_id == host_id) return std::move(each);
    return std::nullopt;
  }

 private:
  bool is_alone() const { return db_.dialect().engine() == db::Engine::sqlite; }

  void write(const std::function<void(db::Tx&)>& body) {
    db_.transact([&](db::Tx& tx) -> Status {
         body(tx);
         return ok();
       })
        .value();
  }

  /// Says that this server lives. The leader also says that no other leads.
  void beat() {
    {
      const std::lock_guard lock(mutex_);
      if (!has_joined_) return;
    }
    const UtcTime now = clock_.now();
    const bool leads = events::several_servers(events_).leads();
    write([&](db::Tx& tx) {
      tx.exec("UPDATE fleet_servers SET seen_at = ?, lease_until = ?, leads = ?, stopped_at = NULL WHERE host_id = ?",
              {now, now + options_.lease, leads, options_.host_id});
      if (leads) tx.exec("UPDATE fleet_servers SET leads = FALSE WHERE leads AND host_id <> ?", {options_.host_id});
    });
  }

  Server read(const db::Row& row) const {
    Server out{row.text(0), row.text(1), row.text(2), row.text(3), row.time(4), row.time(5), row.time(6),
               row.optional_time(7)};
    out.is_this = out.host_id == options_.host_id;
    // Alone there is no heartbeat: who answers lives.
    out.is_alive = (is_alone() && out.is_this) || (!is_alone() && !out.stopped_at && out.lease_until > clock_.now());
    out.leads = out.is_alive && row.boolean(8);
    return out;
  }

  db::Db& db_;
  events::Events& events_;
  jobs::Jobs& jobs_;
  const Clock& clock_;
  const FleetOptions options_;
  std::mutex mutex_;  // guards has_joined_
  bool has_joined_ = false;
  db::Subscription leading_;
};

}  // namespace

std::unique_ptr<Fleet> make_fleet(db::Db& db, events::Events& events, jobs::Jobs& jobs, const Clock& clock,
                                  FleetOptions options) {
  return std::make_unique<Impl>(db, events, jobs, clock, std::move(options));
}

}  // namespace towpath::fleet
