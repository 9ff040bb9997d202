#include "process/shim.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <mutex>

#include "process/spawner.h"
#include "scratch.h"

using namespace towpath;
using namespace towpath::process;
using namespace std::chrono_literals;
using Phase = InstanceState::Phase;

namespace {

struct Host {
  Host() {
    auto made = make_shim_client(scratch.path() / "data");
    REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().message()));
    shims = std::move(made).value();
  }
  ~Host() {
    if (std::filesystem::exists(directory)) (void)shims->stop(directory, 0ms);
  }

  InstanceSpec spec(std::string script) const {
    InstanceSpec instance;
    instance.name = "web-1";
    instance.command.argv = {"sh", "-c", std::move(script)};
    instance.command.env = {{"PATH", "/usr/bin:/bin"}};
    return instance;
  }
  InstanceState launch(const InstanceSpec& instance) {
    auto state = shims->launch(instance, directory);
    REQUIRE_MESSAGE(state.has_value(), (state ? "" : state.error().message()));
    return state.value();
  }
  InstanceState state() {
    auto now = shims->status(directory);
    REQUIRE_MESSAGE(now.has_value(), (now ? "" : now.error().message()));
    return now.value();
  }
  /// All log lines without their times; a line being written just now may be missing.
  std::string log() const {
    std::string text;
    for (const auto& segment : log_segments(directory)) {
      std::ifstream in(segment);
      for (std::string line; std::getline(in, line) && line.size() >= 20;) text += line.substr(17) + "\n";
    }
    return text;
  }

  Scratch scratch;
  std::filesystem::path directory = scratch.path() / "data" / "instances" / "web-1";
  std::unique_ptr<ShimClient> shims;
};

}  // namespace

TEST_CASE("a workload's output is kept as dated lines by stream and its exit is recorded") {
  Host host;
  host.launch(host.spec("echo one; echo two >&2; printf 'no end'; exit 7"));
  CHECK(becomes_true([&] { return host.state().phase == Phase::exited; }));

  const auto state = host.state();
  const auto log = host.log();

  CHECK(state.exit->code == 7);
  CHECK(state.exited_at >= state.started_at);
  CHECK(state.pid == 0);
  CHECK(log.find("o  one\n") != std::string::npos);
  CHECK(log.find("e  two\n") != std::string::npos);
  CHECK(log.find("o+ no end\n") != std::string::npos);
  CHECK(std::filesystem::status(host.directory).permissions() == std::filesystem::perms::owner_all);
}

TEST_CASE("a program that cannot be started is an error of launch, with the step") {
  Host host;
  auto instance = host.spec("");
  instance.command.argv = {"/no/such/program"};

  const auto state = host.shims->launch(instance, host.directory);

  REQUIRE(!state);
  CHECK(state.error().code() == "process.not_started");
  CHECK(state.error().message() == "instance web-1 was not started: execute: No such file or directory");
}

TEST_CASE("one directory has one shim at a time") {
  Host host;
  host.launch(host.spec("exec sleep 750"));

  const auto second = host.shims->launch(host.spec("true"), host.directory);

  REQUIRE(!second);
  CHECK(second.error().code() == "process.instance_exists");
  CHECK(host.state().phase == Phase::running);
}

TEST_CASE("an instance can be launched again the moment its end is seen") {
  Host host;
  for (int round = 0; round < 20; ++round) {
    const auto before = host.launch(host.spec("(sleep 755 &) ; exit 1"));
    REQUIRE(before.starts == 1);
    CHECK(becomes_true([&] { return host.state().phase == Phase::exited; }));
  }
}

TEST_CASE("an instance whose shim and workload were just killed can be launched again") {
  Host host;
  for (int round = 0; round < 20; ++round) {
    const auto before = host.launch(host.spec("exec sleep 756"));
    ::kill(before.pid, SIGKILL);
    ::kill(before.shim_pid, SIGKILL);
    CHECK(becomes_true([&] {
      const auto phase = host.state().phase;
      return phase == Phase::lost || phase == Phase::exited;
    }));
  }
}

TEST_CASE("stopping asks first and then ends all the workload started") {
  Host host;
  const auto marker = "sleep 751." + std::to_string(getpid());
  host.launch(host.spec("trap 'echo asked' TERM; setsid " + marker + " & echo up; while :; do sleep 0.01; done"));
  CHECK(becomes_true([&] { return host.log() == "o  up\n" && is_any_process_running(marker); }));

  const auto state = host.shims->stop(host.directory, 100ms);

  REQUIRE(state.has_value());
  CHECK(state.value().phase == Phase::exited);
  CHECK(state.value().exit->signal == SIGKILL);
  CHECK(host.log().find("o  asked\n") != std::string::npos);
  CHECK(!is_any_process_running(marker));
  CHECK(host.shims->stop(host.directory, 0ms).has_value());
}

TEST_CASE("a failing workload is restarted by its policy, with growing pauses, and then left alone") {
  Host host;
  auto instance = host.spec("echo start; exit 1");
  instance.restart = {Restart::on_failure, 3, 1ms, 2ms};
  host.launch(instance);
  CHECK(becomes_true([&] { return host.state().phase == Phase::exited; }));

  CHECK(host.log() == "o  start\no  start\no  start\no  start\n");
  CHECK(host.state().start_error == "");
  CHECK(host.state().restarts == 3);
  CHECK(host.state().exit->code == 1);
}

TEST_CASE("a workload that ends well is not restarted on failure only") {
  Host host;
  auto instance = host.spec("echo start");
  instance.restart = {Restart::on_failure, 3, 1ms, 2ms};
  host.launch(instance);
  CHECK(becomes_true([&] { return host.state().phase == Phase::exited; }));

  CHECK(host.log() == "o  start\n");
}

TEST_CASE("a restart on request gives a new process in the same shim") {
  Host host;
  const auto before = host.launch(host.spec("exec sleep 752"));

  const auto after = host.shims->restart(host.directory, 1s);

  REQUIRE(after.has_value());
  CHECK(after.value().phase == Phase::running);
  CHECK(after.value().pid != before.pid);
  CHECK(after.value().shim_pid == before.shim_pid);
}

TEST_CASE("a workload outlives the server's client, the spawner and even its shim, and is adopted again") {
  Host host;
  const auto before = host.launch(host.spec("while :; do echo tick; sleep 0.01; done"));
  ::kill(before.shim_pid, SIGKILL);
  CHECK(becomes_true([&] { return host.state().phase == Phase::orphaned; }));
  host.shims = make_shim_client(host.scratch.path() / "data").value();

  const auto adopted = host.shims->adopt(host.directory);

  REQUIRE(adopted.has_value());
  CHECK(adopted.value().phase == Phase::running);
  CHECK(adopted.value().pid == before.pid);
  CHECK(adopted.value().shim_pid != before.shim_pid);
  const auto size = host.log().size();
  CHECK(becomes_true([&] { return host.log().size() > size + 20; }));
  ::kill(before.pid, SIGKILL);
  CHECK(becomes_true([&] { return host.state().phase == Phase::exited; }));
  CHECK(host.state().exit->reason == EndReason::lost);
}

TEST_CASE("an adopted workload can be stopped with all it started") {
  Host host;
  const auto marker = "sleep 753." + std::to_string(getpid());
  const auto before = host.launch(host.spec(marker + " & " + marker));
  CHECK(becomes_true([&] { return is_any_process_running(marker); }));
  ::kill(before.shim_pid, SIGKILL);
  CHECK(becomes_true([&] { return host.state().phase == Phase::orphaned; }));

  const auto state = host.shims->stop(host.directory, 50ms);

  REQUIRE(state.has_value());
  CHECK(state.value().phase == Phase::exited);
  CHECK(becomes_true([&] { return !is_any_process_running(marker); }));
}

TEST_CASE(
    "when shim and workload are both gone without a word, the instance is lost until what it left is cleared away") {
  Host host;
  const auto marker = "sleep 757." + std::to_string(getpid());
  const auto before = host.launch(host.spec("setsid " + marker + " & exec sleep 754"));
  CHECK(becomes_true([&] { return is_any_process_running(marker); }));
  ::kill(before.shim_pid, SIGKILL);
  ::kill(before.pid, SIGKILL);
  CHECK(becomes_true([&] { return host.state().phase == Phase::lost; }));

  const auto after = host.shims->adopt(host.directory);

  REQUIRE(after.has_value());
  CHECK(after.value().phase == Phase::exited);
  CHECK(after.value().exit->reason == EndReason::lost);
  CHECK(!is_any_process_running(marker));
}

TEST_CASE("a directory without an instance is not found") {
  Host host;
  const auto state = host.shims->status(host.directory);

  REQUIRE(!state);
  CHECK(state.error().code() == "process.no_instance");
}

TEST_CASE("a watch tells every state to the last") {
  Host host;
  host.launch(host.spec("read never; exec sleep 755"));
  std::mutex mutex;
  std::vector<Phase> seen;

  const auto watch = host.shims->watch(host.directory, [&](const InstanceState& state) {
    const std::lock_guard lock(mutex);
    seen.push_back(state.phase);
  });
  const auto count = [&] {
    const std::lock_guard lock(mutex);
    return seen.size();
  };
  CHECK(becomes_true([&] { return count() == 1; }));
  REQUIRE(host.shims->stop(host.directory, 5s).has_value());

  CHECK(becomes_true([&] { return count() == 4; }));
  CHECK(seen == std::vector<Phase>{Phase::running, Phase::stopping, Phase::exited, Phase::exited});
}

TEST_CASE("log segments are cut at their size and the oldest go") {
  Host host;
  auto instance = host.spec("i=0; while [ $i -lt 400 ]; do echo line-$i; i=$((i+1)); done");
  instance.log = {2'000, 3};
  host.launch(instance);
  CHECK(becomes_true([&] { return host.state().phase == Phase::exited; }));

  const auto segments = log_segments(host.directory);

  CHECK(segments.size() <= 3);
  CHECK(host.log().find("line-399\n") != std::string::npos);
  CHECK(host.log().find("line-0\n") == std::string::npos);
}

TEST_CASE("lines longer than 16 KiB are cut and marked, and lose no byte") {
  Host host;
  host.launch(host.spec("head -c 40000 /dev/zero | tr '\\0' x; echo; echo short"));
  CHECK(becomes_true([&] { return host.state().phase == Phase::exited; }));

  std::string joined;
  for (const auto& segment : log_segments(host.directory)) {
    std::ifstream in(segment);
    for (std::string line; std::getline(in, line);) joined += line.substr(20) + (line[18] == '+' ? "" : "\n");
  }
  CHECK(joined == std::string(40000, 'x') + "\nshort\n");
}

TEST_CASE("a workload has its limits and its usage can be read while it runs") {
  Host host;
  auto instance = host.spec("exec sleep 756");
  instance.command.limits.memory_bytes = 64u << 20;
  instance.command.limits.processes = 7;
  const auto state = host.launch(instance);
  if (state.cgroup.empty()) {
    MESSAGE("skipped: no cgroups here");
    return;
  }

  const auto usage = read_usage(state.cgroup);

  CHECK(usage.memory_limit_bytes == 64u << 20);
  CHECK(usage.memory_bytes.value_or(0) > 0);
  CHECK(usage.cpu_microseconds.value_or(0) > 0);
  CHECK(usage.processes == 1);
}

TEST_CASE("a sandboxed workload runs confined and stops gently") {
  Host host;
  auto instance = host.spec("trap 'echo bye; exit 0' TERM; id -u; ls -A " + host.directory.parent_path().string() +
                            " 2>/dev/null; echo up > /dev/stdout; while :; do sleep 0.01; done");
  instance.command.sandbox.level = SandboxLevel::namespaces;
  const auto started = host.shims->launch(instance, host.directory);
  if (!started) {
    MESSAGE("skipped: " << started.error().message());
    return;
  }
  CHECK(becomes_true([&] { return host.log().find("up") != std::string::npos; }));

  const auto state = host.shims->stop(host.directory, 5s);

  CHECK(state.value().exit->code == 0);
  CHECK(host.log().find("o  bye\n") != std::string::npos);
  CHECK(host.log().find("web-1") == std::string::npos);
  CHECK(host.log().find("o  0\n") == std::string::npos);
}

TEST_CASE("a shim needs no more than 1.5 MB of memory") {
  Host host;
  const auto state = host.launch(host.spec("head -c 3000000 /dev/zero | tr '\\0' '\\n'; echo done; exec sleep 757"));
  CHECK(becomes_true([&] { return host.log().find("done") != std::string::npos; }));

  std::ifstream in("/proc/" + std::to_string(state.shim_pid) + "/status");
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const auto at = text.find("VmRSS:");
  REQUIRE(at != std::string::npos);
  MESSAGE("shim " << text.substr(at, text.find('\n', at) - at));
  CHECK(std::stoi(text.substr(at + 6)) <= 1536);
}
