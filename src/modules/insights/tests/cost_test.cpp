#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "cost/cost_source.h"
#include "cost/focus.h"
#include "cost/metering.h"
#include "db/testing/databases.h"
#include "identity/module.h"
#include "insights/module.h"
#include "module/testing/test_kernel.h"
#include "rating.h"
#include "toil_source.h"

namespace towpath::insights {

std::vector<db::Migration> migrations();

namespace {

constexpr const char* payments = "group:default/payments";

auth::Principal person(const std::string& role, std::vector<std::string> groups = {}) {
  auth::Principal out;
  out.ref = "user:default/ann";
  out.owner_refs = std::move(groups);
  out.roles = {role};
  return out;
}

class FakeMeter final : public Meter {
 public:
  std::vector<MeterReading> readings() override { return now; }
  MachineSize machine() override { return {2, 4}; }
  std::vector<MeterReading> now;
};

MeterReading reading(std::uint64_t cpu_seconds, std::uint64_t memory, std::uint64_t limit,
                     const std::string& id = "i1") {
  return {"shop", "shop", "production", "production", payments, id, cpu_seconds * 1'000'000, memory, limit};
}

struct Costs {
  explicit Costs(db::Db& db) : kernel(db, *authorizer) {}

  std::unique_ptr<auth::Authorizer> authorizer = identity::make_authorizer();
  testing::TestKernel kernel;
  Kernel lent = kernel.lend();
  FakeMeter meter;
  cost::Metering metering{lent, meter};
  Assumptions assumptions{lent};
  cost::CostSource costs{lent, assumptions};
  ToilSource toil{lent, assumptions};
  CustomerRatings ratings{lent};
  const auth::Principal team = person("platform"), ann = person("member", {payments}),
                        ben = person("member", {"group:default/search"});

  void look_after(std::chrono::minutes pause, std::vector<MeterReading> readings) {
    kernel.clock.advance(pause);
    meter.now = std::move(readings);
    metering.look();
  }
  MetricQuestion question(const auth::Principal& who, const std::string& component = "") {
    const UtcTime to = std::chrono::floor<std::chrono::days>(kernel.clock.now()) + std::chrono::days(1);
    return {who, component, "", to - std::chrono::days(30), to};
  }
};

void on_each_database(const std::function<void(Costs&)>& test) {
  db::testing::for_each_engine(testing::with_kernel_migrations(migrations()), [&](db::testing::TestDatabase& database) {
    Costs costs(database.db());
    test(costs);
  });
}

}  // namespace

TEST_SUITE("cost") {
  TEST_CASE("used processor time and reserved or used memory cost by the hour; the first look only begins") {
    on_each_database([](Costs& c) {
      REQUIRE(c.assumptions.set_prices(c.team, {"EUR", 1.0, 0.5, "test"}).has_value());
      c.look_after(std::chrono::minutes(0), {reading(1000, 1'000'000'000, 2'000'000'000)});
      CHECK(c.costs.measure("cost", c.question(c.team)).measured.metric.reason == "no_facts");

      c.look_after(std::chrono::minutes(10), {reading(1360, 1'000'000'000, 2'000'000'000)});

      // 360 s are 0.1 core hours; 2 GB for 10 minutes are 1/3 GB hour.
      const SuppliedMetric cost = c.costs.measure("cost", c.question(c.team));
      CHECK(*cost.measured.metric.value == doctest::Approx(0.1 + 0.5 / 3));
      CHECK(cost.rows.at(0).id == "shop/production");
      const SuppliedMetric idle = c.costs.measure("idle-share", c.question(c.team));
      CHECK(*idle.measured.metric.value == doctest::Approx(1 - (0.1 + 0.5 / 3) / (2.0 / 6 + 0.5 * 4 / 6)));
      CHECK(c.costs.measure("cost-per-deployment", c.question(c.team)).measured.metric.reason == "no_deployments");
    });
  }

  TEST_CASE("a total that fell has begun anew, and a pause of the server is not metered") {
    on_each_database([](Costs& c) {
      REQUIRE(c.assumptions.set_prices(c.team, {"EUR", 1.0, 0, "test"}).has_value());
      c.look_after(std::chrono::minutes(0), {reading(5000, 0, 0)});
      c.look_after(std::chrono::minutes(5), {reading(36, 0, 0)});
      CHECK(*c.costs.measure("cost", c.question(c.team)).measured.metric.value == doctest::Approx(0.01));

      c.look_after(std::chrono::minutes(500), {reading(36'000, 0, 0)});
      CHECK(*c.costs.measure("cost", c.question(c.team)).measured.metric.value == doctest::Approx(0.01));
    });
  }

  TEST_CASE("a member sees the cost of its groups' workloads and not what is idle") {
    on_each_database([](Costs& c) {
      c.look_after(std::chrono::minutes(0), {reading(0, 1'000'000'000, 0)});
      c.look_after(std::chrono::minutes(5), {reading(60, 1'000'000'000, 0)});

      CHECK(c.costs.measure("cost", c.question(c.ann)).measured.metric.value.has_value());
      CHECK(c.costs.measure("cost", c.question(c.ben)).measured.metric.reason == "no_facts");
      CHECK(c.costs.measure("cost", c.question(c.ben, "shop")).rows.empty());
      CHECK(c.costs.measure("idle-share", c.question(c.ann)).measured.metric.reason == "whole_only");
    });
  }

  TEST_CASE("only the platform team says what things cost and how long work takes by hand") {
    on_each_database([](Costs& c) {
      CHECK(c.assumptions.prices().currency == "USD");
      CHECK(c.assumptions.set_prices(c.ann, {}).error().code() == "auth.forbidden");
      CHECK(c.assumptions.set_manual_work(c.ann, {}).error().code() == "auth.forbidden");
      CHECK(c.ratings.import(c.ann, {"", "shop", payments, "2026-01-01", 80, 9, "x"}).error().code() ==
            "auth.forbidden");
    });
  }

  TEST_CASE("hours saved are a range of what was declared for what succeeded") {
    on_each_database([](Costs& c) {
      CHECK(c.toil.measure("hours-saved", c.question(c.team)).measured.metric.reason == "no_manual_minutes");
      REQUIRE(
          c.assumptions.set_manual_work(c.team, {{"golden_path", 65, 245, 5, "test"}, {"deployment", 3, 3, 9, "test"}})
              .has_value());
      CHECK(c.toil.measure("hours-saved", c.question(c.team)).measured.metric.reason == "no_facts");
      const UtcTime now = c.kernel.clock.now();
      c.lent.db
          .transact([&](db::Tx& tx) -> Status {
            for (const char* id : {"1", "2", "3"})
              FactStore().insert(tx, {Fact{"work", id, "shop", payments, "", "golden_path", now, now, 1, false}});
            FactStore().insert(tx, {Fact{"work", "4", "shop", payments, "", "deployment", now, now, 1, false}});
            return ok();
          })
          .value();

      const SuppliedMetric saved = c.toil.measure("hours-saved", c.question(c.team));
      CHECK(*saved.measured.metric.value == doctest::Approx(3));
      CHECK(*saved.measured.high == doctest::Approx(12));
      CHECK(saved.measured.metric.n == 4);
    });
  }

  TEST_CASE("what customers said counts by its answers") {
    on_each_database([](Costs& c) {
      const std::string day = to_rfc3339(c.kernel.clock.now()).substr(0, 10);
      CHECK(c.ratings.measure("customer-satisfaction", c.question(c.team)).measured.metric.reason == "no_source");
      REQUIRE(c.ratings.import(c.team, {"", "shop", payments, day, 80, 30, "survey"}).has_value());
      REQUIRE(c.ratings.import(c.team, {"", "shop", payments, day, 40, 10, "survey"}).has_value());

      const SuppliedMetric metric = c.ratings.measure("customer-satisfaction", c.question(c.ann));
      CHECK(*metric.measured.metric.value == doctest::Approx(70));
      CHECK(metric.measured.metric.n == 40);
      CHECK(c.ratings.measure("customer-satisfaction", c.question(c.ben)).measured.metric.reason == "no_source");
      CHECK(c.ratings.measure("customer-satisfaction", c.question(c.team, "shop")).measured.metric.reason ==
            "not_per_component");
    });
  }

  TEST_CASE("the export has FOCUS's mandatory columns, a row for each kind of use, and no formula for spreadsheets") {
    const std::string csv = cost::focus_csv(
        {{"=shop", "production", "shop", payments, "production", "2026-02-28", 2, 10, 24}}, {"EUR", 0.5, 0.25, "test"});

    const std::string head = csv.substr(0, csv.find("\r\n"));
    for (const char* column :
         {"BilledCost",         "BillingAccountId", "BillingAccountName", "BillingCurrency",   "BillingPeriodEnd",
          "BillingPeriodStart", "ChargeCategory",   "ChargeClass",        "ChargeDescription", "ChargePeriodEnd",
          "ChargePeriodStart",  "ContractedCost",   "EffectiveCost",      "InvoiceIssuerName", "ListCost",
          "PricingQuantity",    "PricingUnit",      "ProviderName",       "PublisherName",     "ServiceCategory",
          "ServiceName"}) {
      CAPTURE(column);
      CHECK(("," + head + ",").find("," + std::string(column) + ",") != std::string::npos);
    }
    CHECK(csv.find(
              "1,Towpath,,EUR,2026-03-01T00:00:00Z,2026-02-01T00:00:00Z,Usage,,Processor time of =shop in production,"
              "Usage-Based,2026-03-01T00:00:00Z,2026-02-28T00:00:00Z,2,Core-Hours,1,1,Towpath,1,2,Core-Hours") !=
          std::string::npos);
    CHECK(csv.find("2.5,Towpath") != std::string::npos);
    CHECK(csv.find(",'=shop,Workload,Compute,Memory,group:default/payments,payments,\"{\"\"component\"\"") !=
          std::string::npos);
  }
}

}  // namespace towpath::insights
