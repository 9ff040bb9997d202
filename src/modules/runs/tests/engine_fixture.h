#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>

#include "blob/blob.h"
#include "db/testing/databases.h"
#include "events/events.h"
#include "jobs/jobs.h"
#include "runs/module.h"

namespace towpath::runs {
std::vector<db::Migration> migrations();  // generated
}

namespace towpath::runs {

inline constexpr std::chrono::seconds deadline{20};

struct AllowAll final : auth::Authorizer {
  auth::Decision decide(const auth::Principal&, std::string_view) const override {
    auth::Decision decision;
    decision.effect = auth::Effect::allow;
    return decision;
  }
};

/// An executor made of a function.
struct Script final : NodeExecutor {
  std::function<NodeResult(NodeContext&)> body;
  bool resumable = true;
  NodeResult execute(NodeContext& context) override { return body(context); }
  bool is_resumable() const override { return resumable; }
};

/// Opens once; waiters wait for it.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
    changed_.notify_all();
  }
  bool wait() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, deadline, [&] { return is_open_; });
  }
  bool wait(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    return changed_.wait(lock, stop, [&] { return is_open_; });
  }

 private:
  std::mutex mutex_;  // guards is_open_
  std::condition_variable_any changed_;
  bool is_open_ = false;
};

/// The engine on a database, with everything real but the permissions.
struct Fixture {
  explicit Fixture(db::testing::TestDatabase& database) : Fixture(database.db()) {}
  explicit Fixture(db::Db& db, const std::string& host = "host-1",
                   std::chrono::milliseconds lease = std::chrono::seconds(30))
      : db_(db) {
    blobs = blob::open_folder(folder.path() + "/blobs").value();
    events = events::make_events(db_, clock);
    jobs = jobs::make_jobs(2);
    module = make_module({db_, *events, *jobs, *blobs, authorizer, clock, host, folder.path(), gates},
                         {.workers = 4, .lease = lease});
  }
  ~Fixture() {
    module->stop();
    events->stop();
    jobs->stop();
  }
  void start() {
    events->start();
    module->start();
  }
  Runs& runs() { return module->runs(); }
  RunState finish(const RunId& id) { return runs().wait(id, deadline).value(); }
  Run get(const RunId& id) { return runs().get(admin, id).value(); }
  /// Whether the node comes to be in `wanted` before the deadline.
  bool wait_for(const RunId& id, const std::string& key, NodeState wanted) {
    return wait_until(id, [&] { return state(id, key) == wanted; });
  }
  /// Looks whenever something of the run has changed.
  bool wait_until(const RunId& id, const std::function<bool()>& is_so) {
    std::mutex mutex;
    std::condition_variable changed;
    std::int64_t changes = 0;  // guarded by mutex
    const auto subscription = runs().watch(id, [&] {
      const std::lock_guard lock(mutex);
      ++changes;
      changed.notify_all();
    });
    const auto until = std::chrono::steady_clock::now() + deadline;
    for (std::int64_t seen = 0; !is_so();) {
      std::unique_lock lock(mutex);
      if (!changed.wait_until(lock, until, [&] { return changes > seen; })) return false;
      seen = changes;
    }
    return true;
  }
  NodeState state(const RunId& id, const std::string& key) {
    for (const Node& node : get(id).nodes)
      if (node.key == key) return node.state;
    FAIL("no node " << key);
    return NodeState::unknown;
  }

  db::testing::TemporaryFolder folder;
  SystemClock clock;
  gate::Gates gates;
  AllowAll authorizer;
  auth::Principal admin = auth::system_principal();
  db::Db& db_;
  std::unique_ptr<blob::Blobs> blobs;
  std::unique_ptr<events::Events> events;
  std::unique_ptr<jobs::Jobs> jobs;
  std::unique_ptr<RunsModule> module;
};

inline std::vector<db::Migration> all_migrations() {
  auto out = events::migrations();
  const auto own = runs::migrations();
  out.insert(out.end(), own.begin(), own.end());
  return out;
}

inline NodeSpec node(std::string key, std::vector<std::string> needs = {}, std::string kind = "script") {
  NodeSpec spec;
  spec.key = std::move(key);
  spec.kind = std::move(kind);
  spec.needs = std::move(needs);
  return spec;
}

inline RunSpec run_of(std::vector<NodeSpec> nodes) {
  RunSpec spec;
  spec.kind = "test";
  spec.title = "Test";
  spec.nodes = std::move(nodes);
  return spec;
}

}  // namespace towpath::runs
