#include "fleet/fleet.h"

#include <mutex>

#include "events/several_servers.h"
#include "fleet_store.h"
#include "log/log.h"

namespace towpath::fleet {
namespace {

constexpr int beats_per_lease = 3;

class Impl final : public Fleet {
 public:
  Impl(db::Db& db, events::Events& events, jobs::Jobs& jobs, const Clock& clock, FleetOptions options)
      : db_(db), events_(events), jobs_(jobs), clock_(clock), options_(std::move(options)) {}
  ~Impl() override { leading_.reset(); }

  void join(const std::string& address) override {
    write([&](db::Tx& tx) { store_.join(tx, options_, address, clock_.now()); });
    {
      const std::lock_guard lock(mutex_);
      has_joined_ = true;
    }
    leading_ = events::several_servers(events_).on_leading(
        [this] { jobs_.post("this server leads", [this](std::stop_token) { beat(); }); });
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
      write([&](db::Tx& tx) { store_.leave(tx, options_.host_id, clock_.now()); });
    } catch (const std::exception& e) {  // boundary: the end of the server; its lease says the same a little later
      log::warn("the other servers could not be told that this one ends", {{"error", e.what()}});
    }
  }

  std::vector<Server> servers() override {
    std::vector<Server> out = db_.read([&](db::Tx& tx) { return store_.servers(tx); });
    for (Server& each : out) {
      each.is_this = each.host_id == options_.host_id;
      // Alone there is no heartbeat: who answers lives.
      each.is_alive = is_alone() ? each.is_this : !each.stopped_at && each.lease_until > clock_.now();
      each.leads &= each.is_alive;
    }
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
    const bool leads = events::several_servers(events_).leads();
    write([&](db::Tx& tx) { store_.renew(tx, options_, leads, clock_.now()); });
  }

  db::Db& db_;
  events::Events& events_;
  jobs::Jobs& jobs_;
  const Clock& clock_;
  const FleetOptions options_;
  const FleetStore store_{};
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
