#include "waiver_routes.h"

#include <algorithm>
#include <boost/json.hpp>

#include "http/query_reader.h"
#include "json/nullable.h"
#include "json/object_reader.h"

namespace towpath::standards {
namespace {

namespace json = boost::json;
using towpath::json::text_or_null;
using towpath::json::time_or_null;

json::object value_of(const Waiver& w) {
  return {{"id", w.id},
          {"target", w.target},
          {"title", w.title},
          {"subject", w.subject},
          {"environment", text_or_null(w.environment)},
          {"reason", w.reason},
          {"control", w.control},
          {"owner", text_or_null(w.owner_ref)},
          {"targetOwner", text_or_null(w.target_owner_ref)},
          {"state", w.state},
          {"requestedBy", w.requested_by},
          {"requestedAt", to_rfc3339(w.requested_at)},
          {"expiresAt", to_rfc3339(w.expires_at)},
          {"decidedBy", text_or_null(w.decided_by)},
          {"decidedAt", time_or_null(w.decided_at)},
          {"endedAt", time_or_null(w.ended_at)},
          {"comment", text_or_null(w.comment)},
          {"mayDecide", w.may_decide},
          {"mayEnd", w.may_end},
          {"whyNot", text_or_null(w.why_not)}};
}

http::Response response_of(int status, const Waiver& waiver) {
  return http::json_response(status, json::serialize(value_of(waiver)));
}

Result<http::Response> list(Waivers& waivers, const http::Request& request) {
  http::QueryReader query(request);
  WaiverFilter filter;
  filter.state = query.choice("state", {"requested", "approved", "rejected", "withdrawn", "revoked", "expired", "due"});
  filter.target = query.text("target");
  filter.subject = query.text("subject");
  filter.mine = query.flag("mine");
  filter.awaits_me = query.flag("awaitsMe");
  filter.after = query.ulid("after");
  filter.limit = query.limit(50, 200);
  CHECK_OK(query.finish());
  TRY(const WaiverPage page, waivers.list(request.principal, filter));
  json::array items;
  for (const Waiver& each : page.items) items.push_back(value_of(each));
  return http::json_response(
      200, json::serialize(
               json::object{{"items", std::move(items)}, {"next", text_or_null(page.next)}, {"total", page.total}}));
}

Result<http::Response> ask(Waivers& waivers, const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  NewWaiver given;
  given.target = body.required_string("target");
  given.subject = body.required_string("subject");
  given.environment = body.optional_string("environment").value_or("");
  given.reason = body.required_string("reason");
  given.control = body.required_string("control");
  const std::int64_t days = body.required_integer("days");
  given.days = static_cast<int>(std::clamp<std::int64_t>(days, -1, 1'000'000));
  CHECK_OK(body.finish());
  TRY(const Waiver waiver, waivers.request(request.principal, given));
  return response_of(201, waiver);
}

}  // namespace

void add_waiver_routes(http::Router& router, Waivers& waivers) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };
  const auto id_of = [](const http::Request& request) { return std::string(request.param("id")); };
  add("GET", "/api/v1/waivers", "waiver.read", [&](const http::Request& request) { return list(waivers, request); });
  add("POST", "/api/v1/waivers", "waiver.request", [&](const http::Request& request) { return ask(waivers, request); });
  add("GET", "/api/v1/waivers/{id:ulid}", "waiver.read",
      [&, id_of](const http::Request& request) -> Result<http::Response> {
        TRY(const Waiver waiver, waivers.get(request.principal, id_of(request)));
        return response_of(200, waiver);
      });
  add("POST", "/api/v1/waivers/{id:ulid}/verdict", "waiver.approve",
      [&, id_of](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, towpath::json::ObjectReader::parse(request.body));
        const bool approve = body.required_boolean("approve");
        const std::string comment = body.optional_string("comment").value_or("");
        CHECK_OK(body.finish());
        TRY(const Waiver waiver, waivers.decide(request.principal, id_of(request), approve, comment));
        return response_of(200, waiver);
      });
  add("POST", "/api/v1/waivers/{id:ulid}/end", "waiver.request",
      [&, id_of](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, towpath::json::ObjectReader::parse(request.body));
        const std::string comment = body.optional_string("comment").value_or("");
        CHECK_OK(body.finish());
        TRY(const Waiver waiver, waivers.end(request.principal, id_of(request), comment));
        return response_of(200, waiver);
      });
}

}  // namespace towpath::standards
