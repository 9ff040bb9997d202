#include "source_routes.h"

#include <boost/json.hpp>

#include "adapters/payload.h"
#include "federation_json.h"
#include "http/query_reader.h"
#include "json/object_reader.h"
#include "json/time_field.h"

namespace towpath::federation {
namespace {

std::string name_of(const http::Request& request) { return std::string(request.param("name")); }

std::optional<std::map<std::string, std::string>> names(json::ObjectReader& body, std::string_view key) {
  auto inner = body.optional_object(key);
  if (!inner) return std::nullopt;
  std::map<std::string, std::string> out;
  for (const std::string& each : inner->keys()) out[each] = inner->required_string(each);
  return out;
}

}  // namespace

void add_source_routes(http::Router& router, SourceService& sources, IngestService& ingest) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };

  add("GET", "/api/v1/sources", "source.read", [&](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    const std::string after = query.text("after");
    const std::size_t limit = query.limit();
    CHECK_OK(query.finish());
    TRY(const SourcePage page, sources.list(request.principal, after, limit));
    return http::json_response(200, source_page_body(page));
  });
  add("POST", "/api/v1/sources", "source.update", [&](const http::Request& request) -> Result<http::Response> {
    TRY(auto body, json::ObjectReader::parse(request.body));
    NewSource source;
    source.name = body.required_string("name");
    source.type = body.required_string("type");
    source.scheme = body.optional_string("scheme").value_or("");
    source.component = body.optional_string("component").value_or("");
    source.components = names(body, "components").value_or(std::map<std::string, std::string>());
    source.environments = names(body, "environments").value_or(std::map<std::string, std::string>());
    CHECK_OK(body.finish());
    TRY(const SourceWithSecret made, sources.create(request.principal, source));
    return http::json_response(201, source_with_secret_body(made));
  });
  add("GET", "/api/v1/sources/{name:slug}", "source.read", [&](const http::Request& request) -> Result<http::Response> {
    TRY(const Source source, sources.get(request.principal, name_of(request)));
    return http::json_response(200, source_body(source));
  });
  add("PATCH", "/api/v1/sources/{name:slug}", "source.update",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, json::ObjectReader::parse(request.body));
        SourceChange change;
        change.scheme = body.optional_string("scheme");
        change.component = body.optional_string("component");
        change.components = names(body, "components");
        change.environments = names(body, "environments");
        change.is_enabled = body.optional_boolean("enabled");
        CHECK_OK(body.finish());
        TRY(const Source source, sources.change(request.principal, name_of(request), change));
        return http::json_response(200, source_body(source));
      });
  add("DELETE", "/api/v1/sources/{name:slug}", "source.update",
      [&](const http::Request& request) -> Result<http::Response> {
        CHECK_OK(sources.remove(request.principal, name_of(request)));
        return http::no_content();
      });
  add("POST", "/api/v1/sources/{name:slug}/secret", "source.update",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const SourceWithSecret made, sources.renew_secret(request.principal, name_of(request)));
        return http::json_response(200, source_with_secret_body(made));
      });

  add("GET", "/api/v1/sources/{name:slug}/received", "source.read",
      [&](const http::Request& request) -> Result<http::Response> {
        http::QueryReader query(request);
        ReceivedFilter filter;
        filter.state = query.choice("state", {"mapped", "ignored", "refused", "duplicate"});
        filter.since = query.time("since");
        filter.after = query.ulid("after");
        filter.limit = query.limit();
        CHECK_OK(query.finish());
        TRY(const ReceivedPage page, ingest.list(request.principal, name_of(request), std::move(filter)));
        return http::json_response(200, received_page_body(page));
      });
  add("GET", "/api/v1/sources/{name:slug}/received/{id:ulid}", "source.read",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const Received received, ingest.get(request.principal, name_of(request), std::string(request.param("id"))));
        return http::json_response(200, received_body(received));
      });
  add("POST", "/api/v1/sources/{name:slug}/replays", "source.update",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, json::ObjectReader::parse(request.body));
        ReplayRequest replay;
        replay.ids = body.optional_strings("ids");
        replay.after = body.optional_string("after").value_or("");
        if (const auto since = json::optional_time(body, "since")) replay.since = *since;
        CHECK_OK(body.finish());
        TRY(const ReplayReport report, ingest.replay(request.principal, name_of(request), replay));
        return http::json_response(200, replay_body(report));
      });
}

void add_ingest_routes(http::Router& router, IngestService& ingest) {
  // Public: what a request proves is checked with the secret of its source, not with a session or a token.
  const auto add = [&](const char* pattern, bool is_ours, const char* kind) {
    router.add({.method = "POST",
                .pattern = pattern,
                .permission = "public",
                .handler = [&ingest, kind](const http::Request& request) -> Result<http::Response> {
                  TRY(const Receipt receipt, ingest.receive(name_of(request), kind, request.headers, request.body));
                  return http::json_response(receipt.is_duplicate ? 200 : 202, receipt_body(receipt));
                },
                .in_openapi = is_ours,
                .accepts = ""});
  };
  add("/api/v1/ingest/{name:slug}", true, "");
  add("/api/plugins/webhook/connections/{name:slug}/deployments", false, "deployments");
  add("/api/plugins/webhook/connections/{name:slug}/issues", false, "issues");
  // Says by its address alone which issue is done; the id of the request keeps two of them apart.
  router.add(
      {.method = "POST",
       .pattern = "/api/plugins/webhook/connections/{name:slug}/issue/{key}/close",
       .permission = "public",
       .handler = [&ingest](const http::Request& request) -> Result<http::Response> {
         const std::string issue = boost::json::serialize(boost::json::object{
             {"issueKey", request.param("key")}, {"type", "INCIDENT"}, {"status", "DONE"}, {"request", request.id}});
         TRY(const Receipt receipt, ingest.receive(name_of(request), "issues", request.headers, issue));
         return http::json_response(202, receipt_body(receipt));
       },
       .in_openapi = false,
       .accepts = ""});
}

}  // namespace towpath::federation
