// Prints what starting a program costs, as a JSON list of {name, value, unit, samples}; value is the median.
// A step is Spawner::run() of `sh -c true` in its job's group: request, process, exit report, all of it. Usage:
// process_bench [name]
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>

#include "process/shim.h"
#include "process/spawner.h"

using namespace towpath::process;

namespace {

constexpr int samples = 300;

double median_ms(const std::function<void()>& work) {
  std::vector<double> times;
  for (int i = 0; i < samples + 20; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    if (i >= 20)
      times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  std::nth_element(times.begin(), times.begin() + samples / 2, times.end());
  return times[samples / 2];
}

void spawn_plainly() {
  char sh[] = "sh", c[] = "-c", script[] = "true";
  char* argv[] = {sh, c, script, nullptr};
  pid_t pid = 0;
  posix_spawn(&pid, "/bin/sh", nullptr, nullptr, argv, environ);
  waitpid(pid, nullptr, 0);
}

}  // namespace

int main(int argc, char** argv) {
  auto folder = (std::filesystem::temp_directory_path() / "process-bench.XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 1;
  {
    auto spawner = start_spawner({folder, {}, SpawnerOptions::Engine::automatic});
    auto wrapped = start_spawner({folder + "/second", {}, SpawnerOptions::Engine::bubblewrap});
    if (!spawner || !wrapped) return 1;
    Command step;
    step.argv = {"sh", "-c", "true"};
    step.env = {{"PATH", "/usr/bin:/bin"}};
    auto sandboxed = step;
    sandboxed.sandbox.level = SandboxLevel::namespaces;
    auto offline = sandboxed;
    offline.sandbox.network = Network::none;
    step.group = sandboxed.group = offline.group = "job";
    auto alone = step;
    alone.group.clear();
    const auto run = [&](Spawner& with, const Command& command) {
      return median_ms([&] {
        if (const auto exit = with.run(command, {}, {}); !exit || !exit.value().is_success()) std::abort();
      });
    };
    const std::pair<const char*, std::function<double()>> rows[] = {
        {"process.posix_spawn_floor", [&] { return median_ms(spawn_plainly); }},
        {"process.tool", [&] { return median_ms([&] { (void)spawner.value()->run_tool(step); }); }},
        {"process.step", [&] { return run(*spawner.value(), step); }},
        {"process.step_own_group", [&] { return run(*spawner.value(), alone); }},
        {"process.step_sandboxed", [&] { return run(*spawner.value(), sandboxed); }},
        {"process.step_sandboxed_no_network", [&] { return run(*spawner.value(), offline); }},
        {"process.step_bubblewrap", [&] { return run(*wrapped.value(), sandboxed); }},
    };
    std::string list;
    for (const auto& [name, measure] : rows)
      if (argc < 2 || std::string_view(name) == argv[1])
        list += fmt::format("{}  {{\"name\": \"{}\", \"value\": {:.3f}, \"unit\": \"ms\", \"samples\": {}}}",
                            list.empty() ? "" : ",\n", name, measure(), samples);
    fmt::print("[\n{}\n]\n", list);
  }
  std::filesystem::remove_all(folder);
  return 0;
}
