#include "portal_routes.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <charconv>
#include <memory>

#include "base/version.h"
#include "webui/assets.h"

extern "C" const char openapi_yaml_begin[];
extern "C" const char openapi_yaml_end[];

namespace towpath::app {

void serve_web_ui(http::Router& router) {
  router.set_fallback([](const http::Request& request) -> Result<http::Response> {
    const webui::Asset* asset = webui::find(request.path);
    if (!asset) return not_found("http.no_route", fmt::format("There is nothing at {}.", request.path));
    http::Response response;
    response.content_type = std::string(asset->content_type);
    response.headers.set("ETag", std::string(asset->etag));
    response.headers.set("Cache-Control", std::string(webui::cache_control(*asset)));
    response.headers.set("Vary", "Accept-Encoding");
    response.headers.set("Content-Security-Policy", std::string(webui::content_security_policy));
    if (request.headers.get("If-None-Match") == asset->etag) {
      response.status = 304;
      return response;
    }
    const webui::Encoded encoded = webui::encode(*asset, request.headers.get("Accept-Encoding"));
    if (!encoded.encoding.empty()) response.headers.set("Content-Encoding", std::string(encoded.encoding));
    response.body = std::string(encoded.bytes);
    return response;
  });
}

namespace {

/// Sealed events the principal may see, from `from` on, until the client goes.
http::Response event_stream(events::Events& events, const auth::Authorizer& authorizer,
                            const auth::Principal& principal) {
  http::Response response;
  response.sse = [&events, &authorizer, principal](std::shared_ptr<http::SseChannel> channel,
                                                   const std::string& last_event_id) {
    std::int64_t from = 0;
    const auto read = std::from_chars(last_event_id.data(), last_event_id.data() + last_event_id.size(), from);
    const auto decision = authorizer.decide(principal, "event.read");
    // The subscription ends with the channel; the callback cannot outlive it because reset() waits for running calls.
    const auto subscription = std::make_shared<db::Subscription>();  // shared: between this call and the close callback
    channel->on_close([subscription] { subscription->reset(); });
    *subscription = events.subscribe(
        {}, read.ec == std::errc() ? std::optional(from) : std::nullopt,
        [channel, decision](const events::SealedEvent& event) {
          if (!auth::permits(decision, {event.owner_ref, event.project_id, event.env_type})) return;
          channel->push({std::to_string(event.sequence), "event",
                         boost::json::serialize(boost::json::object{{"sequence", event.sequence},
                                                                    {"at", to_rfc3339(event.at)},
                                                                    {"type", event.type},
                                                                    {"subject", event.subject},
                                                                    {"actor", event.actor},
                                                                    {"payload", boost::json::parse(event.payload)}})});
        });
  };
  return response;
}

}  // namespace

void add_platform_routes(http::Router& router, events::Events& events, const auth::Authorizer& authorizer) {
  router.add({.method = "GET",
              .pattern = "/api/v1/health",
              .permission = "public",
              .handler = [](const http::Request&) -> Result<http::Response> {
                return http::json_response(
                    200, boost::json::serialize(boost::json::object{{"status", "ok"}, {"version", version()}}));
              }});
  router.add({.method = "GET",
              .pattern = "/api/v1/openapi.yaml",
              .permission = "public",
              .handler = [](const http::Request&) -> Result<http::Response> {
                http::Response response;
                response.content_type = "application/yaml";
                response.body.assign(openapi_yaml_begin, openapi_yaml_end);
                return response;
              }});
  router.add({.method = "GET",
              .pattern = "/api/v1/events/stream",
              .permission = "signed_in",
              .handler = [&](const http::Request& request) -> Result<http::Response> {
                return event_stream(events, authorizer, request.principal);
              }});
}

}  // namespace towpath::app
