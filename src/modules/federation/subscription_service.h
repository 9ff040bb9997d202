#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/secret.h"
#include "federation/ports.h"
#include "module/module.h"
#include "network.h"
#include "subscription_store.h"

namespace towpath::federation {

struct NewSubscription {
  std::string name, url;
  std::string format = "cdevents";
  std::vector<std::string> topics = {};
  std::string component = {};
};

/// What is absent stays.
struct SubscriptionChange {
  std::optional<std::string> url = {}, component = {};
  std::optional<std::vector<std::string>> topics = {};
  std::optional<bool> is_enabled = {};
};

struct SubscriptionPage {
  std::vector<Subscription> items;
  std::string next;  ///< To be given as `after`; "" on the last page.
  std::int64_t total = 0;
};

struct DeliveryPage {
  std::vector<Delivery> items;
  std::string next;
  std::int64_t total = 0;
};

/// A subscription with the secret its receiver checks signatures by; shown once.
struct SubscriptionWithSecret {
  Subscription subscription;
  Secret secret;
};

/// What a subscription keeps secret: both lie in one value.
struct SubscriptionKey {
  Secret signing, url;
};
SubscriptionKey subscription_key_from(const Secret& kept);

/// Who is told. Thread-safe, blocking. Permissions: subscription.read, subscription.update.
/// Errors: federation.subscription_not_found, federation.invalid_subscription, federation.duplicate_subscription.
class SubscriptionService {
 public:
  SubscriptionService(const Kernel& kernel, Keys& keys, const Reach& reach)
      : kernel_(kernel), keys_(keys), reach_(reach) {}

  Result<SubscriptionPage> list(const auth::Principal& principal, const std::string& after, std::size_t limit);
  Result<Subscription> get(const auth::Principal& principal, const std::string& name);
  Result<SubscriptionWithSecret> create(const auth::Principal& principal, const NewSubscription& subscription);
  Result<Subscription> change(const auth::Principal& principal, const std::string& name,
                              const SubscriptionChange& change);
  Result<SubscriptionWithSecret> renew_secret(const auth::Principal& principal, const std::string& name);
  /// What is on its way goes with it.
  Status remove(const auth::Principal& principal, const std::string& name);

  Result<DeliveryPage> deliveries(const auth::Principal& principal, const std::string& name, DeliveryFilter filter);
  /// Sends something that ended once more. Errors: federation.delivery_not_found.
  Result<Delivery> redeliver(const auth::Principal& principal, const std::string& name, const std::string& id);
  /// Sends a greeting, to see whether it arrives.
  Result<Delivery> greet(const auth::Principal& principal, const std::string& name);

 private:
  Result<Subscription> find(const std::string& name);
  Status valid(const Subscription& subscription, const std::string& url) const;
  void announce(db::Tx& tx, const char* type, const Subscription& subscription, const std::string& actor);

  const Kernel& kernel_;
  Keys& keys_;
  const Reach& reach_;
  SubscriptionStore store_;
  DeliveryStore deliveries_;
};

}  // namespace towpath::federation
