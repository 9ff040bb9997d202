#include "subscription_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/id.h"
#include "base/strings.h"
#include "signature.h"
#include "slug.h"

namespace towpath::federation {
namespace {

constexpr std::size_t longest_url = 2'000, longest_component = 200;

Error no_subscription(const std::string& name) {
  return not_found("federation.subscription_not_found", fmt::format("There is no subscription {}.", name))
      .with_hint("towpath subscription list");
}

/// Scheme, host and port of an address, "" when it is not one that can be sent to.
std::string place_of(std::string_view url) {
  std::string_view rest = url;
  std::string_view scheme;
  for (const std::string_view each : {"https://", "http://"})
    if (rest.starts_with(each)) scheme = each;
  if (scheme.empty()) return "";
  rest.remove_prefix(scheme.size());
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const bool is_plain = std::all_of(url.begin(), url.end(), [](unsigned char c) { return c > ' ' && c < 0x7F; });
  if (authority.empty() || authority.find('@') != authority.npos || !is_plain) return "";
  return std::string(scheme) + std::string(authority);
}

/// The host when it is a number: what it may reach is known at once then.
std::string numeric_host(std::string_view place) {
  std::string_view host = place.substr(place.find("://") + 3);
  if (host.starts_with('[')) return std::string(host.substr(1, host.find(']') - 1));
  host = host.substr(0, host.find(':'));
  const bool is_number =
      std::all_of(host.begin(), host.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  return is_number ? std::string(host) : std::string();
}

Secret kept_of(const Secret& signing, const std::string& url) { return Secret(signing.reveal() + "\n" + url); }

}  // namespace

SubscriptionKey subscription_key_from(const Secret& kept) {
  const std::string& text = kept.reveal();
  const auto end = text.find('\n');
  return {Secret(text.substr(0, end)), Secret(end == std::string::npos ? "" : text.substr(end + 1))};
}

Status SubscriptionService::valid(const Subscription& s, const std::string& url) const {
  Error error = invalid_input("federation.invalid_subscription", "A subscription cannot be like that.");
  if (!is_slug(s.name)) error.add_field("/name", slug_rule);
  if (s.place.empty() || url.size() > longest_url)
    error.add_field("/url", "must be an http or https address without user and password, of at most 2000 bytes");
  else if (const std::string host = numeric_host(s.place); !host.empty() && !reach_.allows(host))
    error.add_field("/url",
                    "must not be private or of this machine; what may be reached nevertheless is said at the start "
                    "with --webhook-networks 10.0.0.0/8");
  if (s.format != "cdevents" && s.format != "chat") error.add_field("/format", "must be cdevents or chat");
  for (const std::string& topic : s.topics)
    if (std::find(topics.begin(), topics.end(), topic) == topics.end())
      error.add_field("/topics", fmt::format("'{}' is none of {}", topic,
                                             join(std::vector<std::string>(topics.begin(), topics.end()), ", ")));
  if (s.component.size() > longest_component) error.add_field("/component", "must be at most 200 bytes");
  if (!error.fields().empty()) return error;
  return ok();
}

void SubscriptionService::announce(db::Tx& tx, const char* type, const Subscription& s, const std::string& actor) {
  kernel_.events.append(
      tx, {.type = type,
           .subject = "subscription:" + s.name,
           .actor = actor,
           .payload = boost::json::serialize(boost::json::object{
               {"subscription", s.name}, {"place", s.place}, {"format", s.format}, {"enabled", s.is_enabled}})});
}

Result<Subscription> SubscriptionService::find(const std::string& name) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<Subscription> {
    if (auto found = store_.find(tx, name)) return std::move(*found);
    return no_subscription(name);
  });
}

Result<SubscriptionPage> SubscriptionService::list(const auth::Principal& principal, const std::string& after,
                                                   std::size_t limit) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "subscription.read", {}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<SubscriptionPage> {
    SubscriptionPage page{store_.list(tx, after, limit + 1), "", store_.count(tx)};
    if (page.items.size() > limit) {
      page.items.pop_back();
      page.next = page.items.back().name;
    }
    return page;
  });
}

Result<Subscription> SubscriptionService::get(const auth::Principal& principal, const std::string& name) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "subscription.read", {}));
  return find(name);
}

Result<SubscriptionWithSecret> SubscriptionService::create(const auth::Principal& principal,
                                                           const NewSubscription& given) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "subscription.update", {}));
  Subscription s;
  s.id = new_ulid();
  s.name = given.name;
  s.place = place_of(given.url);
  s.format = given.format;
  s.topics = given.topics;
  s.component = given.component;
  s.created_at = kernel_.clock.now();
  CHECK_OK(valid(s, given.url));
  const Secret signing = new_secret(Scheme::standard);
  CHECK_OK(keys_.store(s.id, kept_of(signing, given.url)));
  const Status made = kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (!store_.insert(tx, s))
      return conflict("federation.duplicate_subscription", fmt::format("There is a subscription {} already.", s.name))
          .with_hint("towpath subscription show " + s.name);
    announce(tx, "federation.subscription.created", s, principal.ref);
    return ok();
  });
  if (!made.has_value()) {
    CHECK_OK(keys_.forget(s.id));
    return made.error();
  }
  return SubscriptionWithSecret{std::move(s), signing};
}

Result<Subscription> SubscriptionService::change(const auth::Principal& principal, const std::string& name,
                                                 const SubscriptionChange& change) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "subscription.update", {}));
  TRY(Subscription wanted, find(name));
  if (change.component) wanted.component = *change.component;
  if (change.topics) wanted.topics = *change.topics;
  if (change.is_enabled) wanted.is_enabled = *change.is_enabled;
  if (change.url) wanted.place = place_of(*change.url);
  CHECK_OK(valid(wanted, change.url.value_or("")));
  if (change.url) {
    TRY(const Secret kept, keys_.load(wanted.id));
    CHECK_OK(keys_.store(wanted.id, kept_of(subscription_key_from(kept).signing, *change.url)));
    ++wanted.key_version;
  }
  return kernel_.db.transact([&](db::Tx& tx) -> Result<Subscription> {
    if (!store_.find(tx, name)) return no_subscription(name);
    store_.update(tx, wanted);
    announce(tx, "federation.subscription.updated", wanted, principal.ref);
    return wanted;
  });
}

Result<SubscriptionWithSecret> SubscriptionService::renew_secret(const auth::Principal& principal,
                                                                 const std::string& name) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "subscription.update", {}));
  TRY(Subscription s, find(name));
  TRY(const Secret kept, keys_.load(s.id));
  const Secret signing = new_secret(Scheme::standard);
  CHECK_OK(keys_.store(s.id, kept_of(signing, subscription_key_from(kept).url.reveal())));
  ++s.key_version;
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.update(tx, s);
    announce(tx, "federation.subscription.updated", s, principal.ref);
    return ok();
  }));
  return SubscriptionWithSecret{std::move(s), signing};
}

Status SubscriptionService::remove(const auth::Principal& principal, const std::string& name) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "subscription.update", {}));
  TRY(const Subscription s, find(name));
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (!store_.remove(tx, s.id)) return no_subscription(name);
    announce(tx, "federation.subscription.deleted", s, principal.ref);
    return ok();
  }));
  return keys_.forget(s.id);
}

Result<DeliveryPage> SubscriptionService::deliveries(const auth::Principal& principal, const std::string& name,
                                                     DeliveryFilter filter) {
  TRY(const Subscription s, get(principal, name));
  const std::size_t limit = filter.limit++;
  return kernel_.db.read([&](db::Tx& tx) -> Result<DeliveryPage> {
    DeliveryPage page{deliveries_.list(tx, s.id, filter), "", deliveries_.count(tx, s.id, filter.state)};
    if (page.items.size() > limit) {
      page.items.pop_back();
      page.next = page.items.back().id;
    }
    return page;
  });
}

Result<Delivery> SubscriptionService::redeliver(const auth::Principal& principal, const std::string& name,
                                                const std::string& id) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "subscription.update", {}));
  TRY(const Subscription s, find(name));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<Delivery> {
    if (deliveries_.retry(tx, s.id, id, kernel_.clock.now())) tx.notify(delivery_channel);
    if (auto found = deliveries_.find(tx, s.id, id)) return std::move(*found);
    return not_found("federation.delivery_not_found", fmt::format("There is no delivery {} of that subscription.", id))
        .with_hint(fmt::format("towpath subscription log {}", name));
  });
}

Result<Delivery> SubscriptionService::greet(const auth::Principal& principal, const std::string& name) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "subscription.update", {}));
  TRY(const Subscription s, find(name));
  Delivery d;
  d.id = new_ulid();
  d.subscription_id = s.id;
  d.topic = "announcements";
  d.what = "federation.greeting";
  d.created_at = d.next_at = kernel_.clock.now();
  const std::string text = fmt::format("Towpath can reach the subscription {}.", s.name);
  d.content_type = s.format == "chat" ? "application/json" : "application/cloudevents+json";
  d.body = s.format == "chat"
               ? boost::json::serialize(boost::json::object{{"text", text}})
               : boost::json::serialize(boost::json::object{{"specversion", "1.0"},
                                                            {"id", d.id},
                                                            {"source", "/towpath"},
                                                            {"type", "dev.towpath.greeting"},
                                                            {"datacontenttype", "application/json"},
                                                            {"data", boost::json::object{{"text", text}}}});
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    deliveries_.insert(tx, d);
    tx.notify(delivery_channel);
    return ok();
  }));
  return d;
}

}  // namespace towpath::federation
