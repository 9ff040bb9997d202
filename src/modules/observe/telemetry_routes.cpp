#include "telemetry_routes.h"

#include "base/strings.h"
#include "http/query_reader.h"
#include "telemetry_json.h"

namespace towpath::observe {
namespace {

constexpr std::size_t largest_request = 4 << 20;
constexpr const char* protobuf_type = "application/x-protobuf";

/// Errors: observe.unknown_encoding.
Result<Encoding> encoding_of(const http::Request& request) {
  const std::string given = to_lower(request.headers.get("Content-Type"));
  const std::string_view type = trim(std::string_view(given).substr(0, given.find(';')));
  if (type == "application/json") return Encoding::json;
  if (type == protobuf_type) return Encoding::protobuf;
  return invalid_input("observe.unknown_encoding", "Telemetry comes as application/x-protobuf or application/json.");
}

http::Response accepted(const Acceptance& acceptance, Encoding encoding, const char* rejected) {
  http::Response response;
  response.content_type = encoding == Encoding::json ? "application/json" : protobuf_type;
  response.body = acceptance_body(acceptance, encoding, rejected);
  return response;
}

}  // namespace

void add_telemetry_routes(http::Router& router, TelemetryService& telemetry) {
  const auto take = [&](const char* pattern, http::Handler handler) {
    router.add({.method = "POST",
                .pattern = pattern,
                .permission = "telemetry.send",
                .handler = std::move(handler),
                .body_limit = largest_request,
                .accepts = ""});
  };
  take("/v1/traces", [&telemetry](const http::Request& request) -> Result<http::Response> {
    TRY(const Encoding encoding, encoding_of(request));
    TRY(const Acceptance acceptance, telemetry.take_spans(request.principal, encoding, request.body));
    return accepted(acceptance, encoding, "rejectedSpans");
  });
  take("/v1/metrics", [&telemetry](const http::Request& request) -> Result<http::Response> {
    TRY(const Encoding encoding, encoding_of(request));
    TRY(const Acceptance acceptance, telemetry.take_points(request.principal, encoding, request.body));
    return accepted(acceptance, encoding, "rejectedDataPoints");
  });

  const auto add = [&](const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = "GET", .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };
  add("/api/v1/traces", "trace.read", [&telemetry](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    TraceFilter filter;
    filter.component = query.text("component");
    filter.environment = query.text("environment");
    filter.words = query.text("q");
    filter.only_errors = query.flag("errors");
    const std::string after = query.text("after");
    filter.limit = query.limit(50, 500);
    CHECK_OK(query.finish());
    TRY(const TracePage page, telemetry.list(request.principal, std::move(filter), after));
    return http::json_response(200, trace_page_body(page));
  });
  add("/api/v1/traces/{id}", "trace.read", [&telemetry](const http::Request& request) -> Result<http::Response> {
    TRY(const Trace trace, telemetry.get(request.principal, to_lower(request.param("id"))));
    return http::json_response(200, trace_body(trace));
  });
  add("/api/v1/components/{name}/measures", "metric.read",
      [&telemetry](const http::Request& request) -> Result<http::Response> {
        http::QueryReader query(request);
        const std::string environment = query.text("environment");
        if (environment.empty()) query.problem("environment", "is required");
        CHECK_OK(query.finish());
        TRY(const auto measures,
            telemetry.measures(request.principal, std::string(request.param("name")), environment));
        return http::json_response(200, measures_body(measures));
      });
}

}  // namespace towpath::observe
