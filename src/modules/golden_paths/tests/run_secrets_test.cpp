#include "../run_secrets.h"

#include <filesystem>
#include <fstream>

#include "running_paths.h"

namespace towpath::golden_paths {
namespace {

const std::string canary = "quokka-7f3a9c-canary";
constexpr const char* path = "first-service";

std::string answers(const std::string& name) {
  return boost::json::serialize(boost::json::object{{"name", name}, {"owner", owner}});
}

SecretAnswers typed(const std::string& value = canary) {
  SecretAnswers out;
  out["passphrase"].value = Secret(value);
  return out;
}

SecretAnswers kept(const std::string& scope, const std::string& name) {
  SecretAnswers out;
  out["passphrase"].scope = scope;
  out["passphrase"].name = name;
  return out;
}

std::map<std::string, Secret> secrets_in(Fixture& f, const std::string& scope) {
  return f.secrets->secrets().reveal_all(scope).value();
}

/// Scopes of runs that still hold something.
std::vector<std::string> waiting_scopes(Fixture& f) {
  REQUIRE(f.kernel.events().settle(deadline));
  return f.secrets->secrets().scopes_before("run", f.kernel.clock.now() + std::chrono::hours(1));
}

/// Everything anybody can ask about a run, in one text.
std::string told(Fixture& f, const runs::Run& run) {
  std::string out = run.inputs + run.outputs + (run.error ? run.error->message() : "");
  for (const runs::Node& node : run.nodes) {
    out += node.spec + node.outputs + (node.error ? node.error->message() : "");
    for (const runs::Step& step : node.steps) {
      const runs::LogKey key{run.id, node.key, step.index, step.attempt};
      const auto log = f.runs->runs().log(key, 1, 1000);
      REQUIRE(log.has_value());
      for (const runs::LogLine& line : *log) out += line.text + "\n";
    }
  }
  for (const runs::JournalEntry& entry : f.runs->runs().journal(run.id, 0, 1000)) out += entry.data;
  REQUIRE(f.kernel.events().settle(deadline));
  for (const auto& event : f.kernel.events().find({})) out += event.payload + event.subject;
  return out;
}

/// Whether a file below a folder has a text in it as it lies on disk.
bool lies_in(const std::filesystem::path& folder, const std::string& text) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (content.find(text) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE(
    "a secret that was typed reaches the component's secrets, nothing else, and is kept for no run that has ended") {
  for_each_engine([](Fixture& f) {
    const runs::Run run = f.finish(f.paths->golden_paths().start(person("ann"), path, answers("shop"), typed()));

    REQUIRE(run.state == runs::RunState::succeeded);
    const std::string all = told(f, run);
    CHECK(all.find("PASSPHRASE of shop is kept as version 1.") != std::string::npos);
    CHECK(all.find(canary) == std::string::npos);
    CHECK_FALSE(lies_in(f.kernel.data_directory(), canary));
    CHECK(waiting_scopes(f).empty());
    const auto stored = secrets_in(f, "component.shop");
    REQUIRE(stored.contains("PASSPHRASE"));
    CHECK(stored.at("PASSPHRASE").reveal() == canary);
    const Preview made = f.paths->golden_paths().preview(person("ann"), path, answers("shop")).value();
    CHECK(made.files.size() > 10);
    for (const PreviewFile& file : made.files) {
      CAPTURE(file.path);
      const auto committed = f.forge->forge().file("shop", "main", file.path);
      REQUIRE_MESSAGE(committed.has_value(), (committed ? "" : committed.error().message()));
      CHECK(committed->find(canary) == std::string::npos);
    }
  });
}

TEST_CASE("an optional secret may be left out, and its step is skipped") {
  for_each_engine([](Fixture& f) {
    const runs::Run run = f.finish(f.paths->golden_paths().start(person("ann"), path, answers("shop")));

    REQUIRE(run.state == runs::RunState::succeeded);
    CHECK(run.inputs.find("secrets") == std::string::npos);
    CHECK(secrets_in(f, "component.shop").empty());
  });
}

TEST_CASE("a secret that is kept can be used by who may replace it, and by nobody else") {
  for_each_engine([](Fixture& f) {
    REQUIRE(f.finish(f.paths->golden_paths().start(person("ann"), path, answers("shop"), typed())).state ==
            runs::RunState::succeeded);
    const SecretAnswers shops = kept("component.shop", "PASSPHRASE");

    const auto refused = f.paths->golden_paths().start(person("eve"), path,
                                                       R"({"name":"theirs","owner":"group:default/others"})", shops);
    const auto missing =
        f.paths->golden_paths().start(person("ann"), path, answers("other"), kept("component.shop", "NONE"));
    const runs::Run run = f.finish(f.paths->golden_paths().start(person("ann"), path, answers("other"), shops));

    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::forbidden);
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code() == "secrets.not_found");
    REQUIRE(run.state == runs::RunState::succeeded);
    CHECK(told(f, run).find(canary) == std::string::npos);
    CHECK(secrets_in(f, "component.other").at("PASSPHRASE").reveal() == canary);
  });
}

TEST_CASE("a secret that does not fit, is not asked for or stands among the parameters is refused without being said") {
  for_each_engine([](Fixture& f) {
    GoldenPaths& paths = f.paths->golden_paths();
    boost::json::object misplaced = boost::json::parse(answers("shop")).as_object();
    misplaced["passphrase"] = canary;
    SecretAnswers unknown;
    unknown["other"].value = Secret(canary);
    const auto refusals = {paths.start(person("ann"), path, answers("shop"), typed("abc")),
                           paths.start(person("ann"), path, answers("shop"), typed(std::string(300, 'x') + canary)),
                           paths.start(person("ann"), path, answers("shop"), unknown),
                           paths.start(person("ann"), path, boost::json::serialize(misplaced))};

    for (const auto& refused : refusals) {
      REQUIRE_FALSE(refused.has_value());
      CHECK(refused.error().code() == "golden_paths.invalid_parameters");
      REQUIRE(refused.error().fields().size() == 1);
      CHECK(refused.error().fields()[0].message.find(canary) == std::string::npos);
    }
    CHECK(waiting_scopes(f).empty());
  });
}

TEST_CASE("the form knows whether a secret was given, and repeats none") {
  for_each_engine([](Fixture& f) {
    GoldenPaths& paths = f.paths->golden_paths();
    boost::json::object misplaced = boost::json::parse(answers("shop")).as_object();
    misplaced["passphrase"] = canary;

    const Form given = paths.form(person("ann"), path, answers("shop"), {}, {"passphrase"}).value();
    const Form wrong = paths.form(person("ann"), path, boost::json::serialize(misplaced), {}).value();
    const auto preview = paths.preview(person("ann"), path, answers("shop"));

    CHECK(given.problems.empty());
    CHECK(given.parameters.find("passphrase") == std::string::npos);
    CHECK(given.pages.at(1).root.fields.at(0).value.empty());
    REQUIRE(wrong.problems.size() == 1);
    CHECK(wrong.problems[0].path == "/passphrase");
    CHECK(wrong.parameters.find(canary) == std::string::npos);
    CHECK(preview.has_value());
  });
}

TEST_CASE("a golden path keeps no secret for a component of another owner") {
  for_each_engine([](Fixture& f) {
    REQUIRE(f.finish(f.paths->golden_paths().start(person("ann"), path, answers("shop"))).state ==
            runs::RunState::succeeded);
    REQUIRE(f.is_in_catalog("shop"));
    runs::RunSpec spec;
    spec.kind = "golden_path";
    spec.title = "sly";
    spec.subject = "component:default/sly";
    spec.owner_ref = "group:default/others";
    spec.trigger = {"manual", "user:default/eve", "", ""};
    spec.inputs = R"({"goldenPath":"sly","parameters":{}})";
    runs::NodeSpec node;
    node.key = "step/keep";
    node.kind = "test.sly";
    node.spec = R"({"index":0})";
    spec.nodes = {node};

    const runs::Run run = f.finish(f.runs->runs().submit(spec));

    CHECK(run.state == runs::RunState::failed);
    REQUIRE(run.error.has_value());
    CHECK(run.error->code() == "golden_paths.foreign_component");
    CHECK(secrets_in(f, "component.shop").empty());
  });
}

TEST_CASE("undoing a run forgets the secret it has kept") {
  for_each_engine([](Fixture& f) {
    const runs::Run run = f.finish(f.paths->golden_paths().start(person("ann"), path, answers("shop"), typed()));
    REQUIRE_FALSE(secrets_in(f, "component.shop").empty());

    CHECK(f.finish(f.paths->golden_paths().undo(person("ann"), run.id)).state == runs::RunState::succeeded);

    CHECK(secrets_in(f, "component.shop").empty());
  });
}

TEST_CASE(
    "what was stored for a run that never began is removed, and a repeated run is told that its secrets are gone") {
  for_each_engine([](Fixture& f) {
    REQUIRE(f.secrets->secrets().store_all("run.lost", {{"passphrase", Secret(canary)}}).has_value());
    REQUIRE(forget_abandoned_secrets(*f.ports, f.kernel.clock.now() - std::chrono::hours(1)).has_value());
    CHECK(waiting_scopes(f) == std::vector<std::string>{"run.lost"});

    REQUIRE(forget_abandoned_secrets(*f.ports, f.kernel.clock.now() + std::chrono::hours(1)).has_value());

    CHECK(waiting_scopes(f).empty());
    runs::Run repeated;
    repeated.inputs = R"({"goldenPath":"first-service","parameters":{},"secrets":{"scope":"run.lost","names":[]}})";
    CHECK(secrets_of_run(f.secrets->secrets(), repeated).error().code() == "golden_paths.secrets_gone");
  });
}

}  // namespace towpath::golden_paths
