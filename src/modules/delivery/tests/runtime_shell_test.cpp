#include <doctest/doctest.h>
#include <signal.h>
#include <sys/eventfd.h>

#include <future>

#include "delivery/shells.h"
#include "runtime_contract.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;
using process::Counterpart;

// What a runtime that has shells promises of them.
#define TOWPATH_SHELL_RUNTIMES LocalHost, PodmanHost

namespace {

/// Says one thing after another, each when what is waited for was shown.
class Person final : public Counterpart {
 public:
  struct Turn {
    std::string waits_for;
    Said says;
  };
  explicit Person(std::vector<Turn> turns) : turns_(std::move(turns)) {}

  int wake_fd() const override { return wake_.get(); }
  Said take(std::size_t limit) override {
    if (limit == 0 || next_ == turns_.size()) return {};
    const Turn& turn = turns_[next_];
    const auto found = shown.find(turn.waits_for, heard_);
    if (found == std::string::npos) return {};
    heard_ = found + turn.waits_for.size();
    ++next_;
    eventfd_write(wake_.get(), 1);
    return turn.says;
  }
  void given(std::string_view, bool) override {}
  std::size_t room() override { return 10'000; }
  void show(process::Stream stream, std::string_view bytes) override {
    (stream == process::Stream::out ? shown : errors) += bytes;
  }

  std::string shown, errors;

 private:
  const std::vector<Turn> turns_;
  std::size_t next_ = 0, heard_ = 0;
  const process::OwnedFd wake_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
};

Counterpart::Said words(std::string bytes) {
  Counterpart::Said said;
  said.bytes = std::move(bytes);
  return said;
}

template <class Host>
ShellRuntime& shells_of(Host& host) {
  auto* shells = dynamic_cast<ShellRuntime*>(host.runtime.get());
  REQUIRE(shells != nullptr);
  return *shells;
}

template <class Host>
int run(Host& host, const InstanceRequest& serving, const InstanceId& own, const ShellProgram& program, Person& person,
        std::stop_token stop = {}) {
  const auto code = shells_of(host).run_shell(serving, own, program, person, stop);
  REQUIRE_MESSAGE(code.has_value(), (code ? "" : code.error().message()));
  return *code;
}

template <class Host>
InstanceRequest serving(Host& host) {
  auto wanted =
      host.request(TarBuilder().program("run", "#!/bin/sh\nexec sleep 3600").file("note", "from the bundle\n"));
  wanted.ports.clear();
  wanted.containers[0].variables = {{"GREETING", Secret("hello")}};
  host.start(wanted);
  return wanted;
}

}  // namespace

TEST_CASE_TEMPLATE("every runtime with shells: one has the bundle, the variables and a terminal of its own", Host,
                   TOWPATH_SHELL_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  const auto wanted = serving(host);
  const InstanceId own = new_id<InstanceId>();
  Counterpart::Said larger;
  larger.window = process::WindowSize{120, 40};
  // What says that it sleeps is in front by then: Ctrl-C reaches it, and not the shell that is about to start it.
  Person person({{"", words("cat note; echo \"it is $GREETING on $TERM\"; stty size; echo re'ady'\r")},
                 {"ready", larger},
                 {"", words("sleep 1; stty size; sh -c 'echo as\"leep\"; exec sleep 60'\r")},
                 {"asleep", words("\x03")},
                 {"", words("echo st'ill'; exit 7\r")}});

  const int code = run(host, wanted, own, {{"/bin/sh"}, true, {100, 30}, "xterm"}, person);

  CAPTURE(person.shown);
  CHECK(code == 7);
  CHECK(person.shown.find("from the bundle") != std::string::npos);
  CHECK(person.shown.find("it is hello on xterm") != std::string::npos);
  CHECK(person.shown.find("30 100") != std::string::npos);
  CHECK(person.shown.find("40 120") != std::string::npos);
  CHECK(person.shown.find("still") != std::string::npos);
  CHECK(host.runtime->forget(own).has_value());
  CHECK(host.probe(wanted).is_running);
}

TEST_CASE_TEMPLATE("every runtime with shells: without a terminal streams are apart and signals reach the program",
                   Host, TOWPATH_SHELL_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  const auto wanted = serving(host);
  Counterpart::Said over = words("a line\n"), interrupt;
  over.is_end = true;
  interrupt.signal = SIGINT;
  Person piped({{"", over}}), interrupted({{"ready", interrupt}});

  CHECK(run(host, wanted, new_id<InstanceId>(), {{"/bin/sh", "-c", "cat; echo to err >&2; exit 4"}}, piped) == 4);
  CHECK(piped.shown == "a line\n");
  CHECK(piped.errors == "to err\n");
  CHECK(run(host, wanted, new_id<InstanceId>(),
            {{"/bin/sh", "-c", "trap 'exit 9' INT; echo ready; while :; do sleep 0.1; done"}}, interrupted) == 9);
}

TEST_CASE_TEMPLATE("every runtime with shells: one that must end leaves nothing running", Host,
                   TOWPATH_SHELL_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  const auto wanted = serving(host);
  const std::string mark = "86399." + std::to_string(getpid());
  Counterpart::Said end;
  end.must_end = true;
  Person person({{"", words("trap '' HUP; setsid sleep " + mark + " & echo he're'\r")}, {"here", end}});

  run(host, wanted, new_id<InstanceId>(), {{"/bin/sh"}, true}, person);

  const auto is_gone = [&] {
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      std::ifstream command(entry.path() / "cmdline");
      const std::string line((std::istreambuf_iterator<char>(command)), {});
      if (line.find(mark) != std::string::npos && line.starts_with("sleep")) return false;
    }
    return true;
  };
  CHECK(becomes_true(is_gone));
  CHECK(host.probe(wanted).is_running);
}

TEST_CASE_TEMPLATE("every runtime with shells: a program that does not exist is said", Host, TOWPATH_SHELL_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  const auto wanted = serving(host);
  Person person({});

  const auto code = shells_of(host).run_shell(wanted, new_id<InstanceId>(), {{"no-such-program"}}, person, {});

  CHECK((!code.has_value() || *code != 0));
  const std::string said = code.has_value() ? person.errors + person.shown : code.error().message();
  CHECK(said.find("no-such-program") != std::string::npos);
}
