#include <doctest/doctest.h>

#include <map>

#include "catalog/directory.h"
#include "catalog/module.h"
#include "db/testing/databases.h"
#include "module/testing/test_kernel.h"

namespace towpath::catalog {
std::vector<db::Migration> migrations();  // generated

namespace {

constexpr std::chrono::seconds deadline{20};

struct People final : Directory {
  std::map<std::string, DirectoryEntry> all;
  std::optional<DirectoryEntry> find(const std::string& ref) override {
    const auto found = all.find(ref);
    return found == all.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<std::string> refs() override {
    std::vector<std::string> out;
    for (const auto& [ref, entry] : all) out.push_back(ref);
    return out;
  }
};

/// One repository whose catalog-info.yaml can be changed.
struct OneFile final : SourceReader {
  std::string text;
  Result<std::string> read(const std::string&, const std::string&, const std::string& path) override {
    if (path != "catalog-info.yaml" || text.empty()) return not_found("test.no_file", "There is no " + path + ".");
    return text;
  }
};

struct Fixture {
  explicit Fixture(db::Db& database) : db(database), kernel(database, rights) {
    module = make_module(kernel.lend(), files, &people);
    kernel.start_events();
  }
  ~Fixture() { module->stop(); }
  void start() {
    module->start();
    REQUIRE(kernel.events().settle(deadline));
  }
  void happened(const std::string& type, const std::string& ref) {
    db.transact([&](db::Tx& tx) -> Result<events::EventId> {
        return kernel.events().append(tx, {.type = type, .subject = ref, .actor = "user:default/admin"});
      }).value();
    settle();
  }
  /// What a handler appends is handled, too.
  void settle() {
    std::int64_t last = -1;
    while (last != kernel.events().last_sequence()) {
      last = kernel.events().last_sequence();
      REQUIRE(kernel.events().settle(deadline));
    }
  }
  void declare(const std::string& text) {
    files.text = text;
    const Status status = module->catalog().ingest_repository("org", "c", "user:default/admin");
    REQUIRE_MESSAGE(status.has_value(), (status.has_value() ? "" : status.error().message()));
    settle();
  }
  std::string shown(const std::string& ref) {
    const auto entity = module->catalog().get(auth::system_principal(), EntityRef::parse(ref, "").value());
    if (!entity.has_value()) return entity.error().code();
    std::string out = entity->source + " '" + entity->title + "'";
    for (const Relation& relation : entity->relations) out += " " + relation.type + "=" + relation.target;
    for (const std::string& source : entity->conflicts) out += " conflict:" + source;
    return out;
  }

  testing::AllowAll rights;
  db::Db& db;
  testing::TestKernel kernel;
  People people;
  OneFile files;
  std::unique_ptr<CatalogModule> module;
};

void for_each_engine(const std::function<void(Fixture&)>& test) {
  db::testing::for_each_lasting_engine(testing::with_kernel_migrations(migrations()),
                                       [&](db::testing::TestDatabase& t) {
                                         Fixture fixture(t.db());
                                         test(fixture);
                                       });
}

const std::string declared_group =
    "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: shop\n  title: Declared\nspec:\n  type: team\n"
    "  children: []\n";

}  // namespace

TEST_CASE("people and groups of the directory are entities with their relations, and follow it") {
  for_each_engine([](Fixture& f) {
    f.people.all["user:default/alice"] = {false, "alice", "Alice A.", "alice@example.com", "", {}};
    f.people.all["group:default/shop"] = {true, "shop", "shop", "", "", {"user:default/alice"}};
    f.people.all["group:default/all"] = {true, "all", "Everyone", "", "", {"group:default/shop"}};
    f.start();
    f.settle();

    CHECK(f.shown("user:default/alice") == "directory 'Alice A.' memberOf=group:default/shop");
    CHECK(f.shown("group:default/shop") == "directory '' childOf=group:default/all hasMember=user:default/alice");
    CHECK(f.shown("group:default/all") == "directory 'Everyone' parentOf=group:default/shop");

    f.people.all["user:default/bob"] = {false, "bob", "Bob", "", "", {}};
    f.happened("identity.user.created", "user:default/bob");
    f.people.all["group:default/shop"].members = {"user:default/bob"};
    f.happened("identity.group.changed", "group:default/shop");
    CHECK(f.shown("user:default/bob") == "directory 'Bob' memberOf=group:default/shop");
    CHECK(f.shown("user:default/alice") == "directory 'Alice A.'");

    f.people.all.erase("group:default/all");
    f.happened("identity.group.deleted", "group:default/all");
    CHECK(f.shown("group:default/all") == "catalog.entity_not_found");
    CHECK(f.shown("group:default/shop") == "directory '' hasMember=user:default/bob");
  });
}

TEST_CASE("what a repository declares wins over the directory, whoever came first, and the conflict is shown") {
  for_each_engine([](Fixture& f) {
    f.start();
    f.declare(declared_group);
    f.people.all["group:default/shop"] = {true, "shop", "From the directory", "", "", {}};
    f.happened("identity.group.created", "group:default/shop");
    CHECK(f.shown("group:default/shop") == "repository:org 'Declared' conflict:directory");

    f.declare("");
    CHECK(f.shown("group:default/shop") == "directory 'From the directory'");

    f.declare(declared_group);
    CHECK(f.shown("group:default/shop") == "repository:org 'Declared' conflict:directory");

    f.people.all.clear();
    f.happened("identity.group.deleted", "group:default/shop");
    CHECK(f.shown("group:default/shop") == "repository:org 'Declared'");
  });
}

TEST_CASE("an entity of the directory is not deleted in the catalog") {
  for_each_engine([](Fixture& f) {
    f.people.all["user:default/alice"] = {false, "alice", "Alice", "", "", {}};
    f.start();
    f.settle();

    const Status status =
        f.module->catalog().remove(auth::system_principal(), EntityRef::parse("user:alice", "").value());

    REQUIRE_FALSE(status.has_value());
    CHECK(status.error().code() == "catalog.from_directory");
  });
}

TEST_CASE("a name that the catalog does not allow is left out and stops nothing") {
  for_each_engine([](Fixture& f) {
    f.people.all["group:default/odd-"] = {true, "odd-", "Odd", "", "", {}};
    f.people.all["group:default/shop"] = {true, "shop", "Shop", "", "", {}};
    f.start();
    f.settle();

    CHECK(f.shown("group:default/shop") == "directory 'Shop'");
  });
}

}  // namespace towpath::catalog
