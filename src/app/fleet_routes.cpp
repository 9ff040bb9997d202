#include "fleet_routes.h"

#include <boost/json.hpp>

#include "http/query_reader.h"

namespace towpath::app {
namespace {

namespace json = boost::json;

std::string_view state_of(const fleet::Server& server) {
  if (server.is_alive) return "alive";
  return server.stopped_at ? "stopped" : "lost";
}

json::object value_of(const fleet::Server& server) {
  return {{"hostId", server.host_id},
          {"name", server.name},
          {"address", server.address},
          {"version", server.version},
          {"state", state_of(server)},
          {"isLeader", server.leads},
          {"isThis", server.is_this},
          {"startedAt", to_rfc3339(server.started_at)},
          {"seenAt", to_rfc3339(server.seen_at)}};
}

}  // namespace

void add_fleet_routes(http::Router& router, fleet::Fleet& fleet) {
  router.add({.method = "GET",
              .pattern = "/api/v1/servers",
              .permission = "platform.read",
              .handler = [&fleet](const http::Request& request) -> Result<http::Response> {
                http::QueryReader query(request);
                CHECK_OK(query.finish());
                json::array items;
                for (const fleet::Server& server : fleet.servers()) items.push_back(value_of(server));
                return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}}));
              }});
}

}  // namespace towpath::app
