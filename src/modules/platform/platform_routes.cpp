#include "platform_routes.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "http/query_reader.h"
#include "json/nullable.h"
#include "json/object_reader.h"

namespace towpath::platform {
namespace {

namespace json = boost::json;
using towpath::json::text_or_null;
using towpath::json::time_or_null;

json::array texts(const std::vector<std::string>& items) { return json::array(items.begin(), items.end()); }

json::object value_of(const Capability& c) {
  return {{"key", c.key},
          {"title", c.title},
          {"description", c.description},
          {"answers", c.answers},
          {"part", text_or_null(c.part)},
          {"entity", text_or_null(c.entity_ref)},
          {"owner", text_or_null(c.owner_ref)},
          {"lifecycle", text_or_null(c.lifecycle)},
          {"mode", to_string(c.mode)},
          {"url", text_or_null(c.url)},
          {"ring", texts(c.ring)},
          {"areas", texts(c.areas)},
          {"isCore", c.is_core},
          {"docs", text_or_null(c.docs)},
          {"supportChannel", text_or_null(c.support_channel)},
          {"supportHours", text_or_null(c.support_hours)},
          {"serviceLevel", text_or_null(c.service_level)},
          {"price", text_or_null(c.price)},
          {"version", text_or_null(c.version)},
          {"deprecatedOn", text_or_null(c.deprecated_on)},
          {"replacement", text_or_null(c.replacement)},
          {"usage",
           json::object{
               {"requests", c.usage.requests}, {"teams", c.usage.teams}, {"lastDay", text_or_null(c.usage.last_day)}}}};
}

json::object value_of(const Product& product) {
  json::array roles;
  for (const TeamRole& role : product.roles)
    roles.push_back(json::object{{"key", role.key}, {"title", role.title}, {"heldBy", texts(role.held_by)}});
  return {{"profile", to_string(product.profile)},
          {"purpose", product.purpose},
          {"team", text_or_null(product.team)},
          {"roles", std::move(roles)},
          {"offers", texts(product.offers)},
          {"refuses", texts(product.refuses)},
          {"ownerSkipped", text_or_null(product.owner_skipped)},
          {"improvedAt", time_or_null(product.improved_at)}};
}

Result<http::Response> set_mode(Platform& platform, const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  const auto mode = mode_from(body.required_string("mode"));
  if (!mode) body.problem("mode", "must be builtin, external or off");
  ModeChange change{mode.value_or(Mode::builtin), body.optional_string("url").value_or(""),
                    body.optional_strings("ring")};
  CHECK_OK(body.finish());
  TRY(const Capability capability, platform.set_mode(request.principal, std::string(request.param("key")), change));
  return http::json_response(200, json::serialize(value_of(capability)));
}

/// A list that is absent changes nothing; an empty one empties.
std::optional<std::vector<std::string>> list_if_named(towpath::json::ObjectReader& body, std::string_view key) {
  if (!body.optional_value(key)) return std::nullopt;
  return body.optional_strings(key);
}

Result<http::Response> set_product(Platform& platform, const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  ProductChange change;
  if (const auto word = body.optional_string("profile")) {
    change.profile = profile_from(*word);
    if (!change.profile) body.problem("profile", "must be mvp or full");
  }
  change.purpose = body.optional_string("purpose");
  change.team = body.optional_string("team");
  change.owner_skipped = body.optional_string("ownerSkipped");
  change.offers = list_if_named(body, "offers");
  change.refuses = list_if_named(body, "refuses");
  if (auto roles = body.optional_object("roles"))
    for (const std::string& key : roles->keys()) change.roles.emplace_back(key, roles->optional_strings(key));
  CHECK_OK(body.finish());
  TRY(const Product product, platform.set_product(request.principal, change));
  return http::json_response(200, json::serialize(value_of(product)));
}

}  // namespace

void add_platform_routes(http::Router& router, Platform& platform) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };
  add("GET", "/api/v1/capabilities", "signed_in", [&platform](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    const bool with_usage = query.choice("usage", {"false", "true"}) == "true";
    CHECK_OK(query.finish());
    TRY(const Offer offer, platform.offer(request.principal, with_usage));
    json::array items;
    for (const Capability& capability : offer.capabilities) items.push_back(value_of(capability));
    return http::json_response(
        200, json::serialize(
                 json::object{{"items", std::move(items)}, {"next", nullptr}, {"profile", to_string(offer.profile)}}));
  });
  add("PUT", "/api/v1/capabilities/{key}/mode", "platform.write",
      [&platform](const http::Request& request) { return set_mode(platform, request); });
  add("GET", "/api/v1/platform", "signed_in", [&platform](const http::Request& request) -> Result<http::Response> {
    TRY(const Product product, platform.product(request.principal));
    return http::json_response(200, json::serialize(value_of(product)));
  });
  add("PATCH", "/api/v1/platform", "platform.write",
      [&platform](const http::Request& request) { return set_product(platform, request); });
}

}  // namespace towpath::platform
