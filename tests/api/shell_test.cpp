#include <doctest/doctest.h>

#include <algorithm>

#include "base/strings.h"
#include "running_service.h"
#include "shell_line.h"
#include "typed_line.h"
#include "typed_terminal.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

namespace {

const bj::object terminal{{"columns", 100}, {"rows", 30}, {"type", "xterm"}};

Answer open(const Api& who, const RunningService& s, bj::object more = {}) {
  return who.post("/api/v1/shells", s.place(std::move(more)));
}

ShellLine opened(const RunningService& s, bj::object more) {
  const Answer answer = open(s.ann, s, std::move(more));
  REQUIRE_MESSAGE(answer.status == 202, answer.text);
  ShellLine line(s.ann, answer.at("/run/id"));
  CHECK(line.connect() == "");
  return line;
}

bj::value ended(const ShellLine& line, const RunningService& s) { return s.ann.finished_run(line.run()); }

std::string recording_of(const RunningService& s, const std::string& run) {
  const Answer recording = s.ann.get("/api/v1/runs/" + run + "/artifacts/recording.cast");
  CHECK_MESSAGE(recording.status == 200, recording.text);
  return recording.text;
}

}  // namespace

TEST_SUITE("shells") {
  TEST_CASE("one is where the workload runs, and is recorded without its secrets") {
    const RunningService s = make_running_service();
    const std::string before = s.in_force();
    ShellLine line = opened(s, {{"terminal", terminal}, {"reason", "a look"}});
    line.type("stty size; test -n \"$DB_PASSWORD$MARKER\" && echo kno'w'n; ls; echo \"it is <$MARKER>\"\r");
    CHECK(line.sees("30 100"));
    CHECK(line.sees("known"));
    CHECK(line.sees("version.txt"));
    CHECK(line.sees("it is <" + s.marker + ">"));  // whoever may open it may see it
    line.say(http::terminal::Window{120, 40});
    line.type("stty size\r");
    CHECK(line.sees("40 120"));
    // Who must get it says the word: a shell that is still on its way to its next program takes it.
    line.type("sh -c 'echo as\"\"leep; exec sleep 600'\r");
    CHECK(line.sees("asleep"));
    line.type("\x03");
    line.type("stty -echo; echo no'w'; read a; stty echo; exit 3\r");
    CHECK(line.sees("now"));
    line.type("typed-unseen\r");
    CHECK(line.end().at("exitCode") == 3);

    const bj::value run = ended(line, s);
    CHECK(run.at("state") == "succeeded");  // that its last word failed is no failure of the shell
    CHECK(text_at(run, "/kind") == "shell");
    const std::string log = s.log_of(run), recording = recording_of(s, line.run());
    CHECK_MESSAGE(log.find("known") != std::string::npos, log);
    CHECK(log.find("it is <***>") != std::string::npos);
    CHECK(recording.find("\"o\"") != std::string::npos);
    CHECK(recording.find("\"i\"") != std::string::npos);
    CHECK(recording.find("120x40") != std::string::npos);
    const std::string events =
        s.admin.audited("delivery.shell.", "component:default/" + s.name, "delivery.shell.ended");
    for (const std::string& each : {log, recording, bj::serialize(run), events}) {
      CHECK_MESSAGE(each.find(s.marker) == std::string::npos, "a secret was kept");
      CHECK_MESSAGE(each.find("typed-unseen") == std::string::npos, "what was typed unseen was kept");
    }
    CHECK(events.find("delivery.shell.begun") != std::string::npos);
    CHECK(events.find("a look") != std::string::npos);
    CHECK(events.find("exitCode") != std::string::npos);
    CHECK(s.in_force() == before);
    CHECK(line.connect() == "delivery.shell_over");
  }

  TEST_CASE("a command without a terminal is a pipe whose exit code counts, and it is not run again") {
    const RunningService s = make_running_service();
    ShellLine line = opened(s, {{"command", {"/bin/sh", "-c", "cat; echo to err >&2; exit 4"}}});
    line.type("what was said\n");
    line.say(http::terminal::InputEnd{});
    CHECK(line.end().at("exitCode") == 4);
    CHECK(line.shown().find("what was said\n") != std::string::npos);
    CHECK(line.shown().find("to err\n") != std::string::npos);

    const bj::value run = ended(line, s);
    CHECK(run.at("state") == "failed");
    CHECK(text_at(run, "/error/code") == "delivery.shell_command_failed");
    const Answer again = s.ann.post("/api/v1/runs/" + line.run() + "/reruns", {{"mode", "all"}});
    REQUIRE_MESSAGE(again.status == 202, again.text);
    CHECK(text_at(s.ann.finished_run(again.at("/id")), "/error/code") == "delivery.shell_not_repeatable");
  }

  TEST_CASE("a lost connection is made again, and nothing that was shown is lost or comes twice") {
    const RunningService s = make_running_service();
    ShellLine line = opened(s, {{"terminal", terminal}});
    line.type("echo be'f'ore; read x; echo af'ter'\r");
    CHECK(line.sees("before"));
    line.lose();
    CHECK(ShellLine(s.outsider, line.run()).connect() == "runs.not_found");
    CHECK(line.connect() == "");
    line.type("\r");
    CHECK(line.sees("after"));
    CHECK(line.shown().find("before\r\n") == line.shown().rfind("before\r\n"));
    line.type("exit\r");
    CHECK(line.end().at("exitCode") == 0);
  }

  TEST_CASE(
      "only who owns it opens one, in production only an operator with a reason, and a bad one names each field") {
    const RunningService s = make_running_service();
    CHECK(open(s.outsider, s).status == 404);
    CHECK(open(s.viewer, s).status == 403);
    CHECK(open(TestServer::shared().nobody(), s).status == 401);
    bj::object elsewhere = s.place();
    elsewhere["environment"] = "staging";
    CHECK(s.ann.post("/api/v1/shells", elsewhere).code() == "delivery.nothing_deployed");
    elsewhere["environment"] = "moon";
    CHECK(s.ann.post("/api/v1/shells", elsewhere).code() == "delivery.environment_not_found");
    const Answer bad = open(s.ann, s, {{"command", {""}}, {"terminal", {{"columns", 0}, {"rows", 5000}}}});
    CHECK(bad.code() == "delivery.invalid_shell");
    CHECK(bad.pointers() == std::vector<std::string>{"/command", "/terminal/columns", "/terminal/rows"});

    for (const auto& [from, to] : {std::pair("development", "staging"), {"staging", "production"}})
      s.succeeded(s.ann.post("/api/v1/promotions", {{"component", s.name}, {"from", from}, {"to", to}}));
    elsewhere["environment"] = "production";
    elsewhere["command"] = {"/bin/echo", "here"};
    const Answer denied = s.ann.post("/api/v1/shells", elsewhere);
    CHECK(denied.status == 403);
    CHECK(denied.at("/detail").find("development, staging, ephemeral") != std::string::npos);
    const Api olga = TestServer::shared().new_user("olga", {"member", "operator"}, {s.team});
    const Answer no_reason = olga.post("/api/v1/shells", elsewhere);
    CHECK(no_reason.code() == "delivery.reason_needed");
    CHECK(no_reason.pointers() == std::vector<std::string>{"/reason"});
    elsewhere["reason"] = "orders are stuck";
    const Answer answer = olga.post("/api/v1/shells", elsewhere);
    REQUIRE_MESSAGE(answer.status == 202, answer.text);
    CHECK(ShellLine(s.admin, answer.at("/run/id")).connect() == "delivery.not_your_shell");
    ShellLine line(olga, answer.at("/run/id"));
    CHECK(line.connect() == "");
    CHECK(line.end().at("exitCode") == 0);
  }

  TEST_CASE("a guardrail of the gate secret-read stops one, and a reason passes one that may be overridden") {
    const RunningService s = make_running_service();
    const std::string policy = TestServer::shared().new_name("quiet-shells");
    const auto save = [&](const std::string& mode) {
      const Answer saved = s.admin.post(
          "/api/v1/entities",
          {{"document", "apiVersion: towpath.dev/v1alpha1\nkind: Policy\nmetadata: {name: " + policy +
                            "}\nspec:\n  owner: platform\n  gates: [secret-read]\n  match: {subjects: [" + s.name +
                            "]}\n  condition: \"!has(secret.use) || secret.use != 'shell' || "
                            "secret.command[0] != '/bin/cat'\"\n  mode: " +
                            mode + "\n  message: No cats.\n"}});
      REQUIRE_MESSAGE(saved.status < 300, saved.text);
      // It is in force a moment after it was saved, which an event says.
      const auto look = [&](const StreamEvent&) {
        return s.admin.get("/api/v1/policies/" + policy).at("/mode") == mode;
      };
      s.admin.events("/api/v1/events/stream?after=0", look);
      REQUIRE(s.admin.get("/api/v1/policies/" + policy).at("/mode") == mode);
    };
    save("soft");
    CHECK(open(s.ann, s, {{"command", {"/bin/cat"}}}).code() == "policy.override_needed");
    for (const bj::object& free : {bj::object{{"command", {"/bin/cat"}}, {"override", "just this once"}},
                                   bj::object{{"command", {"/bin/echo"}}}}) {
      ShellLine line = opened(s, free);
      line.say(http::terminal::InputEnd{});
      CHECK(line.end().at("exitCode") == 0);
    }
    save("hard");
    const Answer denied = open(s.ann, s, {{"command", {"/bin/cat"}}});
    CHECK(denied.status == 403);
    CHECK(denied.code() == "policy.denied");
    REQUIRE(s.admin.remove("/api/v1/entities/policy/default/" + policy).status == 204);
  }

  TEST_CASE("one ends with its run, and with the environment's component") {
    const RunningService s = make_running_service();
    ShellLine line = opened(s, {{"terminal", terminal}});
    line.type("echo he're'\r");
    CHECK(line.sees("here"));
    CHECK(s.ann.post("/api/v1/runs/" + line.run() + "/cancellation", bj::object()).status < 300);
    CHECK(text_at(line.end(), "/code") == "delivery.shell_cancelled");
    CHECK(ended(line, s).at("state") == "cancelled");
    CHECK(recording_of(s, line.run()).find("here") != std::string::npos);

    ShellLine second = opened(s, {{"terminal", terminal}});
    second.type("echo he're'\r");
    CHECK(second.sees("here"));
    const Answer deleted = s.ann.remove("/api/v1/components/" + s.name);
    REQUIRE_MESSAGE(deleted.status == 202, deleted.text);
    CHECK(text_at(second.end(), "/code") == "delivery.shell_cancelled");
  }

  TEST_CASE("more than so many at once are refused") {
    const RunningService s = make_running_service();
    std::vector<ShellLine> open_ones;
    for (int i = 0; i < 3; ++i) {
      open_ones.push_back(opened(s, {{"terminal", terminal}}));
      open_ones.back().type("echo he're'\r");
      CHECK(open_ones.back().sees("here"));
    }
    CHECK(open(s.ann, s).code() == "delivery.too_many_shells");
    for (ShellLine& each : open_ones) {
      each.type("exit\r");
      CHECK(each.end().at("exitCode") == 0);
      ended(each, s);
    }
    ShellLine again = opened(s, {{"command", {"/bin/true"}}});
    CHECK(again.end().at("exitCode") == 0);
  }

  TEST_CASE("the command line is a terminal, a pipe, and has the exit code") {
    const RunningService s = make_running_service();
    const std::string shell = "towpath shell " + s.name + " --environment development";
    TypedTerminal typed(shell, s.ann, {90, 20});
    CHECK(typed.sees("recorded as run"));
    typed.type("stty size\r");
    CHECK_MESSAGE(typed.sees("20 90"), typed.shown());
    typed.resize({70, 15});
    typed.type("stty size\r");
    CHECK_MESSAGE(typed.sees("15 70"), typed.shown());
    typed.type("sh -c 'echo as\"\"leep; exec sleep 600'\r");
    CHECK(typed.sees("asleep"));
    typed.type("\x03");
    typed.type("echo st'ill there'; exit 7\r");
    CHECK(typed.sees("still there"));
    CHECK(typed.end() == 7);

    const Finished piped = type("seq 1 50000 | " + shell + " -- sh -c 'wc -l; echo oh >&2; exit 5'", s.ann);
    CHECK(piped.code == 5);
    CHECK_MESSAGE(piped.out.find("50000") != std::string::npos, piped.out, piped.err);
    CHECK(piped.err == "oh\n");
    const Finished large = type(shell + " -- seq 1 200000 | tail -1", s.ann);
    CHECK(large.out == "200000\n");
    const Finished wrong = type("towpath shell " + s.name, s.ann);
    CHECK(wrong.code == 2);
    CHECK(type("towpath shell no-such -e development -- true", s.ann).code == 4);
    const Finished missing = type(shell + " -- no-such-program", s.ann);
    CHECK(missing.code != 0);
    CHECK(missing.err.find("no-such-program") != std::string::npos);
  }
}
