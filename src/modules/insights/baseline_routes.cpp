#include "baseline_routes.h"

#include <boost/json.hpp>

#include "baseline_json.h"
#include "http/query_reader.h"

namespace towpath::insights {
namespace {

constexpr std::size_t body_limit = std::size_t{64} << 20;  // a year of a busy repository has some megabytes of times

http::Response answer(const Baseline& baseline) {
  return http::json_response(200, boost::json::serialize(value_of(baseline)));
}

}  // namespace

void add_baseline_routes(http::Router& router, BaselineService& baselines) {
  router.add({.method = "GET",
              .pattern = "/api/v1/baselines",
              .permission = "baseline.read",
              .handler = [&baselines](const http::Request& request) -> Result<http::Response> {
                http::QueryReader query(request);
                const std::string component = query.text("component"), owner = query.text("owner");
                CHECK_OK(query.finish());
                boost::json::array items;
                for (const Baseline& each : baselines.list(request.principal, component, owner))
                  items.emplace_back(value_of(each));
                const std::size_t total = items.size();
                return http::json_response(200, boost::json::serialize(boost::json::object{
                                                    {"items", std::move(items)}, {"next", nullptr}, {"total", total}}));
              }});
  router.add({.method = "GET",
              .pattern = "/api/v1/baselines/{name:slug}",
              .permission = "baseline.read",
              .handler = [&baselines](const http::Request& request) -> Result<http::Response> {
                TRY(const Baseline found, baselines.get(request.principal, std::string(request.param("name"))));
                return answer(found);
              }});
  router.add({.method = "PUT",
              .pattern = "/api/v1/baselines/{name:slug}",
              .permission = "baseline.update",
              .handler = [&baselines](const http::Request& request) -> Result<http::Response> {
                TRY(Baseline asked, baseline_from(request.body, std::string(request.param("name"))));
                TRY(const Baseline stored, baselines.put(request.principal, std::move(asked)));
                return answer(stored);
              },
              .body_limit = body_limit});
  router.add({.method = "DELETE",
              .pattern = "/api/v1/baselines/{name:slug}",
              .permission = "baseline.delete",
              .handler = [&baselines](const http::Request& request) -> Result<http::Response> {
                CHECK_OK(baselines.remove(request.principal, std::string(request.param("name"))));
                return http::no_content();
              }});
}

}  // namespace towpath::insights
