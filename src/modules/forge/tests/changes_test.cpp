#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <thread>

#include "db/testing/databases.h"
#include "forge/code_owners.h"
#include "forge/module.h"
#include "module/testing/test_kernel.h"
#include "process/spawner.h"

namespace towpath::forge {
namespace {

constexpr const char* owner = "group:default/shop";

/// Ann, Ben and the admin may do everything with what the shop's group owns; others see nothing.
class ShopRights final : public auth::Authorizer {
 public:
  auth::Decision decide(const auth::Principal& principal, std::string_view) const override {
    auth::Decision decision;
    if (principal.is_system) {
      decision.effect = auth::Effect::allow;
    } else if (principal.ref != "user:default/eve") {
      decision.effect = auth::Effect::conditional;
      decision.owner_refs = {owner};
    }
    return decision;
  }
};

class SomePeople final : public People {
 public:
  bool exists(const std::string& ref) override { return ref == owner || ref == "user:default/ben"; }
  std::vector<std::string> owner_refs(const std::string& user) override { return {user, owner}; }
  Signature signature(const std::string& user) override {
    return {user.substr(user.rfind('/') + 1), "someone@example.org"};
  }
};

class SomeChecks final : public CheckSource {
 public:
  std::vector<Check> checks(const std::string&, const std::string& commit) override {
    if (commit != passed) return {};
    return {{"ci", "succeeded", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "pull_request", 1, {}, {}, false}};
  }
  std::string passed;
};

auth::Principal person(const std::string& name) {
  auth::Principal principal;
  principal.ref = "user:default/" + name;
  return principal;
}

ChangeFilter open_changes(const std::string& to_review_by = "") {
  ChangeFilter filter;
  filter.state = "open";
  filter.to_review_by = to_review_by;
  return filter;
}

struct Fixture {
  explicit Fixture(db::Db& db) : kernel(db, rights) {
    process::SpawnerOptions options;
    options.data_directory = kernel.data_directory();
    spawner = process::start_spawner(std::move(options)).value();
    module = make_module(kernel.lend(), *spawner, {&checks, &people});
    REQUIRE(db.migrate(testing::with_kernel_migrations(module->migrations())).has_value());
    kernel.start_events();
    module->start();
    REQUIRE(forge().create(person("ann"), {"shop", "", owner, "", "main"}).has_value());
    commit("main", {{"a.txt", "one\ntwo\nthree\n"}, {"b.txt", "b\n"}});
  }
  ~Fixture() { module->stop(); }

  Forge& forge() { return module->forge(); }
  Changes& changes() { return module->changes(); }
  std::string commit(const std::string& branch, const std::vector<FileContent>& files, const std::string& by = "ann") {
    kernel.clock.advance(std::chrono::minutes(1));
    return forge()
        .commit_files(person(by), "shop", branch, {by, by + "@example.org"}, "Change " + branch, files)
        .value();
  }
  /// A change of the files on a branch of its own; its number.
  std::int64_t open(const std::string& branch, const std::vector<FileContent>& files) {
    kernel.clock.advance(std::chrono::minutes(1));
    const auto change = changes().open(person("ann"), {"shop", "Change " + branch, "", branch, "", files, ""});
    REQUIRE_MESSAGE(change.has_value(), (change ? std::string() : change.error().message()));
    return change->number;
  }
  std::string text(const std::string& path) { return forge().file("shop", "main", path).value(); }
  std::vector<std::string> obstacles(std::int64_t number) {
    std::vector<std::string> out;
    const auto detail = changes().detail(person("ben"), "shop", number);
    REQUIRE(detail.has_value());
    for (const MergeObstacle& each : detail->mergeability.obstacles) out.push_back(each.code);
    return out;
  }
  std::size_t events(const std::string& type) {
    REQUIRE(kernel.events().settle(std::chrono::seconds(20)));
    return kernel.events().find({.type = type}).size();
  }

  ShopRights rights;
  SomePeople people;
  SomeChecks checks;
  testing::TestKernel kernel;
  std::unique_ptr<process::Spawner> spawner;
  std::unique_ptr<ForgeModule> module;
};

void for_each_forge(const std::function<void(Fixture&)>& test) {
  db::testing::for_each_lasting_engine({}, [&](db::testing::TestDatabase& t) {
    Fixture fixture(t.db());
    test(fixture);
  });
}

TEST_CASE(
    "a change of a repository that is only observed is neither opened, reopened nor merged, and nothing is protected") {
  for_each_forge([](Fixture& f) {
    const std::int64_t open = f.open("one", {{"a.txt", "1\n"}}), closed = f.open("two", {{"b.txt", "2\n"}});
    REQUIRE(f.changes().close(person("ann"), "shop", closed).has_value());
    REQUIRE(f.forge().set_use(person("ann"), "shop", Use::observe_only).has_value());
    const auto before = f.forge().resolve("shop", "main").value();

    CHECK(f.changes().merge(person("ben"), "shop", open, {}).error().code() == "forge.observe_only");
    CHECK(f.changes().reopen(person("ann"), "shop", closed).error().code() == "forge.observe_only");
    CHECK(f.changes().open(person("ann"), {"shop", "Three", "", "three", "", {{"c.txt", "3"}}, ""}).error().code() ==
          "forge.observe_only");
    Protection protection;
    protection.branch = "main";
    CHECK(f.changes().protect(person("ann"), "shop", protection).error().code() == "forge.observe_only");
    CHECK(f.forge().resolve("shop", "main").value() == before);
    CHECK(f.forge().branches("shop")->size() == 3);
    CHECK(f.changes().get(person("ben"), "shop", open)->state == ChangeState::open);

    REQUIRE(f.forge().set_use(person("ann"), "shop", Use::adopted).has_value());
    CHECK(f.changes().merge(person("ben"), "shop", open, {})->state == ChangeState::merged);
  });
}

}  // namespace

TEST_CASE("files become a branch and a change, numbered in the repository; asked again it says which one it is") {
  for_each_forge([](Fixture& f) {
    CHECK(f.open("one", {{"a.txt", "1\n"}}) == 1);
    CHECK(f.open("two", {{"c.txt", "c\n"}}) == 2);
    const auto again = f.changes().open(person("ann"), {"shop", "Again", "", "one", "", {{"a.txt", "1\n"}}, ""});
    CHECK(again.error().code() == "forge.change_exists");
    CHECK(again.error().message().find("shop#1") != std::string::npos);
    CHECK(f.changes().open(person("ann"), {"shop", "Other", "", "one", "", {{"a.txt", "2\n"}}, ""}).error().code() ==
          "forge.branch_exists");
    CHECK(f.changes().open(person("ann"), {"shop", "None", "", "none", "", {}, ""}).error().code() ==
          "forge.branch_not_found");
    CHECK(f.changes().open(person("ann"), {"shop", " ", "", "x", "", {{"x", "x"}}, ""}).error().code() ==
          "forge.invalid_change");
    CHECK(f.changes().open(person("ann"), {"shop", "Bad", "", "y", "", {{"../x", "x"}}, ""}).error().code() ==
          "forge.invalid_path");
    CHECK(f.changes().open(person("eve"), {"shop", "Mine", "", "z", "", {{"x", "x"}}, ""}).error().code() ==
          "forge.repository_not_found");
    CHECK(f.changes().list(person("eve"), {})->total == 0);
    CHECK(f.changes().list(person("ben"), open_changes())->total == 2);
    CHECK(f.events("change.opened") == 2);
  });
}

TEST_CASE("each strategy brings the files to the target with the history it promises") {
  for_each_forge([](Fixture& f) {
    for (const auto& [strategy, parents] : std::vector<std::pair<MergeStrategy, std::size_t>>{
             {MergeStrategy::merge, 2}, {MergeStrategy::squash, 1}, {MergeStrategy::rebase, 1}}) {
      CAPTURE(static_cast<int>(strategy));
      const std::string branch = "branch-" + std::to_string(static_cast<int>(strategy));
      const std::int64_t number = f.open(branch, {{branch, "1\n"}});
      f.commit(branch, {{branch, "2\n"}});
      f.commit("main", {{"main-" + branch, "x\n"}});  // the target goes on meanwhile
      const std::string before = f.forge().resolve("shop", "main").value();

      const auto merged = f.changes().merge(person("ben"), "shop", number, {strategy, "", "", true});

      REQUIRE_MESSAGE(merged.has_value(), (merged ? std::string() : merged.error().message()));
      CHECK(merged->state == ChangeState::merged);
      CHECK(f.text(branch) == "2\n");
      CHECK(f.text("main-" + branch) == "x\n");
      const Commit tip = f.forge().commit("shop", "main").value();
      CHECK(tip.sha == merged->merge_commit);
      CHECK(tip.parents.size() == parents);
      if (strategy == MergeStrategy::squash) CHECK(tip.parents.front() == before);
      if (strategy == MergeStrategy::rebase) CHECK(f.forge().history("shop", "main", branch, "", 10)->size() == 2);
      CHECK(f.forge().resolve("shop", "refs/heads/" + branch).error().code() == "forge.ref_not_found");
      CHECK(f.changes().merge(person("ben"), "shop", number, {}).error().code() == "forge.change_ended");
    }
    CHECK(f.events("change.merged") == 3);
  });
}

TEST_CASE("the change that brought a commit is found by its merge and by its head, once it is merged") {
  for_each_forge([](Fixture& f) {
    const auto brought_by = [&](const std::string& commit) {
      ChangeFilter filter;
      filter.repository = "shop";
      filter.brought = commit;
      const auto page = f.changes().list(person("ben"), filter);
      REQUIRE(page.has_value());
      std::vector<std::int64_t> numbers;
      for (const Change& each : page->items) numbers.push_back(each.number);
      return numbers;
    };
    const std::int64_t first = f.open("first", {{"first", "1\n"}}), second = f.open("second", {{"second", "2\n"}});
    const std::string head = f.changes().get(person("ben"), "shop", first)->head;
    CHECK(brought_by(head).empty());
    const auto merged = f.changes().merge(person("ben"), "shop", first, {});
    REQUIRE(merged.has_value());
    REQUIRE(f.changes().merge(person("ben"), "shop", second, {}).has_value());

    CHECK(brought_by(head) == std::vector{first});
    CHECK(brought_by(merged->merge_commit) == std::vector{first});
    const std::string pushed = f.commit("main", {{"a.txt", "pushed without a change\n"}});
    CHECK(brought_by(pushed).empty());
  });
}

TEST_CASE("a conflict is told with its paths, and the target stays") {
  for_each_forge([](Fixture& f) {
    const std::int64_t number = f.open("fix", {{"a.txt", "ONE\ntwo\nthree\n"}});
    const std::string tip = f.commit("main", {{"a.txt", "uno\ntwo\nthree\n"}});

    const auto detail = f.changes().detail(person("ben"), "shop", number);
    CHECK(detail->mergeability.conflicts == std::vector<std::string>{"a.txt"});
    CHECK(f.changes().merge(person("ben"), "shop", number, {}).error().code() == "forge.merge_refused");
    CHECK(f.forge().resolve("shop", "main").value() == tip);
  });
}

TEST_CASE("a protected branch asks for approvals of others, checks and code owners; a push makes approvals stale") {
  for_each_forge([](Fixture& f) {
    f.commit("main", {{"CODEOWNERS", "a.txt @ben\n"}});
    Protection wanted;
    wanted.branch = "main";
    wanted.required_approvals = 1;
    wanted.required_checks = {"ci"};
    wanted.requires_owner_approval = true;
    wanted.requires_change = true;
    REQUIRE(f.changes().protect(person("ann"), "shop", wanted).has_value());
    CHECK(f.changes().protect(person("eve"), "shop", wanted).error().code() == "forge.repository_not_found");
    CHECK(f.forge().commit_files(person("ann"), "shop", "main", {"Ann", "a@b"}, "x", {{"x", "x"}}).error().code() ==
          "forge.branch_protected");
    const std::int64_t number = f.open("fix", {{"a.txt", "fixed\n"}});
    using Codes = std::vector<std::string>;
    CHECK(f.obstacles(number) == Codes{"check_missing", "approvals", "owners"});

    CHECK(f.changes().review(person("ann"), "shop", number, Verdict::approve, "", "").error().code() ==
          "forge.own_change");
    REQUIRE(f.changes().review(person("ben"), "shop", number, Verdict::approve, "", "").has_value());
    f.checks.passed = f.changes().get(person("ann"), "shop", number)->head;
    CHECK(f.obstacles(number).empty());

    f.commit("fix", {{"a.txt", "fixed again\n"}});
    CHECK(f.obstacles(number) == Codes{"check_missing", "approvals", "owners"});
    CHECK(f.changes().detail(person("ben"), "shop", number)->reviews.at(0).is_stale);
    CHECK(f.changes().review(person("ben"), "shop", number, Verdict::approve, "", f.checks.passed).error().code() ==
          "forge.head_moved");
    f.checks.passed = f.changes().get(person("ann"), "shop", number)->head;
    REQUIRE(f.changes().review(person("ben"), "shop", number, Verdict::approve, "", f.checks.passed).has_value());
    CHECK(f.changes().merge(person("ann"), "shop", number, {MergeStrategy::squash, "", "", false}).has_value());
    CHECK(f.text("a.txt") == "fixed again\n");
  });
}

TEST_CASE("code owners that are more than can be read let nothing through that needs their approval") {
  std::string many;
  for (std::size_t i = 0; i <= max_code_owners_rules; ++i) many += "/none/" + std::to_string(i) + " @ann\n";
  const std::string texts[] = {many, std::string(max_code_owners_bytes + 1, '#'), std::string(17u << 20, '#')};
  for_each_forge([&](Fixture& f) {
    Protection wanted;
    wanted.branch = "main";
    wanted.requires_owner_approval = true;
    REQUIRE(f.changes().protect(person("ann"), "shop", wanted).has_value());
    const std::int64_t number = f.open("fix", {{"a.txt", "fixed\n"}});
    CHECK(f.obstacles(number).empty());
    for (const std::string& text : texts) {
      CAPTURE(text.size());
      f.commit("main", {{"CODEOWNERS", text}});
      CHECK(f.obstacles(number) == std::vector<std::string>{"owners"});
      CHECK(f.changes().merge(person("ben"), "shop", number, {}).error().code() == "forge.merge_refused");
    }
    f.commit("main", {{"CODEOWNERS", "b.txt @ann\n"}});
    CHECK(f.obstacles(number).empty());
  });
}

TEST_CASE("comments on a line follow it, are outdated when it goes, and threads are resolved") {
  for_each_forge([](Fixture& f) {
    const std::int64_t number = f.open("fix", {{"a.txt", "one\nTWO\nthree\n"}});
    const auto thread = f.changes().comment(person("ben"), "shop", number, {"Loud", "", "a.txt", Side::new_side, 2});
    REQUIRE(thread.has_value());
    CHECK(f.changes().comment(person("ben"), "shop", number, {"?", "", "a.txt", Side::new_side, 99}).error().code() ==
          "forge.invalid_comment");
    CHECK(f.changes().comment(person("ben"), "shop", number, {"?", "none", "", Side::new_side, 0}).error().code() ==
          "forge.thread_not_found");
    REQUIRE(f.changes().comment(person("ann"), "shop", number, {"So?", thread->id.text(), "", {}, 0}).has_value());

    f.commit("fix", {{"a.txt", "zero\none\nTWO\nthree\n"}});
    auto seen = f.changes().detail(person("ann"), "shop", number)->threads.at(0);
    CHECK(seen.line == 3);
    CHECK_FALSE(seen.is_outdated);
    CHECK(seen.comments.size() == 2);

    f.commit("fix", {{"a.txt", "zero\none\ntwo\nthree\n"}});
    CHECK(f.changes().detail(person("ann"), "shop", number)->threads.at(0).is_outdated);
    CHECK(f.changes().resolve(person("ann"), "shop", number, thread->id, true)->is_resolved);
  });
}

TEST_CASE("what reaches the target by a push is merged, what loses its branch is closed") {
  for_each_forge([](Fixture& f) {
    const std::int64_t number = f.open("fix", {{"a.txt", "fixed\n"}});
    const std::int64_t other = f.open("fix-2", {{"a.txt", "fixed\n"}});
    REQUIRE(f.changes().close(person("ann"), "shop", other).has_value());
    CHECK(f.changes().close(person("ann"), "shop", other).error().code() == "forge.change_ended");
    CHECK(f.changes().reopen(person("ann"), "shop", other)->state == ChangeState::open);
    REQUIRE(f.changes().merge(person("ben"), "shop", number, {MergeStrategy::rebase, "", "", false}).has_value());
    CHECK(f.changes().list(person("ben"), open_changes("user:default/ben"))->total == 1);
    CHECK(f.changes().list(person("ann"), open_changes("user:default/ann"))->total == 0);
  });
}

TEST_CASE("pushes to the target while changes are merged lose nothing and double nothing") {
  for_each_forge([](Fixture& f) {
    std::vector<std::int64_t> numbers;
    for (int i = 0; i < 6; ++i) {
      const std::string name = "m" + std::to_string(i);
      numbers.push_back(f.open(name, {{name, name}}));
    }
    std::vector<std::string> pushed;
    std::thread pusher([&] {
      for (int i = 0; i < 20; ++i) {
        const std::string name = "p" + std::to_string(i);
        const auto done = f.forge().commit_files(person("ann"), "shop", "main", {"Ann", "a@b.c"}, name, {{name, name}});
        if (done.has_value()) pushed.push_back(name);
      }
    });
    std::vector<std::string> merged;
    for (std::size_t i = 0; i < numbers.size(); ++i)
      if (f.changes().merge(person("ben"), "shop", numbers[i], {}).has_value())
        merged.push_back("m" + std::to_string(i));
    pusher.join();

    CHECK_FALSE(pushed.empty());
    for (const auto& names : {pushed, merged})
      for (const std::string& name : names) CHECK(f.forge().file("shop", "main", name).has_value());
    CHECK(f.events("change.merged") == merged.size());
    CHECK(f.changes().list(person("ben"), open_changes())->total ==
          static_cast<std::int64_t>(numbers.size() - merged.size()));
  });
}

TEST_CASE("a repository goes with its changes") {
  for_each_forge([](Fixture& f) {
    const std::int64_t number = f.open("fix", {{"a.txt", "fixed\n"}});
    REQUIRE(f.changes().comment(person("ben"), "shop", number, {"Hm", "", "", {}, 0}).has_value());
    REQUIRE(f.changes().review(person("ben"), "shop", number, Verdict::approve, "", "").has_value());
    REQUIRE(f.forge().remove(person("ann"), "shop").has_value());
    CHECK(f.changes().list(person("ann"), {})->total == 0);
  });
}

}  // namespace towpath::forge
