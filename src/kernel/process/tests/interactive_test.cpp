#include <doctest/doctest.h>
#include <signal.h>

#include <future>

#include "process/interactive.h"
#include "scratch.h"
#include "support/scripted_person.h"

using namespace towpath;
using namespace towpath::process;
using namespace std::chrono_literals;

namespace {

using Person = testing::ScriptedPerson;
using testing::words;

Counterpart::Said over() {
  Counterpart::Said said;
  said.is_end = true;
  return said;
}

constexpr WindowSize size{100, 30};

struct Machine {
  Machine() {
    SpawnerOptions options;
    options.data_directory = scratch.path() / "data";
    auto started = start_spawner(options);
    REQUIRE_MESSAGE(started.has_value(), (started ? "" : started.error().message()));
    spawner = std::move(started).value();
  }
  Command shell(std::string script) const {
    Command command;
    command.argv = {"/bin/sh", "-c", std::move(script)};
    command.env = {{"PATH", "/usr/bin:/bin"}};
    return command;
  }
  Exit run(const Command& command, Person& person, std::optional<WindowSize> terminal, std::stop_token stop = {}) {
    auto exit = run_interactive(*spawner, command, terminal, person, stop);
    REQUIRE_MESSAGE(exit.has_value(), (exit ? "" : exit.error().message()));
    return *exit;
  }

  Scratch scratch;
  std::unique_ptr<Spawner> spawner;
};

}  // namespace

TEST_CASE("a program has a terminal of its own: its size, its new size, and Ctrl-C for what runs in the foreground") {
  Machine machine;
  Counterpart::Said larger;
  larger.window = WindowSize{120, 40};
  Person person({{"ready", larger}, {"ready", words("x\r")}, {"asleep", words("\x03")}});
  // Who must get it says the word: a shell that is still on its way to its next program swallows it.
  const auto command = machine.shell(
      "stty size; trap 'echo interrupted; exit 7' INT; echo ready; echo ready; read line; stty size; tty >/dev/null && "
      "echo on a terminal; sh -c 'echo asleep; exec sleep 600'");

  const Exit exit = machine.run(command, person, size);

  CHECK(exit.code == 7);
  CAPTURE(person.shown);
  CHECK(person.shown.find("30 100\r\n") != std::string::npos);
  CHECK(person.shown.find("40 120\r\n") != std::string::npos);
  CHECK(person.shown.find("interrupted") != std::string::npos);
  CHECK(person.typed.find("x\r") != std::string::npos);
}

TEST_CASE("what is typed where it is not shown is told apart") {
  Machine machine;
  Person person({{"name:", words("ann\r")}, {"password:", words("hunter2\r")}, {"again:", words("yes\r")}});

  const Exit exit = machine.run(
      machine.shell("printf name:; read a; stty -echo; printf password:; read b; stty echo; printf again:; read c"),
      person, size);

  CHECK(exit.code == 0);
  CHECK(person.typed == "ann\ryes\r");
  CHECK(person.hidden == "hunter2\r");
  CHECK(person.shown.find("hunter2") == std::string::npos);
}

TEST_CASE("without a terminal both streams are apart, and the end of what is said is the end of its input") {
  Machine machine;
  Person person({{"", words(std::string(10'000, 'x'))}, {"", words("end")}, {"", over()}});

  const Exit exit = machine.run(machine.shell("wc -c; echo to err >&2; test -t 0 || exit 5"), person, std::nullopt);

  CHECK(exit.code == 5);
  CHECK(person.shown.find("10003") != std::string::npos);
  CHECK(person.errors == "to err\n");
}

TEST_CASE("a signal reaches a program without a terminal") {
  Machine machine;
  Counterpart::Said interrupt;
  interrupt.signal = SIGINT;
  Person person({{"ready", interrupt}});

  const Exit exit =
      machine.run(machine.shell("trap 'exit 9' INT; echo ready; while :; do sleep 0.1; done"), person, std::nullopt);

  CHECK(exit.code == 9);
}

TEST_CASE("a program that writes waits while there is no room, and one that must end is hung up, then killed") {
  Machine machine;
  Person person({});
  person.most_shown = 50'000;
  std::stop_source stop;
  auto running = std::async(std::launch::async, [&] {
    return machine.run(machine.shell("trap '' HUP; while :; do echo 0123456789; done"), person, size, stop.get_token());
  });

  CHECK(running.wait_for(500ms) == std::future_status::timeout);
  stop.request_stop();
  REQUIRE(running.wait_for(30s) == std::future_status::ready);
  CHECK(running.get().reason == EndReason::cancelled);
  CHECK(person.shown.size() == person.most_shown);
}

TEST_CASE("in the sandbox a terminal can be opened again by who has become another user") {
  Machine machine;
  if (machine.spawner->report().engine == SandboxReport::Engine::none) {
    MESSAGE("skipped: no sandbox here: " << machine.spawner->report().engine_reason);
    return;
  }
  auto command = machine.shell("echo one >/dev/tty; echo two >/dev/stdout; stty size </dev/tty; sleep 600 & exit 3");
  command.sandbox.level = SandboxLevel::namespaces;
  Person person({});

  const Exit exit = machine.run(command, person, size);

  CHECK(exit.code == 3);
  CHECK_MESSAGE(person.shown == "one\r\ntwo\r\n30 100\r\n", person.shown);
}
