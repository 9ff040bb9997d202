#include <doctest/doctest.h>

#include "told.h"

// Standards met, the age of failing checks and waivers in force, of what scorecards and standards say.

namespace towpath::insights {
namespace {

using days = std::chrono::days;

/// A posture that a test says; it remembers what it was asked.
class SaidPosture final : public Posture {
 public:
  std::vector<ServiceStanding> services(const PostureScope& scope) override {
    asked.push_back(scope);
    return standings;
  }
  FailingChecks failing(const PostureScope& scope) override {
    asked.push_back(scope);
    return fails;
  }
  std::vector<WaiverInForce> waivers(const PostureScope& scope) override {
    asked.push_back(scope);
    return in_force;
  }
  std::vector<ServiceStanding> standings;
  FailingChecks fails;
  std::vector<WaiverInForce> in_force;
  std::vector<PostureScope> asked;
};

constexpr const char* standards_met = "/api/v1/metrics/standards-met";
constexpr const char* failing_age = "/api/v1/metrics/failing-check-age";
constexpr const char* open_waivers = "/api/v1/metrics/open-waivers";

}  // namespace

TEST_SUITE("posture") {
  TEST_CASE("a service meets the standard when it does on each scorecard that covers it") {
    SaidPosture posture;
    on_each_database(
        [&](Told& t) {
          const UtcTime since = t.now() - days(3);
          posture.standings = {{"cart", "Readiness", "silver", "bronze", true, since},
                               {"shop", "Readiness", "bronze", "bronze", true, since},
                               {"shop", "Documentation", "", "bronze", false, since},
                               {"till", "Readiness", "bronze", "silver", false, since}};

          const bj::object metric = t.get(standards_met);
          CHECK(number(metric) == doctest::Approx(1.0 / 3));
          CHECK(metric.at("n") == 3);
          REQUIRE(metric.at("parts").as_array().size() == 2);
          CHECK(metric.at("parts").at(0).at("label") == "Documentation");
          CHECK(metric.at("parts").at(1).at("value").to_number<double>() == doctest::Approx(2.0 / 3));
          const bj::object page = t.get(std::string(standards_met) + "/rows");
          const bj::array& rows = page.at("items").as_array();
          REQUIRE(rows.size() == 4);
          CHECK(rows[0].at("label") == "Documentation: no level of bronze");  // what is open comes first
          CHECK(rows[0].at("component") == "shop");
          CHECK(rows[0].at("flagged") == true);
          CHECK(rows[1].at("label") == "Readiness: bronze of silver");
          CHECK(rows[3].at("flagged") == false);
        },
        {.posture = &posture});
  }

  TEST_CASE("failing checks have a median age, with the longest as rows") {
    SaidPosture posture;
    on_each_database(
        [&](Told& t) {
          posture.fails = {true,
                           {{t.now() - days(2), 3}, {t.now() - days(10), 1}, {t.now() - days(20), 1}},
                           {{"a", "shop", "It is described", t.now() - days(20)}}};

          const bj::object metric = t.get(failing_age);
          CHECK(number(metric) == doctest::Approx(2));
          CHECK(metric.at("n") == 5);
          CHECK(number(metric, "p75") == doctest::Approx(10));
          CHECK(metric.at("unit") == "days");
          const bj::object page = t.get(std::string(failing_age) + "/rows");
          REQUIRE(page.at("items").as_array().size() == 1);
          CHECK(number(page.at("items").at(0).as_object()) == doctest::Approx(20));
        },
        {.posture = &posture});
  }

  TEST_CASE("waivers in force are counted, and none is a number") {
    SaidPosture posture;
    on_each_database(
        [&](Told& t) {
          posture.in_force.clear();
          CHECK(number(t.get(open_waivers)) == 0);
          posture.in_force = {{"w1", "shop", "Cost limit", t.now() - days(1), t.now() + days(5)},
                              {"w2", "", "Cost limit", t.now() - days(1), t.now() + days(9)}};

          const bj::object metric = t.get(open_waivers);
          CHECK(number(metric) == 2);
          CHECK(metric.at("n") == 2);
          const bj::object page = t.get(std::string(open_waivers) + "/rows");
          CHECK(page.at("items").at(0).at("component") == "shop");
          CHECK(page.at("items").at(1).at("component").is_null());
        },
        {.posture = &posture});
  }

  TEST_CASE("without anything each says why, and of the time before nothing is known") {
    SaidPosture posture;
    on_each_database(
        [&](Told& t) {
          posture = SaidPosture();
          const auto reason = [&](const char* path) { return std::string(t.get(path).at("reason").as_string()); };
          CHECK(reason(standards_met) == "no_scorecard");
          CHECK(reason(failing_age) == "no_scorecard");
          posture.fails.is_checked = true;
          CHECK(reason(failing_age) == "nothing_fails");
          for (const char* path : {standards_met, failing_age, open_waivers}) {
            CAPTURE(path);
            CHECK(t.get(path).at("before").at("reason") == "only_now");
            CHECK(t.get(path).at("before").at("value").is_null());
          }
        },
        {.posture = &posture});
  }

  TEST_CASE("it is asked with the rights of who reads, of one component or one owner") {
    SaidPosture posture;
    on_each_database(
        [&](Told& t) {
          const auto asked = [&](const auth::Principal& who, std::map<std::string, std::string> query) {
            posture.asked.clear();
            t.get_as(who, open_waivers, std::move(query));
            REQUIRE(posture.asked.size() == 1);  // the time before is not asked about
            return posture.asked.front();
          };
          CHECK(asked(t.team, {}).seen_by.effect == auth::Effect::allow);
          const PostureScope of_ann = asked(t.ann, {{"component", "shop"}});
          CHECK(of_ann.seen_by.effect == auth::Effect::conditional);
          CHECK(of_ann.seen_by.owner_refs.front() == payments);
          CHECK(of_ann.component == "shop");
          CHECK(asked(t.team, {{"owner", payments}}).owner == payments);
        },
        {.posture = &posture});
  }
}

}  // namespace towpath::insights
