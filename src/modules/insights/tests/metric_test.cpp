#include <doctest/doctest.h>

#include "told.h"

// From what happened to the values of the registry, on both databases, with the rights people really have.

namespace towpath::insights {
namespace {

class FakeFiles final : public ServiceFiles {
 public:
  Result<PlatformFiles> count(const std::string& repository, const std::string& commit) override {
    if (commit == "gone") return not_found("forge.ref_not_found", "Gone.");
    return repository == "shop" ? PlatformFiles{4, 60} : PlatformFiles{2, 20};
  }
};

/// Two metrics made of the same rows.
class CountedSource final : public MetricSource {
 public:
  std::vector<std::string> keys() const override { return {"standards-met", "open-waivers"}; }
  SuppliedMetric measure(const std::string& key, const MetricQuestion&) override {
    ++single;
    return valued(key == "open-waivers" ? 4 : 0.5);
  }
  std::map<std::string, SuppliedMetric> measure_all(const MetricQuestion&) override {
    ++together;
    return {{"standards-met", valued(0.5)}, {"open-waivers", valued(4)}};
  }
  int single = 0, together = 0;

 private:
  static SuppliedMetric valued(double value) {
    SuppliedMetric out;
    out.measured.metric.value = value;
    out.measured.metric.n = 7;
    return out;
  }
};

}  // namespace

TEST_SUITE("metrics") {
  TEST_CASE("the list asks a source once for a time with all its keys, and a single metric for that one") {
    CountedSource source;
    on_each_database(
        [&](Told& t) {
          source.single = source.together = 0;
          const bj::object page = t.get("/api/v1/metrics");
          CHECK(source.together == 2);
          CHECK(source.single == 0);
          int found = 0;
          for (const bj::value& metric : page.at("items").as_array()) {
            const bool is_waivers = metric.at("key") == "open-waivers";
            if (!is_waivers && metric.at("key") != "standards-met") continue;
            ++found;
            CHECK(metric.at("n") == 7);
            CHECK(metric.at("value").to_number<double>() == (is_waivers ? 4 : 0.5));
            CHECK(metric.at("before").at("n") == 7);
          }
          CHECK(found == 2);
          CHECK(number(t.get("/api/v1/metrics/open-waivers")) == 4);
          CHECK(source.single == 2);
        },
        {.sources = {&source}});
  }

  TEST_CASE("without anything that happened every metric has no value and says why") {
    on_each_database([](Told& t) {
      const bj::object page = t.get("/api/v1/metrics");

      CHECK(page.at("items").as_array().size() >= 30);
      for (const bj::value& metric : page.at("items").as_array()) {
        CAPTURE(metric.at("key").as_string().c_str());
        CHECK(metric.at("value").is_null());
        CHECK_FALSE(metric.at("reasonText").is_null());
        CHECK(metric.at("n") == 0);
      }
    });
  }

  TEST_CASE("a change waits for its review, is reviewed, merged, waits again and is live") {
    on_each_database([](Told& t) {
      t.change("change.opened", 1, "feat: sell gift cards");
      t.wait(hours(1));
      t.change("change.reviewed", 1, "feat: sell gift cards", "user:default/ann");  // by its author: none
      t.wait(hours(3));
      t.change("change.reviewed", 1, "feat: sell gift cards", "user:default/ben");
      t.wait(hours(2));
      t.change("change.reviewed", 1, "feat: sell gift cards", "user:default/eva");  // only the first counts
      t.wait(hours(6));
      t.change("change.merged", 1, "feat: sell gift cards", "user:default/ann",
               {{"commit", "abc"}, {"strategy", "squash"}});
      t.wait(hours(12));
      t.deploy("d1", "tip", {bj::object{{"sha", "abc"}, {"authoredAt", to_rfc3339(t.now() - hours(30))}}});

      CHECK(number(t.metric("review-pickup-time")) == doctest::Approx(4));
      CHECK(number(t.metric("review-time")) == doctest::Approx(8));
      CHECK(number(t.metric("merge-to-deployment-time")) == doctest::Approx(11.9));
      CHECK(number(t.metric("time-to-market")) == doctest::Approx(24));
      CHECK(number(t.metric("deployment-duration")) == doctest::Approx(6));
      CHECK(number(t.metric("change-lead-time")) == doctest::Approx(30));
      CHECK(number(t.metric("review-bypasses")) == 0);
      CHECK(number(t.metric("innovation-rate")) == 1);
      CHECK(number(t.metric("waits-per-deployment")) == 1);
    });
  }

  TEST_CASE("a deployment waits for its approval until somebody decides, and that is a wait for people") {
    on_each_database([](Told& t) {
      const auto approval = [&](const char* what, const std::string& id, hours waited,
                                const std::string& env_type = "production") {
        t.tell(std::string("delivery.approval.") + what, "component:default/shop",
               {{"approval", id},
                {"deployment", "d-" + id},
                {"component", "shop"},
                {"environment", env_type},
                {"createdAt", to_rfc3339(t.now() - waited)},
                {"comment", "by ben"}},
               "user:default/ben", env_type);
      };
      t.change("change.opened", 1, "fix: count once");
      t.wait(hours(1));
      t.change("change.reviewed", 1, "fix: count once", "user:default/ben");
      approval("requested", "a1", hours(0));
      approval("voted", "a1", hours(2));
      approval("approved", "a1", hours(5));
      approval("approved", "a1", hours(5));  // told twice
      approval("denied", "a2", hours(1));
      approval("approved", "a3", hours(3));
      approval("expired", "a4", hours(72));
      approval("stale", "a5", hours(40));
      approval("approved", "a6", hours(60), "staging");
      t.deploy("d1", "a");
      t.deploy("d2", "b");
      const auto check = [&] {
        const bj::object wait = t.metric("approval-wait");
        CHECK(wait.at("n") == 3);
        CHECK(number(wait) == doctest::Approx(3));
        CHECK(number(t.metric("waits-per-deployment")) == doctest::Approx(2));  // a review and three decisions
        std::map<std::string, std::int64_t> parts;
        const bj::object waits = t.get("/api/v1/metrics/waits-per-deployment");
        for (const bj::value& part : waits.at("parts").as_array())
          parts[std::string(part.at("label").as_string())] = part.at("n").as_int64();
        CHECK(parts == std::map<std::string, std::int64_t>{{"approval", 3}, {"review", 1}});
      };

      check();
      const bj::object page = t.get("/api/v1/metrics/approval-wait/rows");
      REQUIRE(page.at("items").as_array().size() == 3);
      for (const bj::value& row : page.at("items").as_array()) {
        CHECK(row.at("flagged").as_bool() == (row.at("id") == "a2"));
        CHECK(bj::serialize(row).find("ben") == std::string::npos);
      }
      REQUIRE(t.rebuild().has_value());
      check();
      CHECK(t.get_as(t.ben, "/api/v1/metrics/approval-wait").at("n") == 0);
    });
  }

  TEST_CASE("runs wait, take their time and end; what is told twice counts once, and a rebuild changes nothing") {
    on_each_database([](Told& t) {
      t.run("1", "pipeline", minutes(2), minutes(10));
      t.run("2", "pipeline", minutes(4), minutes(20), "failed");
      t.run("3", "golden_path", minutes(6), minutes(1));
      t.tell("run.finished", "run:3", {{"kind", "golden_path"}, {"state", "succeeded"}, {"seconds", 60}});
      const auto check = [&] {
        CHECK(number(t.metric("queue-time")) == doctest::Approx(4));
        CHECK(number(t.metric("pipeline-duration")) == doctest::Approx(15));
        CHECK(number(t.metric("pipeline-success-rate")) == doctest::Approx(0.5));
        CHECK(t.metric("golden-path-success-rate").at("n") == 1);
      };

      check();
      REQUIRE(t.rebuild().has_value());
      check();
    });
  }

  TEST_CASE("teams go through the funnel, and their first deployment has a time") {
    on_each_database([](Told& t) {
      t.tell("identity.group.created", payments, {});
      t.tell("identity.group.created", "group:default/search", {}, "system", "", "group:default/search");
      t.wait(hours(48));
      t.run("1", "golden_path", minutes(1), minutes(1));
      t.tell("catalog.entity.registered", "component:default/shop", {});
      t.tell("catalog.entity.registered", "component:default/old", {});
      t.wait(hours(24));
      t.deploy("d1", "a");

      const bj::object live = t.get("/api/v1/metrics/teams-live");
      CHECK(number(live) == doctest::Approx(0.5));
      std::map<std::string, double> parts;
      for (const bj::value& part : live.at("parts").as_array())
        parts[std::string(part.at("label").as_string())] = part.at("value").to_number<double>();
      CHECK(parts == std::map<std::string, double>{{"teams", 2},
                                                   {"in the catalog", 1},
                                                   {"used a golden path", 1},
                                                   {"live in production", 1},
                                                   {"active this week", 1},
                                                   {"retained", 0}});
      CHECK(number(t.get("/api/v1/metrics/team-onboarding-time")) == doctest::Approx(3).epsilon(0.06));
      CHECK(number(t.metric("time-to-first-deployment")) == doctest::Approx(1));
      CHECK(number(t.get("/api/v1/metrics/golden-path-coverage")) == doctest::Approx(0.5));
      CHECK(t.get("/api/v1/metrics/teams-live", {{"component", "shop"}}).at("reason") == "not_per_component");
      const bj::object rows = t.get("/api/v1/metrics/teams-live/rows");
      CHECK(rows.at("items").as_array().size() == 2);
    });
  }

  TEST_CASE("teams are put together by the quarter in which they came") {
    on_each_database([](Told& t) {
      const auto comes = [&](const std::string& team) {
        t.tell("identity.group.created", team, {}, "system", "", team);
      };
      const std::string quick = "group:default/quick", slow = "group:default/slow", late = "group:default/late";
      const auto quarter = [&] {
        const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(t.now()));
        return std::to_string(static_cast<int>(day.year())) + "-Q" +
               std::to_string((static_cast<unsigned>(day.month()) - 1) / 3 + 1);
      };
      const auto parts = [&](const std::string& key) {
        std::map<std::string, std::pair<double, std::int64_t>> out;
        const bj::object metric = t.get("/api/v1/metrics/" + key, {{"days", "365"}});
        for (const bj::value& part : metric.at("parts").as_array())
          out[std::string(part.at("label").as_string())] = {part.at("value").to_number<double>(),
                                                            part.at("n").as_int64()};
        return out;
      };
      CHECK(t.get("/api/v1/metrics/teams-activated").at("reason") == "no_teams");
      const std::string first = quarter();
      comes(quick);
      comes(slow);
      t.wait(hours(24 * 3));
      t.deploy("d1", "a", {}, true, "shop", quick);
      t.wait(hours(24 * 20));
      t.deploy("d2", "b", {}, true, "mail", slow);  // too late
      t.wait(hours(24 * 100));
      const std::string second = quarter();
      REQUIRE(first != second);
      comes(late);
      CHECK(parts("teams-activated") == std::map<std::string, std::pair<double, std::int64_t>>{{first, {0.5, 2}}});
      t.wait(hours(24 * 15));

      const std::map<std::string, std::pair<double, std::int64_t>> activated{{first, {0.5, 2}}, {second, {0, 1}}};
      CHECK(parts("teams-activated") == activated);
      CHECK(number(t.get("/api/v1/metrics/teams-activated")) == doctest::Approx(1.0 / 3));
      const std::map<std::string, std::pair<double, std::int64_t>> retained{{first, {0, 2}}};
      CHECK(parts("teams-retained") == retained);
      REQUIRE(t.rebuild().has_value());
      CHECK(parts("teams-activated") == activated);
    });
  }

  TEST_CASE("a value stands beside the time before it, its days and its rows") {
    on_each_database([](Told& t) {
      t.run("1", "pipeline", minutes(1), minutes(30));
      t.wait(hours(24 * 10));
      t.run("2", "pipeline", minutes(1), minutes(10));
      t.run("3", "pipeline", minutes(1), minutes(10));
      const std::map<std::string, std::string> week{{"days", "7"}, {"component", "shop"}};

      const bj::object metric = t.get("/api/v1/metrics/pipeline-duration", week);
      CHECK(number(metric) == doctest::Approx(10));
      CHECK(number(metric.at("before").as_object()) == doctest::Approx(30));
      CHECK(metric.at("isBetter") == true);
      CHECK(metric.at("series").as_array().size() == 7);
      CHECK(metric.at("warning") == "too_few");
      bj::object page = t.get("/api/v1/metrics/pipeline-duration/rows", {{"days", "7"}, {"limit", "1"}});
      CHECK(page.at("items").at(0).at("id") == "3");
      const std::string next(page.at("next").as_string());
      page = t.get("/api/v1/metrics/pipeline-duration/rows", {{"days", "7"}, {"limit", "1"}, {"after", next}});
      CHECK(page.at("items").at(0).at("id") == "2");
      CHECK(page.at("next").is_null());
      const auto refused = t.send(t.team, "GET", "/api/v1/metrics/pipeline-duration/rows", {{"after", "3"}});
      CHECK(refused.status == 422);
      CHECK(bj::parse(refused.body).at("code") == "insights.invalid_cursor");
    });
  }

  TEST_CASE("pages go on over weeks in which nothing happened, the same for everybody, an owner and a component") {
    on_each_database([](Told& t) {
      for (int i = 1; i <= 3; ++i) {
        t.run(std::to_string(i) + "a", "pipeline", minutes(1), minutes(i));
        t.run(std::to_string(i) + "b", "pipeline", minutes(1), minutes(i));
        t.wait(hours(24 * 20));
      }
      for (const std::map<std::string, std::string>& of :
           {std::map<std::string, std::string>{}, {{"owner", payments}}, {{"component", "shop"}}}) {
        std::string ids, after;
        do {
          auto query = of;
          query.insert({{"days", "90"}, {"limit", "1"}, {"after", after}});
          const bj::object page = t.get("/api/v1/metrics/pipeline-duration/rows", query);
          REQUIRE(page.at("items").as_array().size() == 1);
          ids += page.at("items").at(0).at("id").as_string();
          ids += ' ';
          after = page.at("next").is_null() ? "" : std::string(page.at("next").as_string());
        } while (!after.empty());
        CHECK(ids == "3b 3a 2b 2a 1b 1a ");
        auto query = of;
        query["days"] = "90";
        CHECK(t.get("/api/v1/metrics/pipeline-duration", query).at("n") == 6);
      }
      CHECK(t.get_as(t.ann, "/api/v1/metrics/pipeline-duration", {{"days", "90"}}).at("n") == 6);
      CHECK(t.get_as(t.ben, "/api/v1/metrics/pipeline-duration", {{"days", "90"}}).at("n") == 0);
    });
  }

  TEST_CASE("what goes to production once more, weeks later, has waited once") {
    on_each_database([](Told& t) {
      t.change("change.opened", 1, "feat: sell gift cards");
      t.wait(hours(1));
      t.change("change.merged", 1, "feat: sell gift cards", "user:default/ann",
               {{"commit", "abc"}, {"strategy", "squash"}});
      t.wait(hours(2));
      t.deploy("d1", "abc");
      t.wait(hours(24 * 20));
      t.deploy("d2", "def");
      t.deploy("d3", "abc");
      const auto check = [&] {
        const bj::object waited = t.get("/api/v1/metrics/merge-to-deployment-time", {{"days", "90"}});
        CHECK(waited.at("n") == 1);
        CHECK(number(waited) == doctest::Approx(1.9).epsilon(0.06));
      };
      check();
      REQUIRE(t.rebuild().has_value());
      check();
    });
  }

  TEST_CASE("members see what their groups own, and only the platform team sets targets") {
    on_each_database([](Told& t) {
      t.run("1", "pipeline", minutes(1), minutes(10));
      const std::string path = "/api/v1/metrics/pipeline-duration", target = path + "/target";
      const std::string wanted =
          R"({"value":8,"due":"2027-03-31","responsible":"group:default/platform","decision":"Split it."})";

      CHECK(t.get_as(t.ann, path).at("n") == 1);
      CHECK(t.get_as(t.ben, path).at("n") == 0);
      CHECK(t.get_as(t.ben, path + "/rows").at("items").as_array().empty());
      CHECK(t.get_as(t.ben, path, {{"owner", payments}}).at("n") == 0);
      CHECK(t.send(t.ann, "PUT", target, {}, wanted).status == 403);
      CHECK(t.send(t.team, "PUT", target, {}, wanted).status == 200);
      const bj::object with = t.get_as(t.ann, path);
      CHECK(with.at("target").at("isMet") == false);
      CHECK(with.at("target").at("decision") == "Split it.");
      CHECK(t.get_as(t.ann, path, {{"component", "shop"}}).at("target").is_null());
      CHECK(t.send(t.ann, "DELETE", target).status == 403);
      CHECK(t.send(t.team, "DELETE", target).status == 204);
      CHECK(t.send(t.team, "DELETE", target).status == 404);
    });
  }

  TEST_CASE("what a repository has for the platform is counted at each push to its default branch") {
    FakeFiles files;
    on_each_database(
        [](Told& t) {
          t.start();
          const auto push = [&](const char* name, const char* commit, bool is_default) {
            t.tell("forge.pushed", std::string("repository:") + name,
                   {{"repository", name}, {"isDefaultBranch", is_default}, {"after", commit}}, "user:default/ann");
          };
          push("shop", "a", true);
          push("cart", "b", true);
          push("other", "c", false);
          push("lost", "gone", true);

          const bj::object keys = t.get("/api/v1/metrics/platform-keys-per-service");
          CHECK(number(keys) == 40);
          CHECK(keys.at("n") == 2);
          CHECK(number(t.get("/api/v1/metrics/platform-files-per-service", {{"component", "shop"}})) == 4);
          t.tell("forge.repository.deleted", "repository:shop", {{"repository", "shop"}});
          CHECK(number(t.get("/api/v1/metrics/platform-keys-per-service")) == 20);
          t.stop();
        },
        {{}, nullptr, &files});
  }

  TEST_CASE("a change that is merged here and deployed by another system has waited and is live all the same") {
    on_each_database([](Told& t) {
      t.change("change.opened", 1, "feat: sell gift cards");
      t.wait(hours(10));
      t.change("change.merged", 1, "feat: sell gift cards", "user:default/ann",
               {{"commit", "abc"}, {"strategy", "squash"}});
      t.wait(hours(20));
      // It ended five hours ago, six after it had begun.
      t.tell("federation.deployment.succeeded", "component:default/shop",
             {{"external", true},
              {"source", "github"},
              {"deployment", "d1"},
              {"component", "shop"},
              {"environment", "production"},
              {"commit", "abc"},
              {"mode", "deploy"},
              {"startedAt", to_rfc3339(t.now() - hours(11))},
              {"at", to_rfc3339(t.now() - hours(5))}},
             "source:github", "production");

      CHECK(number(t.metric("time-to-market")) == doctest::Approx(25));
      CHECK(number(t.metric("merge-to-deployment-time")) == doctest::Approx(9));
      CHECK(t.metric("deployment-frequency").at("n") == 1);
      CHECK(t.metric("new-services").at("n") == 0);
      CHECK(t.metric("deployment-duration").at("n") == 0);
    });
  }

  TEST_CASE("an incident that was told late took as long as it did") {
    on_each_database([](Told& t) {
      t.wait(hours(100));
      const bj::object place{{"incident", "i1"}, {"component", "shop"}, {"environment", "production"}};
      bj::object opened = place, closed = place;
      opened["openedAt"] = to_rfc3339(t.now() - hours(40));
      closed["closedAt"] = to_rfc3339(t.now() - hours(33));
      t.tell("observe.incident.opened", "component:default/shop", opened, "system", "production");
      t.tell("observe.incident.closed", "component:default/shop", closed, "system", "production");

      CHECK(number(t.metric("incident-restore-time")) == doctest::Approx(7));
    });
  }

  TEST_CASE("an incident of production takes until it is closed, and a step by hand counts for its deployment") {
    on_each_database([](Told& t) {
      t.deploy("d1", "a");
      t.tell("observe.incident.opened", "component:default/shop",
             {{"incident", "i1"}, {"component", "shop"}, {"environment", "production"}}, "system", "production");
      t.tell("delivery.configuration.changed", "component:default/shop", {{"component", "shop"}}, "user:default/ann",
             "production");
      t.tell("delivery.configuration.changed", "component:default/shop", {{"component", "shop"}}, "run:9",
             "production");
      t.tell("delivery.deployment.queued", "component:default/shop", {{"component", "shop"}, {"mode", "promote"}},
             "user:default/ann", "production");
      t.wait(hours(3));
      t.tell("observe.incident.closed", "component:default/shop", {{"incident", "i1"}, {"resolution", "recovered"}},
             "system", "production");

      CHECK(number(t.metric("incident-restore-time")) == doctest::Approx(3));
      CHECK(number(t.metric("manual-steps-per-deployment")) == doctest::Approx(2));
      CHECK(number(t.metric("change-fail-rate")) == 1);
      CHECK(number(t.metric("recovery-time")) == doctest::Approx(3));
    });
  }
}

}  // namespace towpath::insights
