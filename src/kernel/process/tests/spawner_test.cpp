#include <doctest/doctest.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "base/strings.h"
#include "process/spawner.h"
#include "scratch.h"

using namespace towpath;
using namespace towpath::process;
using namespace std::chrono_literals;

namespace {

struct Machine {
  explicit Machine(SpawnerOptions::Engine engine = SpawnerOptions::Engine::automatic) {
    SpawnerOptions options;
    options.data_directory = scratch.path() / "data";
    options.engine = engine;
    auto started = start_spawner(options);
    REQUIRE_MESSAGE(started.has_value(), (started ? "" : started.error().message()));
    spawner = std::move(started).value();
  }

  Command shell(std::string script) const {
    Command command;
    command.argv = {"sh", "-c", std::move(script)};
    command.env = {{"PATH", "/usr/bin:/bin"}};
    command.cwd = "/";
    return command;
  }
  Command sandboxed(std::string script) const {
    auto command = shell(std::move(script));
    command.sandbox.level = SandboxLevel::namespaces;
    return command;
  }

  struct Seen {
    Exit exit;
    std::string out, err;
  };
  Seen run(const Command& command, std::stop_token stop = {}) {
    Seen seen;
    auto exit = spawner->run(
        command,
        [&](Stream stream, std::string_view bytes) { (stream == Stream::out ? seen.out : seen.err).append(bytes); },
        stop);
    REQUIRE_MESSAGE(exit.has_value(), (exit ? "" : exit.error().message()));
    seen.exit = *exit;
    return seen;
  }
  bool has_sandbox() const {
    if (spawner->report().engine != SandboxReport::Engine::none) return true;
    MESSAGE("skipped: no sandbox here: " << spawner->report().engine_reason);
    return false;
  }
  bool has_controller(const std::string& name) const {
    const auto& all = spawner->report().controllers;
    if (std::find(all.begin(), all.end(), name) != all.end()) return true;
    MESSAGE("skipped: no cgroup controller " << name << ": " << spawner->report().cgroup_reason);
    return false;
  }

  Scratch scratch;
  std::unique_ptr<Spawner> spawner;
};

}  // namespace

TEST_CASE("a program's output streams, exit code, directory and environment are as asked") {
  Machine machine;
  auto command = machine.shell("echo out-$X; echo err >&2; pwd; read line || echo empty; exit 3");
  command.env.emplace_back("X", "1");
  command.cwd = "/usr";

  const auto seen = machine.run(command);

  CHECK(seen.out == "out-1\n/usr\nempty\n");
  CHECK(seen.err == "err\n");
  CHECK(seen.exit.code == 3);
  CHECK(seen.exit.reason == EndReason::exited);
  CHECK(seen.exit.wall > 0us);
  CHECK(describe(seen.exit) == "exit code 3");
}

TEST_CASE("nothing of the server's environment or descriptors reaches a program") {
  setenv("SERVER_ONLY", "canary", 1);
  Machine machine;

  const auto seen = machine.run(machine.shell("env; ls /proc/self/fd | tr '\\n' ' '"));

  CHECK(seen.out.find("canary") == std::string::npos);
  CHECK(seen.out.find("0 1 2 3 ") != std::string::npos);  // 3 is ls reading the directory.
  CHECK(seen.out.find(" 4 ") == std::string::npos);
}

TEST_CASE("a program or directory that does not exist is an error that names the step") {
  Machine machine;
  Command missing = machine.shell("");
  missing.argv = {"no-such-program"};
  Command elsewhere = machine.shell("true");
  elsewhere.cwd = "/no/such/directory";

  const auto first = machine.spawner->run(missing, {}, {});
  const auto second = machine.spawner->run(elsewhere, {}, {});

  REQUIRE(!first);
  CHECK(first.error().code() == "process.not_started");
  CHECK(first.error().message() == "no-such-program was not started: execute: No such file or directory");
  REQUIRE(!second);
  CHECK(second.error().message() == "sh was not started: enter the working directory: No such file or directory");
}

TEST_CASE("a run that takes longer than its timeout is ended with everything it started") {
  Machine machine;
  auto command = machine.shell("trap '' INT TERM; sleep 300 & sleep 300 & echo $! ; wait; wait");
  command.timeout = 50ms;
  command.cancel = {20ms, 20ms};

  const auto seen = machine.run(command);

  CHECK(seen.exit.reason == EndReason::timed_out);
  CHECK(seen.exit.signal == SIGKILL);
  CHECK(becomes_true([&] { return ::kill(std::stoi(seen.out), 0) != 0; }));
}

TEST_CASE("a stop request interrupts first, so that a program can clean up") {
  Machine machine;
  for (const bool is_sandboxed : {false, true}) {
    if (is_sandboxed && !machine.has_sandbox()) continue;
    CAPTURE(is_sandboxed);
    const std::string script = "trap 'echo cleaned; exit 5' INT; echo ready; while :; do sleep 0.01; done";
    const auto command = is_sandboxed ? machine.sandboxed(script) : machine.shell(script);
    std::stop_source stop;
    std::string out;

    const auto exit = machine.spawner->run(
        command,
        [&](Stream, std::string_view bytes) {
          out += bytes;
          if (out == "ready\n") stop.request_stop();
        },
        stop.get_token());

    REQUIRE(exit.has_value());
    CHECK(out == "ready\ncleaned\n");
    CHECK(exit.value().reason == EndReason::cancelled);
    CHECK(exit.value().code == 5);
  }
}

TEST_CASE("what a program leaves in the background ends with it, even in a session of its own") {
  Machine machine;
  for (const bool is_sandboxed : {false, true}) {
    if (is_sandboxed && !machine.has_sandbox()) continue;
    CAPTURE(is_sandboxed);
    const auto marker = "sleep " + std::to_string(700 + is_sandboxed) + "." + std::to_string(getpid());
    const auto script = "setsid " + marker + " >/dev/null 2>&1 & sleep 0.02; echo done";

    const auto seen = machine.run(is_sandboxed ? machine.sandboxed(script) : machine.shell(script));

    CHECK(seen.out == "done\n");
    CHECK(becomes_true([&] { return !is_any_process_running(marker); }));
  }
}

TEST_CASE("without cgroups a keeper process ends what a program left") {
  // The same property as above for machines without cgroups is the keeper's; the sandbox is what uses it here.
  Machine machine;
  if (!machine.has_sandbox()) return;

  const auto seen = machine.run(machine.sandboxed("echo $$; ps -e -o comm= | tr '\\n' ' '"));

  CHECK(seen.out.substr(0, 2) == "2\n");
  CHECK(seen.out.find("keeper") != std::string::npos);
}

TEST_CASE("processes of one group share it, killing it ends what runs in it, and the name can be used again") {
  Machine machine;
  if (machine.spawner->report().cgroup_kind == "none") return;
  const auto marker = "sleep 710." + std::to_string(getpid());
  auto command = machine.shell("setsid " + marker + " >/dev/null 2>&1 & echo started");
  command.group = "job-1";

  const auto seen = machine.run(command);
  const bool outlived_its_step = becomes_true([&] { return is_any_process_running(marker); });
  machine.spawner->kill_group("job-1");
  const auto next = machine.run(command);
  machine.spawner->kill_group("job-1");

  CHECK(seen.out == "started\n");
  CHECK(next.out == "started\n");
  CHECK(outlived_its_step);
  CHECK(becomes_true([&] { return !is_any_process_running(marker); }));
}

TEST_CASE("a group that exceeds its memory is killed and says so") {
  Machine machine;
  if (!machine.has_controller("memory")) return;
  auto command = machine.shell("head -c 200000000 /dev/zero | tail -c 150000000 | wc -c");
  command.limits.memory_bytes = 32u << 20;

  const auto seen = machine.run(command);

  CHECK(seen.exit.oom_killed);
  CHECK(seen.exit.memory_peak_bytes.value_or(0) <= 32u << 20);
}

TEST_CASE("without a memory cgroup a limit leaves room for what threads reserve and do not use") {
  Machine machine;
  const auto& controllers = machine.spawner->report().controllers;
  if (std::find(controllers.begin(), controllers.end(), "memory") != controllers.end()) {
    MESSAGE("SKIPPED: this machine has a memory cgroup");
    return;
  }
  auto command = machine.shell("ulimit -d");
  command.limits.memory_bytes = 32u << 20;

  CHECK(machine.run(command).out == std::to_string((32 << 10) + (1 << 20)) + "\n");
}

TEST_CASE("a group cannot have more processes than its limit") {
  Machine machine;
  if (!machine.has_controller("pids")) return;
  auto command = machine.shell("for i in 1 2 3 4 5 6 7 8 9; do sleep 0.2 & done; wait");
  command.limits.processes = 4;

  const auto seen = machine.run(command);

  CHECK(seen.err.find("Cannot fork") != std::string::npos);
}

TEST_CASE("CPU time and peak memory of a run are known") {
  Machine machine;
  const auto seen = machine.run(machine.shell("i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done"));

  CHECK(seen.exit.cpu > 1ms);
  if (machine.has_controller("memory")) CHECK(seen.exit.memory_peak_bytes.value_or(0) > 0);
}

TEST_CASE("a tool gets its input and gives its output, however large both are") {
  Machine machine;
  Command cat = machine.shell("");
  cat.argv = {"cat"};
  const std::string text(3'000'000, 'x');

  const auto whole = machine.spawner->run_tool(cat, text);
  const auto cut = machine.spawner->run_tool(cat, text, {}, 1000);

  REQUIRE(whole.has_value());
  CHECK(whole.value().out == text);
  CHECK(whole.value().exit.is_success());
  REQUIRE(!cut);
  CHECK(cut.error().code() == "process.output_too_large");
}

TEST_CASE("a piped process talks both ways and its standard error is kept") {
  Machine machine;
  auto started =
      machine.spawner->start_piped(machine.shell("while read line; do echo got $line; done; echo bye >&2; exit 4"));
  REQUIRE(started.has_value());
  auto& process = *started.value();

  REQUIRE(write(process.stdin_fd(), "one\n", 4) == 4);
  char answer[8] = {};
  REQUIRE(read(process.stdout_fd(), answer, 8) == 8);
  process.close_stdin();
  const auto [exit, err] = process.wait();

  CHECK(std::string(answer, 8) == "got one\n");
  CHECK(exit.code == 4);
  CHECK(err == "bye\n");
}

TEST_CASE("dropping a piped process ends it") {
  Machine machine;
  const auto marker = "sleep 720." + std::to_string(getpid());
  {
    auto started = machine.spawner->start_piped(machine.shell(marker + "; true"));
    REQUIRE(started.has_value());
    CHECK(becomes_true([&] { return is_any_process_running(marker); }));
  }
  CHECK(becomes_true([&] { return !is_any_process_running(marker); }));
}

TEST_CASE("when the spawner is killed, its jobs end as lost and the next one works") {
  Machine machine;
  const auto marker = "sleep 730." + std::to_string(getpid());
  const int first_pid = machine.spawner->pid();
  std::string out;

  const auto lost = machine.spawner->run(machine.shell("echo up; " + marker),
                                         [&](Stream, std::string_view bytes) {
                                           out += bytes;
                                           ::kill(first_pid, SIGKILL);
                                         },
                                         {});
  const auto next = machine.run(machine.shell("echo again"));

  REQUIRE(lost.has_value());
  CHECK(lost.value().reason == EndReason::lost);
  CHECK(next.out == "again\n");
  CHECK(machine.spawner->pid() != first_pid);
  CHECK(becomes_true([&] { return !is_any_process_running(marker); }));
}

TEST_CASE("when the server goes away, the spawner ends its jobs and itself") {
  auto machine = std::make_unique<Machine>();
  const auto marker = "sleep 740." + std::to_string(getpid());
  std::promise<void> ended;
  REQUIRE(machine->spawner->start(machine->shell("setsid " + marker + " & " + marker), {},
                                  [&](Result<Exit>) { ended.set_value(); }));
  CHECK(becomes_true([&] { return is_any_process_running(marker); }));

  machine.reset();

  ended.get_future().wait();
  CHECK(becomes_true([&] { return !is_any_process_running(marker); }));
}

TEST_CASE("many programs at once each get their own output") {
  Machine machine;
  std::vector<std::future<std::string>> runs;
  for (int i = 0; i < 8; ++i)
    runs.push_back(std::async(std::launch::async, [&machine, i] {
      std::string all;
      for (int n = 0; n < 5; ++n) all += machine.run(machine.shell("echo " + std::to_string(i))).out;
      return all;
    }));
  for (int i = 0; i < 8; ++i) {
    std::string expected;
    for (int n = 0; n < 5; ++n) expected += std::to_string(i) + "\n";
    CHECK(runs[static_cast<std::size_t>(i)].get() == expected);
  }
}
