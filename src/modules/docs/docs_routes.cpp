#include "docs_routes.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "base/strings.h"
#include "doc_store.h"
#include "http/list_answer.h"
#include "http/query_reader.h"
#include "json/nullable.h"

namespace towpath::docs {
namespace {

namespace json = boost::json;
using towpath::json::text_or_null;

json::object summary_of(const DocSet& set) {
  return {{"ref", set.ref},
          {"title", set.title},
          {"owner", text_or_null(set.owner_ref)},
          {"repository", text_or_null(set.repository)},
          {"commit", set.commit},
          {"home", set.home},
          {"pageCount", set.page_count},
          {"updatedAt", to_rfc3339(set.updated_at)}};
}

json::object detail_of(const DocSet& set) {
  json::object out = summary_of(set);
  out["nav"] = json::parse(nav_to_json(set.nav));
  out["problems"] = json::array(set.problems.begin(), set.problems.end());
  return out;
}

json::value link_of(const std::optional<PageLink>& link) {
  if (!link) return nullptr;
  return json::object{{"path", link->path}, {"title", link->title}};
}

/// Where the API has the file of a page as it is now; null for the manual.
json::value edit_path_of(const Page& page) {
  if (page.repository.empty()) return nullptr;
  std::string path = "/api/v1/repositories/" + http::percent_encode(page.repository) + "/files";
  for (const std::string& part : split(page.source_path, '/')) path += "/" + http::percent_encode(part);
  return json::value(path);
}

json::object value_of(const Page& page, PageForm form) {
  json::array toc;
  for (const TocEntry& entry : page.toc)
    toc.push_back(json::object{{"level", entry.level}, {"id", entry.id}, {"title", entry.title}});
  json::object out{{"set", page.set}, {"path", page.path}, {"title", page.title}};
  out[form == PageForm::html ? "html" : "markdown"] = page.content;
  out["toc"] = std::move(toc);
  out["brokenLinks"] = json::array(page.broken_links.begin(), page.broken_links.end());
  out["source"] =
      json::object{{"repository", text_or_null(page.repository)}, {"commit", page.commit}, {"path", page.source_path}};
  out["editPath"] = edit_path_of(page);
  out["previous"] = link_of(page.previous);
  out["next"] = link_of(page.next);
  return out;
}

std::string ref_of(const http::Request& request) {
  return to_lower(fmt::format("{}:{}/{}", request.param("kind"), request.param("namespace"), request.param("name")));
}

Result<http::Response> show_page(Docs& docs, const http::Request& request, const std::string& path) {
  http::QueryReader query(request);
  const PageForm form =
      query.choice("format", {"html", "markdown"}) == "markdown" ? PageForm::markdown : PageForm::html;
  CHECK_OK(query.finish());
  TRY(const Page page, docs.page(request.principal, ref_of(request), path, form));
  http::Response response = http::json_response(200, "");
  const std::string etag = '"' + page.etag + '"';
  response.headers.set("ETag", etag);
  response.headers.set("Cache-Control", "private, no-cache");
  if (request.headers.get("If-None-Match") == etag)
    response.status = 304;
  else
    response.body = json::serialize(value_of(page, form));
  return response;
}

/// A file of somebody's repository must never run with the portal's rights: pictures are shown as pictures and nothing
/// else, in a sandbox should they be opened by themselves (an SVG can hold scripts); the rest is only downloaded.
http::Response asset_response(Asset asset) {
  http::Response response;
  response.content_type = asset.content_type;
  response.headers.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.set("Cache-Control", "private, max-age=300");
  if (!asset.is_picture)
    response.headers.set("Content-Disposition",
                         "attachment; filename*=UTF-8''" + http::percent_encode(asset.file_name));
  response.body = std::move(asset.content);
  return response;
}

}  // namespace

void add_routes(http::Router& router, Docs& docs) {
  const auto add = [&](const char* pattern, http::Handler handler) {
    router.add({.method = "GET", .pattern = pattern, .permission = "doc.read", .handler = std::move(handler)});
  };

  add("/api/v1/docs", [&docs](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    const std::string after = query.text("after");
    const std::size_t limit = query.limit();
    CHECK_OK(query.finish());
    TRY(const DocSetPage page, docs.list(request.principal, after, limit));
    json::array items;
    for (const DocSet& set : page.items) items.push_back(summary_of(set));
    return http::list_answer(items, page.next, page.total);
  });

  add("/api/v1/docs/search", [&docs](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    const SearchQuery wanted{query.text("text"), query.text("set"), query.text("after"), query.limit(20)};
    CHECK_OK(query.finish());
    TRY(const MatchPage page, docs.search(request.principal, wanted));
    json::array items;
    for (const Match& match : page.items)
      items.push_back(json::object{{"set", match.set},
                                   {"setTitle", match.set_title},
                                   {"path", match.path},
                                   {"title", match.title},
                                   {"snippet", match.snippet}});
    return http::list_answer(items, page.next, page.total);
  });

  add("/api/v1/docs/{kind}/{namespace}/{name}", [&docs](const http::Request& request) -> Result<http::Response> {
    TRY(const DocSet set, docs.get(request.principal, ref_of(request)));
    return http::json_response(200, json::serialize(detail_of(set)));
  });

  add("/api/v1/docs/{kind}/{namespace}/{name}/pages",
      [&docs](const http::Request& request) { return show_page(docs, request, ""); });
  add("/api/v1/docs/{kind}/{namespace}/{name}/pages/{path:path}",
      [&docs](const http::Request& request) { return show_page(docs, request, std::string(request.param("path"))); });

  add("/api/v1/docs/{kind}/{namespace}/{name}/assets/{path:path}",
      [&docs](const http::Request& request) -> Result<http::Response> {
        TRY(Asset asset, docs.asset(request.principal, ref_of(request), std::string(request.param("path"))));
        return asset_response(std::move(asset));
      });
}

}  // namespace towpath::docs
