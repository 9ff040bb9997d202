#include "approval_routes.h"

#include <boost/json.hpp>

#include "http/query_reader.h"
#include "json/nullable.h"
#include "json/object_reader.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

json::array to_json(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

json::object to_json(const Approval& a) {
  json::array votes;
  for (const ApprovalVote& vote : a.votes)
    votes.push_back(json::object{
        {"voter", vote.voter}, {"approves", vote.approves}, {"comment", vote.comment}, {"at", to_rfc3339(vote.at)}});
  return {{"id", a.id},
          {"deployment", a.deployment_id},
          {"run", a.run_id},
          {"round", a.round},
          {"component", a.component},
          {"project", a.project_id},
          {"environment", a.environment},
          {"environmentType", a.env_type},
          {"mode", to_string(a.mode)},
          {"release", a.release_number},
          {"plan", json::parse(a.plan)},
          {"planHash", a.plan_hash},
          {"required", a.required},
          {"fourEyes", a.four_eyes},
          {"approvers", to_json(a.approvers)},
          {"state", a.state},
          {"reason", a.reason},
          {"requestedBy", a.requested_by},
          {"createdAt", to_rfc3339(a.created_at)},
          {"expiresAt", to_rfc3339(a.expires_at)},
          {"closedAt", towpath::json::time_or_null(a.closed_at)},
          {"votes", std::move(votes)},
          {"mayDecide", a.may_decide},
          {"whyNot", a.why_not}};
}

json::object to_json(const ApprovalRule& r) {
  return {{"environmentType", r.env_type},
          {"required", r.required},
          {"fourEyes", r.four_eyes},
          {"approvers", to_json(r.approvers)},
          {"expiresAfterSeconds", static_cast<std::int64_t>(r.expires_after.count())},
          {"changedBy", r.changed_by},
          {"changedAt", towpath::json::time_or_null(r.changed_at)}};
}

}  // namespace

void add_approval_routes(http::Router& router, Approvals& approvals) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };
  add("GET", "/api/v1/approvals", "approval.read",
      [&approvals](const http::Request& request) -> Result<http::Response> {
        http::QueryReader query(request);
        const ApprovalFilter filter{
            .state = query.choice("state", {"waiting", "approved", "denied", "expired", "stale", "cancelled"}),
            .component = query.text("component"),
            .run = query.ulid("run"),
            .after = query.ulid("after"),
            .limit = query.limit(50, 200)};
        CHECK_OK(query.finish());
        TRY(const ApprovalPage page, approvals.list(request.principal, filter));
        json::array items;
        for (const Approval& approval : page.items) items.push_back(to_json(approval));
        return http::json_response(200, json::serialize(json::object{
                                            {"items", std::move(items)},
                                            {"next", page.next.empty() ? json::value(nullptr) : json::value(page.next)},
                                            {"total", page.total}}));
      });
  add("GET", "/api/v1/approvals/{id:ulid}", "approval.read",
      [&approvals](const http::Request& request) -> Result<http::Response> {
        TRY(const Approval approval, approvals.get(request.principal, std::string(request.param("id"))));
        return http::json_response(200, json::serialize(to_json(approval)));
      });
  add("POST", "/api/v1/approvals/{id:ulid}/decision", "approval.decide",
      [&approvals](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, towpath::json::ObjectReader::parse(request.body));
        const bool approve = body.required_boolean("approve");
        const std::string comment = body.optional_string("comment").value_or("");
        const std::string plan_hash = body.required_string("planHash");
        CHECK_OK(body.finish());
        TRY(const Approval approval,
            approvals.decide(request.principal, std::string(request.param("id")), approve, comment, plan_hash));
        return http::json_response(200, json::serialize(to_json(approval)));
      });
  add("GET", "/api/v1/approval-rules", "approval_rule.read",
      [&approvals](const http::Request& request) -> Result<http::Response> {
        TRY(const auto rules, approvals.rules(request.principal));
        json::array items;
        for (const ApprovalRule& rule : rules) items.push_back(to_json(rule));
        return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}}));
      });
  add("PUT", "/api/v1/approval-rules/{type}", "approval_rule.update",
      [&approvals](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, towpath::json::ObjectReader::parse(request.body));
        ApprovalRule rule;
        rule.env_type = request.param("type");
        const std::int64_t required = body.required_integer("required");
        if (required < 0 || required > 100) body.problem("required", "must be 0 to 5");
        rule.required = static_cast<int>(std::min<std::int64_t>(required, 100));
        rule.four_eyes = body.optional_boolean("fourEyes").value_or(rule.four_eyes);
        rule.approvers = body.optional_strings("approvers");
        if (const auto seconds = body.optional_integer("expiresAfterSeconds"))
          rule.expires_after = std::chrono::seconds(*seconds);
        CHECK_OK(body.finish());
        TRY(const ApprovalRule stored, approvals.set_rule(request.principal, std::move(rule)));
        return http::json_response(200, json::serialize(to_json(stored)));
      });
}

}  // namespace towpath::delivery
