#include <doctest/doctest.h>

#include <algorithm>

#include "db/testing/databases.h"
#include "forge/module.h"
#include "module/testing/test_kernel.h"
#include "process/spawner.h"

namespace towpath::forge {
namespace {

constexpr const char* shop = "group:default/shop";
constexpr const char* writers = "group:default/writers";

/// An admin may do everything; others what their groups own.
class GroupRights final : public auth::Authorizer {
 public:
  auth::Decision decide(const auth::Principal& principal, std::string_view) const override {
    const bool is_admin = !principal.roles.empty();
    return {principal.is_system || is_admin ? auth::Effect::allow : auth::Effect::conditional,
            principal.owner_refs,
            {},
            false,
            ""};
  }
};

auth::Principal person(const std::string& name, const std::vector<std::string>& groups, bool is_admin = false) {
  auth::Principal out;
  out.ref = "user:default/" + name;
  out.owner_refs = groups;
  out.owner_refs.push_back(out.ref);
  if (is_admin) out.roles = {"admin"};
  return out;
}

const auth::Principal ann = person("ann", {shop}), ben = person("ben", {shop}), eve = person("eve", {}),
                      wes = person("wes", {writers}, true), root = person("root", {}, true);

class KnownRefs final : public People {
 public:
  bool exists(const std::string& ref) override { return ref == shop || ref == writers || ref == ben.ref; }
  std::vector<std::string> owner_refs(const std::string& user) override { return {user}; }
  Signature signature(const std::string& user) override { return {user, "someone@example.org"}; }
};

struct Fixture {
  explicit Fixture(db::Db& db) : kernel(db, rights) {
    process::SpawnerOptions options;
    options.data_directory = kernel.data_directory();
    spawner = process::start_spawner(std::move(options)).value();
    module = make_module(kernel.lend(), *spawner, {nullptr, &people});
    REQUIRE(db.migrate(testing::with_kernel_migrations(module->migrations())).has_value());
    kernel.start_events();
    module->start();
    REQUIRE(module->forge().create(ann, {"shop", "", shop, "", "main"}).has_value());
    commit("main", {{"a.txt", "one\n"}});
  }
  ~Fixture() { module->stop(); }

  void restart() {
    module->stop();
    module = make_module(kernel.lend(), *spawner, {nullptr, &people});
    module->start();
  }

  void commit(const std::string& branch, const std::vector<FileContent>& files) {
    REQUIRE(module->forge().commit_files(ann, "shop", branch, {"Ann", "a@b.c"}, "Change", files).has_value());
  }
  std::int64_t open(const std::string& branch, const std::vector<FileContent>& files) {
    return module->changes().open(ann, {"shop", "Change " + branch, "", branch, "", files, ""}).value().number;
  }
  void judge(const auth::Principal& who, std::int64_t number, Verdict verdict) {
    REQUIRE(module->changes().review(who, "shop", number, verdict, "Hm", "").has_value());
  }
  /// Numbers of the changes that wait for somebody, the lowest first.
  std::vector<std::int64_t> awaiting(const auth::Principal& who) {
    ChangeFilter filter;
    filter.awaits_me = true;
    const auto page = module->changes().list(who, filter);
    REQUIRE(page.has_value());
    std::vector<std::int64_t> out;
    for (const Change& change : page->items) out.push_back(change.number);
    std::sort(out.begin(), out.end());
    CHECK(page->total == static_cast<std::int64_t>(out.size()));
    return out;
  }

  GroupRights rights;
  KnownRefs people;
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

using Numbers = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("a change waits for those who own the repository until they judge its head, and for nobody else") {
  for_each_forge([](Fixture& f) {
    const std::int64_t number = f.open("fix", {{"a.txt", "fixed\n"}});
    CHECK(f.awaiting(ben) == Numbers{number});
    CHECK(f.awaiting(ann).empty());   // its author
    CHECK(f.awaiting(eve).empty());   // may not see it
    CHECK(f.awaiting(root).empty());  // may judge everything and is asked for nothing

    f.judge(ben, number, Verdict::comment);
    CHECK(f.awaiting(ben) == Numbers{number});
    f.judge(ben, number, Verdict::approve);
    CHECK(f.awaiting(ben).empty());

    f.commit("fix", {{"a.txt", "fixed again\n"}});
    CHECK(f.awaiting(ben) == Numbers{number});
    REQUIRE(f.module->changes().close(ann, "shop", number).has_value());
    CHECK(f.awaiting(ben).empty());
  });
}

TEST_CASE("an objection gives a change back to its author until there is something new to judge") {
  for_each_forge([](Fixture& f) {
    const std::int64_t number = f.open("fix", {{"a.txt", "fixed\n"}});
    f.judge(ben, number, Verdict::request_changes);
    CHECK(f.awaiting(ann) == Numbers{number});
    CHECK(f.awaiting(ben).empty());

    f.commit("fix", {{"a.txt", "better\n"}});
    CHECK(f.awaiting(ann).empty());
    CHECK(f.awaiting(ben) == Numbers{number});

    f.judge(ben, number, Verdict::request_changes);
    f.judge(ben, number, Verdict::approve);
    CHECK(f.awaiting(ann).empty());
  });
}

TEST_CASE("CODEOWNERS of the target asks the owners of the paths a change touches, as both are now") {
  for_each_forge([](Fixture& f) {
    f.commit("main", {{"CODEOWNERS", "docs/ @writers @nobody\n"}});
    const std::int64_t code = f.open("code", {{"a.txt", "fixed\n"}});
    const std::int64_t text = f.open("text", {{"docs/index.md", "# Shop\n"}});
    CHECK(f.awaiting(wes) == Numbers{text});
    CHECK(f.awaiting(ben) == Numbers{code, text});

    f.commit("code", {{"docs/code.md", "# Code\n"}});
    CHECK(f.awaiting(wes) == Numbers{code, text});

    f.commit("main", {{"CODEOWNERS", "docs/index.md @writers\n"}});
    CHECK(f.awaiting(wes) == Numbers{text});
    f.judge(wes, text, Verdict::approve);
    CHECK(f.awaiting(wes).empty());
    REQUIRE(f.module->forge().remove(ann, "shop").has_value());
    CHECK(f.awaiting(ben).empty());
  });
}

TEST_CASE("of changes whose owners are not known yet they are found at the start") {
  for_each_forge([](Fixture& f) {
    f.commit("main", {{"CODEOWNERS", "docs/ @writers\n"}});
    const std::int64_t number = f.open("text", {{"docs/index.md", "# Shop\n"}});
    // As an earlier release has left it.
    REQUIRE(f.kernel.lend()
                .db
                .transact([](db::Tx& tx) -> Status {
                  tx.exec("DELETE FROM forge_change_owners", {});
                  tx.exec("UPDATE forge_changes SET owners_head = NULL", {});
                  return ok();
                })
                .has_value());
    CHECK(f.awaiting(wes).empty());

    f.restart();

    CHECK(f.awaiting(wes) == Numbers{number});
  });
}

}  // namespace towpath::forge
