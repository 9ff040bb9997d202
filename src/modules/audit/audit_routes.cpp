#include "audit_routes.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <charconv>

#include "http/query_reader.h"

namespace towpath::audit {
namespace {

boost::json::value or_null(const std::optional<std::int64_t>& number) {
  return number ? boost::json::value(*number) : boost::json::value(nullptr);
}

boost::json::object value_of(const events::SealedEvent& event) {
  return {{"sequence", event.sequence},
          {"id", event.id.text()},
          {"at", to_rfc3339(event.at)},
          {"type", event.type},
          {"subject", event.subject},
          {"actor", event.actor},
          {"ownerRef", event.owner_ref},
          {"projectId", event.project_id},
          {"envType", event.env_type},
          {"payload", event.payload.empty() ? boost::json::value(nullptr) : boost::json::parse(event.payload)},
          {"hash", event.hash}};
}

Result<http::Response> list(Audit& audit, const http::Request& request) {
  http::QueryReader query(request);
  const events::EventFilter filter{
      .type = query.text("type"),
      .subject = query.text("subject"),
      .actor = query.text("actor"),
      .from = query.time("from"),
      .to = query.time("to"),
      .before = query.integer("after"),
      .limit = query.limit(),
  };
  CHECK_OK(query.finish());
  TRY(const Page page, audit.list(request.principal, filter));
  boost::json::array items;
  for (const auto& event : page.items) items.push_back(value_of(event));
  return http::json_response(
      200, boost::json::serialize(boost::json::object{
               {"items", std::move(items)},
               {"next", page.next ? boost::json::value(std::to_string(*page.next)) : boost::json::value(nullptr)}}));
}

Result<http::Response> verify(Audit& audit, const http::Request& request) {
  CHECK_OK(audit.may_see_all(request.principal, "audit.verify"));
  const auto verdict = audit.verify();
  return http::json_response(200, boost::json::serialize(boost::json::object{{"valid", !verdict.first_bad},
                                                                             {"checked", verdict.checked},
                                                                             {"firstBad", or_null(verdict.first_bad)},
                                                                             {"reason", verdict.reason}}));
}

Result<http::Response> export_log(Audit& audit, const http::Request& request) {
  CHECK_OK(audit.may_see_all(request.principal, "audit.export"));
  http::QueryReader query(request);
  const auto after = query.integer("after").value_or(0), to = query.integer("to").value_or(0);
  CHECK_OK(query.finish());
  http::Response response;
  response.content_type = "application/x-ndjson";
  response.headers.set("Content-Disposition", fmt::format("attachment; filename=\"audit-after-{}.jsonl\"", after));
  response.stream = [&audit, after, to](http::Writer& writer) {
    audit.export_lines(after, to, [&](std::string_view line) { return writer.write(line); });
  };
  return response;
}

}  // namespace

void add_routes(http::Router& router, Audit& audit) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };
  add("GET", "/api/v1/audit/events", "audit.read",
      [&audit](const http::Request& request) { return list(audit, request); });
  add("GET", "/api/v1/audit/events/{sequence:int}", "audit.read",
      [&audit](const http::Request& request) -> Result<http::Response> {
        std::int64_t sequence = 0;
        const std::string_view text = request.param("sequence");
        std::from_chars(text.data(), text.data() + text.size(), sequence);
        TRY(const Entry entry, audit.entry(request.principal, sequence));
        return http::json_response(
            200, boost::json::serialize(boost::json::object{
                     {"event", value_of(entry.event)},
                     {"before", entry.before ? boost::json::value(value_of(*entry.before)) : boost::json::value()}}));
      });
  add("POST", "/api/v1/audit/verifications", "audit.verify",
      [&audit](const http::Request& request) { return verify(audit, request); });
  add("GET", "/api/v1/audit/export", "audit.export",
      [&audit](const http::Request& request) { return export_log(audit, request); });
  add("GET", "/api/v1/audit/checkpoint", "audit.read", [&audit](const http::Request&) -> Result<http::Response> {
    const Checkpoint last = audit.checkpoint();
    return http::json_response(
        200, boost::json::serialize(boost::json::object{{"sequence", last.sequence}, {"hash", last.hash}}));
  });
}

}  // namespace towpath::audit
