#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "running_paths.h"

namespace towpath::golden_paths {

TEST_CASE("every shipped golden path can be run, and its preview is the tree it will push") {
  for_each_engine([](Fixture& f) {
    const auto all = f.paths->golden_paths().list();
    REQUIRE(all.size() == 4);
    for (const GoldenPath& path : all) {
      CAPTURE(path.name);
      CHECK(path.not_runnable.empty());
      const auto preview = f.paths->golden_paths().preview(person("ann"), path.name,
                                                           R"({"name":"preview-me","owner":"group:default/shop"})");
      REQUIRE(preview.has_value());
      std::set<std::string> names;
      REQUIRE(preview->resources.size() == 1);
      CHECK(preview->resources.front().name == "preview-me-db");
      for (const PreviewFile& file : preview->files) {
        CAPTURE(file.path);
        names.insert(file.path);
        CHECK(file.content.find("${{ values.") == std::string::npos);
      }
      for (const char* wanted : {"README.md", "catalog-info.yaml", "score.yaml", "mkdocs.yml"})
        CHECK(names.contains(wanted));
      CHECK_FALSE(f.has_repository("preview-me"));

      const runs::Run run = f.finish(f.start("made-" + path.name, "ann", path.name));

      CHECK(run.state == runs::RunState::succeeded);
      const auto tree = f.forge->forge().tree("made-" + path.name, "main", "").value();
      for (const auto& entry : tree)
        if (!entry.is_folder) CHECK(names.contains(entry.path));
      CHECK(f.is_in_catalog("made-" + path.name));
    }
  });
}

TEST_CASE("a wrong or missing parameter is refused with the pointer of its field, before anything exists") {
  for_each_engine([](Fixture& f) {
    struct Row {
      const char *parameters, *pointer;
    };
    for (const Row& row : {Row{R"({"owner":"group:default/shop"})", "/name"},
                           Row{R"({"name":"No Good","owner":"group:default/shop"})", "/name"},
                           Row{R"({"name":7,"owner":"group:default/shop"})", "/name"},
                           Row{R"({"name":"good","owner":"group:default/shop","colour":"red"})", "/colour"}}) {
      CAPTURE(row.parameters);
      const auto refused = f.paths->golden_paths().start(person("ann"), "node-service", row.parameters);

      REQUIRE_FALSE(refused.has_value());
      CHECK(refused.error().code() == "golden_paths.invalid_parameters");
      bool is_named = false;
      for (const auto& field : refused.error().fields()) is_named |= field.path == row.pointer;
      CHECK(is_named);
    }
    CHECK(f.forge->forge().list(auth::system_principal(), "", 10)->total == 0);
  });
}

TEST_CASE("an unknown golden path is not found, and the nearest is named") {
  for_each_engine([](Fixture& f) {
    const auto missing = f.paths->golden_paths().get("nod-service");

    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code() == "golden_paths.not_found");
    CHECK(missing.error().hint().find("node-service") != std::string::npos);
  });
}

TEST_CASE("who may not create for the owner starts nothing") {
  for_each_engine([](Fixture& f) {
    const auto refused = f.start("theirs", "eve");

    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::forbidden);
    CHECK_FALSE(f.has_repository("theirs"));
  });
}

TEST_CASE("a name that is taken is refused before anything runs, and the other's repository is not touched") {
  for_each_engine([](Fixture& f) {
    REQUIRE(f.finish(f.start("shop")).state == runs::RunState::succeeded);
    const std::string before = f.forge->forge().resolve("shop", "main").value();

    const auto second = f.start("shop");

    REQUIRE_FALSE(second.has_value());
    CHECK(second.error().code() == "golden_paths.name_taken");
    CHECK(second.error().kind() == ErrorKind::conflict);
    CHECK(f.forge->forge().resolve("shop", "main").value() == before);
  });
}

TEST_CASE("of two runs for one name that begin at once one succeeds, and undoing the other takes nothing away") {
  for_each_engine([](Fixture& f) {
    const auto one = f.start("shop"), two = f.start("shop");
    const runs::Run first = f.finish(one);
    if (!two.has_value()) return;  // the first was quicker than the second's check
    const runs::Run second = f.finish(two);

    const runs::Run& lost = first.state == runs::RunState::failed ? first : second;
    CHECK((first.state == runs::RunState::succeeded) != (second.state == runs::RunState::succeeded));
    REQUIRE(lost.error.has_value());
    CHECK(lost.error->code() == "forge.duplicate_name");
    const auto undo = f.paths->golden_paths().undo(person("ann"), lost.id);
    REQUIRE_FALSE(undo.has_value());
    CHECK(undo.error().code() == "golden_paths.nothing_to_undo");
    CHECK(f.has_repository("shop"));
  });
}

TEST_CASE("what a run has created can be taken back, from the catalog, too") {
  for_each_engine([](Fixture& f) {
    const runs::Run run = f.finish(f.start("shop"));
    REQUIRE(f.is_in_catalog("shop"));

    const runs::Run undone = f.finish(f.paths->golden_paths().undo(person("ann"), run.id));

    CHECK(undone.state == runs::RunState::succeeded);
    CHECK_FALSE(f.has_repository("shop"));
    CHECK_FALSE(f.is_in_catalog("shop"));
    CHECK(f.finish(f.start("shop")).state == runs::RunState::succeeded);
  });
}

TEST_CASE("what somebody has worked on since is not taken back") {
  for_each_engine([](Fixture& f) {
    const runs::Run run = f.finish(f.start("shop"));
    REQUIRE(f.forge->forge()
                .commit_files(auth::system_principal(), "shop", "main", {"Ann", "ann@example.org"}, "Work",
                              {{"work.txt", "much"}})
                .has_value());

    const runs::Run refused = f.finish(f.paths->golden_paths().undo(person("ann"), run.id));

    CHECK(refused.state == runs::RunState::failed);
    CHECK(refused.error->code() == "golden_paths.changed_since");
    CHECK(f.has_repository("shop"));
  });
}

TEST_CASE("a form says while it is filled in what would stop it: a taken name, an owner one may not create for") {
  for_each_engine([](Fixture& f) {
    REQUIRE(f.finish(f.start("shop")).state == runs::RunState::succeeded);
    const std::string answers = R"({"name":"shop","owner":"group:default/shop"})";
    const auto has = [](const Form& form, const std::string& pointer) {
      return std::any_of(form.problems.begin(), form.problems.end(),
                         [&](const FieldError& problem) { return problem.path == pointer; });
    };

    const Form anns = f.paths->golden_paths().form(person("ann"), "node-service", answers, {}).value();
    const Form eves = f.paths->golden_paths().form(person("eve"), "node-service", answers, {}).value();
    const Form empty = f.paths->golden_paths().form(person("ann"), "node-service", "{}", {}).value();

    CHECK(has(anns, "/name"));
    CHECK_FALSE(has(anns, "/owner"));
    CHECK(has(eves, "/owner"));
    CHECK(has(empty, "/name"));
    CHECK(empty.pages.front().problems.size() == 2);
  });
}

TEST_CASE("the track record of a golden path counts its finished runs, and one without any has none") {
  for_each_engine([](Fixture& f) {
    CHECK(f.paths->golden_paths().track_records().empty());
    REQUIRE(f.finish(f.start("shop")).state == runs::RunState::succeeded);

    const auto records = f.paths->golden_paths().track_records();

    REQUIRE(records.contains("node-service"));
    CHECK(records.at("node-service").finished == 1);
    CHECK(records.at("node-service").succeeded == 1);
    CHECK_FALSE(records.contains("python-service"));
  });
}

}  // namespace towpath::golden_paths
