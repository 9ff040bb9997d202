#pragma once

#include <string>

#include "federation/outbox.h"
#include "key_ring.h"
#include "module/module.h"
#include "network.h"
#include "subscription_store.h"
#include "telling.h"

namespace towpath::federation {

/// Puts what is to be told into the queue, and brings what is in the queue to its address: signed as Standard Webhooks,
/// at least once, again after growing pauses, in vain after eight attempts. Thread-safe.
class Courier final : public Outbox {
 public:
  Courier(const Kernel& kernel, KeyRing& keys, const Reach& reach) : kernel_(kernel), keys_(keys), reach_(reach) {}

  void put(db::Tx& tx, const Notice& notice) override;
  /// An event in the words of others, for every subscription that wants it.
  void put(db::Tx& tx, const Telling& telling, const std::string& what);

  /// Brings what is due now; answers when the next one is due.
  std::optional<UtcTime> round(std::stop_token stop);
  void clean_up();

 private:
  void insert(db::Tx& tx, const Subscription& to, const std::string& topic, const std::string& what,
              const std::string& content_type, std::string body);
  /// One attempt: what became of it is in the delivery afterwards.
  void attempt(Delivery& delivery, std::stop_token stop);

  const Kernel& kernel_;
  KeyRing& keys_;
  const Reach& reach_;
  SubscriptionStore subscriptions_;
  DeliveryStore deliveries_;
};

}  // namespace towpath::federation
