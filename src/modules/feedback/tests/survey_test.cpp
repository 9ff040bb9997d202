#include <doctest/doctest.h>

#include <random>

#include "db/testing/databases.h"
#include "fakes.h"
#include "feedback/module.h"
#include "identity/module.h"
#include "module/testing/test_kernel.h"
#include "survey_routes.h"
#include "survey_service.h"

// Surveys from draft to results on both databases, with the rights people really have.

namespace towpath::feedback {

std::vector<db::Migration> migrations();

namespace {

struct Surveys {
  explicit Surveys(db::Db& database) : db(database), kernel(database, *authorizer) {}

  db::Db& db;
  std::unique_ptr<auth::Authorizer> authorizer = identity::make_authorizer();
  testing::TestKernel kernel;
  Kernel lent = kernel.lend();
  GivenPeople people;
  FakeCourier courier;
  FakeChat chat;
  PostOffice post{lent, people, courier};
  Notifications notifications{lent, post, chat};
  SurveyService surveys{lent, notifications, people};
  const auth::Principal team = person("team", "platform"), eva = person("eva", "viewer");

  /// Adds people named a0, a1, ... to a team.
  void add_team(const std::string& letter, int size) {
    for (int i = 0; i < size; ++i)
      people.all.push_back({"user:default/" + letter + std::to_string(i), "group:default/" + letter});
  }
  std::string opened(const std::string& kind = "quarterly", const SurveyDraft& draft = {}) {
    const auto survey = surveys.create(team, kind, draft);
    REQUIRE(survey.has_value());
    REQUIRE(surveys.open(team, survey->survey.id, 14).has_value());
    return survey->survey.id;
  }
  void answered(const std::string& id, const std::string& who, std::int64_t score, const std::string& text = "") {
    Answers answers{{{"L1", score}, {"P5", score}, {"P6", score * 2}}, {}};
    if (!text.empty()) answers.texts["T1"] = text;
    const Status done = surveys.answer(person(who), id, answers);
    REQUIRE_MESSAGE(done.has_value(), done.error().message());
  }
  std::vector<std::string> told(const std::string& who) {
    std::vector<std::string> links;
    const NotificationPage page = notifications.list(person(who), "", 100).value();
    for (const Notification& each : page.items) links.push_back(each.link);
    return links;
  }
};

void on_each_database(const std::function<void(Surveys&)>& test) {
  db::testing::for_each_engine(testing::with_kernel_migrations(migrations()), [&](db::testing::TestDatabase& database) {
    Surveys surveys(database.db());
    test(surveys);
  });
}

const GroupResult& of_team(const SurveyResults& results, const std::string& team) {
  for (const GroupResult& group : results.teams)
    if (group.team == team) return group;
  FAIL("no such team: ", team);
  return results.whole;
}

}  // namespace

TEST_SUITE("surveys") {
  TEST_CASE("who is there when it opens is asked once, answers once, and reads the results after it is closed") {
    on_each_database([](Surveys& s) {
      s.add_team("a", 6);
      s.add_team("b", 7);
      const std::string id = s.opened();

      CHECK(s.told("a0") == std::vector<std::string>{"/surveys/" + id});
      REQUIRE(s.chat.told.size() == 1);
      CHECK(s.chat.told[0].topic == "surveys");
      CHECK(s.chat.told[0].what == "feedback.survey.opened");
      CHECK(s.chat.told[0].link == "/surveys/" + id);
      for (int i = 0; i < 6; ++i) s.answered(id, "a" + std::to_string(i), 5);
      for (int i = 0; i < 5; ++i) s.answered(id, "b" + std::to_string(i), 2);

      CHECK(s.surveys.answer(person("a0"), id, {{{"L1", 3}}, {}}).error().code() == "feedback.already_answered");
      CHECK(s.surveys.answer(person("late"), id, {{{"L1", 3}}, {}}).error().code() == "feedback.not_asked");
      const SeenSurvey open = s.surveys.get(person("b6"), id).value();
      CHECK(open.is_asked);
      CHECK_FALSE(open.has_answered);
      CHECK(open.survey.invited == 13);
      CHECK(open.survey.answered == 11);
      CHECK(s.surveys.results(s.team, id).error().code() == "feedback.no_results_yet");

      REQUIRE(s.surveys.close(s.team, id).has_value());
      const SurveyResults results = s.surveys.results(s.eva, id).value();
      CHECK(results.survey.survey.answered == 11);
      CHECK(results.whole.answered == 11);
      CHECK(results.whole.satisfaction->value == doctest::Approx(6.0 / 11));
      CHECK(of_team(results, "group:default/a").index->value == doctest::Approx(100));
      CHECK(of_team(results, "group:default/b").index->value == doctest::Approx(25));
      CHECK(of_team(results, "group:default/b").promoters->value == doctest::Approx(-100));
    });
  }

  TEST_CASE("a team below k is withheld, and another with it when the rest would tell") {
    on_each_database([](Surveys& s) {
      s.add_team("a", 9);
      s.add_team("b", 6);
      s.add_team("c", 2);
      const std::string id = s.opened();
      for (const Person& each : s.people.all) s.answered(id, each.ref.substr(std::string("user:default/").size()), 4);
      REQUIRE(s.surveys.close(s.team, id).has_value());

      const SurveyResults results = s.surveys.results(s.team, id).value();

      CHECK(results.whole.answered == 17);
      CHECK(of_team(results, "group:default/a").answered == 9);
      for (const char* team : {"group:default/b", "group:default/c"}) {
        CHECK_FALSE(of_team(results, team).answered.has_value());
        CHECK(of_team(results, team).questions.empty());
      }
    });
  }

  TEST_CASE("after closing no table says who took part or what a withheld team said") {
    on_each_database([](Surveys& s) {
      s.add_team("a", 6);
      s.add_team("b", 6);
      s.add_team("c", 2);
      const std::string id = s.opened();
      for (const Person& each : s.people.all)
        s.answered(id, each.ref.substr(std::string("user:default/").size()), 3, "Slow " + each.team.substr(14));
      REQUIRE(s.surveys.close(s.team, id).has_value());

      s.db.read([](db::Tx& tx) {
        CHECK(tx.query_one("SELECT COUNT(*) FROM feedback_survey_people")->integer(0) == 0);
        std::set<std::string> teams;
        for (const db::Row& row : tx.query("SELECT DISTINCT team_ref FROM feedback_survey_counts"))
          teams.insert(row.text(0));
        CHECK(teams.size() == 2);
        CHECK(teams.contains(withheld_team));
        CHECK_FALSE(teams.contains("group:default/c"));
        return 0;
      });
    });
  }

  TEST_CASE("fewer than k answers show nothing and are not kept") {
    on_each_database([](Surveys& s) {
      s.add_team("a", 6);
      const std::string id = s.opened();
      for (int i = 0; i < 4; ++i) s.answered(id, "a" + std::to_string(i), 5, "Only four of us");
      REQUIRE(s.surveys.close(s.team, id).has_value());

      const SurveyResults results = s.surveys.results(s.team, id).value();

      CHECK_FALSE(results.whole.answered.has_value());
      CHECK(results.texts.empty());
      for (const QuestionResult& question : results.whole.questions) CHECK_FALSE(question.histogram.has_value());
      s.db.read([](db::Tx& tx) {
        CHECK(tx.query_one("SELECT COUNT(*) FROM feedback_survey_counts")->integer(0) == 0);
        CHECK(tx.query_one("SELECT COUNT(*) FROM feedback_survey_texts")->integer(0) == 0);
        return 0;
      });
    });
  }

  TEST_CASE("nothing joins an answer to a person: no column, no order, no mark of the database") {
    on_each_database([](Surveys& s) {
      s.add_team("a", 20);
      const std::string id = s.opened();
      std::vector<std::string> said;
      for (int i = 0; i < 20; ++i) {
        said.push_back("said " + std::to_string(i));
        s.answered(id, "a" + std::to_string(i), 1 + i % 5, said.back());
      }

      s.db.read([&](db::Tx& tx) {
        std::vector<std::string> stored;
        for (const db::Row& row : tx.query("SELECT text FROM feedback_survey_texts")) stored.push_back(row.text(0));
        CHECK(stored.size() == 20);
        CHECK(stored != said);  // one in 20! that they happen to be in order
        if (tx.dialect().engine() == db::Engine::postgres) {
          // Each row has the number of the transaction that wrote it: one for all, whoever it was that answered last.
          for (const char* sql : {"SELECT COUNT(DISTINCT xmin::text) FROM feedback_survey_texts",
                                  "SELECT COUNT(DISTINCT xmin::text) FROM feedback_survey_counts"})
            CHECK(tx.query_one(sql)->integer(0) == 1);
        }
        return 0;
      });
    });
  }

  TEST_CASE("texts are written again without losing any, however many there are") {
    on_each_database([](Surveys& s) {
      s.add_team("a", 150);
      const std::string id = s.opened();
      std::set<std::string> said;
      for (int i = 0; i < 150; ++i) {
        said.insert("said " + std::to_string(i));
        s.answered(id, "a" + std::to_string(i), 3, "said " + std::to_string(i));
      }
      REQUIRE(s.surveys.close(s.team, id).has_value());

      const auto texts = s.surveys.results(s.eva, id)->texts.at("T1");

      CHECK(texts.size() == 150);
      CHECK(std::set<std::string>(texts.begin(), texts.end()) == said);
    });
  }

  TEST_CASE("events name nobody who answered") {
    on_each_database([](Surveys& s) {
      s.kernel.start_events();
      s.add_team("a", 6);
      const std::string id = s.opened();
      for (int i = 0; i < 6; ++i) s.answered(id, "a" + std::to_string(i), 5, "a secret");
      REQUIRE(s.surveys.close(s.team, id).has_value());
      REQUIRE(s.kernel.events().settle(std::chrono::seconds(20)));

      const auto events = s.kernel.events().find({.type = "feedback.survey."});

      CHECK(events.size() == 2);  // opened, closed
      for (const auto& event : events) {
        CHECK(event.actor == s.team.ref);
        CHECK((event.payload + event.subject).find("user:default/a") == std::string::npos);
        CHECK(event.payload.find("secret") == std::string::npos);
      }
      s.kernel.stop();
    });
  }

  TEST_CASE("what is asked and the smallest group shown are fixed at opening") {
    on_each_database([](Surveys& s) {
      s.add_team("a", 6);
      const std::string id = s.surveys.create(s.team, "quarterly", {.k = 8})->survey.id;
      CHECK(s.surveys.change(s.team, id, {.title = "Another", .k = 7})->survey.k == 7);
      CHECK(s.surveys.change(s.team, id, {.k = 4}).error().fields().at(0).path == "/k");
      REQUIRE(s.surveys.open(s.team, id, 14).has_value());

      CHECK(s.surveys.change(s.team, id, {.k = 5}).error().code() == "feedback.survey_fixed");
      CHECK(s.surveys.open(s.team, id, 14).error().code() == "feedback.survey_fixed");
      CHECK(s.surveys.get(s.team, id)->survey.k == 7);
      REQUIRE(s.surveys.close(s.team, id).has_value());
      CHECK(s.surveys.change(s.team, id, {.k = 5}).error().code() == "feedback.survey_fixed");
      CHECK(s.surveys.close(s.team, id).error().code() == "feedback.survey_not_open");
      CHECK(s.surveys.answer(person("a0"), id, {{{"L1", 3}}, {}}).error().code() == "feedback.survey_not_open");
    });
  }

  TEST_CASE("two surveys of the same time are not opened: their difference could be a person") {
    on_each_database([](Surveys& s) {
      s.add_team("a", 6);
      const std::string first = s.opened();
      const std::string second = s.surveys.create(s.team, "baseline", {})->survey.id;

      CHECK(s.surveys.open(s.team, second, 14).error().code() == "feedback.survey_too_soon");
      REQUIRE(s.surveys.close(s.team, first).has_value());
      CHECK(s.surveys.open(s.team, second, 14).error().code() == "feedback.survey_too_soon");
      s.kernel.clock.advance(std::chrono::hours(24 * 61));
      CHECK(s.surveys.open(s.team, second, 14).has_value());

      // Nor is a question asked of some that is asked of all, under whatever name.
      const auto same = s.surveys.create(
          s.team, "first-deployment",
          {.questions =
               std::vector<Question>{{"X", " i can get what I need without asking another TEAM.", "agree", ""}}});
      CHECK(s.surveys.open(s.team, same->survey.id, 14).error().code() == "feedback.survey_too_soon");
    });
  }

  TEST_CASE("it closes when its days are over") {
    on_each_database([](Surveys& s) {
      s.add_team("a", 6);
      CHECK_FALSE(s.surveys.close_due().has_value());
      const std::string id = s.opened();
      const UtcTime end = s.kernel.clock.now() + std::chrono::days(14);
      s.opened("first-deployment", {.questions = std::vector<Question>{{"X", "Did it go well?", "agree", ""}}});
      s.kernel.clock.advance(std::chrono::hours(24 * 14 - 1));
      CHECK(s.surveys.close_due() == end);
      CHECK(s.surveys.get(s.eva, id)->survey.state == "open");

      s.kernel.clock.advance(std::chrono::hours(2));
      CHECK_FALSE(s.surveys.close_due().has_value());

      CHECK(s.surveys.get(s.eva, id)->survey.state == "closed");
    });
  }

  TEST_CASE("the module closes it when its days are over, also what another server opened") {
    on_each_database([](Surveys& s) {
      s.add_team("a", 6);
      const std::unique_ptr<FeedbackModule> module = make_module(s.kernel.lend(), s.people, s.courier, s.chat);
      s.kernel.start_events();
      module->start();
      const std::string id = s.opened();
      s.kernel.clock.advance(std::chrono::days(15));
      module->clock_moved();

      CHECK(comes_true([&] { return s.surveys.get(s.eva, id)->survey.state == "closed"; }));
      module->stop();
      s.kernel.stop();
    });
  }

  TEST_CASE("members and viewers open and close nothing, and see no drafts") {
    on_each_database([](Surveys& s) {
      s.add_team("a", 6);
      const std::string draft = s.surveys.create(s.team, "quarterly", {})->survey.id;
      for (const auth::Principal& who : {person("a0"), s.eva}) {
        CHECK(s.surveys.create(who, "quarterly", {}).error().code() == "auth.forbidden");
        CHECK(s.surveys.change(who, draft, {}).error().code() == "auth.forbidden");
        CHECK(s.surveys.open(who, draft, 14).error().code() == "auth.forbidden");
        CHECK(s.surveys.close(who, draft).error().code() == "auth.forbidden");
        CHECK(s.surveys.get(who, draft).error().code() == "feedback.survey_not_found");
        CHECK(s.surveys.list(who, "", "", 10)->items.empty());
        CHECK(s.surveys.list(who, "", "", 10)->total == 0);
      }
      CHECK(s.surveys.list(s.team, "", "", 10)->items.size() == 1);
      CHECK(s.surveys.list(auth::Principal(), "", "", 10).error().code() == "auth.required");
      CHECK(s.surveys.answer(auth::Principal(), draft, {}).error().code() == "auth.required");
    });
  }

  TEST_CASE("says every reason why a survey or an answer does not fit") {
    on_each_database([](Surveys& s) {
      s.add_team("a", 6);
      CHECK(s.surveys.create(s.team, "daily", {}).error().fields().at(0).path == "/kind");
      CHECK(s.surveys.create(s.team, "quarterly", {.title = " ", .k = 1}).error().fields().size() == 2);
      const auto wrong =
          s.surveys.create(s.team, "quarterly",
                           {.questions = std::vector<Question>{
                                {"a b", "", "stars", ""}, {"T", "Why?", "text", ""}, {"T", "x", "agree", ""}}});
      CHECK(wrong.error().fields().size() == 4);
      CHECK(
          s.surveys.create(s.team, "first-deployment", {.questions = std::vector<Question>{{"T", "Why?", "text", ""}}})
              .error()
              .code() == "feedback.invalid_survey");
      const std::string id = s.opened();
      CHECK(s.surveys.answer(person("a0"), id, {{{"L1", 9}, {"Z", 1}, {"T1", 1}}, {{"L1", "x"}}})
                .error()
                .fields()
                .size() == 4);
      CHECK(s.surveys.answer(person("a0"), id, {}).error().code() == "feedback.invalid_answers");
      CHECK(s.surveys.answer(person("a0"), id, {{{"L1", 1}}, {{"T1", std::string(2'001, 'x')}}}).error().code() ==
            "feedback.invalid_answers");
      CHECK_FALSE(s.surveys.get(person("a0"), id)->has_answered);
    });
  }

  TEST_CASE("what came after first deployments is shown k answers at a time") {
    on_each_database([](Surveys& s) {
      const std::string id = s.opened("first-deployment");
      std::vector<std::int64_t> shown;
      for (int i = 0; i < 13; ++i) {
        const std::string name = "n" + std::to_string(i);
        REQUIRE(s.lent.db
                    .transact([&](db::Tx& tx) -> Status {
                      s.surveys.ask_after_first_deployment(tx, "user:default/" + name);
                      s.surveys.ask_after_first_deployment(tx, "user:default/" + name);  // once
                      return ok();
                    })
                    .has_value());
        CHECK(s.told(name).size() == 1);
        REQUIRE(s.surveys.answer(person(name), id, {{{"P7", 1 + i % 7}}, {}}).has_value());
        const SurveyResults results = s.surveys.results(s.eva, id).value();
        CHECK(results.survey.survey.invited == i + 1);
        shown.push_back(results.whole.answered.value_or(0));
      }
      REQUIRE(s.surveys.close(s.team, id).has_value());
      shown.push_back(s.surveys.results(s.eva, id)->whole.answered.value_or(0));
      CHECK(s.chat.told.empty());  // nobody is asked until they deploy

      CHECK(shown == std::vector<std::int64_t>{0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10, 10, 10});
    });
  }

  TEST_CASE("a first deployment is asked about once, by its event") {
    on_each_database([](Surveys& s) {
      const std::unique_ptr<Module> module = make_module(s.kernel.lend(), s.people, s.courier, s.chat);
      const std::string id = s.opened("first-deployment");
      s.kernel.start_events();
      module->start();
      const auto deployed = [&](const std::string& actor) {
        REQUIRE(s.lent.db
                    .transact([&](db::Tx& tx) -> Status {
                      s.lent.events.append(
                          tx,
                          {.type = "delivery.deployment.succeeded", .subject = "component:default/x", .actor = actor});
                      return ok();
                    })
                    .has_value());
      };
      deployed("user:default/ann");
      deployed("user:default/ann");
      deployed("system");
      REQUIRE(s.kernel.events().settle(std::chrono::seconds(20)));

      CHECK(s.told("ann") == std::vector<std::string>{"/surveys/" + id});
      CHECK(s.surveys.get(s.team, id)->survey.invited == 1);
      module->stop();
      s.kernel.stop();
    });
  }

  TEST_CASE("reads answers one by one and says what is wrong with them") {
    const auto answers = answers_from(R"({"answers":[{"question":"L1","score":4},{"question":"T1","text":"Slow"}]})");
    REQUIRE(answers.has_value());
    CHECK(answers->scores.at("L1") == 4);
    CHECK(answers->texts.at("T1") == "Slow");
    for (const char* body :
         {R"({"answers":[{"question":"L1"}]})", R"({"answers":[{"question":"L1","score":1,"text":"x"}]})",
          R"({"answers":[{"question":"L1","score":1},{"question":"L1","score":2}]})", R"({"answers":[{"score":1}]})",
          R"({"by":"me"})"})
      CHECK(answers_from(body).error().code() == "json.invalid_body");
  }
}

}  // namespace towpath::feedback
