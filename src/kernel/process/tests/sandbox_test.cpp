#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "process/spawner.h"
#include "scratch.h"

using namespace towpath;
using namespace towpath::process;

namespace {

/// A server with something to hide and a workspace inside its data directory, under each engine this machine has.
struct SandboxMachine {
  explicit SandboxMachine(SpawnerOptions::Engine engine) {
    SpawnerOptions options;
    options.data_directory = scratch.path() / "data";
    options.engine = engine;
    workspace = options.data_directory / "work" / "job";
    std::filesystem::create_directories(workspace);
    std::filesystem::permissions(options.data_directory, std::filesystem::perms::owner_all);
    std::ofstream(options.data_directory / "server.key") << "canary";
    auto started = start_spawner(options);
    REQUIRE_MESSAGE(started.has_value(), (started ? "" : started.error().message()));
    spawner = std::move(started).value();
  }

  std::string run(const std::string& script, Network network = Network::host) {
    Command command;
    command.argv = {"sh", "-c", script};
    command.env = {{"PATH", "/usr/bin:/bin:/usr/sbin:/sbin"}};
    command.sandbox.level = SandboxLevel::namespaces;
    command.sandbox.network = network;
    command.sandbox.mounts = {{workspace, workspace, Access::read_write}};
    command.cwd = workspace;
    std::string out, err;  // Between two streams there is no order: what was written to the second one comes last.
    const auto exit = spawner->run(
        command, [&](Stream stream, std::string_view bytes) { (stream == Stream::out ? out : err).append(bytes); }, {});
    REQUIRE_MESSAGE(exit.has_value(), (exit ? "" : exit.error().message()));
    return out + err;
  }

  Scratch scratch;
  std::filesystem::path workspace;
  std::unique_ptr<Spawner> spawner;
};

/// Calls `test` with each engine that works here.
template <class Test>
void with_each_engine(Test test) {
  for (const auto engine : {SpawnerOptions::Engine::automatic, SpawnerOptions::Engine::bubblewrap}) {
    SandboxMachine machine(engine);
    const auto& report = machine.spawner->report();
    const bool is_wanted =
        report.engine == SandboxReport::Engine::bubblewrap ||
        (report.engine == SandboxReport::Engine::native && engine == SpawnerOptions::Engine::automatic);
    if (!is_wanted) {
      MESSAGE("skipped: this engine does not work here: " << report.engine_reason);
      continue;
    }
    const std::string name = report.engine == SandboxReport::Engine::native ? "native" : "bubblewrap";
    CAPTURE(name);
    test(machine);
  }
}

}  // namespace

TEST_CASE("a sandboxed program writes to its workspace and to /tmp, and nowhere else") {
  with_each_engine([](SandboxMachine& machine) {
    const auto out = machine.run(
        "echo made > result; for d in / /usr /etc /home /root /run /var /dev /tmp /var/tmp; do"
        " (echo x > $d/probe) 2>/dev/null && echo -n \"$d \"; done; cat result");

    CHECK(out == "/tmp /var/tmp made\n");
    CHECK(std::filesystem::exists(machine.workspace / "result"));
    CHECK(!std::filesystem::exists("/tmp/probe"));
  });
}

TEST_CASE("a sandboxed program does not see the server's data, other users' homes or the host's processes") {
  with_each_engine([](SandboxMachine& machine) {
    const auto data = machine.workspace.parent_path().parent_path();
    const auto out =
        machine.run("ls -A " + data.string() + " /home /root | tr '\\n' ' '; ls /proc | grep -c '^[0-9]' ; cat " +
                    (data / "server.key").string() + " 2>&1 | grep -o canary");

    CHECK(out.find("server.key") == std::string::npos);
    CHECK(out.find("canary") == std::string::npos);
    CHECK(out.find("work") != std::string::npos);
    CHECK(std::stoi(out.substr(out.rfind(' ') + 1)) < 10);
  });
}

TEST_CASE("a sandboxed program has no capabilities, gets none, and is not root") {
  with_each_engine([](SandboxMachine& machine) {
    const auto out = machine.run("grep -E '^(CapEff|CapPrm|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status; id -u");

    CHECK(out.find("CapPrm:\t0000000000000000") != std::string::npos);
    CHECK(out.find("CapEff:\t0000000000000000") != std::string::npos);
    CHECK(out.find("NoNewPrivs:\t1") != std::string::npos);
    CHECK(out.find("Seccomp:\t2") != std::string::npos);
    CHECK(out.substr(out.size() - 3) != "\n0\n");
  });
}

TEST_CASE("a sandboxed program cannot mount, make namespaces or trace") {
  with_each_engine([](SandboxMachine& machine) {
    const auto out = machine.run(
        "mount -t tmpfs x /tmp 2>/dev/null && echo mounted; unshare -U true 2>/dev/null && echo unshared;"
        "unshare -Ur true 2>/dev/null && echo unshared; cat /etc/shadow 2>/dev/null | grep -c . ; echo end");

    CHECK(out == "0\nend\n");
  });
}

TEST_CASE("a program that links, forks and uses terminals and shared memory works in the sandbox") {
  with_each_engine([](SandboxMachine& machine) {
    const auto out = machine.run(
        "printf 'int main(){return 7;}' > a.c && cc a.c -o a && ./a; echo $?; echo x > /dev/shm/y && cat /dev/shm/y;"
        "echo err > /dev/stderr; echo out > /dev/stdout; head -c 3 /dev/zero | wc -c; script -qc 'tty >/dev/null && "
        "echo tty' /dev/null");

    CHECK(out == "7\nx\nout\n3\ntty\r\nerr\n");
  });
}

TEST_CASE("without network a sandboxed program has only its own loopback") {
  with_each_engine([](SandboxMachine& machine) {
    const auto out = machine.run("cat /proc/net/dev | grep -c :; cat /proc/net/route | wc -l", Network::none);

    CHECK(out.substr(0, 2) == "1\n");
  });
}

TEST_CASE("a mount may go where the machine has no directory, and the host keeps having none") {
  SandboxMachine machine(SpawnerOptions::Engine::automatic);
  if (machine.spawner->report().engine != SandboxReport::Engine::native) {
    MESSAGE("skipped: bubblewrap cannot make a directory in a read-only place");
    return;
  }
  Command command;
  command.argv = {
      "sh", "-c",
      "echo one > /state-of-test/deep/file; echo two > /usr/share/of-test/file; cat /state-of-test/deep/file "
      "/usr/share/of-test/file; ls /usr/share/of-test /usr/bin/env /etc/passwd; readlink /bin;"
      "for d in / /state-of-test /usr/share; do (echo x > $d/probe) 2>/dev/null && echo $d; done; pwd"};
  command.env = {{"PATH", "/usr/bin:/bin"}};
  command.cwd = machine.workspace;
  command.sandbox.level = SandboxLevel::namespaces;
  const auto other = machine.workspace.parent_path() / "other";
  std::filesystem::create_directories(other);
  command.sandbox.mounts = {{machine.workspace, machine.workspace, Access::read_only},
                            {machine.workspace, "/state-of-test/deep", Access::read_write},
                            {other, "/usr/share/of-test", Access::read_write}};
  std::string out;
  const auto exit = machine.spawner->run(command, [&](Stream, std::string_view bytes) { out.append(bytes); }, {});

  REQUIRE_MESSAGE(exit.has_value(), (exit ? "" : exit.error().message()));
  CHECK(out == "one\ntwo\n/etc/passwd\n/usr/bin/env\n\n/usr/share/of-test:\nfile\nusr/bin\n" +
                   machine.workspace.string() + "\n");
  CHECK(!std::filesystem::exists("/state-of-test"));
  CHECK(!std::filesystem::exists("/usr/share/of-test"));
  CHECK(std::filesystem::exists(machine.workspace / "file"));
}

TEST_CASE("a missing mount source is an error that names the step") {
  SandboxMachine machine(SpawnerOptions::Engine::automatic);
  if (machine.spawner->report().engine != SandboxReport::Engine::native) return;
  Command command;
  command.argv = {"true"};
  command.env = {{"PATH", "/usr/bin:/bin"}};
  command.sandbox.level = SandboxLevel::namespaces;
  command.sandbox.mounts = {{"/no/such", "/mnt", Access::read_only}};

  const auto exit = machine.spawner->run(command, {}, {});

  REQUIRE(!exit);
  CHECK(exit.error().message() == "true was not started: open the source of a mount: No such file or directory");
}

TEST_CASE("a sandbox is refused, not silently left out, where the machine has none") {
  SandboxMachine machine(SpawnerOptions::Engine::none);
  Command command;
  command.argv = {"true"};
  command.sandbox.level = SandboxLevel::namespaces;

  const auto exit = machine.spawner->run(command, {}, {});

  REQUIRE(!exit);
  CHECK(exit.error().code() == "process.sandbox_unavailable");
}
