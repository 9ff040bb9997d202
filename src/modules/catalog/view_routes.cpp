#include "view_routes.h"

#include <boost/json.hpp>

#include "json/object_reader.h"

namespace towpath::catalog {
namespace {

boost::json::object value_of(const SavedView& view) {
  return {{"name", view.name}, {"query", view.query}, {"updatedAt", to_rfc3339(view.updated_at)}};
}

}  // namespace

void add_view_routes(http::Router& router, SavedViews& views) {
  const auto add = [&](const char* method, const char* pattern, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = "signed_in", .handler = std::move(handler)});
  };

  add("GET", "/api/v1/catalog-views", [&views](const http::Request& request) -> Result<http::Response> {
    TRY(const auto list, views.list(request.principal));
    boost::json::array items;
    for (const SavedView& view : list) items.push_back(value_of(view));
    return http::json_response(
        200, boost::json::serialize(boost::json::object{{"items", std::move(items)}, {"next", nullptr}}));
  });
  add("PUT", "/api/v1/catalog-views/{name}", [&views](const http::Request& request) -> Result<http::Response> {
    TRY(auto body, towpath::json::ObjectReader::parse(request.body));
    const std::string query = body.required_string("query");
    CHECK_OK(body.finish());
    TRY(const SavedView view, views.put(request.principal, std::string(request.param("name")), query));
    return http::json_response(200, boost::json::serialize(value_of(view)));
  });
  add("DELETE", "/api/v1/catalog-views/{name}", [&views](const http::Request& request) -> Result<http::Response> {
    CHECK_OK(views.remove(request.principal, std::string(request.param("name"))));
    return http::no_content();
  });
}

}  // namespace towpath::catalog
