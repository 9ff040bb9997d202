#include "quality/quality_routes.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "base/strings.h"
#include "http/query_reader.h"
#include "json/nullable.h"
#include "json/object_reader.h"

namespace towpath::docs {
namespace {

namespace json = boost::json;
using towpath::json::text_or_null;
using towpath::json::time_or_null;

std::string ref_of(const http::Request& request) {
  return to_lower(fmt::format("{}:{}/{}", request.param("kind"), request.param("namespace"), request.param("name")));
}

json::array votes_of(const std::vector<HeadingVotes>& votes) {
  json::array out;
  for (const HeadingVotes& each : votes)
    out.push_back({{"page", each.page},
                   {"heading", each.heading},
                   {"useful", each.useful},
                   {"notUseful", each.not_useful},
                   {"mine", each.mine ? json::value(*each.mine) : json::value(nullptr)}});
  return out;
}

std::string report_body(const DocsReport& report) {
  json::array sets, missed;
  for (const SetSummary& set : report.sets)
    sets.push_back({{"ref", set.ref},
                    {"title", set.title},
                    {"owner", text_or_null(set.owner_ref)},
                    {"pages", set.pages},
                    {"stalePages", set.stale_pages},
                    {"brokenLinks", set.broken_links},
                    {"useful", set.useful},
                    {"notUseful", set.not_useful},
                    {"docsChangedAt", time_or_null(set.docs_changed_at)},
                    {"codeChangedAt", time_or_null(set.code_changed_at)}});
  for (const MissedSearch& each : report.missed_searches)
    missed.push_back({{"text", each.text}, {"searches", each.searches}, {"lastDay", each.last_day}});
  return json::serialize(json::object{{"sets", std::move(sets)},
                                      {"missedSearches", std::move(missed)},
                                      {"staleAfterDays", stale_after.count()},
                                      {"fewestSearchers", fewest_searchers}});
}

std::string quality_body(const SetQuality& set) {
  json::array pages, links;
  for (const PageChange& page : set.pages)
    pages.push_back({{"path", page.path},
                     {"title", page.title},
                     {"changedAt", time_or_null(page.changed_at)},
                     {"stale", page.is_stale}});
  for (const BrokenLink& broken : set.broken_links)
    links.push_back({{"page", broken.page}, {"link", broken.link}, {"reason", broken.reason}});
  return json::serialize(json::object{{"ref", set.ref},
                                      {"title", set.title},
                                      {"owner", text_or_null(set.owner_ref)},
                                      {"codeChangedAt", time_or_null(set.code_changed_at)},
                                      {"pages", std::move(pages)},
                                      {"brokenLinks", std::move(links)},
                                      {"votes", votes_of(set.votes)}});
}

}  // namespace

void add_quality_routes(http::Router& router, QualityService& quality) {
  const auto add = [&](const char* method, const char* pattern, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = "doc.read", .handler = std::move(handler)});
  };
  add("GET", "/api/v1/docs/report", [&](const http::Request& request) -> Result<http::Response> {
    TRY(const DocsReport report, quality.report(request.principal));
    return http::json_response(200, report_body(report));
  });
  add("GET", "/api/v1/docs/{kind}/{namespace}/{name}/quality",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const SetQuality set, quality.quality(request.principal, ref_of(request)));
        return http::json_response(200, quality_body(set));
      });
  add("GET", "/api/v1/docs/{kind}/{namespace}/{name}/votes",
      [&](const http::Request& request) -> Result<http::Response> {
        http::QueryReader query(request);
        const std::string page = query.text("page");
        CHECK_OK(query.finish());
        TRY(const auto votes, quality.votes(request.principal, ref_of(request), page));
        return http::json_response(200, json::serialize(json::object{{"items", votes_of(votes)}}));
      });
  add("PUT", "/api/v1/docs/{kind}/{namespace}/{name}/votes",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, towpath::json::ObjectReader::parse(request.body));
        const std::string page = body.required_string("page"), heading = body.optional_string("heading").value_or("");
        const bool is_useful = body.required_boolean("useful");
        CHECK_OK(body.finish());
        CHECK_OK(quality.vote(request.principal, ref_of(request), page, heading, is_useful));
        return http::no_content();
      });
}

}  // namespace towpath::docs
