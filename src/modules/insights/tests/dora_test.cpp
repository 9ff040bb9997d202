#include <doctest/doctest.h>

#include "insights/dora.h"

using namespace towpath;
using namespace towpath::insights;
using namespace std::chrono_literals;

namespace {

const UtcTime start(std::chrono::seconds(1'760'000'000));
UtcTime at(std::chrono::microseconds offset) { return start + offset; }

Delivery delivery(std::string id, std::chrono::hours when, std::string commit, std::vector<UtcTime> authored = {}) {
  Delivery d;
  d.id = std::move(id);
  d.component = "shop";
  d.environment = "production";
  d.commit = std::move(commit);
  d.succeeded = true;
  d.authored_at = std::move(authored);
  d.finished_at = at(when);
  return d;
}

Dora over_ten_days(std::vector<Delivery> deliveries, const std::vector<Incident>& incidents = {}, bool source = true) {
  return compute_dora(std::move(deliveries), incidents, at(0h), at(240h), source);
}

}  // namespace

TEST_SUITE("DORA worked cases") {
  TEST_CASE("no deployment gives null with its reason everywhere, never zero") {
    const Dora dora = over_ten_days({});

    for (const Metric* metric : {&dora.deployment_frequency, &dora.lead_time, &dora.change_failure_rate,
                                 &dora.recovery_time, &dora.rework_rate}) {
      CHECK_FALSE(metric->value.has_value());
      CHECK(metric->reason == "no_deployments");
    }
  }

  TEST_CASE("a first deployment counts, but its lead time is unknown because nothing says which commits are new") {
    Delivery first = delivery("d1", 24h, "a", {at(-1000h), at(20h)});
    first.has_base = false;

    const Dora dora = over_ten_days({first});

    CHECK(dora.deployment_frequency.value == doctest::Approx(0.1));
    CHECK_FALSE(dora.lead_time.value.has_value());
    CHECK(dora.lead_time.reason == "unknown_base");
    CHECK(dora.change_failure_rate.value == 0.0);
    CHECK(dora.recovery_time.reason == "no_failures");
  }

  TEST_CASE("lead time is the median over commits, with how many there were") {
    const Dora dora =
        over_ten_days({delivery("d1", 30h, "c", {at(10h), at(20h), at(28h)}), delivery("d2", 50h, "d", {at(40h)})});

    CHECK(dora.lead_time.n == 4);
    CHECK(dora.lead_time.value == doctest::Approx(10.0));  // of 20, 10, 2 and 10 hours
    CHECK(dora.lead_time.p90 == doctest::Approx(17.0));
  }

  TEST_CASE("a commit dated after its deployment has a lead time of zero, not a negative one") {
    CHECK(over_ten_days({delivery("d1", 30h, "c", {at(31h)})}).lead_time.value == 0.0);
  }

  TEST_CASE("a failed attempt repeated on the same commit within the hour is one change that came through") {
    Delivery failed = delivery("d1", 10h, "a");
    failed.succeeded = false;
    Delivery retry = delivery("d2", 10h, "a");
    retry.finished_at = at(10h + 20min);

    const Dora dora = over_ten_days({failed, retry});

    CHECK(dora.deployment_frequency.n == 1);
    CHECK(dora.change_failure_rate.value == 0.0);
    CHECK(dora.attempt_success_rate.value == 1.0);
  }

  TEST_CASE("a failed attempt that nobody repeats lowers the success of attempts and is no deployment") {
    Delivery failed = delivery("d1", 10h, "a");
    failed.succeeded = false;

    const Dora dora = over_ten_days({failed, delivery("d2", 40h, "b")});

    CHECK(dora.deployment_frequency.n == 1);
    CHECK(dora.attempt_success_rate.value == doctest::Approx(0.5));
  }

  TEST_CASE("a rollback fails the deployment before it, recovers it, counts as rework and brings no lead time") {
    Delivery rollback = delivery("d3", 30h, "a", {at(1h)});
    rollback.is_rollback = true;

    const Dora dora = over_ten_days({delivery("d1", 10h, "a"), delivery("d2", 28h, "b", {at(24h)}), rollback});

    CHECK(dora.deployment_frequency.n == 3);
    CHECK(dora.change_failure_rate.value == doctest::Approx(1.0 / 3));
    CHECK(dora.recovery_time.value == doctest::Approx(2.0));
    CHECK(dora.rework_rate.value == doctest::Approx(1.0 / 3));
    CHECK(dora.lead_time.n == 1);
  }

  TEST_CASE("a hotfix while an incident is open recovers it; one without an incident is an ordinary deployment") {
    Delivery hotfix = delivery("d2", 23h, "b");
    hotfix.is_hotfix = true;
    const Incident incident{"shop", "d1", at(20h), std::nullopt};

    const Dora with_incident = over_ten_days({delivery("d1", 10h, "a"), hotfix}, {incident});
    const Dora without = over_ten_days({delivery("d1", 10h, "a"), hotfix});

    CHECK(with_incident.change_failure_rate.value == doctest::Approx(0.5));
    CHECK(with_incident.recovery_time.value == doctest::Approx(3.0));
    CHECK(with_incident.rework_rate.value == doctest::Approx(0.5));
    CHECK(without.change_failure_rate.value == 0.0);
    CHECK(without.rework_rate.value == 0.0);
  }

  TEST_CASE("one deployment fails once, however many incidents it causes") {
    const Dora dora = over_ten_days({delivery("d1", 10h, "a"), delivery("d2", 50h, "b")},
                                    {{"shop", "d1", at(11h), at(12h)}, {"shop", "d1", at(13h), at(14h)}});

    CHECK(dora.change_failure_rate.value == doctest::Approx(0.5));
    CHECK(dora.recovery_time.value == doctest::Approx(3.0));
  }

  TEST_CASE("without anything that reports failures, failure rate and recovery are unknown") {
    const Dora dora = over_ten_days({delivery("d1", 10h, "a")}, {}, false);

    CHECK_FALSE(dora.change_failure_rate.value.has_value());
    CHECK(dora.change_failure_rate.reason == "no_incident_source");
    CHECK(dora.recovery_time.reason == "no_incident_source");
  }

  TEST_CASE("what happened before the window only explains what happens in it") {
    Delivery rollback = delivery("d2", 10h, "a");
    rollback.is_rollback = true;

    const Dora dora = over_ten_days({delivery("d1", -10h, "b"), rollback});

    CHECK(dora.deployment_frequency.n == 1);
    CHECK(dora.change_failure_rate.value == 0.0);
    CHECK(dora.rework_rate.value == 1.0);
  }

  TEST_CASE("components do not undo each other's deployments") {
    Delivery other = delivery("d2", 20h, "x");
    other.component = "billing";
    other.is_rollback = true;

    CHECK(over_ten_days({delivery("d1", 10h, "a"), other}).change_failure_rate.value == 0.0);
  }

  TEST_CASE("a hotfix recovers every failure that is still open, not only the last deployment's") {
    Delivery hotfix = delivery("d3", 40h, "c");
    hotfix.is_hotfix = true;

    const Dora dora = over_ten_days({delivery("d1", 10h, "a"), delivery("d2", 20h, "b"), hotfix},
                                    {{"shop", "d1", at(12h), std::nullopt}, {"shop", "d2", at(22h), std::nullopt}});

    CHECK(dora.recovery_time.n == 2);
    CHECK(dora.recovery_time.value == doctest::Approx(23.0));  // of 28 and 18 hours
    CHECK(dora.open_failures.empty());
  }

  TEST_CASE("a failure nobody has recovered is listed as open, not counted as recovered") {
    const Dora dora = over_ten_days({delivery("d1", 10h, "a")},
                                    {{"shop", "d1", at(11h), at(12h)}, {"shop", "d1", at(13h), std::nullopt}});

    CHECK(dora.recovery_time.reason == "no_recoveries");
    REQUIRE(dora.open_failures.size() == 1);
    CHECK(dora.open_failures[0].since == at(11h));
  }

  TEST_CASE("quantiles interpolate between neighbours") {
    CHECK(quantile({4, 1, 3, 2}, 0.5) == 2.5);
    CHECK(quantile({10}, 0.9) == 10.0);
    CHECK_FALSE(quantile({}, 0.5).has_value());
  }
}
