#include <doctest/doctest.h>

#include "db/testing/databases.h"
#include "fakes.h"
#include "identity/module.h"
#include "module/testing/test_kernel.h"
#include "survey_satisfaction.h"
#include "survey_service.h"

// What other modules learn of satisfaction, beside what the published results of the same survey say.

namespace towpath::feedback {

std::vector<db::Migration> migrations();

namespace {

using Shown = SurveyedSatisfaction::Shown;

struct Asked {
  explicit Asked(db::Db& database) : kernel(database, *authorizer) {}

  std::unique_ptr<auth::Authorizer> authorizer = identity::make_authorizer();
  testing::TestKernel kernel;
  Kernel lent = kernel.lend();
  GivenPeople people;
  FakeCourier courier;
  FakeChat chat;
  PostOffice post{lent, people, courier};
  Notifications notifications{lent, post, chat};
  SurveyService surveys{lent, notifications, people};
  SurveySatisfaction satisfaction{lent};
  const auth::Principal team = person("team", "platform");

  void add_team(const std::string& letter, int size) {
    for (int i = 0; i < size; ++i)
      people.all.push_back({"user:default/" + letter + std::to_string(i), "group:default/" + letter});
  }
  /// Asks everybody `question`, lets the first so many of a team give their score, and closes.
  std::string survey(const std::string& kind, const std::string& question,
                     const std::vector<std::tuple<std::string, int, std::int64_t>>& given) {
    const std::string id = surveys.create(team, kind, {}).value().survey.id;
    REQUIRE(surveys.open(team, id, 14).has_value());
    for (const auto& [letter, number, score] : given)
      for (int i = 0; i < number; ++i) {
        const Status done =
            surveys.answer(person(letter + std::to_string(i)), id, {{{question, score}, {"L1", 3}}, {}});
        REQUIRE_MESSAGE(done.has_value(), done.error().message());
      }
    kernel.clock.advance(std::chrono::hours(1));
    REQUIRE(surveys.close(team, id).has_value());
    kernel.clock.advance(std::chrono::hours(1));
    return id;
  }
  std::vector<SurveyedSatisfaction> of(const std::string& group) {
    const auto all = satisfaction.satisfaction(team, group, kernel.clock.now(), 10);
    REQUIRE_MESSAGE(all.has_value(), all.error().message());
    return *all;
  }
};

void on_each_database(const std::function<void(Asked&)>& test) {
  db::testing::for_each_engine(testing::with_kernel_migrations(migrations()), [&](db::testing::TestDatabase& database) {
    Asked asked(database.db());
    test(asked);
  });
}

}  // namespace

TEST_SUITE("satisfaction for others") {
  TEST_CASE("everybody and each team have the share and the number that the results show, once the survey is closed") {
    on_each_database([](Asked& s) {
      s.add_team("a", 6);
      s.add_team("b", 8);
      CHECK(s.of("").empty());
      const std::string open = s.surveys.create(s.team, "quarterly", {}).value().survey.id;
      REQUIRE(s.surveys.open(s.team, open, 14).has_value());
      CHECK(s.of("").empty());
      REQUIRE(s.surveys.close(s.team, open).has_value());
      s.kernel.clock.advance(std::chrono::days(61));

      const std::string id = s.survey("quarterly", "P5", {{"a", 6, 4}, {"b", 8, 2}});

      const auto whole = s.of(""), a = s.of("group:default/a"), b = s.of("group:default/b");
      REQUIRE(whole.size() == 2);
      CHECK(whole[0].survey == id);
      CHECK(whole[0].shown == Shown::yes);
      CHECK(whole[0].share == doctest::Approx(6.0 / 14));
      CHECK(whole[0].answers == 14);
      CHECK(whole[0].closed_at > whole[1].closed_at);
      CHECK(whole[1].shown == Shown::too_few);
      CHECK(a[0].share == doctest::Approx(1));
      CHECK(a[0].answers == 6);
      CHECK(b[0].share == doctest::Approx(0));
      const SurveyResults results = s.surveys.results(s.team, id).value();
      CHECK(results.whole.satisfaction->value == doctest::Approx(whole[0].share));
    });
  }

  TEST_CASE("a team that the results withhold is withheld here, as is the one that would tell it by difference") {
    on_each_database([](Asked& s) {
      s.add_team("a", 9);
      s.add_team("b", 6);
      s.add_team("c", 2);
      s.survey("quarterly", "P5", {{"a", 9, 5}, {"b", 6, 5}, {"c", 2, 1}});

      CHECK(s.of("")[0].answers == 17);
      CHECK(s.of("group:default/a")[0].answers == 9);
      for (const char* team : {"group:default/b", "group:default/c"}) {
        CAPTURE(team);
        const SurveyedSatisfaction of_team = s.of(team)[0];
        CHECK(of_team.shown == Shown::withheld);
        CHECK(of_team.answers == 0);
        CHECK(of_team.share == 0);
      }
      CHECK(s.of("group:default/nobody")[0].shown == Shown::not_asked);
      CHECK(s.of("(withheld)")[0].shown == Shown::not_asked);
    });
  }

  TEST_CASE("who leaves this question out makes its groups smaller, and they are hidden by its own numbers") {
    on_each_database([](Asked& s) {
      s.add_team("a", 8);
      s.add_team("b", 8);
      const std::string id = s.surveys.create(s.team, "quarterly", {}).value().survey.id;
      REQUIRE(s.surveys.open(s.team, id, 14).has_value());
      for (const Person& each : s.people.all) {
        Answers answers{{{"L1", 3}}, {}};
        if (each.team.ends_with("/a") || each.ref.back() < '3') answers.scores["P5"] = 5;
        REQUIRE(s.surveys.answer(person(each.ref.substr(each.ref.rfind('/') + 1)), id, answers).has_value());
      }
      s.kernel.clock.advance(std::chrono::hours(1));
      REQUIRE(s.surveys.close(s.team, id).has_value());
      s.kernel.clock.advance(std::chrono::hours(1));

      CHECK(s.of("")[0].answers == 11);
      CHECK(s.of("group:default/b")[0].shown == Shown::withheld);
      CHECK(s.of("group:default/a")[0].shown == Shown::withheld);
    });
  }

  TEST_CASE("surveys after a first deployment do not count, what lies later is left out, and rights are asked") {
    on_each_database([](Asked& s) {
      s.add_team("a", 6);
      const std::string baseline = s.survey("baseline", "S0", {{"a", 6, 2}});
      const UtcTime then = s.kernel.clock.now();
      s.kernel.clock.advance(std::chrono::days(61));
      const std::string first = s.surveys.create(s.team, "first-deployment", {}).value().survey.id;
      REQUIRE(s.surveys.open(s.team, first, 14).has_value());
      REQUIRE(s.surveys.close(s.team, first).has_value());
      s.survey("quarterly", "P5", {{"a", 6, 5}});

      CHECK(s.of("").size() == 2);
      const auto before = s.satisfaction.satisfaction(s.team, "", then, 10).value();
      REQUIRE(before.size() == 1);
      CHECK(before[0].survey == baseline);
      CHECK(before[0].share == 0);
      CHECK(s.satisfaction.satisfaction(s.team, "", s.kernel.clock.now(), 1)->size() == 1);
      CHECK(s.satisfaction.satisfaction(auth::Principal(), "", then, 10).error().code() == "auth.required");
    });
  }
}

}  // namespace towpath::feedback
