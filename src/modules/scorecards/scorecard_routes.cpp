#include "scorecard_routes.h"

#include "body_time.h"
#include "http/query_reader.h"
#include "json/object_reader.h"
#include "scorecard_json.h"

namespace towpath::scorecards {
namespace {

std::string name_of(const http::Request& request) { return std::string(request.param("name")); }

Result<http::Response> push(ScorecardService& scorecards, const http::Request& request, UtcTime now) {
  TRY(auto body, json::ObjectReader::parse(request.body));
  PushedResult result;
  result.scorecard = name_of(request);
  result.check = std::string(request.param("check"));
  result.entity_ref = body.required_string("entity");
  const std::string outcome = body.required_string("outcome");
  if (outcome != "pass" && outcome != "fail") body.problem("outcome", "must be pass or fail");
  result.outcome = outcome == "pass" ? Outcome::pass : Outcome::fail;
  result.reason = body.optional_string("reason").value_or("");
  result.source = body.required_string("source");
  result.url = body.optional_string("url").value_or("");
  result.at = time_of(body, "at", now);
  result.expires_at = time_of(body, "expiresAt", UtcTime());
  CHECK_OK(body.finish());
  TRY(const CheckResult now_so, scorecards.push(request.principal, result));
  return http::json_response(200, check_result_body(now_so));
}

void add_entity_routes(http::Router& router, ScorecardService& scorecards) {
  router.add({.method = "GET",
              .pattern = "/api/v1/scorecard-standings",
              .permission = "scorecard.read",
              .handler = [&](const http::Request& request) -> Result<http::Response> {
                http::QueryReader query(request);
                const std::string entity = query.text("entity");
                if (entity.empty()) query.problem("entity", "must name an entity");
                CHECK_OK(query.finish());
                TRY(const EntityStandings standings, scorecards.standings(request.principal, entity));
                return http::json_response(200, standings_body(standings));
              }});
  router.add({.method = "GET",
              .pattern = "/api/v1/scorecard-changes",
              .permission = "scorecard.read",
              .handler = [&](const http::Request& request) -> Result<http::Response> {
                http::QueryReader query(request);
                const std::string entity = query.text("entity"), scorecard = query.text("scorecard"),
                                  after = query.ulid("after");
                if (entity.empty()) query.problem("entity", "must name an entity");
                const std::size_t limit = query.limit();
                CHECK_OK(query.finish());
                TRY(const ChangePage page, scorecards.changes(request.principal, entity, scorecard, after, limit));
                return http::json_response(200, changes_body(page));
              }});
}

}  // namespace

void add_scorecard_routes(http::Router& router, ScorecardService& scorecards, const Clock& clock) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };
  add("GET", "/api/v1/scorecards", "scorecard.read", [&](const http::Request& request) -> Result<http::Response> {
    CHECK_OK(http::QueryReader(request).finish());
    TRY(const auto all, scorecards.list(request.principal));
    return http::json_response(200, scorecard_list_body(all));
  });
  add("GET", "/api/v1/scorecards/{name}", "scorecard.read",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const auto summary, scorecards.get(request.principal, name_of(request)));
        return http::json_response(200, scorecard_body(summary));
      });
  add("GET", "/api/v1/scorecards/{name}/entities", "scorecard.read",
      [&](const http::Request& request) -> Result<http::Response> {
        http::QueryReader query(request);
        HeatMapQuery asked;
        asked.scorecard = name_of(request);
        asked.team = query.optional_text("team");
        if (query.flag("withoutTeam")) asked.team = "";
        asked.after = query.text("after");
        asked.limit = query.limit();
        CHECK_OK(query.finish());
        TRY(const HeatMap map, scorecards.by_entity(request.principal, asked));
        return http::json_response(200, entity_heat_map_body(map));
      });
  add("GET", "/api/v1/scorecards/{name}/teams", "scorecard.read",
      [&](const http::Request& request) -> Result<http::Response> {
        CHECK_OK(http::QueryReader(request).finish());
        TRY(const HeatMap map, scorecards.by_team(request.principal, name_of(request)));
        return http::json_response(200, team_heat_map_body(map));
      });
  add("PUT", "/api/v1/scorecards/{name}/checks/{check}/result", "scorecard.push",
      [&](const http::Request& request) { return push(scorecards, request, clock.now()); });
  add("POST", "/api/v1/scorecard-trials", "scorecard.read",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, json::ObjectReader::parse(request.body));
        const std::string text = body.required_string("text");
        const std::string file = body.optional_string("fileName").value_or("scorecard.yaml");
        CHECK_OK(body.finish());
        TRY(const auto trials, scorecards.try_out(request.principal, text, file));
        return http::json_response(200, trials_body(trials));
      });
  add_entity_routes(router, scorecards);
}

}  // namespace towpath::scorecards
