#include <doctest/doctest.h>

#include "blob/blob.h"
#include "catalog/module.h"
#include "db/testing/databases.h"
#include "events/events.h"
#include "jobs/jobs.h"

namespace towpath::catalog {
std::vector<db::Migration> migrations();  // generated

namespace {

/// Members see what their groups own; the system sees everything.
struct OwnersOnly final : auth::Authorizer {
  auth::Decision decide(const auth::Principal& principal, std::string_view) const override {
    auth::Decision decision;
    decision.effect = principal.is_system ? auth::Effect::allow : auth::Effect::conditional;
    decision.owner_refs = principal.owner_refs;
    return decision;
  }
};

struct NoRepositories final : SourceReader {
  Result<std::string> read(const std::string&, const std::string&, const std::string& path) override {
    return not_found("test.no_file", "There is no " + path + ".");
  }
};

std::vector<db::Migration> all_migrations() {
  auto out = events::migrations();
  const auto own = migrations();
  out.insert(out.end(), own.begin(), own.end());
  return out;
}

struct Fixture {
  explicit Fixture(db::Db& db) {
    blobs = blob::open_folder(folder.path() + "/blobs").value();
    events = events::make_events(db, clock);
    jobs = jobs::make_jobs(1);
    module = make_module({db, *events, *jobs, *blobs, authorizer, clock, "host-1", folder.path(), gates}, sources);
  }
  ~Fixture() { jobs->stop(); }
  void add(const std::string& name, const std::string& type, const std::string& owner,
           const std::string& lifecycle = "production") {
    const std::string text = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: " + name +
                             "\nspec:\n  type: " + type + "\n  lifecycle: " + lifecycle + "\n  owner: " + owner + "\n";
    REQUIRE(module->catalog().apply(auth::system_principal(), text, "file").has_value());
  }

  db::testing::TemporaryFolder folder;
  SystemClock clock;
  gate::Gates gates;
  OwnersOnly authorizer;
  NoRepositories sources;
  std::unique_ptr<blob::Blobs> blobs;
  std::unique_ptr<events::Events> events;
  std::unique_ptr<jobs::Jobs> jobs;
  std::unique_ptr<CatalogModule> module;
};

std::string text_of(const std::vector<FacetValue>& values) {
  std::string out;
  for (const FacetValue& value : values) out += value.value + "=" + std::to_string(value.count) + " ";
  return out;
}

TEST_CASE("each filter's values are counted under the other filters, the most frequent first") {
  db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
    Fixture f(database.db());
    f.add("orders", "service", "payments");
    f.add("ledger", "service", "payments");
    f.add("web", "website", "storefront", "experimental");
    EntityFilter filter;
    filter.owner = "payments";

    const EntityFacets facets = f.module->catalog().facets(auth::system_principal(), filter).value();

    CHECK(text_of(facets.kind) == "Component=2 ");
    CHECK(text_of(facets.owner) == "group:default/payments=2 group:default/storefront=1 ");
    CHECK(text_of(facets.type) == "service=2 ");
    CHECK(text_of(facets.lifecycle) == "production=2 ");
  });
}

TEST_CASE("what a member may not see is not counted") {
  db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
    Fixture f(database.db());
    f.add("orders", "service", "payments");
    f.add("web", "website", "storefront");
    auth::Principal member;
    member.ref = "user:default/alice";
    member.owner_refs = {"user:default/alice", "group:default/storefront"};

    const EntityFacets facets = f.module->catalog().facets(member, {}).value();

    CHECK(text_of(facets.owner) == "group:default/storefront=1 ");
    CHECK(text_of(facets.type) == "website=1 ");
  });
}

TEST_CASE("names come in groups of an owner, and only those that a member may see") {
  db::testing::for_each_engine(all_migrations(), [](db::testing::TestDatabase& database) {
    Fixture f(database.db());
    f.add("orders", "service", "payments");
    f.add("refunds", "service", "payments");
    f.add("web", "website", "storefront");
    auth::Principal member;
    member.ref = "user:default/alice";
    member.owner_refs = {"user:default/alice", "group:default/storefront"};

    const auto all = f.module->catalog().names(auth::system_principal()).value();
    const auto own = f.module->catalog().names(member).value();

    REQUIRE(all.size() == 2);
    CHECK(all[0].owner_ref == "group:default/payments");
    CHECK(all[0].names == std::vector<std::string>{"orders", "refunds"});
    REQUIRE(own.size() == 1);
    CHECK(own[0].names == std::vector<std::string>{"web"});
  });
}

}  // namespace
}  // namespace towpath::catalog
