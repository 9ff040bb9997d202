#include "forge_service.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "db/testing/databases.h"
#include "module/testing/test_kernel.h"

namespace towpath::forge {

std::vector<db::Migration> migrations();

namespace {

/// Members may everything with what their group owns, and see nothing else.
class ByGroup final : public auth::Authorizer {
 public:
  auth::Decision decide(const auth::Principal& principal, std::string_view) const override {
    auth::Decision decision;
    if (principal.ref == "user:default/admin" || principal.is_system)
      decision.effect = auth::Effect::allow;
    else if (principal.ref == "user:default/ann" || principal.ref == "user:default/ben") {
      decision.effect = auth::Effect::conditional;
      decision.owner_refs = {principal.ref == "user:default/ann" ? "group:default/a" : "group:default/b"};
    }
    return decision;
  }
};

auth::Principal person(const std::string& name) {
  auth::Principal principal;
  principal.ref = "user:default/" + name;
  return principal;
}

/// A forge on a database and a folder of its own, and what its events said.
struct Fixture {
  explicit Fixture(db::Db& db) : kernel(db, rights), lent(kernel.lend()), forge(lent) { kernel.start_events(); }

  std::string commit(const std::vector<FileContent>& files, const std::string& message = "Change",
                     const std::string& branch = "main") {
    kernel.clock.advance(std::chrono::minutes(1));
    return forge.commit_files(person("admin"), "shop", branch, {"Ann", "ann@example.org"}, message, files).value();
  }

  std::vector<std::string> messages(const std::string& base, const std::string& head,
                                    const std::vector<std::string>& paths = {}) {
    std::vector<std::string> out;
    const auto commits = forge.commits_between("shop", base, head, 100, paths);
    REQUIRE(commits.has_value());
    for (const Commit& commit : *commits) out.push_back(commit.message);
    return out;
  }

  std::vector<std::string> events(const std::string& type) {
    REQUIRE(kernel.events().settle(std::chrono::seconds(20)));
    std::vector<std::string> payloads;
    for (const auto& event : kernel.events().find({.type = type})) payloads.insert(payloads.begin(), event.payload);
    return payloads;
  }

  ByGroup rights;
  testing::TestKernel kernel;
  Kernel lent;
  ForgeService forge;
};

void for_each_forge(const std::function<void(Fixture&)>& test) {
  db::testing::for_each_lasting_engine(testing::with_kernel_migrations(migrations()),
                                       [&](db::testing::TestDatabase& t) {
                                         Fixture fixture(t.db());
                                         test(fixture);
                                       });
}

const CreateRepository shop{"shop", "The shop", "group:default/a", "", "main"};

}  // namespace

TEST_CASE("a repository is made once; a second of the same name is refused and leaves no folder behind") {
  for_each_forge([](Fixture& f) {
    REQUIRE(f.forge.create(person("admin"), shop).has_value());
    const auto second = f.forge.create(person("admin"), shop);

    REQUIRE_FALSE(second.has_value());
    CHECK(second.error().code() == "forge.duplicate_name");
    std::size_t folders = 0;
    for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator(f.kernel.data_directory() + "/git"))
      ++folders;
    CHECK(folders == 1);
    CHECK(f.events("forge.repository.created").size() == 1);
  });
}

TEST_CASE("a name that could not be part of a URL is refused with what it should be") {
  for_each_forge([](Fixture& f) {
    for (const char* name : {"", "Shop", "-shop", "shop-", "a/b", "..", "shop.git", "sh op",
                             "0123456789012345678901234567890123456789012345678901234567890123"}) {
      CAPTURE(name);
      const auto refused = f.forge.create(person("admin"), {name, "", "group:default/a", "", "main"});

      REQUIRE_FALSE(refused.has_value());
      CHECK(refused.error().code() == "forge.invalid_name");
    }
  });
}

TEST_CASE("members see, change and count what their groups own, and nothing else") {
  for_each_forge([](Fixture& f) {
    REQUIRE(f.forge.create(person("admin"), shop).has_value());
    REQUIRE(f.forge.create(person("admin"), {"billing", "", "group:default/b", "", "main"}).has_value());

    CHECK(f.forge.list(person("ann"), "", 10)->total == 1);
    CHECK(f.forge.list(person("ann"), "", 10)->items.at(0).name == "shop");
    CHECK(f.forge.list(person("ben"), "", 10)->items.at(0).name == "billing");
    CHECK(f.forge.list(person("eve"), "", 10)->items.empty());
    CHECK(f.forge.get(person("ben"), "shop").error().code() == "forge.repository_not_found");
    CHECK(f.forge.remove(person("ben"), "shop").error().code() == "forge.repository_not_found");
    CHECK(f.forge.create(person("ann"), {"theirs", "", "group:default/b", "", "main"}).error().kind() ==
          ErrorKind::forbidden);
    CHECK(f.forge.commit_files(person("ben"), "shop", "main", {"Ben", "ben@example.org"}, "x", {{"a", "b"}})
              .error()
              .code() == "forge.repository_not_found");
  });
}

TEST_CASE("a commit is announced once, with its branch, both hashes and its commits") {
  for_each_forge([](Fixture& f) {
    REQUIRE(f.forge.create(person("admin"), shop).has_value());
    const std::string first = f.commit({{"README.md", "one"}}, "First");
    const std::string second = f.commit({{"README.md", "two"}}, "Second");
    f.forge.sync_all();

    const auto pushes = f.events("forge.pushed");
    REQUIRE(pushes.size() == 2);
    const auto push = boost::json::parse(pushes[1]);
    CHECK(push.at("repository") == "shop");
    CHECK(push.at("before").as_string() == first);
    CHECK(push.at("after").as_string() == second);
    CHECK(push.at("commits").as_array().size() == 1);
  });
}

TEST_CASE("commits are told apart by the paths they touch, as a folder or a pattern, merges left out") {
  for_each_forge([](Fixture& f) {
    REQUIRE(f.forge.create(person("admin"), shop).has_value());
    const std::string base = f.commit({{"README.md", "one"}}, "Base");
    f.commit({{"api/main.cpp", "1"}}, "Api");
    f.commit({{"web/app.ts", "1"}}, "Web");
    const std::string head = f.commit({{"libs/money/money.h", "1"}, {"web/app.ts", "2"}}, "Both");

    using Messages = std::vector<std::string>;
    CHECK(f.messages(base, head) == Messages{"Both", "Web", "Api"});
    CHECK(f.messages(base, head, {"api"}) == Messages{"Api"});
    CHECK(f.messages(base, head, {"api/", "libs/*.h"}) == Messages{"Both", "Api"});
    CHECK(f.messages(base, head, {"docs"}).empty());
    CHECK(f.messages("", base, {"README.md"}) == Messages{"Base"});
    CHECK(f.messages(head, head).empty());
  });
}

TEST_CASE("files, folders and history are read as they were at a commit") {
  for_each_forge([](Fixture& f) {
    REQUIRE(f.forge.create(person("admin"), shop).has_value());
    const std::string first = f.commit({{"run.sh", "#!/bin/sh\n", true}, {"src/a.txt", "old"}}, "First");
    f.commit({{"src/a.txt", "new"}}, "Second");

    CHECK(f.forge.file("shop", "main", "src/a.txt").value() == "new");
    CHECK(f.forge.file("shop", first, "src/a.txt").value() == "old");
    const auto root = f.forge.tree("shop", "main", "").value();
    REQUIRE(root.size() == 2);
    CHECK(root[0].name == "src");
    CHECK(root[1].is_executable);
    CHECK(f.forge.history("shop", "main", "run.sh", "", 10)->size() == 1);
    CHECK(f.forge.history("shop", "main", "", "", 1)->at(0).message == "Second");
    CHECK(f.forge.changed_paths("shop", first, "main").value() == std::vector<std::string>{"src/a.txt"});
    CHECK(f.forge.file("shop", "main", "nothing").error().code() == "forge.path_not_found");
    CHECK(f.forge.file("shop", "no-branch", "src/a.txt").error().code() == "forge.ref_not_found");
    CHECK(f.forge.file("no-repository", "main", "x").error().code() == "forge.repository_not_found");
  });
}

TEST_CASE("a tree is written out with its modes") {
  for_each_forge([](Fixture& f) {
    REQUIRE(f.forge.create(person("admin"), shop).has_value());
    const std::string sha = f.commit({{"run.sh", "#!/bin/sh\n", true}, {"src/a.txt", "text"}});
    const std::string folder = f.kernel.data_directory() + "/out";

    REQUIRE(f.forge.export_tree("shop", sha, folder).has_value());

    std::string text;
    std::ifstream(folder + "/src/a.txt") >> text;
    CHECK(text == "text");
    const auto mode = std::filesystem::status(folder + "/run.sh").permissions();
    CHECK((mode & std::filesystem::perms::owner_exec) != std::filesystem::perms::none);
  });
}

TEST_CASE("removing a repository takes its files and its row") {
  for_each_forge([](Fixture& f) {
    REQUIRE(f.forge.create(person("admin"), shop).has_value());
    f.commit({{"a", "b"}});

    REQUIRE(f.forge.remove(person("ann"), "shop").has_value());

    CHECK(f.forge.get(person("admin"), "shop").error().code() == "forge.repository_not_found");
    CHECK(std::filesystem::is_empty(f.kernel.data_directory() + "/git"));
    CHECK(f.forge.create(person("admin"), shop).has_value());
  });
}

TEST_CASE("a repository that is only observed is read and takes nothing from here until it is adopted") {
  for_each_forge([](Fixture& f) {
    REQUIRE(f.forge.create(person("admin"), shop).has_value());
    const std::string sha = f.commit({{"a.txt", "a"}});
    CHECK_FALSE(f.forge.get(person("ann"), "shop")->is_observe_only);
    const auto commit = [&] {
      return f.forge.commit_files(auth::system_principal(), "shop", "main", {"Ann", "ann@example.org"}, "More",
                                  {{"b.txt", "b"}});
    };

    CHECK(f.forge.set_use(person("ben"), "shop", Use::observe_only).error().code() == "forge.repository_not_found");
    REQUIRE(f.forge.set_use(person("ann"), "shop", Use::observe_only).has_value());
    CHECK(f.forge.get(person("ann"), "shop")->is_observe_only);
    CHECK(f.forge.list(person("ann"), "", 10)->items.front().is_observe_only);
    CHECK(commit().error().code() == "forge.observe_only");
    CHECK(commit().error().hint() == "Change it where it is kept, or take it over: towpath repo adopt shop");
    CHECK(f.forge.resolve("shop", "main").value() == sha);
    CHECK(f.forge.file("shop", "main", "a.txt").value() == "a");

    REQUIRE(f.forge.set_use(person("ann"), "shop", Use::observe_only).has_value());  // says nothing new
    CHECK(f.events("forge.repository.observed").size() == 1);
    CHECK_FALSE(f.forge.set_use(person("ann"), "shop", Use::adopted)->is_observe_only);
    CHECK(f.events("forge.repository.adopted").size() == 1);
    CHECK(commit().has_value());
  });
}

TEST_CASE("a repository can be made to be observed only") {
  for_each_forge([](Fixture& f) {
    CreateRepository copy = shop;
    copy.is_observe_only = true;
    CHECK(f.forge.create(person("admin"), copy)->is_observe_only);
    CHECK(f.forge.get(person("admin"), "shop")->is_observe_only);
  });
}

}  // namespace towpath::forge
