#include <doctest/doctest.h>
#include <signal.h>

#include <type_traits>

#include "delivery/shells.h"
#include "gitops_host.h"
#include "runtime_contract.h"
#include "shell_person.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;
using process::Counterpart;

// What a runtime that has shells promises of them.
#define TOWPATH_SHELL_RUNTIMES LocalHost, PodmanHost, KubernetesHost, GitopsHost

namespace {

template <class Host>
int run(Host& host, const InstanceRequest& serving, const InstanceId& own, const ShellProgram& program, Person& person,
        std::stop_token stop = {}) {
  const auto code = shells_of(host).run_shell(serving, own, program, person, stop);
  REQUIRE_MESSAGE(code.has_value(), (code ? "" : code.error().message()));
  return *code;
}

template <class Host>
constexpr bool has_bundles = !std::is_same_v<Host, KubernetesHost> && !std::is_same_v<Host, GitopsHost>;

template <class Host>
InstanceRequest serving(Host& host) {
  auto wanted =
      has_bundles<Host>
          ? host.request(TarBuilder().program("run", "#!/bin/sh\nexec sleep 3600").file("note", "from the bundle\n"))
          : host.script("exec sleep 3600");
  wanted.ports.clear();
  wanted.containers[0].variables = {{"GREETING", Secret("hello")}};
  host.start(wanted);
  REQUIRE(becomes_true([&] { return host.probe(wanted).is_running; }));
  return wanted;
}

std::string every_byte(std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times * 256; ++i) all += static_cast<char>(i);
  return all;
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
  if (has_bundles<Host>) CHECK(person.shown.find("from the bundle") != std::string::npos);
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

TEST_CASE_TEMPLATE("every runtime with shells: any bytes go in and come out unchanged, also more than is read", Host,
                   TOWPATH_SHELL_RUNTIMES) {
  if (is_skipped<Host>()) return;
  Host host;
  const auto wanted = serving(host);
  const std::string all = every_byte(200);
  std::vector<Person::Turn> turns;
  for (std::size_t at = 0; at < all.size(); at += 5'000) turns.push_back({"", words(all.substr(at, 5'000))});
  turns.back().says.is_end = true;
  Person copied(turns), unread(turns);

  CHECK(run(host, wanted, new_id<InstanceId>(), {{"cat"}}, copied) == 0);
  CHECK(copied.shown == all);
  CHECK(run(host, wanted, new_id<InstanceId>(), {{"/bin/sh", "-c", "exec <&-; sleep 0.3; echo do'ne'"}}, unread) == 0);
  CHECK(unread.shown == "done\n");
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

  CHECK(becomes_true([&] { return !is_asleep(mark); }));
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
