#include "incident_routes.h"

#include "http/query_reader.h"
#include "json/object_reader.h"
#include "json/time_field.h"
#include "observe_json.h"

namespace towpath::observe {
namespace {

std::string id_of(const http::Request& request) { return std::string(request.param("id")); }

}  // namespace

void add_incident_routes(http::Router& router, IncidentService& incidents) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };

  add("GET", "/api/v1/incidents", "incident.read", [&](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    IncidentFilter filter;
    filter.component = query.text("component");
    filter.environment = query.text("environment");
    filter.state = query.choice("state", {"open", "closed"});
    filter.origin = query.choice("origin", {"health", "alert", "reported", "hand"});
    filter.after = query.ulid("after");
    filter.limit = query.limit(50, 200);
    CHECK_OK(query.finish());
    return http::json_response(200, incident_page_body(incidents.list(request.principal, std::move(filter))));
  });
  add("POST", "/api/v1/incidents", "incident.update", [&](const http::Request& request) -> Result<http::Response> {
    TRY(auto body, json::ObjectReader::parse(request.body));
    NewIncident incident;
    incident.component = body.required_string("component");
    incident.environment = body.required_string("environment");
    incident.title = body.required_string("title");
    incident.severity = body.optional_string("severity").value_or("");
    incident.url = body.optional_string("url").value_or("");
    incident.deployment_id = body.optional_string("deployment").value_or("");
    incident.opened_at = json::optional_time(body, "openedAt");
    CHECK_OK(body.finish());
    TRY(const Incident opened, incidents.open(request.principal, incident));
    return http::json_response(201, incident_body(opened));
  });
  add("GET", "/api/v1/incidents/{id:ulid}", "incident.read",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const Incident incident, incidents.get(request.principal, id_of(request)));
        return http::json_response(200, incident_body(incident));
      });
  add("POST", "/api/v1/incidents/{id:ulid}/resolution", "incident.update",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, json::ObjectReader::parse(request.body));
        const std::optional<UtcTime> at = json::optional_time(body, "resolvedAt");
        CHECK_OK(body.finish());
        TRY(const Incident incident, incidents.resolve(request.principal, id_of(request), at));
        return http::json_response(200, incident_body(incident));
      });
  add("PUT", "/api/v1/incidents/{id:ulid}/deployment", "incident.update",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, json::ObjectReader::parse(request.body));
        const std::string deployment = body.optional_string("deployment").value_or("");
        CHECK_OK(body.finish());
        TRY(const Incident incident, incidents.link(request.principal, id_of(request), deployment));
        return http::json_response(200, incident_body(incident));
      });
}

}  // namespace towpath::observe
