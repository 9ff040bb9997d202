#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "db/testing/databases.h"
#include "insights/module.h"
#include "module/testing/test_kernel.h"

// The worked cases from events to the API's answer, on both databases: what delivery and observe report, told in days.

namespace towpath::insights {

std::vector<db::Migration> migrations();

namespace {

constexpr std::chrono::seconds deadline{20};
using std::chrono::hours;

/// Everything to the admin, one group's part to "user:default/member".
class Rights final : public auth::Authorizer {
 public:
  auth::Decision decide(const auth::Principal& principal, std::string_view) const override {
    auth::Decision decision;
    if (principal.ref == "user:default/admin") decision.effect = auth::Effect::allow;
    if (principal.ref == "user:default/member") {
      decision.effect = auth::Effect::conditional;
      decision.owner_refs = {"group:default/payments"};
    }
    return decision;
  }
};

struct Commit {
  hours before_its_deployment;
  bool is_by_bot = false;
};

/// A finished rollout of "shop" to production, unless said otherwise.
struct Rollout {
  std::string id, release, mode = "deploy", branch = "main", base = "before";
  bool succeeded = true;
  std::vector<Commit> commits = {};
  std::string component = "shop", owner = "group:default/payments", env_type = "production";
};

class History {
 public:
  explicit History(db::Db& db) : db_(db), kernel_(db, rights_), module_(make_module(kernel_.lend())) {
    module_->routes(router_);
    router_.set_authorizer(&rights_);
    kernel_.start_events();
  }

  void wait(hours time) { kernel_.clock.advance(time); }

  void finish(const Rollout& r) {
    boost::json::array commits;
    for (const Commit& commit : r.commits)
      commits.push_back(boost::json::object{
          {"authoredAt", to_rfc3339(kernel_.clock.now() - commit.before_its_deployment)}, {"bot", commit.is_by_bot}});
    tell(r.succeeded ? "delivery.deployment.succeeded" : "delivery.deployment.failed",
         {{"deployment", r.id},
          {"component", r.component},
          {"environment", r.env_type},
          {"mode", r.mode},
          {"release", r.release},
          {"commit", "commit-of-" + r.release},
          {"branch", r.branch},
          {"base", r.base.empty() ? boost::json::value(nullptr) : boost::json::value(r.base)},
          {"commits", commits}},
         r.owner, r.env_type);
  }

  void incident(const char* type, const std::string& id) {
    tell(type, {{"incident", id}, {"component", "shop"}, {"environment", "production"}}, "group:default/payments",
         "production");
  }

  /// What another system told, with the time at which it happened there.
  void outside(const std::string& type, const std::string& id, std::chrono::hours ago) {
    tell("federation.deployment." + type,
         {{"deployment", id},
          {"component", "shop"},
          {"environment", "production"},
          {"external", true},
          {"mode", "deploy"},
          {"commit", "commit-of-" + id},
          {"at", to_rfc3339(kernel_.clock.now() - ago)}},
         "group:default/payments", "production");
  }
  /// The same with who tells it, what that calls it, and more of the payload.
  void told(const std::string& source, const std::string& external_id, const std::string& id, const std::string& commit,
            std::chrono::minutes ago, boost::json::object more = {}) {
    boost::json::object payload{
        {"deployment", id}, {"component", "shop"}, {"environment", "production"},
        {"external", true}, {"source", source},    {"externalId", external_id},
        {"mode", "deploy"}, {"commit", commit},    {"at", to_rfc3339(kernel_.clock.now() - ago)}};
    for (const auto& [key, value] : more) payload[key] = value;
    tell("federation.deployment.succeeded", payload, "group:default/payments", "production");
  }
  UtcTime now() const { return kernel_.clock.now(); }
  void reported(const std::string& id, std::chrono::hours opened_ago) {
    tell("observe.incident.opened",
         {{"incident", id},
          {"component", "shop"},
          {"environment", "production"},
          {"openedAt", to_rfc3339(kernel_.clock.now() - opened_ago)}},
         "group:default/payments", "production");
  }
  void over(const std::string& id, std::chrono::hours ago) {
    tell("observe.incident.closed",
         {{"incident", id},
          {"component", "shop"},
          {"environment", "production"},
          {"closedAt", to_rfc3339(kernel_.clock.now() - ago)}},
         "group:default/payments", "production");
  }
  void link(const std::string& id, const std::string& deployment) {
    tell("observe.incident.linked",
         {{"incident", id}, {"component", "shop"}, {"environment", "production"}, {"deployment", deployment}},
         "group:default/payments", "production");
  }

  boost::json::object answer(std::map<std::string, std::string> query = {},
                             const std::string& who = "user:default/admin", const char* path = "/api/v1/dora") {
    REQUIRE(kernel_.events().settle(deadline));
    router_.set_authenticator([who](const http::Request&) -> Result<auth::Principal> {
      auth::Principal principal;
      principal.ref = who;
      return principal;
    });
    http::Request request;
    request.method = "GET";
    request.path = request.target = path;
    request.query = std::move(query);
    request.headers.set("Authorization", "Bearer test");
    const auto response = router_.dispatch(router_.match("GET", request.path), request);
    CAPTURE(response.body);
    auto body = boost::json::parse(response.body).as_object();
    body["status"] = response.status;
    return body;
  }

  boost::json::object metric(const char* name, std::map<std::string, std::string> query = {{"days", "10"}}) {
    return answer(std::move(query)).at("metrics").at(name).as_object();
  }

 private:
  void tell(const std::string& type, const boost::json::object& payload, const std::string& owner,
            const std::string& env_type) {
    db_.transact([&](db::Tx& tx) -> Result<events::EventId> {
         return kernel_.events().append(tx, {.type = type,
                                             .subject = "component:default/shop",
                                             .actor = "run:1",
                                             .payload = boost::json::serialize(payload),
                                             .owner_ref = owner,
                                             .project_id = "shop",
                                             .env_type = env_type});
       })
        .value();
  }

  db::Db& db_;
  Rights rights_;
  testing::TestKernel kernel_;
  std::unique_ptr<Module> module_;
  http::Router router_;
};

void for_each_history(const std::function<void(History&)>& test) {
  db::testing::for_each_lasting_engine(testing::with_kernel_migrations(migrations()),
                                       [&](db::testing::TestDatabase& t) {
                                         History history(t.db());
                                         test(history);
                                       });
}

}  // namespace

TEST_CASE("a first deployment has a frequency and an unknown lead time, because nothing says what was new") {
  for_each_history([](History& h) {
    h.finish({.id = "d1", .release = "r1", .base = "", .commits = {{hours(400)}, {hours(3)}}});
    h.wait(hours(1));

    CHECK(h.metric("deploymentFrequency").at("value").as_double() == doctest::Approx(0.1));
    CHECK(h.metric("leadTime").at("value").is_null());
    CHECK(h.metric("leadTime").at("reason") == "unknown_base");
    CHECK(h.metric("changeFailureRate").at("value") == 0.0);
    CHECK(h.metric("changeFailureRate").at("warning") == "too_few");
    CHECK(h.metric("failedDeploymentRecoveryTime").at("reason") == "no_failures");
  });
}

TEST_CASE("several commits of one deployment count each, merges and bots left out") {
  for_each_history([](History& h) {
    h.finish({.id = "d1", .release = "r1", .base = ""});
    h.wait(hours(24));
    h.finish({.id = "d2", .release = "r2", .commits = {{hours(2)}, {hours(4)}, {hours(9)}, {hours(90), true}}});
    h.wait(hours(1));

    CHECK(h.metric("leadTime").at("n") == 3);
    CHECK(h.metric("leadTime").at("value").as_double() == doctest::Approx(4.0));
    CHECK(h.metric("leadTime").at("p90").as_double() == doctest::Approx(8.0));
  });
}

TEST_CASE("a retry of the same commit within the hour is one attempt that came through") {
  for_each_history([](History& h) {
    h.finish({.id = "d1", .release = "r1", .succeeded = false});
    h.finish({.id = "d2", .release = "r1"});
    h.wait(hours(1));

    CHECK(h.metric("attemptSuccessRate").at("value") == 1.0);
    CHECK(h.metric("deploymentFrequency").at("n") == 1);
    CHECK(h.metric("changeFailureRate").at("value") == 0.0);
  });
}

TEST_CASE("an earlier release put back is a rollback, whether it was asked for as one or promoted again") {
  for (const char* mode : {"rollback", "promote"}) {
    CAPTURE(mode);
    for_each_history([&](History& h) {
      h.finish({.id = "d1", .release = "r1", .base = ""});
      h.wait(hours(24));
      h.finish({.id = "d2", .release = "r2", .commits = {{hours(5)}}});
      h.wait(hours(3));
      h.finish({.id = "d3", .release = "r1", .mode = mode, .commits = {{hours(50)}}});
      h.wait(hours(1));

      CHECK(h.metric("deploymentFrequency").at("n") == 3);
      CHECK(h.metric("changeFailureRate").at("value").as_double() == doctest::Approx(1.0 / 3));
      CHECK(h.metric("failedDeploymentRecoveryTime").at("value").as_double() == doctest::Approx(3.0));
      CHECK(h.metric("reworkRate").at("value").as_double() == doctest::Approx(1.0 / 3));
      CHECK(h.metric("leadTime").at("n") == 1);
      CHECK(h.metric("leadTime").at("value").as_double() == doctest::Approx(5.0));
    });
  }
}

TEST_CASE("a hotfix ends what an incident began; the incident is charged to the deployment in force when it opened") {
  for_each_history([](History& h) {
    h.finish({.id = "d1", .release = "r1", .base = ""});
    h.wait(hours(24));
    h.finish({.id = "d2", .release = "r2", .commits = {{hours(1)}}});
    h.wait(hours(2));
    h.incident("observe.incident.opened", "i1");
    h.wait(hours(1));
    CHECK(h.answer().at("openFailures").as_array().at(0).at("deployment") == "d2");
    h.wait(hours(3));
    h.finish({.id = "d3", .release = "r3", .branch = "hotfix/checkout", .commits = {{hours(1)}}});
    h.wait(hours(1));

    CHECK(h.metric("changeFailureRate").at("value").as_double() == doctest::Approx(1.0 / 3));
    CHECK(h.metric("failedDeploymentRecoveryTime").at("value").as_double() == doctest::Approx(4.0));
    CHECK(h.metric("reworkRate").at("value").as_double() == doctest::Approx(1.0 / 3));
    CHECK(h.answer().at("openFailures").as_array().empty());
  });
}

TEST_CASE("an incident that closes by itself is the recovery") {
  for_each_history([](History& h) {
    h.finish({.id = "d1", .release = "r1"});
    h.wait(hours(2));
    h.incident("observe.incident.opened", "i1");
    h.wait(hours(5));
    h.incident("observe.incident.closed", "i1");
    h.wait(hours(1));

    CHECK(h.metric("failedDeploymentRecoveryTime").at("value").as_double() == doctest::Approx(5.0));
    CHECK(h.metric("reworkRate").at("value") == 0.0);
  });
}

TEST_CASE("other tiers, stops and restarts count nowhere") {
  for_each_history([](History& h) {
    h.finish({.id = "d1", .release = "r1", .env_type = "staging"});
    h.finish({.id = "d2", .release = "r1", .mode = "restart"});
    h.finish({.id = "d3", .release = "r1", .mode = "stop"});
    h.wait(hours(1));

    CHECK(h.metric("deploymentFrequency").at("value").is_null());
    CHECK(h.metric("deploymentFrequency").at("reason") == "no_deployments");
  });
}

TEST_CASE("a component's figures are its own, and a member's are those of what the member may see") {
  for_each_history([](History& h) {
    h.finish({.id = "d1", .release = "r1"});
    h.finish({.id = "d2", .release = "r2", .component = "billing", .owner = "group:default/money"});
    h.wait(hours(1));

    CHECK(h.metric("deploymentFrequency").at("n") == 2);
    CHECK(h.metric("deploymentFrequency", {{"component", "billing"}}).at("n") == 1);
    const auto of_member = h.answer({}, "user:default/member");
    CHECK(of_member.at("metrics").at("deploymentFrequency").at("n") == 1);
    CHECK(h.answer({}, "user:default/nobody").at("status") == 403);
  });
}

TEST_CASE("a window that is no number of days is refused with its field") {
  for_each_history([](History& h) {
    for (const char* days : {"0", "-1", "4000", "ten", "10x", ""}) {
      CAPTURE(days);
      const auto answer = h.answer({{"days", days}});

      CHECK(answer.at("status") == 422);
      CHECK(answer.at("code") == "insights.invalid_window");
      CHECK(answer.at("errors").as_array().at(0).at("pointer") == "/days");
    }
  });
}

TEST_CASE("a chart has every day of the window, and its numbers are those of the rows") {
  for_each_history([](History& h) {
    h.finish({.id = "01JD0QZ0V5T7KX9B3M2N4P6R81", .release = "r1", .base = ""});
    h.wait(hours(24));
    h.finish({.id = "01JD0QZ0V5T7KX9B3M2N4P6R82", .release = "r2", .commits = {{hours(2)}, {hours(4)}}});
    h.wait(hours(24));
    h.finish({.id = "01JD0QZ0V5T7KX9B3M2N4P6R83", .release = "r1"});
    h.wait(hours(1));

    const boost::json::array series = h.answer({{"days", "10"}}).at("series").as_array();
    const boost::json::object rows = h.answer({{"days", "10"}}, "user:default/admin", "/api/v1/dora/deliveries");

    CHECK(series.size() == 11);
    std::int64_t deployments = 0, failures = 0, rework = 0;
    for (const boost::json::value& day : series) {
      deployments += day.at("deployments").as_int64();
      failures += day.at("failures").as_int64();
      rework += day.at("rework").as_int64();
    }
    CHECK(deployments == 3);
    CHECK(failures == 1);
    CHECK(rework == 1);
    CHECK(rows.at("total") == 3);
    CHECK(rows.at("items").at(0).at("rework") == true);
    CHECK(rows.at("items").at(1).at("failed") == true);
    CHECK(rows.at("items").at(1).at("leadTimeHours").as_double() == doctest::Approx(3.0));
    CHECK_FALSE(rows.at("items").at(1).at("recoveredAt").is_null());
  });
}

TEST_CASE("rows of deliveries come in pages, of one owner when asked for, and only to those who may see them") {
  for_each_history([](History& h) {
    h.finish({.id = "01JD0QZ0V5T7KX9B3M2N4P6R81", .release = "r1"});
    h.finish({.id = "01JD0QZ0V5T7KX9B3M2N4P6R82", .release = "r2", .component = "mail", .owner = "group:default/mail"});
    h.wait(hours(1));
    const auto rows = [&](std::map<std::string, std::string> query, const std::string& who) {
      return h.answer(std::move(query), who, "/api/v1/dora/deliveries");
    };

    const boost::json::object first = rows({{"limit", "1"}}, "user:default/admin");
    CHECK(first.at("total") == 2);
    const std::string next(first.at("next").as_string());
    const boost::json::object second = rows({{"limit", "1"}, {"after", next}}, "user:default/admin");
    CHECK(second.at("next").is_null());
    CHECK(second.at("items").at(0).at("deployment") != first.at("items").at(0).at("deployment"));
    CHECK(rows({{"owner", "group:default/mail"}}, "user:default/admin").at("total") == 1);
    CHECK(rows({}, "user:default/member").at("total") == 1);
    CHECK(rows({{"owner", "group:default/mail"}}, "user:default/member").at("total") == 0);
    CHECK(rows({{"days", "0"}}, "user:default/admin").at("status") == 422);
  });
}

TEST_CASE("deployments and incidents elsewhere count as one's own, with the times at which they happened") {
  for_each_history([](History& h) {
    h.wait(hours(100));
    h.outside("succeeded", "d1", hours(50));
    h.outside("failed", "d2", hours(40));
    h.outside("succeeded", "d3", hours(30));
    h.reported("i1", hours(29));
    h.over("i1", hours(27));

    CHECK(h.metric("deploymentFrequency").at("n") == 2);
    CHECK(h.metric("changeFailureRate").at("value").as_double() == doctest::Approx(0.5));
    CHECK(h.metric("failedDeploymentRecoveryTime").at("value").as_double() == doctest::Approx(2.0));
    CHECK(h.metric("leadTime").at("reason") == "unknown_base");
  });
}

TEST_CASE("a deployment that becomes known after its incident is charged with it, a link by hand stays") {
  for_each_history([](History& h) {
    h.wait(hours(100));
    h.outside("succeeded", "d1", hours(50));
    h.reported("i1", hours(29));
    CHECK(h.metric("changeFailureRate").at("value").as_double() == doctest::Approx(1.0));
    h.outside("succeeded", "d2", hours(30));
    CHECK(h.metric("changeFailureRate").at("value").as_double() == doctest::Approx(0.5));
    h.link("i1", "d1");
    h.outside("succeeded", "d3", hours(29));
    h.over("i1", hours(9));
    CHECK(h.metric("failedDeploymentRecoveryTime").at("n") == 1);
    CHECK(h.metric("failedDeploymentRecoveryTime").at("value").as_double() == doctest::Approx(20.0));
    h.link("i1", "");
    CHECK(h.metric("changeFailureRate").at("value").as_double() == 0.0);
  });
}

TEST_CASE("an incident a day after the last deployment is due to none unless somebody says so") {
  for_each_history([](History& h) {
    h.wait(hours(100));
    h.outside("succeeded", "d1", hours(50));
    h.reported("i1", hours(25));
    CHECK(h.metric("changeFailureRate").at("value").as_double() == 0.0);
    h.link("i1", "d1");
    CHECK(h.metric("changeFailureRate").at("value").as_double() == doctest::Approx(1.0));
  });
}

TEST_CASE("a deployment elsewhere has a lead time where it says what it brought, and is labelled as imported") {
  for_each_history([](History& h) {
    h.wait(hours(100));
    h.told("github", "1", "d1", "a", hours(50));
    h.told("github", "2", "d2", "c", hours(20),
           {{"base", "a"},
            {"commits",
             boost::json::array{boost::json::object{{"authoredAt", to_rfc3339(h.now() - hours(26))}},
                                boost::json::object{{"authoredAt", to_rfc3339(h.now() - hours(30))}},
                                boost::json::object{{"authoredAt", to_rfc3339(h.now() - hours(90))}, {"bot", true}}}}});
    h.finish({.id = "d3", .release = "r3", .commits = {{hours(8)}}});
    h.wait(hours(1));

    CHECK(h.metric("deploymentFrequency").at("n") == 3);
    CHECK(h.metric("leadTime").at("n") == 3);
    CHECK(h.metric("leadTime").at("value").as_double() == doctest::Approx(8.0));
    const auto rows = h.answer({}, "user:default/admin", "/api/v1/metrics/deployment-frequency/rows");
    REQUIRE(rows.at("items").as_array().size() == 3);
    CHECK(rows.at("items").at(0).at("label") == "live");
    CHECK(rows.at("items").at(1).at("label") == "live, imported from github");
    const auto lead_times = h.answer({}, "user:default/admin", "/api/v1/metrics/change-lead-time/rows");
    CHECK(lead_times.at("items").as_array().size() == 2);  // d1 says nothing of what it brought
  });
}

TEST_CASE("a deployment elsewhere that is told twice counts once, by one source or by two") {
  for_each_history([](History& h) {
    h.wait(hours(100));
    using std::chrono::minutes;
    h.told("github", "1", "d1", "a", minutes(600));
    h.told("github", "1", "d2", "a", minutes(590));  // its second word of the same
    h.told("argo", "x", "d3", "a", minutes(595));    // another system saw it, too
    h.told("argo", "y", "d4", "a", minutes(300));    // the same commit again, hours later
    h.told("github", "2", "d5", "b", minutes(299));  // another commit
    h.told("github", "", "d6", "", minutes(100));    // what says neither is never the same
    h.told("argo", "", "d7", "", minutes(100));
    h.finish({.id = "d8", .release = "r8"});
    h.told("argo", "z", "d9", "commit-of-r8", minutes(2));  // one of this platform, told back
    h.wait(hours(1));

    const auto rows = h.answer({}, "user:default/admin", "/api/v1/dora/deliveries");
    std::string ids;
    for (const boost::json::value& row : rows.at("items").as_array())
      ids = std::string(row.at("deployment").as_string()) + ids;
    CHECK(ids.starts_with("d1d4d5"));
    CHECK(ids.ends_with("d8"));
    CHECK(rows.at("total") == 6);
  });
}

}  // namespace towpath::insights
