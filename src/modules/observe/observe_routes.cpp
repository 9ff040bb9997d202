#include "observe_routes.h"

#include "http/query_reader.h"
#include "observe_json.h"

namespace towpath::observe {
namespace {

constexpr std::string_view beginning = "0";  ///< As a cursor, in every stream of the API.

std::string required(http::QueryReader& reader, std::string_view name) {
  std::string value = reader.text(name);
  if (value.empty()) reader.problem(name, "is required");
  return value;
}

std::optional<LogPoint> point(http::QueryReader& reader, std::string_view name) {
  const std::string given = reader.text(name);
  if (given.empty() || given == beginning) return std::nullopt;
  if (auto read = LogPoint::parse(given); read.has_value()) return std::move(*read);
  reader.problem(name, "must be a cursor as it was given");
  return std::nullopt;
}

Result<LogQuery> log_query(const http::Request& request) {
  http::QueryReader reader(request);
  LogQuery query;
  query.component = std::string(request.param("name"));
  query.environment = required(reader, "environment");
  query.filter = {reader.time("since"), reader.time("until"), reader.text("q")};
  query.after = point(reader, "after");
  query.before = point(reader, "before");
  if (query.after && query.before) reader.problem("before", "cannot be given together with 'after'");
  query.is_from_start = reader.choice("from", {"start", "end"}) == "start" || reader.text("after") == beginning;
  query.limit = reader.limit(200, 5'000);
  CHECK_OK(reader.finish());
  return query;
}

}  // namespace

void add_routes(http::Router& router, LogService& logs, MetricsService& metrics) {
  const auto add = [&](const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = "GET", .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };

  add("/api/v1/components/{name}/logs", "log.read", [&logs](const http::Request& request) -> Result<http::Response> {
    TRY(const LogQuery query, log_query(request));
    TRY(const LogPage page, logs.page(request.principal, query));
    return http::json_response(200, log_page_body(page));
  });

  add("/api/v1/components/{name}/logs/stream", "log.read",
      [&logs](const http::Request& request) -> Result<http::Response> {
        TRY(LogQuery query, log_query(request));
        TRY(const Place place, logs.followable(request.principal, query));
        http::Response response;
        response.sse = [&logs, place, query](std::shared_ptr<http::SseChannel> channel, const std::string& last_id) {
          logs.follow(place, query, std::move(channel), last_id);
        };
        return response;
      });

  add("/api/v1/components/{name}/metrics", "metric.read",
      [&metrics](const http::Request& request) -> Result<http::Response> {
        http::QueryReader reader(request);
        MetricsService::Query query;
        query.component = std::string(request.param("name"));
        query.environment = required(reader, "environment");
        query.from = reader.time("from");
        query.to = reader.time("to");
        if (const auto step = reader.integer("step", 1, 86'400)) query.step = std::chrono::seconds(*step);
        CHECK_OK(reader.finish());
        TRY(const Chart chart, metrics.chart(request.principal, query));
        return http::json_response(200, chart_body(query.component, query.environment, chart));
      });

  add("/api/v1/prometheus/targets", "metric.read", [&metrics](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    const std::string environment = query.text("environment");
    CHECK_OK(query.finish());
    return http::json_response(200, metrics.targets(request.principal, environment));
  });

  add("/metrics", "metric.read", [&metrics](const http::Request& request) -> Result<http::Response> {
    http::Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = metrics.exposition(request.principal);
    return response;
  });
}

}  // namespace towpath::observe
