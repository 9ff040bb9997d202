#include "campaign_routes.h"

#include "body_time.h"
#include "campaign_json.h"
#include "http/query_reader.h"
#include "json/object_reader.h"

namespace towpath::scorecards {
namespace {

std::string id_of(const http::Request& request) { return std::string(request.param("id")); }

Result<http::Response> start(CampaignService& campaigns, const http::Request& request) {
  TRY(auto body, json::ObjectReader::parse(request.body));
  NewCampaign wanted;
  wanted.title = body.required_string("title");
  wanted.why = body.required_string("why");
  wanted.scorecard = body.required_string("scorecard");
  wanted.checks = body.optional_strings("checks");
  wanted.level = body.optional_string("level").value_or("");
  wanted.team_ref = body.optional_string("team").value_or("");
  wanted.owner_ref = body.required_string("owner");
  wanted.due_at = time_of(body, "dueAt", UtcTime());
  if (wanted.due_at == UtcTime()) body.problem("dueAt", "must say until when");
  CHECK_OK(body.finish());
  TRY(const CampaignDetail started, campaigns.start(request.principal, wanted));
  return http::json_response(201, campaign_body(started));
}

}  // namespace

void add_campaign_routes(http::Router& router, CampaignService& campaigns) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };
  add("GET", "/api/v1/campaigns", "campaign.read", [&](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    const std::string state = query.choice("state", {"running", "done", "over", "ended"}), after = query.ulid("after");
    const std::size_t limit = query.limit();
    CHECK_OK(query.finish());
    TRY(const CampaignPage page, campaigns.list(request.principal, state, after, limit));
    return http::json_response(200, campaign_page_body(page));
  });
  add("POST", "/api/v1/campaigns", "campaign.start",
      [&](const http::Request& request) { return start(campaigns, request); });
  add("GET", "/api/v1/campaigns/{id:ulid}", "campaign.read",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const CampaignDetail detail, campaigns.get(request.principal, id_of(request)));
        return http::json_response(200, campaign_body(detail));
      });
  add("POST", "/api/v1/campaigns/{id:ulid}/ending", "campaign.end",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, json::ObjectReader::parse(request.body));
        const std::string reason = body.required_string("reason");
        CHECK_OK(body.finish());
        TRY(const CampaignDetail ended, campaigns.end(request.principal, id_of(request), reason));
        return http::json_response(200, campaign_body(ended));
      });
}

}  // namespace towpath::scorecards
