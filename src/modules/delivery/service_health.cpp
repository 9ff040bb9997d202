#include "service_health.h"

#include <boost/json.hpp>
#include <set>

#include "http/query_reader.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

bool is_troubled(const ServicePlace& place) { return place.health == "degraded" || place.health == "missing"; }

json::object value_of(const ServicePlace& place) {
  return {{"component", place.component},
          {"owner", place.owner_ref},
          {"environment", place.environment},
          {"type", place.type},
          {"health", place.health},
          {"reason", place.reason},
          {"release",
           place.release_number > 0 ? json::value("rel-" + std::to_string(place.release_number)) : json::value()}};
}

}  // namespace

ServiceHealth sum_up(const std::vector<ServicePlace>& places) {
  ServiceHealth out;
  std::set<std::string> all, troubled;
  for (const ServicePlace& place : places) {
    if (place.health == "suspended") continue;
    all.insert(place.component);
    if (!is_troubled(place)) continue;
    troubled.insert(place.component);
    if (out.attention.size() < most_attention) out.attention.push_back(place);
  }
  out.services = all.size();
  out.healthy = all.size() - troubled.size();
  return out;
}

Result<ServiceHealth> ServiceHealthReport::of(const auth::Principal& principal) const {
  const auth::SqlCondition visible =
      auth::to_sql(kernel_.authorizer.decide(principal, "deployment.read"), "owner_ref", "env_type");
  return kernel_.db.read([&](db::Tx& tx) -> Result<ServiceHealth> { return sum_up(store_.list(tx, visible)); });
}

void add_service_health_route(http::Router& router, const ServiceHealthReport& report) {
  router.add({.method = "GET",
              .pattern = "/api/v1/service-health",
              .permission = "deployment.read",
              .handler = [&report](const http::Request& request) -> Result<http::Response> {
                CHECK_OK(http::QueryReader(request).finish());
                TRY(const ServiceHealth health, report.of(request.principal));
                json::array attention;
                for (const ServicePlace& place : health.attention) attention.push_back(value_of(place));
                return http::json_response(200, json::serialize(json::object{{"services", health.services},
                                                                             {"healthy", health.healthy},
                                                                             {"attention", std::move(attention)}}));
              }});
}

}  // namespace towpath::delivery
