#include <doctest/doctest.h>

#include "pipelines/file_command.h"
#include "pipelines/job_state.h"
#include "pipelines/step_script.h"
#include "pipelines/workflow_command.h"

using namespace towpath;
using namespace towpath::pipelines;

namespace {

// Everything a step's output asked for, as text in order.
class Recorder final : public OutputListener {
 public:
  void on_line(std::string_view line) override { events.push_back("line " + std::string(line)); }
  void on_mask(const std::string& secret) override { events.push_back("mask " + secret); }
  void on_annotation(const Annotation& a) override {
    events.push_back("note " + a.file + ":" + std::to_string(a.line) + " " + a.message);
  }
  void on_output(const std::string& name, const std::string& value) override {
    events.push_back("output " + name + "=" + value);
  }
  std::vector<std::string> events;
};

std::vector<std::string> read(std::string_view output, std::size_t piece = 1000) {
  Recorder recorder;
  OutputReader reader(recorder, DebugLines::hidden);
  for (std::size_t at = 0; at < output.size(); at += piece) reader.feed(output.substr(at, piece));
  reader.finish();
  if (reader.has_failed()) recorder.events.push_back("failed");
  return recorder.events;
}

using Events = std::vector<std::string>;
using Pairs = std::vector<std::pair<std::string, std::string>>;

}  // namespace

TEST_CASE("a command is read with its properties and escapes") {
  const auto command = parse_workflow_command("  ::error file=a%2Cb.c,line=3,title=x%3Ay::one%0Atwo %250A");

  REQUIRE(command.has_value());
  CHECK(command->name == "error");
  CHECK(command->properties.at("file") == "a,b.c");
  CHECK(command->properties.at("title") == "x:y");
  CHECK(command->data == "one\ntwo %0A");
}

TEST_CASE("the older form of a command is read too") {
  const auto command = parse_workflow_command("12:00 ##[warning file=a.c;line=3]text%5D");

  REQUIRE(command.has_value());
  CHECK(command->name == "warning");
  CHECK(command->properties.at("line") == "3");
  CHECK(command->data == "text]");
}

TEST_CASE("what only looks like a command is output") {
  for (const char* line : {"::unknown::x", "::error", "x ::error::y", ":error::", "##[section]x", "##[error", ""}) {
    CAPTURE(line);
    CHECK(!parse_workflow_command(line).has_value());
  }
}

TEST_CASE("commands in an output are carried out, wherever it is cut") {
  const std::string output =
      "hello\r\n::group::Build\n::add-mask::s3cret\n::set-output name=v::1.2\n::error file=a.c,line=3::bad\n"
      "::debug::quiet\n::endgroup::\n::stop-commands::tok\n::error::not one\n::tok::\n::notice::end";
  const Events expected = {"line hello",     "line ##[group]Build", "mask s3cret",       "output v=1.2",
                           "note a.c:3 bad", "line ##[error]bad",   "line ##[endgroup]", "line ::error::not one",
                           "line ::tok::",   "note :0 end",         "line ##[notice]end"};

  for (const std::size_t piece : {1, 2, 7, 1000}) {
    CAPTURE(piece);
    CHECK(read(output, piece) == expected);
  }
}

TEST_CASE("with echo on the commands themselves are shown, a mask after it is known") {
  CHECK(read("::echo::on\n::add-mask::abcd\n::echo::off\n::add-mask::efgh\n") ==
        Events{"mask abcd", "line ::add-mask::abcd", "mask efgh"});
}

TEST_CASE("commands that are disabled or malformed fail the step") {
  CHECK(read("::set-env name=A::b\n").back() == "failed");
  CHECK(read("::add-path::/x\n").back() == "failed");
  CHECK(read("::set-output::x\n").back() == "failed");
  CHECK(read("::stop-commands::error\n").back() == "failed");
  CHECK(read("::add-mask::\n").back() == "failed");
}

TEST_CASE("a file command holds pairs and texts of several lines") {
  const auto pairs = parse_file_command("a=1\r\n\nb=x=y<<z\nc<<EOF\nline one\n\nline two\nEOF\nd<<E=F\nE=F\ne=");

  REQUIRE(pairs.has_value());
  CHECK(pairs.value() == Pairs{{"a", "1"}, {"b", "x=y<<z"}, {"c", "line one\n\nline two"}, {"d", ""}, {"e", ""}});
}

TEST_CASE("a file command that cannot be read says which line") {
  for (const char* text : {"nothing", "=x", "<<EOF\nEOF", "a<<\nx", "a<<EOF\nx\n"}) {
    CAPTURE(text);
    const auto pairs = parse_file_command(text);
    REQUIRE(!pairs.has_value());
    CHECK(pairs.error().code() == "pipelines.invalid_file_command");
  }
  CHECK(parse_file_command("a<<EOF\nx").error().message() == "'a<<EOF' has no line 'EOF' that ends its value");
}

TEST_CASE("a step may not set what the runner sets itself") {
  CHECK(may_set_env("LD_PRELOAD"));
  CHECK_FALSE(may_set_env("node_options"));
  CHECK_FALSE(may_set_env("GITHUB_TOKEN"));
  CHECK_FALSE(may_set_env("RUNNER_TEMP"));
}

TEST_CASE("folders for the path are read line by line") {
  CHECK(parse_path_file("/a/b\r\n\n/c d\n") == std::vector<std::string>{"/a/b", "/c d"});
}

TEST_CASE("shells start scripts as the runner does") {
  const auto line = [](std::optional<std::string> shell, bool has_bash = true) {
    return command_line(resolve_shell(shell, has_bash).value(), "/t/it's.sh");
  };
  using Words = std::vector<std::string>;
  CHECK(line(std::nullopt) == Words{"bash", "-e", "/t/it's.sh"});
  CHECK(line(std::nullopt, false) == Words{"sh", "-e", "/t/it's.sh"});
  CHECK(line("bash") == Words{"bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "/t/it's.sh"});
  CHECK(line("sh") == Words{"sh", "-e", "/t/it's.sh"});
  CHECK(line("python") == Words{"python", "/t/it's.sh"});
  CHECK(line("pwsh") == Words{"pwsh", "-command", ". '/t/it''s.sh'"});
  CHECK(line("perl -w \"a b\" {0}") == Words{"perl", "-w", "a b", "/t/it's.sh"});
}

TEST_CASE("an unknown shell is refused") {
  for (const char* shell : {"fish", "cmd", "powershell", "{0}", "'{0}' x"}) {
    CAPTURE(shell);
    CHECK(resolve_shell(shell, true).error().code() == "pipelines.invalid_shell");
  }
}

TEST_CASE("scripts get the line ends and the error handling of their shell") {
  CHECK(prepare_script(resolve_shell("bash", true).value(), "a\r\nb") == "a\nb\n");
  CHECK(prepare_script(resolve_shell("pwsh", true).value(), "x").starts_with("$ErrorActionPreference = 'stop'\nx\n"));
  CHECK(title_of_script("\n  make all  \nmake test\n") == "Run make all");
}

TEST_CASE("the status of a job follows its steps, and what may fail does not count") {
  JobState state({}, {{"A", "1"}}, {});
  Object outputs;
  outputs.set("v", Value("2"));

  CHECK(state.finish_step("one", Conclusion::success, false, outputs) == Conclusion::success);
  CHECK(state.finish_step("two", Conclusion::failure, true, {}) == Conclusion::success);
  CHECK(state.status() == Conclusion::success);
  CHECK(step_condition_holds("steps.one.outputs.v == 2 && steps.two.outcome == 'failure'", state.scope()).value());
  CHECK(state.finish_step("three", Conclusion::failure, false, {}) == Conclusion::failure);
  CHECK(state.status() == Conclusion::failure);
  CHECK(step_condition_holds("failure()", state.scope()).value());
  CHECK_FALSE(step_condition_holds("success() && (env.A == '1')", state.scope()).value());

  state.cancel();

  CHECK(step_condition_holds("cancelled() && always() && job.status == 'cancelled'", state.scope()).value());
  CHECK_FALSE(step_condition_holds("failure()", state.scope()).value());
}

TEST_CASE("the env context keeps the case of names and puts the step's own values first") {
  JobState state({}, {{"A", "job"}, {"a", "lower"}}, {});
  state.set_env("B", "set");

  CHECK(step_condition_holds("env.A == 'step' && env.a == 'lower' && env.B == 'set'", state.scope({{"A", "step"}}))
            .value());
}

TEST_CASE("the condition of a job sees its needs and how all ancestors ended") {
  const auto holds = [](const std::string& text, Conclusion need, std::vector<Conclusion> ancestors,
                        Cancelled cancelled = Cancelled::no) {
    NeededJob job;
    job.id = "build";
    job.result = need;
    job.outputs.set("v", Value("1"));
    return job_condition_holds(text, job_condition_scope({}, {job}, ancestors, cancelled)).value();
  };
  using enum Conclusion;
  CHECK(holds("success() && (needs.build.outputs.v == '1')", success, {success}));
  CHECK_FALSE(holds("success()", skipped, {skipped}));
  CHECK_FALSE(holds("success()", success, {success, failure}));
  CHECK(holds("failure()", success, {success, failure}));
  CHECK(holds("always() && needs.build.result == 'skipped'", skipped, {skipped}));
  CHECK(holds("success('build')", success, {success, failure}));
  CHECK(holds("cancelled()", cancelled, {cancelled}, Cancelled::yes));
  CHECK_FALSE(holds("success()", success, {success}, Cancelled::yes));
}
