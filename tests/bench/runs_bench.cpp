#include "runs_bench.h"

#include <fmt/core.h>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "db/testing/postgres_server.h"
#include "raw_loop.h"
#include "rig.h"
#include "runs/module.h"

namespace towpath::runs {
std::vector<db::Migration> migrations();  // generated
}

namespace towpath::bench {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t nodes_per_run = 500;
constexpr std::size_t batch = 128;  // of RunsOptions
constexpr int starts = 200;
constexpr std::chrono::seconds deadline{60};

/// Does nothing; says when it was entered and when enough were.
class NoOp final : public runs::NodeExecutor {
 public:
  runs::NodeResult execute(runs::NodeContext&) override {
    const auto now = Steady::now();
    const std::lock_guard lock(mutex_);
    entered_at_ = now;
    ++entered_;
    if (entered_ == awaited_) changed_.notify_all();
    return runs::NodeResult::success();
  }
  bool is_resumable() const override { return true; }

  /// Blocks until `count` were entered in all; when the last one was.
  Steady::time_point wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    awaited_ = count;
    if (!changed_.wait_for(lock, deadline, [&] { return entered_ >= count; }))
      throw std::runtime_error("the engine did not run every node");
    return entered_at_;
  }

 private:
  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::size_t entered_ = 0, awaited_ = 0;
  Steady::time_point entered_at_;
};

runs::RunSpec no_op_run(std::size_t nodes) {
  runs::RunSpec spec;
  spec.kind = "bench";
  spec.title = "Bench";
  for (std::size_t i = 0; i < nodes; ++i) {
    runs::NodeSpec node;
    node.key = fmt::format("node-{}", i);
    node.kind = "bench.noop";
    spec.nodes.push_back(std::move(node));
  }
  return spec;
}

struct Place {
  std::string name;
  db::Durability durability;
  std::size_t runs;
  Target nodes_per_second, start_ms;
  double share_of_raw;
};

/// A new database of the place, with the engine on it but not started.
class Stage {
 public:
  Stage(const Place& place, db::testing::PostgresServer* server)
      : server_(server),
        database_(server ? fmt::format("bench_{}", ++made) : ""),
        rig_(url(), place.durability, runs::migrations()) {
    module_ = runs::make_module(rig_.kernel(), {});
    module_->runs().add_executor("bench.noop", no_op_);
  }
  ~Stage() {
    if (is_started_) module_->stop();
  }
  void start() {
    module_->start();
    is_started_ = true;
  }
  runs::RunId submit(std::size_t nodes) { return module_->runs().submit(no_op_run(nodes)).value(); }
  runs::Runs& runs() { return module_->runs(); }
  db::Db& db() { return rig_.db(); }
  NoOp& no_op() { return no_op_; }

 private:
  std::string url() {
    if (!server_) return "";
    server_->administer("CREATE DATABASE " + database_);
    return server_->url(database_);
  }

  static inline int made = 0;
  db::testing::PostgresServer* const server_;
  const std::string database_;
  Rig rig_;
  NoOp no_op_;
  std::unique_ptr<runs::RunsModule> module_;
  bool is_started_ = false;
};

double raw_nodes_per_second(const Place& place, db::testing::PostgresServer* server) {
  Stage stage(place, server);
  for (std::size_t i = 0; i < place.runs; ++i) stage.submit(nodes_per_run);
  std::size_t ended = 0;
  const double seconds = seconds_of([&] { ended = run_raw_loop(stage.db(), batch); });
  if (ended != place.runs * nodes_per_run) throw std::runtime_error("the raw loop did not run every node");
  return static_cast<double>(ended) / seconds;
}

double engine_nodes_per_second(const Place& place, db::testing::PostgresServer* server) {
  Stage stage(place, server);
  std::vector<runs::RunId> ids;
  for (std::size_t i = 0; i < place.runs; ++i) ids.push_back(stage.submit(nodes_per_run));
  const double seconds = seconds_of([&] {
    stage.start();
    stage.no_op().wait_for(place.runs * nodes_per_run);
    for (const runs::RunId& id : ids)
      if (stage.runs().wait(id, deadline) != runs::RunState::succeeded)
        throw std::runtime_error("a run of the engine did not succeed");
  });
  return static_cast<double>(place.runs * nodes_per_run) / seconds;
}

/// One run of one node at a time on an idle engine: from submit() to the executor, in ms.
std::vector<double> start_times(const Place& place, db::testing::PostgresServer* server) {
  Stage stage(place, server);
  stage.start();
  std::vector<double> times;
  for (int i = 0; i < starts + 20; ++i) {
    const auto before = Steady::now();
    const runs::RunId id = stage.submit(1);
    const auto entered = stage.no_op().wait_for(static_cast<std::size_t>(i) + 1);
    if (i >= 20) times.push_back(std::chrono::duration<double, std::milli>(entered - before).count());
    stage.runs().wait(id, deadline);
  }
  return times;
}

void measure(Report& report, const Place& place, db::testing::PostgresServer* server) {
  const std::string name = "runs." + place.name;
  Measurement raw{.name = name + ".raw_loop", .unit = "nodes/s", .rounds = {}};
  Measurement engine{.name = name + ".engine", .unit = "nodes/s", .rounds = {}, .target = place.nodes_per_second};
  engine.beside = raw.name;
  engine.ratio_target.at_least = place.share_of_raw;
  Measurement p50{.name = name + ".start_p50", .unit = "ms", .rounds = {}, .target = place.start_ms};
  Measurement p95{.name = name + ".start_p95", .unit = "ms", .rounds = {}};
  for (int round = 0; round < report.rounds(); ++round) {
    raw.rounds.push_back(raw_nodes_per_second(place, server));
    engine.rounds.push_back(engine_nodes_per_second(place, server));
    auto times = start_times(place, server);
    p50.rounds.push_back(quantile(times, 0.5));
    p95.rounds.push_back(quantile(times, 0.95));
  }
  for (Measurement* row : {&raw, &engine, &p50, &p95}) report.add(std::move(*row));
}

}  // namespace

void measure_runs_sqlite_normal(Report& report) {
  measure(report, {"sqlite_normal", db::Durability::normal, 40, {.at_least = 50'000}, {.at_most = 0.3}, 0.4}, nullptr);
}

void measure_runs_sqlite_full(Report& report) {
  measure(report, {"sqlite_full", db::Durability::full, 40, {.at_least = 40'000}, {.at_most = 1}, 0.4}, nullptr);
}

void measure_runs_postgres(Report& report) {
  const auto server = db::testing::PostgresServer::start_new(db::Durability::full);
  if (!server) return report.skip("runs.postgres", "PostgreSQL's server programs are not installed");
  measure(report, {"postgres", db::Durability::full, 20, {.at_least = 20'000}, {.at_most = 3}, 0.5}, server.get());
}

}  // namespace towpath::bench
