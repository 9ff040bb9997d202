#include "subscription_routes.h"

#include "federation_json.h"
#include "http/query_reader.h"
#include "json/object_reader.h"

namespace towpath::federation {
namespace {

std::string name_of(const http::Request& request) { return std::string(request.param("name")); }

}  // namespace

void add_subscription_routes(http::Router& router, SubscriptionService& subscriptions) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };

  add("GET", "/api/v1/subscriptions", "subscription.read", [&](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    const std::string after = query.text("after");
    const std::size_t limit = query.limit();
    CHECK_OK(query.finish());
    TRY(const SubscriptionPage page, subscriptions.list(request.principal, after, limit));
    return http::json_response(200, subscription_page_body(page));
  });
  add("POST", "/api/v1/subscriptions", "subscription.update",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, json::ObjectReader::parse(request.body));
        NewSubscription subscription;
        subscription.name = body.required_string("name");
        subscription.url = body.required_string("url");
        subscription.format = body.optional_string("format").value_or("cdevents");
        subscription.topics = body.optional_strings("topics");
        subscription.component = body.optional_string("component").value_or("");
        CHECK_OK(body.finish());
        TRY(const SubscriptionWithSecret made, subscriptions.create(request.principal, subscription));
        return http::json_response(201, subscription_with_secret_body(made));
      });
  add("GET", "/api/v1/subscriptions/{name:slug}", "subscription.read",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const Subscription subscription, subscriptions.get(request.principal, name_of(request)));
        return http::json_response(200, subscription_body(subscription));
      });
  add("PATCH", "/api/v1/subscriptions/{name:slug}", "subscription.update",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, json::ObjectReader::parse(request.body));
        SubscriptionChange change;
        change.url = body.optional_string("url");
        change.component = body.optional_string("component");
        if (body.optional_value("topics")) change.topics = body.optional_strings("topics");
        change.is_enabled = body.optional_boolean("enabled");
        CHECK_OK(body.finish());
        TRY(const Subscription subscription, subscriptions.change(request.principal, name_of(request), change));
        return http::json_response(200, subscription_body(subscription));
      });
  add("DELETE", "/api/v1/subscriptions/{name:slug}", "subscription.update",
      [&](const http::Request& request) -> Result<http::Response> {
        CHECK_OK(subscriptions.remove(request.principal, name_of(request)));
        return http::no_content();
      });
  add("POST", "/api/v1/subscriptions/{name:slug}/secret", "subscription.update",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const SubscriptionWithSecret made, subscriptions.renew_secret(request.principal, name_of(request)));
        return http::json_response(200, subscription_with_secret_body(made));
      });
  add("POST", "/api/v1/subscriptions/{name:slug}/greetings", "subscription.update",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const Delivery delivery, subscriptions.greet(request.principal, name_of(request)));
        return http::json_response(202, delivery_body(delivery));
      });
  add("GET", "/api/v1/subscriptions/{name:slug}/deliveries", "subscription.read",
      [&](const http::Request& request) -> Result<http::Response> {
        http::QueryReader query(request);
        DeliveryFilter filter;
        filter.state = query.choice("state", {"waiting", "delivered", "dead"});
        filter.after = query.ulid("after");
        filter.limit = query.limit();
        CHECK_OK(query.finish());
        TRY(const DeliveryPage page, subscriptions.deliveries(request.principal, name_of(request), std::move(filter)));
        return http::json_response(200, delivery_page_body(page));
      });
  add("POST", "/api/v1/subscriptions/{name:slug}/deliveries/{id:ulid}/attempts", "subscription.update",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const Delivery delivery,
            subscriptions.redeliver(request.principal, name_of(request), std::string(request.param("id"))));
        return http::json_response(202, delivery_body(delivery));
      });
}

}  // namespace towpath::federation
