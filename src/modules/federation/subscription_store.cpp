#include "subscription_store.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace towpath::federation {
namespace {

constexpr std::string_view columns = "id, name, place, format, topics, component, is_enabled, key_version, created_at";
constexpr std::string_view delivery_columns =
    "id, subscription_id, topic, what, content_type, body, state, attempts, next_at, last_status, last_error, "
    "created_at, "
    "ended_at";

Subscription read(const db::Row& row) {
  Subscription out;
  out.id = row.text(0);
  out.name = row.text(1);
  out.place = row.text(2);
  out.format = row.text(3);
  if (!row.text(4).empty()) out.topics = split(row.text(4), ' ');
  out.component = row.text(5);
  out.is_enabled = row.boolean(6);
  out.key_version = row.integer(7);
  out.created_at = row.time(8);
  return out;
}

Delivery read_delivery(const db::Row& row) {
  return {row.text(0),    row.text(1), row.text(2),    row.text(3),  row.text(4),  row.text(5),          row.text(6),
          row.integer(7), row.time(8), row.integer(9), row.text(10), row.time(11), row.optional_time(12)};
}

template <class Read>
auto all_of(std::vector<db::Row> rows, Read read_one) {
  std::vector<decltype(read_one(rows.front()))> out;
  for (const db::Row& row : rows) out.push_back(read_one(row));
  return out;
}

}  // namespace

bool SubscriptionStore::insert(db::Tx& tx, const Subscription& s) const {
  return tx.exec(
             fmt::format(
                 "INSERT INTO federation_subscriptions ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                 columns),
             {s.id, s.name, s.place, s.format, join(s.topics, " "), s.component, s.is_enabled, s.key_version,
              s.created_at}) == 1;
}

void SubscriptionStore::update(db::Tx& tx, const Subscription& s) const {
  tx.exec(
      "UPDATE federation_subscriptions SET place = ?, format = ?, topics = ?, component = ?, is_enabled = ?, "
      "key_version = ? "
      "WHERE id = ?",
      {s.place, s.format, join(s.topics, " "), s.component, s.is_enabled, s.key_version, s.id});
}

bool SubscriptionStore::remove(db::Tx& tx, const std::string& id) const {
  return tx.exec("DELETE FROM federation_subscriptions WHERE id = ?", {id}) == 1;
}

std::optional<Subscription> SubscriptionStore::find(db::Tx& tx, const std::string& name) const {
  const auto row = tx.query_one(fmt::format("SELECT {} FROM federation_subscriptions WHERE name = ?", columns), {name});
  if (!row) return std::nullopt;
  return read(*row);
}

std::optional<Subscription> SubscriptionStore::find_by_id(db::Tx& tx, const std::string& id) const {
  const auto row = tx.query_one(fmt::format("SELECT {} FROM federation_subscriptions WHERE id = ?", columns), {id});
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Subscription> SubscriptionStore::list(db::Tx& tx, const std::string& after, std::size_t limit) const {
  return all_of(
      tx.query(fmt::format("SELECT {} FROM federation_subscriptions WHERE name > ? ORDER BY name LIMIT ?", columns),
               {after, limit}),
      read);
}

std::vector<Subscription> SubscriptionStore::enabled(db::Tx& tx) const {
  return all_of(tx.query(fmt::format("SELECT {} FROM federation_subscriptions WHERE is_enabled ORDER BY id", columns)),
                read);
}

std::int64_t SubscriptionStore::count(db::Tx& tx) const {
  return tx.query_one("SELECT COUNT(*) FROM federation_subscriptions")->integer(0);
}

void DeliveryStore::insert(db::Tx& tx, const Delivery& d) const {
  tx.exec(fmt::format("INSERT INTO federation_deliveries ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      delivery_columns),
          {d.id, d.subscription_id, d.topic, d.what, d.content_type, d.body, d.state, d.attempts, d.next_at,
           d.last_status, d.last_error, d.created_at, d.ended_at});
}

std::optional<Delivery> DeliveryStore::claim(db::Tx& tx, UtcTime now, UtcTime lost_at) const {
  const auto row = tx.query_one(
      fmt::format("UPDATE federation_deliveries SET next_at = ?, attempts = attempts + 1 WHERE id IN (SELECT id "
                  "FROM federation_deliveries WHERE state = 'waiting' AND next_at <= ? ORDER BY next_at "
                  "LIMIT 1 {}) RETURNING {}",
                  tx.dialect().skip_locked(), delivery_columns),
      {lost_at, now});
  if (!row) return std::nullopt;
  return read_delivery(*row);
}

void DeliveryStore::postpone(db::Tx& tx, const std::string& subscription_id, UtcTime until) const {
  tx.exec(
      "UPDATE federation_deliveries SET next_at = ? WHERE subscription_id = ? AND state = 'waiting' AND next_at < ?",
      {until, subscription_id, until});
}

void DeliveryStore::note(db::Tx& tx, const Delivery& d) const {
  tx.exec(
      "UPDATE federation_deliveries SET state = ?, next_at = ?, last_status = ?, last_error = ?, ended_at = ? WHERE id "
      "= ? "
      "AND state = 'waiting'",
      {d.state, d.next_at, d.last_status, d.last_error, d.ended_at, d.id});
}

bool DeliveryStore::retry(db::Tx& tx, const std::string& subscription_id, const std::string& id, UtcTime now) const {
  return tx.exec(
             "UPDATE federation_deliveries SET state = 'waiting', attempts = 0, next_at = ?, ended_at = NULL WHERE "
             "subscription_id = ? AND id = ? AND state <> 'waiting'",
             {now, subscription_id, id}) == 1;
}

std::optional<UtcTime> DeliveryStore::next_due(db::Tx& tx) const {
  const auto row =
      tx.query_one("SELECT next_at FROM federation_deliveries WHERE state = 'waiting' ORDER BY next_at LIMIT 1");
  if (!row) return std::nullopt;
  return row->time(0);
}

std::optional<Delivery> DeliveryStore::find(db::Tx& tx, const std::string& subscription_id,
                                            const std::string& id) const {
  const auto row = tx.query_one(
      fmt::format("SELECT {} FROM federation_deliveries WHERE subscription_id = ? AND id = ?", delivery_columns),
      {subscription_id, id});
  if (!row) return std::nullopt;
  return read_delivery(*row);
}

std::vector<Delivery> DeliveryStore::list(db::Tx& tx, const std::string& subscription_id,
                                          const DeliveryFilter& filter) const {
  std::string where = "subscription_id = ?";
  db::Params params{subscription_id};
  const auto add = [&](std::string_view text, const std::string& value) {
    if (value.empty()) return;
    where += text;
    params.emplace_back(value);
  };
  add(" AND state = ?", filter.state);
  add(" AND id < ?", filter.after);
  params.emplace_back(filter.limit);
  return all_of(tx.query(fmt::format("SELECT {} FROM federation_deliveries WHERE {} ORDER BY id DESC LIMIT ?",
                                     delivery_columns, where),
                         params),
                read_delivery);
}

std::int64_t DeliveryStore::count(db::Tx& tx, const std::string& subscription_id, const std::string& state) const {
  return state.empty()
             ? tx.query_one("SELECT COUNT(*) FROM federation_deliveries WHERE subscription_id = ?", {subscription_id})
                   ->integer(0)
             : tx.query_one("SELECT COUNT(*) FROM federation_deliveries WHERE subscription_id = ? AND state = ?",
                            {subscription_id, state})
                   ->integer(0);
}

void DeliveryStore::clean_up(db::Tx& tx, UtcTime before) const {
  tx.exec("DELETE FROM federation_deliveries WHERE ended_at < ?", {before});
}

}  // namespace towpath::federation
