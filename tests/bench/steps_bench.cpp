#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "parts_bench.h"
#include "process/spawner.h"
#include "rig.h"
#include "runs/module.h"

namespace towpath::runs {
std::vector<db::Migration> migrations();  // generated
}

namespace towpath::bench {
namespace {

constexpr int steps_per_job = 40;

/// A job of many steps that do nothing: each begins, runs `sh -c true` in the job's group, and ends.
class EmptySteps final : public runs::NodeExecutor {
 public:
  EmptySteps(process::Spawner& spawner, process::SandboxLevel level) : spawner_(spawner) {
    command_.argv = {"sh", "-c", "true"};
    command_.env = {{"PATH", "/usr/bin:/bin"}};
    command_.sandbox.level = level;
    command_.group = level == process::SandboxLevel::none ? "bare" : "sandboxed";
  }

  runs::NodeResult execute(runs::NodeContext& context) override {
    times_.clear();
    for (int i = 0; i < steps_per_job; ++i)
      times_.push_back(seconds_of([&] {
                         const int step = context.begin_step("empty");
                         const auto exit = spawner_.run(command_, {}, context.stop());
                         if (!exit.has_value() || !exit->is_success()) throw std::runtime_error("a step failed");
                         context.end_step(step, runs::StepOutcome::succeeded, 0);
                       }) *
                       1e3);
    spawner_.kill_group(command_.group);
    return runs::NodeResult::success();
  }
  bool is_resumable() const override { return true; }
  /// Of the last job, in ms.
  std::vector<double>& times() { return times_; }

 private:
  process::Spawner& spawner_;
  process::Command command_;
  std::vector<double> times_;
};

double plain_start_ms() {
  std::vector<double> times;
  for (int i = 0; i < steps_per_job; ++i)
    times.push_back(seconds_of([] {
                      char sh[] = "sh", c[] = "-c", script[] = "true";
                      char* argv[] = {sh, c, script, nullptr};
                      pid_t pid = 0;
                      if (posix_spawn(&pid, "/bin/sh", nullptr, nullptr, argv, environ) != 0)
                        throw std::runtime_error("sh cannot be started");
                      waitpid(pid, nullptr, 0);
                    }) *
                    1e3);
  return quantile(times, 0.5);
}

}  // namespace

void measure_steps(Report& report) {
  Rig rig("", db::Durability::full, runs::migrations());
  process::SpawnerOptions options;
  options.data_directory = rig.folder();
  const auto spawner = process::start_spawner(std::move(options)).value();
  EmptySteps bare(*spawner, process::SandboxLevel::none), sandboxed(*spawner, process::SandboxLevel::namespaces);
  const auto module = runs::make_module(rig.kernel(), {});
  module->runs().add_executor("bare", bare);
  module->runs().add_executor("sandboxed", sandboxed);
  module->start();
  const auto run_job = [&](const std::string& kind) {
    runs::RunSpec spec;
    spec.kind = "bench";
    spec.title = "Bench";
    runs::NodeSpec job;
    job.key = "job";
    job.kind = kind;
    spec.nodes = {job};
    const auto id = module->runs().submit(spec).value();
    if (module->runs().wait(id, std::chrono::seconds(60)) != runs::RunState::succeeded)
      throw std::runtime_error("a job of empty steps failed");
  };
  const bool has_sandbox = spawner->report().engine != process::SandboxReport::Engine::none;
  Measurement floor{.name = "step.plain_start", .unit = "ms", .rounds = {}};
  floor.note = "posix_spawn of sh -c true and its end, without group, limits, journal or log";
  Measurement bare_row{.name = "step.bare_p50", .unit = "ms", .rounds = {}, .target = {.at_most = 3}};
  Measurement sandboxed_row{.name = "step.sandboxed_p50", .unit = "ms", .rounds = {}, .target = {.at_most = 5}};
  bare_row.beside = sandboxed_row.beside = floor.name;
  bare_row.note = "begin, sh -c true through the spawner, end: the program's own time is in it";
  for (int round = 0; round < report.rounds(); ++round) {
    floor.rounds.push_back(plain_start_ms());
    run_job("bare");
    bare_row.rounds.push_back(quantile(bare.times(), 0.5));
    if (!has_sandbox) continue;
    run_job("sandboxed");
    sandboxed_row.rounds.push_back(quantile(sandboxed.times(), 0.5));
  }
  module->stop();
  report.add(std::move(floor));
  report.add(std::move(bare_row));
  if (has_sandbox)
    report.add(std::move(sandboxed_row));
  else
    report.skip("step.sandboxed_p50", spawner->report().engine_reason);
}

}  // namespace towpath::bench
