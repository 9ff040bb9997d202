#include <doctest/doctest.h>

#include <set>

#include "base/strings.h"
#include "orders.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

namespace {

/// Lists that are the same for everybody, or the asker's own by their nature.
const std::set<std::string> not_by_group = {
    "/api/v1/users",                 // the directory is for everyone
    "/api/v1/groups",                // the directory is for everyone
    "/api/v1/golden-paths",          // what the platform offers
    "/api/v1/capabilities",          // what the platform offers
    "/api/v1/campaigns",             // for everyone; progress is over what one may see: scorecards_tests look at it
    "/api/v1/policies",              // for everyone: what may stop them explains itself
    "/api/v1/template-actions",      // what the server can do
    "/api/v1/scorecards",            // what good looks like; counts are over what one may see
    "/api/v1/approvals",             // only a rule makes rows: approvals_test looks at them
    "/api/v1/approval-rules",        // the same for everybody
    "/api/v1/resource-definitions",  // the same for everybody; where they made something is in the detail
    "/api/v1/resource-types",        // the same for everybody
    "/api/v1/resources/drifted",     // only drift makes rows, of those that /api/v1/resources lists
    "/api/v1/runtimes",              // of the machine
    "/api/v1/tools",                 // of the machine
    "/api/v1/runtime-rules",         // of the platform
    "/api/v1/environment-types",     // the same for everybody
    "/api/v1/sleepers",              // only what sleeps makes rows, of environments one may see
    "/api/v1/freezes",               // only one's own and what is for everybody: approvals_test looks at them
    "/api/v1/tokens",                // one's own
    "/api/v1/sessions",              // one's own
    "/api/v1/incidents",             // only failures make rows: observe_tests look at them
    "/api/v1/catalog-views",         // one's own
    "/api/v1/component-activity",    // asked by name, see below
    "/api/v1/feedback",              // for everyone, with the answers
    "/api/v1/roadmap",               // for everyone
    "/api/v1/surveys",               // for everyone
    "/api/v1/announcements",         // for everyone, or by their groups: feedback_tests look at them
    "/api/v1/notifications",         // one's own
    "/api/v1/metrics",               // the same metrics for everybody, of one's own rows: see below
    "/api/v1/benchmarks",            // what reports say of others
    "/api/v1/manual-work",           // declared once for everybody
    "/api/v1/dora/deliveries",       // only production makes rows: insights_tests look at them
    "/api/v1/traces",                // only telemetry makes rows: observe_tests look at them
    "/api/v1/sources",               // only the platform team's
    "/api/v1/subscriptions",         // only the platform team's
    "/api/v1/subscriptions/{name}/deliveries",
    "/api/v1/resources/accepted-drift",  // as drifted
    "/api/v1/resources/questions",       // only interrupted calls make rows: questions_test looks at them
    "/api/v1/sources/{name}/received",   // only the platform team's
};

/// Two members of different groups, each with a service of their own.
struct TwoTeams {
  Api alice, bob;
  std::string alices, bobs;  ///< Names of their services.
};

const TwoTeams& two_teams() {
  static const TwoTeams teams = [] {
    TestServer& server = TestServer::shared();
    const Orders& made = orders();
    const std::string group = server.new_group("parcels"), name = server.new_name("parcels");
    TwoTeams out{made.alice, server.new_user("bea", {"member"}, {group}), "orders", name};
    const Answer created =
        out.bob.post("/api/v1/golden-paths/python-service/runs",
                     {{"parameters", bj::object{{"name", name}, {"owner", "group:default/" + group}}}});
    REQUIRE_MESSAGE(created.status == 202, created.text);
    REQUIRE(out.bob.finished_run(created.at("/id")).at("state") == "succeeded");
    for (const char* kind : {"pipeline", "deployment"}) {
      std::string id;
      out.bob.events("/api/v1/events/stream?after=0", [&](const StreamEvent&) {
        id = out.bob.get("/api/v1/runs?project=" + name + "&kind=" + kind).at("/items/0/id");
        return !id.empty();
      });
      REQUIRE(out.bob.finished_run(id).at("state") == "succeeded");
    }
    REQUIRE(out.bob
                .post("/api/v1/repositories/" + name + "/changes",
                      {{"title", "Weigh parcels"},
                       {"source", "weigh"},
                       {"files", bj::array{bj::object{{"path", "WEIGHT"}, {"content", "1"}}}}})
                .status == 201);
    REQUIRE(out.bob.post("/api/v1/waivers", waiver_for(name)).status == 201);
    REQUIRE(out.bob.put("/api/v1/baselines/" + name, baseline_of(name, "group:default/" + group)).status == 200);
    REQUIRE(out.bob.put("/api/v1/secrets/component." + name + "/API_KEY", {{"value", "not-a-real-key"}}).status == 200);
    return out;
  }();
  return teams;
}

std::string with_query(const std::string& path, const std::string& more) {
  return path + (path.find('?') == std::string::npos ? "?" : "&") + more;
}

bool has_parameter(const Operation& operation, std::string_view name) {
  for (const bj::object* parameter : OpenapiDocument::shared().parameters(operation))
    if (parameter->at("name").as_string() == name) return true;
  return false;
}

/// Every row of a list, page by page with one row each where the list has pages.
std::vector<std::string> rows_of(const Api& api, const Operation& operation, const std::string& path) {
  const bool has_pages = has_parameter(operation, "after") && has_parameter(operation, "limit");
  std::vector<std::string> rows;
  std::optional<std::int64_t> total;
  for (std::string after;;) {
    const std::string page = has_pages ? with_query(path, "limit=1&after=" + http::percent_encode(after)) : path;
    const Answer answer = api.get(page);
    REQUIRE_MESSAGE(answer.status == 200, page, " ", answer.text);
    const bj::value items = answer.value("/items");
    REQUIRE_MESSAGE(items.is_array(), answer.text);
    if (has_pages) CHECK(items.as_array().size() <= 1);
    for (const bj::value& item : items.as_array()) rows.push_back(bj::serialize(item));
    if (const bj::value each = answer.value("/total"); each.is_int64()) {
      if (total) CHECK(*total == each.as_int64());
      total = each.as_int64();
    }
    after = answer.at("/next");
    if (!has_pages || after.empty()) break;
    REQUIRE(rows.size() < 5000);
  }
  if (total) CHECK_MESSAGE(*total == static_cast<std::int64_t>(rows.size()), path);
  return rows;
}

bool is_about(const std::vector<std::string>& rows, const std::string& name) {
  for (const std::string& row : rows)
    if (row.find(name) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_SUITE("lists of two members of different groups") {
  TEST_CASE("rows, totals and cursors are each one's own, on every list there is") {
    const TwoTeams& teams = two_teams();
    int lists = 0;
    for (const Operation& operation : OpenapiDocument::shared().operations()) {
      if (operation.method != "GET" || operation.path.find('{') != std::string::npos) continue;
      if (operation.definition->contains("x-sse") || not_by_group.contains(operation.path)) continue;
      const std::string path = example_path(operation);
      // A list asked about one thing by name is that thing's: not found for others, which the denial tests look at.
      if (!orders().admin.get(path).value("/items").is_array() || orders().bob.get(path).status != 200) continue;
      CAPTURE(path);

      const auto alices = rows_of(teams.alice, operation, path), bobs = rows_of(teams.bob, operation, path);

      CHECK_MESSAGE(is_about(alices, teams.alices), "the owner sees nothing of it");
      CHECK_MESSAGE(is_about(bobs, teams.bobs), "the owner sees nothing of it");
      CHECK_FALSE(is_about(alices, teams.bobs));
      CHECK_FALSE(is_about(bobs, teams.alices));
      ++lists;
      if (!has_parameter(operation, "after")) continue;
      // A cursor of one leads the other only to what is the other's own.
      const std::string next = teams.alice.get(with_query(path, "limit=1")).at("/next");
      if (next.empty()) continue;
      const Answer after = teams.bob.get(with_query(path, "limit=100&after=" + http::percent_encode(next)));
      CHECK(after.status == 200);
      CHECK(after.text.find("\"" + teams.alices + "\"") == std::string::npos);
      CHECK_FALSE(is_about({bj::serialize(after.value("/items"))}, teams.alices));
    }
    CHECK(lists >= 7);
  }

  TEST_CASE("a search finds what is one's own and nothing of the other's") {
    const TwoTeams& teams = two_teams();
    for (const auto& [path, mine, others] : {std::tuple{"/api/v1/entities?text=", teams.alices, teams.bobs},
                                             std::tuple{"/api/v1/docs/search?text=", teams.alices, teams.bobs}}) {
      CAPTURE(path);
      CHECK(teams.alice.get(path + mine).value("/total").to_number<int>() > 0);
      CHECK(teams.alice.get(path + others).value("/total") == 0);
      CHECK(teams.bob.get(path + others).value("/total").to_number<int>() > 0);
      CHECK_FALSE(is_about({teams.bob.get(path + mine).text}, "component:default/" + mine));
    }
  }

  TEST_CASE("activity of many components leaves out what is not one's own") {
    const TwoTeams& teams = two_teams();
    const std::string path = "/api/v1/component-activity?components=" + teams.alices + "," + teams.bobs + ",none";
    const Answer alices = teams.alice.get(path), bobs = teams.bob.get(path);
    for (const auto& [answer, name] : {std::pair{alices, teams.alices}, std::pair{bobs, teams.bobs}}) {
      CAPTURE(answer.text);
      const bj::value items = answer.value("/items");
      REQUIRE(items.as_array().size() == 1);
      CHECK(answer.at("/items/0/component") == name);
      CHECK(answer.at("/items/0/running/0/environment") == "development");
      CHECK(answer.at("/items/0/running/0/release") == "rel-1");
      CHECK(answer.at("/items/0/lastDeployment/state") == "succeeded");
      CHECK(answer.value("/items/0/days").as_array().size() == 14);
      CHECK(answer.value("/items/0/days/13/succeeded").to_number<int>() >= 1);
    }
  }

  TEST_CASE("a timeline has deployments, runs and configuration in one order, page by page") {
    const TwoTeams& teams = two_teams();
    const std::string path = "/api/v1/components/" + teams.alices + "/timeline";
    CHECK(teams.bob.get(path).status == 404);
    const Answer whole = teams.alice.get(path + "?limit=100");
    const bj::value all = whole.value("/items");
    std::set<std::string> kinds;
    std::string last = "9";
    for (const bj::value& item : all.as_array()) {
      kinds.insert(std::string(item.at("kind").as_string()));
      CHECK(std::string(item.at("at").as_string()) <= last);
      last = item.at("at").as_string();
    }
    kinds.erase("incident");  // other tests may have opened one
    CHECK(kinds == std::set<std::string>{"configuration", "deployment", "run"});

    bj::array joined;
    std::string next;
    do {
      const Answer page = teams.alice.get(path + "?limit=1&after=" + http::percent_encode(next));
      REQUIRE(page.status == 200);
      const bj::value items = page.value("/items");
      for (const bj::value& item : items.as_array()) joined.push_back(item);
      next = page.at("/next");
    } while (!next.empty() && joined.size() < 100);
    CHECK(joined == all.as_array());
  }

  TEST_CASE("entities in another order and from an offset on are the same rows") {
    const TwoTeams& teams = two_teams();
    const auto refs = [&](const std::string& query) {
      std::vector<std::string> out;
      const bj::value items = teams.alice.get("/api/v1/entities?" + query).value("/items");
      for (const bj::value& item : items.as_array()) out.emplace_back(item.at("ref").as_string());
      return out;
    };
    const auto whole = refs("limit=500");
    REQUIRE(whole.size() >= 3);
    CHECK(refs("limit=2&offset=1") == std::vector<std::string>{whole[1], whole[2]});
    for (const char* sort : {"owner", "type", "lifecycle", "-updated"}) {
      CAPTURE(sort);
      const auto sorted = refs(std::string("limit=500&sort=") + sort);
      CHECK(std::set<std::string>(sorted.begin(), sorted.end()) == std::set<std::string>(whole.begin(), whole.end()));
      CHECK(refs(std::string("limit=1&offset=2&sort=") + sort) == std::vector<std::string>{sorted[2]});
    }
  }

  TEST_CASE("saved views are each person's own") {
    const TwoTeams& teams = two_teams();
    CHECK(teams.alice.put("/api/v1/catalog-views/ours", {{"query", "owner=group%3Adefault%2Fpayments"}}).status == 200);
    CHECK(teams.alice.put("/api/v1/catalog-views/ours", {{"query", "kind=api"}}).status == 200);
    CHECK(teams.alice.get("/api/v1/catalog-views").at("/items/0/query") == "kind=api");
    CHECK(teams.bob.get("/api/v1/catalog-views").value("/items").as_array().empty());
    CHECK(teams.bob.send({.method = "DELETE", .url = "/api/v1/catalog-views/ours"}).status == 404);
    CHECK(teams.alice.send({.method = "DELETE", .url = "/api/v1/catalog-views/ours"}).status == 204);
    CHECK(teams.alice.get("/api/v1/catalog-views").value("/items").as_array().empty());
  }

  TEST_CASE("filters have only one's own values, and count only one's own") {
    const TwoTeams& teams = two_teams();
    const Answer alices = teams.alice.get("/api/v1/entity-facets"), bobs = teams.bob.get("/api/v1/entity-facets");
    CHECK(alices.value("/owner") != bobs.value("/owner"));
    CHECK(is_about({alices.text}, "group:default/payments"));
    CHECK_FALSE(is_about({bobs.text}, "group:default/payments"));
    for (const Api* api : {&teams.alice, &teams.bob}) {
      const std::string path = "/api/v1/entities?kind=component";
      bj::value counted = 0;
      const bj::value kinds = api->get("/api/v1/entity-facets").value("/kind");
      for (const bj::value& kind : kinds.as_array())
        if (kind.at("value") == "Component") counted = kind.at("count");
      const Answer listed = api->get(path);
      REQUIRE_MESSAGE(listed.status == 200, listed.text);
      CHECK(listed.value("/total") == counted);
    }
  }

  TEST_CASE("a metric and its rows are made of one's own work") {
    const TwoTeams& teams = two_teams();
    for (const auto& [api, mine, others] :
         {std::tuple{teams.alice, teams.alices, teams.bobs}, std::tuple{teams.bob, teams.bobs, teams.alices}}) {
      CAPTURE(mine);
      const Answer rows = api.get("/api/v1/metrics/pipeline-duration/rows");
      CHECK(is_about({rows.text}, "\"" + mine + "\""));
      CHECK_FALSE(is_about({rows.text}, "\"" + others + "\""));
      CHECK(api.get("/api/v1/metrics/pipeline-duration?component=" + mine).value("/n").to_number<int>() > 0);
      CHECK(api.get("/api/v1/metrics/pipeline-duration?component=" + others).value("/n") == 0);
      CHECK(api.get("/api/v1/metrics/golden-path-coverage?component=" + others).value("/n") == 0);
    }
  }

  TEST_CASE("metrics of one are not made of the other's deployments") {
    const TwoTeams& teams = two_teams();
    const Answer foreign = teams.bob.get("/api/v1/dora?component=" + teams.alices);
    CHECK(foreign.status == 200);
    const bj::value metrics = foreign.value("/metrics");
    for (const auto& [name, metric] : metrics.as_object()) {
      CAPTURE(std::string(name));
      CHECK(metric.at("value").is_null());
      CHECK(metric.at("n") == 0);
    }
  }
}
