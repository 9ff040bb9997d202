#include "portal_routes.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <charconv>
#include <memory>

#include "base/version.h"
#include "event_audience.h"
#include "webui/assets.h"
#include "yaml/yaml.h"

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

std::optional<std::int64_t> sequence_from(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

std::string message_of(const events::SealedEvent& event) {
  // An erased payload leaves nothing behind.
  const auto payload = event.payload.empty() ? boost::json::value(nullptr) : boost::json::parse(event.payload);
  return boost::json::serialize(boost::json::object{{"sequence", event.sequence},
                                                    {"at", to_rfc3339(event.at)},
                                                    {"type", event.type},
                                                    {"subject", event.subject},
                                                    {"actor", event.actor},
                                                    {"payload", payload}});
}

/// Sealed events the principal may see, after the sequence `after` or from now on, until the client goes. A
/// Last-Event-ID wins over `after`.
http::Response event_stream(events::Events& events, const auth::Authorizer& authorizer,
                            const auth::Principal& principal, std::optional<std::int64_t> after) {
  http::Response response;
  response.sse = [&events, &authorizer, principal, after](std::shared_ptr<http::SseChannel> channel,
                                                          const std::string& last_event_id) {
    const auto resumed = sequence_from(last_event_id);
    const auto decision = authorizer.decide(principal, "event.read");
    // The subscription ends with the channel; the callback cannot outlive it because reset() waits for running calls.
    const auto subscription = std::make_shared<db::Subscription>();  // shared: between this call and the close callback
    channel->on_close([subscription] { subscription->reset(); });
    *subscription =
        events.subscribe({}, resumed ? resumed : after, [channel, decision](const events::SealedEvent& event) {
          if (!auth::permits(decision, {event.owner_ref, event.project_id, event.env_type, is_for_everyone(event)}))
            return;
          channel->push({std::to_string(event.sequence), "event", message_of(event)});
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
              .pattern = "/api/v1/openapi.json",
              .permission = "public",
              .handler = [](const http::Request&) -> Result<http::Response> {
                // Made once, when somebody first asks: it is part of the program and never changes.
                static const std::string document = [] {
                  const std::string text(openapi_yaml_begin, openapi_yaml_end);
                  return boost::json::serialize(yaml::to_json(yaml::parse_one(text, "openapi.yaml").value()));
                }();
                return http::json_response(200, document);
              }});
  router.add({.method = "GET",
              .pattern = "/api/v1/events/stream",
              .permission = "signed_in",
              .handler = [&](const http::Request& request) -> Result<http::Response> {
                const auto given = request.query_value("after");
                const auto after = given ? sequence_from(*given) : std::nullopt;
                if (given && !after)
                  return invalid_input("events.invalid_cursor", fmt::format("'{}' is not the id of an event.", *given))
                      .with_field("/after", "must be a whole number, 0 or more");
                return event_stream(events, authorizer, request.principal, after);
              }});
}

}  // namespace towpath::app
