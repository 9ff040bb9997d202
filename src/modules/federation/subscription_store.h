#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "subscription.h"

namespace towpath::federation {

/// Rows of federation_subscriptions.
class SubscriptionStore {
 public:
  /// False, and nothing changed, when there is one of that name.
  bool insert(db::Tx& tx, const Subscription& subscription) const;
  void update(db::Tx& tx, const Subscription& subscription) const;
  bool remove(db::Tx& tx, const std::string& id) const;
  std::optional<Subscription> find(db::Tx& tx, const std::string& name) const;
  std::optional<Subscription> find_by_id(db::Tx& tx, const std::string& id) const;
  /// By name, after the name `after`.
  std::vector<Subscription> list(db::Tx& tx, const std::string& after, std::size_t limit) const;
  std::vector<Subscription> enabled(db::Tx& tx) const;
  std::int64_t count(db::Tx& tx) const;
};

/// Which deliveries to list. What is empty does not restrict.
struct DeliveryFilter {
  std::string state = {}, after = {};  ///< Older than the id `after`.
  std::size_t limit = 50;
};

/// Hints that something new is to be brought.
constexpr std::string_view delivery_channel = "federation_deliveries";

/// Rows of federation_deliveries.
class DeliveryStore {
 public:
  void insert(db::Tx& tx, const Delivery& delivery) const;
  /// Takes the one that is due longest, and makes it due again at `lost_at`, should nobody tell how it ended.
  std::optional<Delivery> claim(db::Tx& tx, UtcTime now, UtcTime lost_at) const;
  /// What else is due for the same address waits, too.
  void postpone(db::Tx& tx, const std::string& subscription_id, UtcTime until) const;
  /// What became of an attempt. Nothing when the delivery is no longer waiting.
  void note(db::Tx& tx, const Delivery& delivery) const;
  /// Waits again, from now on; false when there is none or it waits anyway.
  bool retry(db::Tx& tx, const std::string& subscription_id, const std::string& id, UtcTime now) const;
  std::optional<UtcTime> next_due(db::Tx& tx) const;
  std::optional<Delivery> find(db::Tx& tx, const std::string& subscription_id, const std::string& id) const;
  /// Newest first.
  std::vector<Delivery> list(db::Tx& tx, const std::string& subscription_id, const DeliveryFilter& filter) const;
  std::int64_t count(db::Tx& tx, const std::string& subscription_id, const std::string& state) const;
  /// Removes what ended before an instant.
  void clean_up(db::Tx& tx, UtcTime before) const;
};

}  // namespace towpath::federation
