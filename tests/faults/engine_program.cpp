// The run engine alone in a process: one run with every kind of node the engine has, begun or gone on with, for deaths
// at points that no module's runs reach. Usage: fault_engine DATABASE FOLDER. Exit 0: the run is as it must be.
#include <fmt/core.h>

#include <algorithm>
#include <condition_variable>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>

#include "blob/blob.h"
#include "events/events.h"
#include "jobs/jobs.h"
#include "runs/module.h"

namespace towpath::runs {
std::vector<db::Migration> migrations();  // generated
}

namespace {

using namespace towpath;
using namespace towpath::runs;

struct AllowAll final : auth::Authorizer {
  auth::Decision decide(const auth::Principal&, std::string_view) const override {
    auth::Decision decision;
    decision.effect = auth::Effect::allow;
    return decision;
  }
};

/// The outside world: a file with a line for each thing that was done.
class World {
 public:
  explicit World(std::string file) : file_(std::move(file)) {}
  void add(const std::string& line) {
    const std::lock_guard lock(mutex_);
    std::ofstream(file_, std::ios::app) << line << std::endl;
  }
  std::vector<std::string> lines() {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> out;
    std::ifstream in(file_);
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
  }

 private:
  const std::string file_;
  std::mutex mutex_;  // guards the file
};

/// Does something outside, once.
struct Doer final : NodeExecutor {
  explicit Doer(World& w) : world(w) {}
  NodeResult execute(NodeContext& context) override {
    const auto done =
        context.effect({.name = "do",
                        .request = "{}",
                        .perform = [&](const std::string& key, const std::string&) -> Result<std::string> {
                          world.add(key);
                          return std::string("{}");
                        },
                        .probe = [&](const std::string& key, const std::string&) -> Result<std::optional<std::string>> {
                          const auto lines = world.lines();
                          if (std::find(lines.begin(), lines.end(), key) == lines.end())
                            return std::optional<std::string>();
                          return std::optional<std::string>("{}");
                        }});
    return done.has_value() ? NodeResult::success() : NodeResult::failure(done.error());
  }
  bool is_resumable() const override { return true; }
  World& world;
};

/// Adds two nodes to its run.
struct Expander final : NodeExecutor {
  NodeResult execute(NodeContext& context) override {
    std::vector<NodeSpec> nodes(2);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      nodes[i].key = fmt::format("added/{}", i);
      nodes[i].kind = "doer";
      nodes[i].needs = {"plan"};
    }
    const Status expanded = context.expand(nodes, {"join"});
    return expanded.has_value() ? NodeResult::success() : NodeResult::failure(expanded.error());
  }
  bool is_resumable() const override { return true; }
};

/// Shows a step with a log; may not simply be executed again, so its Retry decides.
struct Worker final : NodeExecutor {
  NodeResult execute(NodeContext& context) override {
    const int step = context.begin_step("work");
    context.log(step, "working\n");
    context.end_step(step, StepOutcome::succeeded, 0);
    return NodeResult::success();
  }
  bool is_resumable() const override { return false; }
};

RunSpec every_kind() {
  const auto node = [](const char* key, const char* kind, std::vector<std::string> needs) {
    NodeSpec spec;
    spec.key = key;
    spec.kind = kind;
    spec.needs = std::move(needs);
    return spec;
  };
  RunSpec run;
  run.kind = "campaign";
  run.title = "every kind of node";
  run.idempotency_key = "campaign";
  run.concurrency_group = "campaign";
  run.nodes = {node("first", "doer", {}),
               node("plan", "expander", {"first"}),
               node("timer", "timer", {"first"}),
               node("approval", "approval", {"timer"}),
               node("work", "worker", {"plan"}),
               node("join", "noop", {"plan"}),
               node("last", "doer", {"approval", "work", "join"})};
  run.nodes[2].spec = R"({"delayMs":50})";
  run.nodes[4].retry.max_attempts = 2;
  return run;
}

/// Waits for the end, and approves on the way what waits for it.
RunState drive(Runs& runs, const RunId& id) {
  const auth::Principal person = auth::system_principal();
  std::mutex mutex;
  std::condition_variable changed;
  std::int64_t changes = 1;  // guarded by mutex
  const auto watch = runs.watch(id, [&] {
    const std::lock_guard lock(mutex);
    ++changes;
    changed.notify_all();
  });
  for (std::int64_t seen = 0;;) {
    {
      std::unique_lock lock(mutex);
      if (!changed.wait_for(lock, std::chrono::seconds(60), [&] { return changes > seen; })) return RunState::running;
      seen = changes;
    }
    const Run run = runs.get(person, id).value();
    if (is_final(run.state)) return run.state;
    for (const Node& node : run.nodes)
      if (node.kind == "approval" && node.state == NodeState::waiting)
        (void)runs.decide(person, id, node.key, true, "by the campaign");
  }
}

std::vector<std::string> problems(Runs& runs, const RunId& id, World& world) {
  std::vector<std::string> out;
  const Run run = runs.get(auth::system_principal(), id).value();
  for (const Node& node : run.nodes) {
    if (node.state != NodeState::succeeded) out.push_back(fmt::format("{} is {}", node.key, to_string(node.state)));
    for (const Step& step : node.steps)
      if (step.state == "running") out.push_back(fmt::format("a step of {} still runs", node.key));
  }
  std::map<std::string, int> finished;
  std::int64_t expected = 0;
  for (const JournalEntry& entry : runs.journal(id, 0, 1'000)) {
    if (entry.seq != ++expected) out.push_back(fmt::format("the journal has {} at place {}", entry.seq, expected));
    if (entry.type == "node.finished" || entry.type == "run.finished") ++finished[entry.type + entry.node];
  }
  for (const auto& [what, count] : finished)
    if (count != 1) out.push_back(fmt::format("{} times {}", count, what));
  auto done = world.lines();
  std::sort(done.begin(), done.end());
  if (done.size() != 4 || std::adjacent_find(done.begin(), done.end()) != done.end())
    out.push_back(fmt::format("{} things were done outside, or one of them twice; four were asked for", done.size()));
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::string folder = argv[2];
  auto db = db::Db::open({.url = argv[1]});
  if (!db.has_value()) {
    std::cerr << db.error().message() << "\n";
    return 2;
  }
  std::vector<db::Migration> migrations = events::migrations();
  for (db::Migration& each : runs::migrations()) migrations.push_back(std::move(each));
  if (const Status migrated = (*db)->migrate(migrations); !migrated.has_value()) return 2;
  SystemClock clock;
  gate::Gates gates;
  AllowAll authorizer;
  World world(folder + "/world");
  const auto blobs = blob::open_folder(folder + "/blobs").value();
  const auto events = events::make_events(**db, clock);
  const auto jobs = jobs::make_jobs(2);
  const auto module =
      make_module({**db, *events, *jobs, *blobs, authorizer, clock, "host", folder, gates}, {.workers = 4});
  Doer doer(world);
  Expander expander;
  Worker worker;
  module->runs().add_executor("doer", doer);
  module->runs().add_executor("expander", expander);
  module->runs().add_executor("worker", worker);
  events->start();
  module->start();
  const RunId id = module->runs().submit(every_kind()).value();
  const RunState state = drive(module->runs(), id);
  std::vector<std::string> wrong = problems(module->runs(), id, world);
  if (state != RunState::succeeded) wrong.push_back(fmt::format("the run is {}", to_string(state)));
  for (const std::string& line : wrong) std::cerr << line << "\n";
  module->stop();
  events->stop();
  jobs->stop();
  return wrong.empty() ? 0 : 1;
}
