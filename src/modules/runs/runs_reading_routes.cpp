#include <fmt/core.h>

#include "http/query_reader.h"
#include "run_json.h"
#include "runs_routes.h"

namespace towpath::runs {
namespace {

constexpr std::size_t lines_at_once = 5'000;

/// Header value that offers the answer as a file of this name (RFC 6266 and 8187).
std::string attachment(std::string_view name) {
  std::string encoded;
  for (const char c : name) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    encoded += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return "attachment; filename*=UTF-8''" + encoded;
}

http::Response whole_log(Runs& runs, LogKey key, std::vector<LogLine> first, const std::string& name) {
  http::Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.headers.set("Content-Disposition", attachment(name));
  response.stream = [&runs, key = std::move(key), first = std::move(first)](http::Writer& out) {
    Result<std::vector<LogLine>> lines = first;
    while (lines.has_value() && !lines.value().empty()) {
      std::string text;
      for (const LogLine& line : lines.value()) text += line.text + "\n";
      if (!out.write(text)) return;
      lines = runs.log(key, lines.value().back().number + 1, lines_at_once);
    }
  };
  return response;
}

}  // namespace

void add_reading_routes(http::Router& router, Runs& runs, blob::Blobs& blobs) {
  const auto add = [&](const char* pattern, http::Handler handler) {
    router.add({.method = "GET", .pattern = pattern, .permission = "run.read", .handler = std::move(handler)});
  };

  add("/api/v1/runs/{id:ulid}/artifacts", [&runs](const http::Request& request) -> Result<http::Response> {
    TRY(const Run run, runs.get(request.principal, run_id(request)));
    return http::json_response(200, artifacts_body(runs.artifacts(run.id)));
  });

  add("/api/v1/runs/{id:ulid}/artifacts/{name}",
      [&runs, &blobs](const http::Request& request) -> Result<http::Response> {
        TRY(const Run run, runs.get(request.principal, run_id(request)));
        TRY(const Artifact artifact, runs.artifact(run.id, std::string(request.param("name"))));
        if (!blobs.size({artifact.digest}))
          return not_found("runs.artifact_gone", fmt::format("'{}' was removed after its time.", artifact.name))
              .with_hint(fmt::format("Make it again with: towpath run rerun {}", run.number));
        http::Response response;
        // Never the artifact's own type: a page that a job wrote must not run as one of ours.
        response.content_type = "application/octet-stream";
        response.headers.set("Content-Disposition", attachment(artifact.name));
        response.stream = [&blobs, digest = artifact.digest](http::Writer& out) {
          // A blob that turns out damaged ends the answer early; the reader has the digest to compare.
          (void)blobs.read({digest}, [&](std::string_view bytes) { return out.write(bytes); });
        };
        return response;
      });

  add("/api/v1/runs/{id:ulid}/nodes/{key}/steps/{step:int}/log",
      [&runs](const http::Request& request) -> Result<http::Response> {
        CHECK_OK(runs.get(request.principal, run_id(request)));
        http::QueryReader query(request);
        const LogKey key = log_key(request, query);
        const std::size_t limit = query.limit(1'000, 10'000);
        const auto pattern = query.optional_text("search");
        const std::int64_t from = query.integer("from", 1).value_or(1);
        CHECK_OK(query.finish());
        TRY(const auto lines, pattern ? runs.search_log(key, *pattern, limit) : runs.log(key, from, limit));
        return http::json_response(200, log_body(lines));
      });

  add("/api/v1/runs/{id:ulid}/nodes/{key}/steps/{step:int}/log/matches",
      [&runs](const http::Request& request) -> Result<http::Response> {
        CHECK_OK(runs.get(request.principal, run_id(request)));
        http::QueryReader query(request);
        const LogKey key = log_key(request, query);
        const std::size_t limit = query.limit(10'000, 10'000);
        const std::string pattern = query.text("search");
        if (pattern.empty()) query.problem("search", "is required");
        CHECK_OK(query.finish());
        TRY(const LogMatches matches, runs.log_matches(key, pattern, limit));
        return http::json_response(200, matches_body(matches));
      });

  add("/api/v1/runs/{id:ulid}/nodes/{key}/steps/{step:int}/log/text",
      [&runs](const http::Request& request) -> Result<http::Response> {
        TRY(const Run run, runs.get(request.principal, run_id(request)));
        http::QueryReader query(request);
        const LogKey key = log_key(request, query);
        CHECK_OK(query.finish());
        TRY(auto first, runs.log(key, 1, lines_at_once));
        return whole_log(runs, key, std::move(first), fmt::format("run-{}-{}-{}.log", run.number, key.node, key.step));
      });
}

}  // namespace towpath::runs
