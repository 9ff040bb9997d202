#include <doctest/doctest.h>

#include "told.h"

// Developer satisfaction of what surveys publish.

namespace towpath::insights {
namespace {

using Shown = SurveyedShare::Shown;

/// Surveys a test names, of everybody ("") and of groups; the last one first.
class PublishedSurveys final : public Surveys {
 public:
  std::vector<SurveyedShare> satisfaction(const auth::Principal&, const std::string& owner, UtcTime until,
                                          std::size_t) override {
    std::vector<SurveyedShare> out;
    for (const SurveyedShare& each : of[owner])
      if (each.closed_at < until) out.push_back(each);
    return out;
  }
  std::map<std::string, std::vector<SurveyedShare>> of;
};

constexpr const char* path = "/api/v1/metrics/developer-satisfaction";

}  // namespace

TEST_SUITE("developer satisfaction") {
  TEST_CASE("it is the last survey's, beside the one before the window, with the surveys as its rows") {
    PublishedSurveys surveys;
    on_each_database(
        [&](Told& t) {
          t.wait(hours(24 * 200));
          const auto closed = [&](const char* id, int days_ago, double share, std::int64_t answers) {
            const UtcTime at = t.now() - hours(24 * days_ago);
            return SurveyedShare{id, std::string("Survey ") + id, at - hours(24), at, Shown::yes, share, answers};
          };
          surveys.of = {{"", {closed("s3", 1, 0.75, 12), closed("s2", 70, 0.5, 10), closed("s1", 150, 0.25, 8)}},
                        {payments, {closed("s3", 1, 0.8, 5)}}};

          const bj::object metric = t.get(path);
          CHECK(number(metric) == doctest::Approx(0.75));
          CHECK(metric.at("n") == 12);
          CHECK(number(metric.at("before").as_object()) == doctest::Approx(0.25));
          CHECK(metric.at("isBetter") == true);
          REQUIRE(metric.at("series").as_array().size() == 2);
          CHECK(metric.at("series").at(1).at("value") == 0.75);
          const bj::object rows = t.get(std::string(path) + "/rows");
          REQUIRE(rows.at("items").as_array().size() == 2);
          CHECK(rows.at("items").at(0).at("label") == "Survey s3 (12 answers)");
          CHECK(number(t.get(path, {{"owner", payments}})) == doctest::Approx(0.8));
          CHECK(number(t.get_as(t.ann, path, {{"owner", payments}})) == doctest::Approx(0.8));
          CHECK(t.get_as(t.ben, path, {{"owner", payments}}).at("value").is_null());
          // One that closed long before a short window is still the last one.
          CHECK(t.get(path, {{"days", "1"}}).at("n") == 12);
        },
        {.surveys = &surveys});
  }

  TEST_CASE("without a survey, with too few answers or with a withheld team there is none, and each has its reason") {
    PublishedSurveys surveys;
    on_each_database(
        [&](Told& t) {
          const auto unshown = [&](Shown why) {
            return std::vector<SurveyedShare>{{"s1", "Survey", t.now() - hours(9), t.now() - hours(8), why, 0, 0}};
          };
          surveys.of = {{"group:default/few", unshown(Shown::too_few)},
                        {"group:default/small", unshown(Shown::withheld)},
                        {"group:default/new", unshown(Shown::not_asked)}};
          const auto reason = [&](std::map<std::string, std::string> query) {
            const bj::object metric = t.get(path, std::move(query));
            CHECK(metric.at("value").is_null());
            CHECK(metric.at("n") == 0);
            CHECK(metric.at("reasonText").is_string());
            CHECK(metric.at("series").as_array().empty());
            return std::string(metric.at("reason").as_string());
          };

          CHECK(reason({}) == "no_survey");
          CHECK(reason({{"owner", "group:default/few"}}) == "too_few_answers");
          CHECK(reason({{"owner", "group:default/small"}}) == "answers_withheld");
          CHECK(reason({{"owner", "group:default/new"}}) == "no_survey");
          CHECK(reason({{"component", "shop"}}) == "not_per_component");
          CHECK(t.get(std::string(path) + "/rows", {{"owner", "group:default/small"}}).at("items").as_array().empty());
        },
        {.surveys = &surveys});
  }
}

}  // namespace towpath::insights
