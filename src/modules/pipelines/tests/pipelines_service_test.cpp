#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "db/testing/databases.h"
#include "forge/module.h"
#include "module/testing/test_kernel.h"
#include "pipelines/module.h"
#include "process/spawner.h"
#include "runs/module.h"

namespace towpath::pipelines {
namespace {

constexpr std::chrono::seconds deadline{120};
constexpr const char* owner = "group:default/shop";
constexpr const char* on_push = R"(on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo built
)";

/// Eve has rights for what others own only.
class Rights final : public auth::Authorizer {
 public:
  auth::Decision decide(const auth::Principal& principal, std::string_view permission) const override {
    auth::Decision decision;
    decision.effect = auth::Effect::allow;
    if (principal.ref == "user:default/eve" && permission == "pipeline.run") {
      decision.effect = auth::Effect::conditional;
      decision.owner_refs = {"group:default/others"};
    }
    return decision;
  }
};

auth::Principal person(const std::string& name) {
  auth::Principal principal;
  principal.ref = "user:default/" + name;
  return principal;
}

std::string in_workflows(const std::string& file) { return ".github/workflows/" + file; }

/// Pipelines on a real engine, a real forge with one repository, "shop", and real events.
struct Fixture {
  explicit Fixture(db::Db& database) : db(database), kernel(database, rights) {
    process::SpawnerOptions options;
    options.data_directory = kernel.data_directory();
    spawner = process::start_spawner(std::move(options)).value();
    runs = runs::make_module(kernel.lend(), {.workers = 2});
    forge = forge::make_module(kernel.lend(), *spawner);
    pipelines = make_module(kernel.lend(), {runs->runs(), forge->forge(), *spawner});
    modules = {forge.get(), pipelines.get(), runs.get()};
    std::vector<db::Migration> migrations;
    for (Module* module : modules)
      for (auto& migration : module->migrations()) migrations.push_back(std::move(migration));
    REQUIRE(db.migrate(testing::with_kernel_migrations(std::move(migrations))).has_value());
    kernel.start_events();
    for (Module* module : modules) module->start();
    REQUIRE(forge->forge().create(person("ann"), {"shop", "", owner, "", "main"}).has_value());
  }
  ~Fixture() {
    std::for_each(modules.rbegin(), modules.rend(), [](Module* module) { module->stop(); });
    kernel.stop();
  }

  /// Commits files by path and answers the commit, once everybody has handled the push.
  std::string push(const std::vector<std::pair<std::string, std::string>>& files, const std::string& branch = "main") {
    std::vector<forge::FileContent> contents;
    for (const auto& [path, text] : files) contents.push_back({path, text, false});
    const auto commit =
        forge->forge().commit_files(person("ann"), "shop", branch, {"Ann", "ann@example.org"}, "Change", contents);
    REQUIRE_MESSAGE(commit.has_value(), (commit ? std::string() : commit.error().message()));
    REQUIRE(kernel.events().settle(deadline));
    return *commit;
  }
  /// Newest first.
  std::vector<runs::Run> all_runs() {
    runs::RunFilter filter;
    filter.kind = "pipeline";
    filter.subject = "repository:shop";
    return runs->runs().list(auth::system_principal(), filter).value().items;
  }
  std::multiset<std::string> titles_at(const std::string& commit) {
    std::multiset<std::string> titles;
    for (const runs::Run& run : all_runs())
      if (run.trigger.commit == commit) titles.insert(run.title);
    return titles;
  }
  runs::Run finished(const runs::RunId& id) {
    REQUIRE(runs->runs().wait(id, deadline).has_value());
    return runs->runs().get(auth::system_principal(), id).value();
  }
  runs::Run only_run() {
    const auto all = all_runs();
    REQUIRE(all.size() == 1);
    return finished(all.front().id);
  }
  std::vector<events::SealedEvent> events_of(const std::string& type) {
    REQUIRE(kernel.events().settle(deadline));
    std::vector<events::SealedEvent> out;
    for (events::SealedEvent& event : kernel.events().after(0, 1000))
      if (event.type == type) out.push_back(std::move(event));
    return out;
  }
  /// The last push once more, as after a crash between handling it and remembering that.
  void deliver_again() {
    const auto pushes = events_of("forge.pushed");
    REQUIRE_FALSE(pushes.empty());
    const events::SealedEvent& last = pushes.back();
    append_push(last.payload);
    REQUIRE(events_of("forge.pushed").size() == pushes.size() + 1);
  }
  /// As if the last commit of the main branch had come to another branch, too.
  void pushed_to(const std::string& branch, const std::string& before = "") {
    append_push(boost::json::serialize(boost::json::object{{"repository", "shop"},
                                                           {"ref", "refs/heads/" + branch},
                                                           {"branch", branch},
                                                           {"after", forge->forge().resolve("shop", "main").value()},
                                                           {"before", before},
                                                           {"isDefaultBranch", false}}));
    REQUIRE(kernel.events().settle(deadline));
  }
  void append_push(const std::string& payload) {
    REQUIRE(db.transact([&](db::Tx& tx) -> Status {
                kernel.events().append(tx, {.type = "forge.pushed",
                                            .subject = "repository:shop",
                                            .actor = "user:default/ann",
                                            .payload = payload,
                                            .owner_ref = owner,
                                            .project_id = "shop"});
                return ok();
              }).has_value());
  }
  Result<runs::RunId> dispatch(const std::string& workflow, const std::map<std::string, std::string>& inputs,
                               const std::string& who = "ann") {
    return pipelines->pipelines().dispatch(person(who), {"shop", "", workflow, inputs});
  }

  Rights rights;
  db::Db& db;
  testing::TestKernel kernel;
  std::unique_ptr<process::Spawner> spawner;
  std::unique_ptr<runs::RunsModule> runs;
  std::unique_ptr<forge::ForgeModule> forge;
  std::unique_ptr<PipelinesModule> pipelines;
  std::vector<Module*> modules;
};

void for_each_engine(const std::function<void(Fixture&)>& test) {
  db::testing::for_each_lasting_engine({}, [&](db::testing::TestDatabase& t) {
    Fixture fixture(t.db());
    test(fixture);
  });
}

using Titles = std::multiset<std::string>;

constexpr const char* on_changes = R"(on:
  pull_request:
    paths: [src/**]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo "${{ github.head_ref }} into ${{ github.base_ref }}, ${{ github.event.pull_request.title }}"
)";

std::string steps(const std::string& text) {
  return "jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: " + text + "\n";
}

TEST_CASE("no pipeline of a repository that is only observed runs: by a push, by hand, or again") {
  for_each_engine([](Fixture& f) {
    f.push({{in_workflows("build.yml"), on_push},
            {in_workflows("hand.yml"), "on: [workflow_dispatch]\n" + steps("echo a")}});
    const runs::Run built = f.only_run();
    REQUIRE(built.state == runs::RunState::succeeded);
    const auto use = [&](forge::Use wanted) {
      REQUIRE(f.forge->forge().set_use(person("ann"), "shop", wanted).has_value());
    };

    use(forge::Use::observe_only);
    f.pushed_to("copy");
    CHECK(f.all_runs().size() == 1);
    CHECK(f.dispatch("hand.yml", {}).error().code() == "forge.observe_only");
    CHECK(f.all_runs().size() == 1);
    const auto again = f.runs->runs().rerun(person("ann"), built.id, runs::RerunMode::all);
    REQUIRE(again.has_value());
    CHECK(f.finished(*again).state == runs::RunState::failed);
    CHECK(f.runs->runs().explain(person("ann"), *again).value()->error.code() == "forge.observe_only");

    use(forge::Use::adopted);
    f.pushed_to("other");
    CHECK(f.all_runs().size() == 3);
    CHECK(f.dispatch("hand.yml", {}).has_value());
  });
}

}  // namespace

TEST_CASE(
    "a change starts the workflows of its head that say pull_request, again after a push, by the paths it changes") {
  for_each_engine([](Fixture& f) {
    f.push({{in_workflows("check.yml"), on_changes}});
    const auto open = [&](const std::string& branch, const std::string& path) {
      const auto change =
          f.forge->changes().open(person("ann"), {"shop", "Add " + path, "", branch, "", {{path, "1"}}, ""});
      REQUIRE(change.has_value());
      REQUIRE(f.kernel.events().settle(deadline));
      return change->head;
    };

    open("docs", "docs/index.md");
    CHECK(f.all_runs().empty());
    const std::string head = open("code", "src/main.c");

    const runs::Run run = f.only_run();
    CHECK(run.state == runs::RunState::succeeded);
    CHECK(run.trigger.kind == "pull_request");
    CHECK(run.trigger.commit == head);
    CHECK(run.inputs.find("Add src/main.c") != std::string::npos);
    f.push({{"src/main.c", "2"}}, "code");
    CHECK(f.all_runs().size() == 2);
  });
}

TEST_CASE("a push starts the workflows whose branches and paths it fits, and no others") {
  for_each_engine([](Fixture& f) {
    const std::string release = "name: release\non: {push: {branches: ['release/*']}}\n" + steps("true");

    const std::string first =
        f.push({{in_workflows("ci.yml"), "name: ci\non: {push: {branches: [main]}}\n" + steps("true")},
                {in_workflows("docs.yaml"),
                 "name: docs\non: {push: {branches: [main], paths: ['docs/**']}}\n" + steps("true")},
                {in_workflows("manual.yml"), "name: manual\non: workflow_dispatch\n" + steps("true")},
                {in_workflows("release.yml"), release},
                {in_workflows("README.md"), "no workflow"}});
    const std::string second = f.push({{"docs/index.md", "# Shop"}});
    const std::string third = f.push({{in_workflows("release.yml"), release}, {"VERSION", "1"}}, "release/1");

    CHECK(f.titles_at(first) == Titles{"ci on main"});
    CHECK(f.titles_at(second) == Titles{"ci on main", "docs on main"});
    CHECK(f.titles_at(third) == Titles{"release on release/1"});
    for (const runs::Run& run : f.all_runs()) {
      CHECK(run.owner_ref == owner);
      CHECK(run.trigger.kind == "push");
      CHECK(run.trigger.actor == "user:default/ann");
      CHECK(f.finished(run.id).state == runs::RunState::succeeded);
    }
  });
}

TEST_CASE("a push to a repository without workflows starts nothing") {
  for_each_engine([](Fixture& f) {
    f.push({{"README.md", "# Shop"}, {".github/CODEOWNERS", "* @ann"}});

    CHECK(f.all_runs().empty());
  });
}

TEST_CASE("a push that is delivered again starts nothing again, whether its files can be run or not") {
  for_each_engine([](Fixture& f) {
    f.push({{in_workflows("broken.yml"), "on: push\njobs: 7\n"}, {in_workflows("ci.yml"), on_push}});
    REQUIRE(f.all_runs().size() == 2);

    f.deliver_again();

    CHECK(f.all_runs().size() == 2);
  });
}

TEST_CASE("a file that is no workflow is a failed run of its push that says where, what and what to do") {
  struct Row {
    const char *text, *code, *place, *words;
  };
  const Row rows[] = {
      {"on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    stepz: []\n", "pipelines.invalid_workflow",
       ":5:5: ", "unknown key 'stepz' in the job 'build'"},
      {"on: push\njobs:\n  build:\n\truns-on: x\n", "pipelines.invalid_workflow", ":4:1: ", "tab"},
      {"on: push\nname: \"\xff\"\n", "pipelines.invalid_workflow", ":1:1: ", "UTF-8"},
      {"on: push\nname: \"a\\0b\"\njobs: {}\n", "pipelines.invalid_workflow", ":2:7: ", "zero byte"},
      {"on: push\njobs:\n  build:\n    runs-on: windows-latest\n    steps:\n      - run: dir\n",
       "pipelines.unsupported_workflow", ":4:14: ", "windows-latest"},
      {"on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    strategy:\n      fail-fast: ${{ github.ref }}\n"
       "      matrix: {a: [1]}\n    steps:\n      - run: ls\n",
       "pipelines.invalid_value", ":3:3: ", "'fail-fast' must be true or false, not 'refs/heads/main'"}};
  for_each_engine([&](Fixture& f) {
    for (const Row& row : rows) {
      CAPTURE(row.text);
      const std::string path = in_workflows("ci.yml");
      const std::string commit = f.push({{path, row.text}});

      const runs::Run run = f.finished(f.all_runs().front().id);
      CHECK(run.title == path + " on main");
      CHECK(run.kind == "pipeline");
      CHECK(run.subject == "repository:shop");
      CHECK(run.owner_ref == owner);
      CHECK(run.trigger.commit == commit);
      CHECK(run.trigger.ref == "refs/heads/main");
      CHECK(run.state == runs::RunState::failed);
      REQUIRE(run.error.has_value());
      CAPTURE(run.error->message());
      CHECK(run.error->code() == row.code);
      CHECK(run.error->message().starts_with(path + row.place));
      CHECK(run.error->message().find(row.words) != std::string::npos);
      CHECK(run.error->hint().find("towpath workflow lint " + path) != std::string::npos);
    }
    CHECK(f.all_runs().size() == std::size(rows));
  });
}

TEST_CASE("what a push changed cannot be told when its old commit is gone: path filters let it through") {
  for_each_engine([](Fixture& f) {
    f.push(
        {{in_workflows("docs.yml"), "name: docs\non: {push: {branches: [old], paths: ['docs/**']}}\n" + steps("true")},
         {"docs/index.md", "# Shop"}});
    REQUIRE(f.all_runs().empty());

    f.pushed_to("old", std::string(40, '1'));

    CHECK(f.only_run().title == "docs on old");
  });
}

TEST_CASE("a file that is too large to be read is a failed run, and keeps no other workflow from running") {
  for_each_engine([](Fixture& f) {
    f.push({{in_workflows("a-dump.yml"), std::string(std::size_t{17} << 20, '#')}, {in_workflows("ci.yml"), on_push}});

    REQUIRE(f.all_runs().size() == 2);
    for (const runs::Run& each : f.all_runs()) {
      const runs::Run run = f.finished(each.id);
      if (run.title != in_workflows("a-dump.yml") + " on main") continue;
      CHECK(run.state == runs::RunState::failed);
      REQUIRE(run.error.has_value());
      CHECK(run.error->message().starts_with(in_workflows("a-dump.yml") + ":1:1: "));
      CHECK(run.error->message().find("17 MiB") != std::string::npos);
    }
    const auto files = f.pipelines->pipelines().workflows(person("ann"), "shop", "").value();
    REQUIRE(files.size() == 2);
    CHECK_FALSE(files[0].check.is_runnable());
    CHECK(files[1].check.is_runnable());
  });
}

TEST_CASE("the log of a file that is no workflow has every problem of the file") {
  for_each_engine([](Fixture& f) {
    f.push({{in_workflows("ci.yml"), "on: push\nfoo: 1\nbar: 2\n" + steps("ls")}});

    const runs::Run run = f.only_run();
    const auto log = f.runs->runs().log({run.id, "workflow", 0}, 1, 10).value();
    REQUIRE(log.size() == 2);
    CHECK(log[0].text == in_workflows("ci.yml") + ":2:1: unknown key 'foo' in a workflow");
    CHECK(log[1].text == in_workflows("ci.yml") + ":3:1: unknown key 'bar' in a workflow");
  });
}

TEST_CASE("a file that is no workflow does not keep the others from running") {
  for_each_engine([](Fixture& f) {
    f.push({{in_workflows("a.yml"), "on: [push\n"}, {in_workflows("b.yml"), on_push}});

    std::map<std::string, runs::RunState> ends;
    for (const runs::Run& run : f.all_runs()) ends[run.title] = f.finished(run.id).state;
    CHECK(ends ==
          std::map<std::string, runs::RunState>{{in_workflows("a.yml") + " on main", runs::RunState::failed},
                                                {in_workflows("b.yml") + " on main", runs::RunState::succeeded}});
  });
}

TEST_CASE("a workflow that waits for something else and is not supported fails only the push that changes it") {
  for_each_engine([](Fixture& f) {
    const std::string changing = f.push({{in_workflows("publish.yml"), "name: publish\non: release\n" + steps("ls")}});
    const std::string later = f.push({{"README.md", "# Shop"}});

    CHECK(f.titles_at(changing) == Titles{"publish on main"});
    CHECK(f.titles_at(later).empty());
    CHECK(f.only_run().error->message() ==
          in_workflows("publish.yml") + ":2:5: the event 'release' is not supported yet");
  });
}

TEST_CASE("a run by hand gets the inputs as typed and the defaults of the others, and hands outputs on") {
  for_each_engine([](Fixture& f) {
    const std::string commit = f.push({{in_workflows("greet.yml"), R"(name: greet
on:
  workflow_dispatch:
    inputs:
      who: {required: true, type: string}
      level: {type: choice, options: [low, high], default: high}
jobs:
  first:
    runs-on: ubuntu-latest
    outputs:
      text: ${{ steps.say.outputs.text }}
    steps:
      - id: say
        run: echo "text=${{ inputs.who }} ${{ inputs.level }}" >> "$GITHUB_OUTPUT"
  second:
    needs: first
    runs-on: ubuntu-latest
    outputs:
      again: ${{ steps.repeat.outputs.text }}
    steps:
      - id: repeat
        run: echo "text=<${{ needs.first.outputs.text }}>" >> "$GITHUB_OUTPUT"
)"}});
    REQUIRE(f.all_runs().empty());

    const auto id = f.dispatch("greet.yml", {{"who", "Ann"}});

    REQUIRE(id.has_value());
    const runs::Run run = f.finished(*id);
    CHECK(run.state == runs::RunState::succeeded);
    CHECK(run.trigger.kind == "workflow_dispatch");
    CHECK(run.trigger.commit == commit);
    CHECK(boost::json::parse(run.inputs).at("inputs") == boost::json::value{{"who", "Ann"}, {"level", "high"}});
    REQUIRE(run.nodes.size() == 2);
    CHECK(boost::json::parse(run.nodes[0].outputs) == boost::json::value{{"text", "Ann high"}});
    CHECK(boost::json::parse(run.nodes[1].outputs) == boost::json::value{{"again", "<Ann high>"}});
  });
}

TEST_CASE("a run by hand that cannot be is refused and leaves no run") {
  for_each_engine([](Fixture& f) {
    f.push({{in_workflows("ci.yml"), "on: {push: {branches: [never]}}\n" + steps("ls")},
            {in_workflows("greet.yml"),
             "on: {workflow_dispatch: {inputs: {who: {required: true, type: string}}}}\n" + steps("ls")},
            {in_workflows("windows.yml"),
             "on: [workflow_dispatch]\njobs:\n  a:\n    runs-on: ubuntu-latest\n"
             "    steps:\n      - uses: some/action@v1\n"}});
    const std::size_t before = f.all_runs().size();
    struct Row {
      const char* workflow;
      std::map<std::string, std::string> inputs;
      const char *who, *code;
    };
    for (const Row& row : {Row{"none.yml", {}, "ann", "pipelines.workflow_not_found"},
                           Row{"ci.yml", {}, "ann", "pipelines.not_dispatchable"},
                           Row{"greet.yml", {}, "ann", "pipelines.invalid_inputs"},
                           Row{"greet.yml", {{"who", "a"}, {"whom", "b"}}, "ann", "pipelines.invalid_inputs"},
                           Row{"windows.yml", {}, "ann", "pipelines.unsupported_workflow"},
                           Row{"greet.yml", {{"who", "a"}}, "eve", "auth.forbidden"}}) {
      CAPTURE(row.workflow);
      CAPTURE(row.code);
      const auto refused = f.dispatch(row.workflow, row.inputs, row.who);

      REQUIRE_FALSE(refused.has_value());
      CHECK(refused.error().code() == row.code);
    }
    CHECK(f.all_runs().size() == before);
  });
}

TEST_CASE("the bundle of a pipeline that succeeded is announced once, that of one that failed never") {
  for_each_engine([](Fixture& f) {
    const std::string upload = R"(
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: mkdir dist && echo hello > dist/index.html
      - uses: towpath/upload-bundle@v1
        with: {path: dist}
)";
    const std::string commit =
        f.push({{in_workflows("bad.yml"), "name: bad\non: push" + upload + "      - run: exit 3\n"},
                {in_workflows("good.yml"), "name: good\non: push" + upload}});
    std::map<std::string, runs::Run> ended;
    for (const runs::Run& run : f.all_runs()) ended.emplace(run.title, f.finished(run.id));
    REQUIRE(ended.size() == 2);
    REQUIRE(ended.at("bad on main").state == runs::RunState::failed);
    CHECK(ended.at("bad on main").error->code() == "pipelines.step_failed");
    const runs::Run& good = ended.at("good on main");
    REQUIRE(good.state == runs::RunState::succeeded);
    const auto artifacts = f.runs->runs().artifacts(good.id);
    REQUIRE(artifacts.size() == 1);

    REQUIRE(f.kernel.events().settle(deadline));  // the end of the run is handled; what that appends settles next
    const auto published = f.events_of("pipelines.bundle.published");

    REQUIRE(published.size() == 1);
    CHECK(published[0].subject == "repository:shop");
    CHECK(published[0].actor == "run:" + good.id.text());
    CHECK(boost::json::parse(published[0].payload) == boost::json::value{{"repository", "shop"},
                                                                         {"commit", commit},
                                                                         {"branch", "main"},
                                                                         {"bundle", artifacts[0].digest},
                                                                         {"run", good.id.text()},
                                                                         {"isDefaultBranch", true}});
  });
}

}  // namespace towpath::pipelines
