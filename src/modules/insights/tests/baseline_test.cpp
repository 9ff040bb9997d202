#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <set>

#include "baseline_json.h"
#include "baseline_service.h"
#include "db/testing/databases.h"
#include "module/testing/test_kernel.h"

namespace towpath::insights {

std::vector<db::Migration> migrations();

namespace {

UtcTime at_day(int day) { return UtcTime(std::chrono::seconds(1'704'067'200)) + std::chrono::hours(24 * day); }

class Rights final : public auth::Authorizer {
 public:
  auth::Decision decide(const auth::Principal& principal, std::string_view) const override {
    auth::Decision decision;
    decision.effect = auth::Effect::conditional;
    decision.owner_refs = principal.owner_refs;
    return decision;
  }
};

auth::Principal member_of(const std::string& group) {
  auth::Principal out;
  out.ref = "user:default/" + group;
  out.owner_refs = {"group:default/" + group};
  return out;
}

Baseline made(const std::string& name = "shop-before") {
  Baseline out;
  out.name = name;
  out.source = "https://git.example.test/shop.git";
  out.component = "shop";
  out.owner_ref = "group:default/payments";
  out.from = at_day(0);
  out.to = at_day(365);
  out.releases = {
      {"v1.0.0", "aaaa", at_day(-3), true, false, {}, 0, 0},
      {"v1.0.1", "bbbb", at_day(2), true, true, {{at_day(0), at_day(1)}}, 1, 2},
      {"v1.1.0", "cccc", at_day(40), true, false, {{at_day(20), at_day(30)}, {at_day(38), at_day(39)}}, 0, 0}};
  return out;
}

struct World {
  explicit World(db::Db& db) : kernel(db, rights), lent(kernel.lend()), service(lent) { kernel.start_events(); }
  Rights rights;
  towpath::testing::TestKernel kernel;
  Kernel lent;
  BaselineService service;
};

void for_each_world(const std::function<void(World&)>& test) {
  db::testing::for_each_lasting_engine(towpath::testing::with_kernel_migrations(migrations()),
                                       [&](db::testing::TestDatabase& t) {
                                         World world(t.db());
                                         test(world);
                                       });
}

}  // namespace

TEST_CASE("a baseline comes back as it was brought, with its figures") {
  for_each_world([](World& w) {
    const auth::Principal payments = member_of("payments");
    REQUIRE(w.service.put(payments, made()).has_value());

    const Baseline found = w.service.get(payments, "shop-before").value();

    CHECK(found.imported_at == w.lent.clock.now());
    REQUIRE(found.releases.size() == 3);
    CHECK(found.releases[1].by_bots == 2);
    CHECK(found.releases[2].commits[1].merged_at == at_day(39));
    const boost::json::object shown = value_of(found);
    CHECK(shown.at("metrics").at("deploymentFrequency").at("n") == 2);
    CHECK(shown.at("metrics").at("leadTime").at("value") == 48.0);  // of 2, 20 and 2 days
    // The release that the first patch mends lies before the window: the patch counts as rework, the release not.
    CHECK(shown.at("metrics").at("changeFailureRate").at("value") == 0.0);
    CHECK(shown.at("metrics").at("reworkRate").at("value") == 0.5);
    CHECK(shown.at("series").as_array().size() == 12);
    CHECK(shown.at("proxies").as_array().size() == 3);
  });
}

TEST_CASE("a baseline imported again replaces the one before, and each time is an event") {
  for_each_world([](World& w) {
    const auth::Principal payments = member_of("payments");
    REQUIRE(w.service.put(payments, made()).has_value());
    Baseline later = made();
    later.releases.pop_back();
    REQUIRE(w.service.put(payments, later).has_value());

    CHECK(w.service.list(payments, "", "").size() == 1);
    CHECK(w.service.get(payments, "shop-before")->releases.size() == 2);
    CHECK(w.service.list(payments, "shop", "").size() == 1);
    CHECK(w.service.list(payments, "other", "").empty());
    REQUIRE(w.service.remove(payments, "shop-before").has_value());
    CHECK(w.service.list(payments, "", "").empty());
    REQUIRE(w.lent.events.settle(std::chrono::seconds(20)));
    CHECK(w.lent.events.find({.type = "insights.baseline."}).size() == 3);
  });
}

TEST_CASE("a stranger neither sees, replaces nor forgets another group's baseline") {
  for_each_world([](World& w) {
    const auth::Principal payments = member_of("payments"), stranger = member_of("parcels");
    REQUIRE(w.service.put(payments, made()).has_value());

    CHECK(w.service.list(stranger, "", "").empty());
    CHECK(w.service.get(stranger, "shop-before").error().code() == "insights.baseline_not_found");
    CHECK(w.service.remove(stranger, "shop-before").error().code() == "insights.baseline_not_found");
    CHECK(w.service.put(stranger, made("theirs")).error().code() == "auth.forbidden");
    Baseline taken = made();
    taken.owner_ref = "group:default/parcels";
    CHECK(w.service.put(stranger, taken).error().code() == "auth.forbidden");
    CHECK(w.service.get(payments, "shop-before")->owner_ref == "group:default/payments");
  });
}

TEST_CASE("what is sent is what is read, and every problem is named") {
  const std::string sent = boost::json::serialize(request_of(made()));
  const Baseline read = baseline_from(sent, "shop-before").value();
  CHECK(boost::json::serialize(request_of(read)) == sent);

  const auto refused = baseline_from(
      R"({"source":"x","owner":"user:default/a","from":"2024-01-02T00:00:00Z","to":"2024-01-01T00:00:00Z",)"
      R"("author":"a@b","releases":[{"tag":"v1","commit":"a","at":"noon","merges":-1,"commits":[{"mergedAt":"x"}]}]})",
      "Bad Name");
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code() == "insights.invalid_baseline");
  std::set<std::string> pointers;
  for (const FieldError& field : refused.error().fields()) pointers.insert(field.path);
  CHECK(pointers == std::set<std::string>{"/name", "/owner", "/to", "/author", "/releases/0/at", "/releases/0/merges",
                                          "/releases/0/commits/0/authoredAt", "/releases/0/commits/0/mergedAt"});
}

TEST_CASE("twelve months are those before the import, and keep the release before them without its commits") {
  ReleasedHistory history;
  for (int i = 0; i < 30; ++i)
    history.releases.push_back(
        {"v1." + std::to_string(i), "c", at_day(30 * i), i > 0, false, {{at_day(0), at_day(0)}}, 0, 0});

  const Baseline year = baseline_of(history, std::chrono::months(12), at_day(700));

  CHECK(year.from == at_day(335));  // 2024-12-01, a year before 2025-12-01
  REQUIRE(year.releases.size() == 13);
  CHECK(year.releases.front().at == at_day(330));
  CHECK(year.releases.front().commits.empty());
  CHECK(year.releases.back().at == at_day(690));
}

}  // namespace towpath::insights
