#include "notification_store.h"

#include <fmt/core.h>

#include "db/row_list.h"

namespace towpath::feedback {
namespace {

constexpr std::string_view columns = "id, user_ref, kind, title, text, link, created_at, read_at";

}  // namespace

void NotificationStore::insert(db::Tx& tx, const std::vector<Notification>& notifications) const {
  std::vector<db::Params> rows;
  for (const Notification& n : notifications)
    rows.push_back({n.id, n.user_ref, n.kind, n.title, n.text, n.link, n.created_at, n.read_at});
  db::insert_rows(tx, fmt::format("INSERT INTO feedback_notifications ({}) VALUES", columns), rows);
}

std::vector<Notification> NotificationStore::list(db::Tx& tx, const std::string& user, const std::string& after,
                                                  std::size_t limit) const {
  db::Params params{user};
  if (!after.empty()) params.emplace_back(after);
  params.emplace_back(limit);
  std::vector<Notification> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM feedback_notifications WHERE user_ref = ?{} ORDER BY id DESC LIMIT ?",
                            columns, after.empty() ? "" : " AND id < ?"),
                params))
    out.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.time(6),
                   row.optional_time(7)});
  return out;
}

std::int64_t NotificationStore::count(db::Tx& tx, const std::string& user) const {
  return tx.query_one("SELECT COUNT(*) FROM feedback_notifications WHERE user_ref = ?", {user})->integer(0);
}

std::int64_t NotificationStore::count_unread(db::Tx& tx, const std::string& user) const {
  return tx.query_one("SELECT COUNT(*) FROM feedback_notifications WHERE user_ref = ? AND read_at IS NULL", {user})
      ->integer(0);
}

void NotificationStore::mark_read(db::Tx& tx, const std::string& user, const std::string& id, UtcTime now) const {
  tx.exec("UPDATE feedback_notifications SET read_at = ? WHERE user_ref = ? AND id = ? AND read_at IS NULL",
          {now, user, id});
}

void NotificationStore::mark_all_read(db::Tx& tx, const std::string& user, UtcTime now) const {
  tx.exec("UPDATE feedback_notifications SET read_at = ? WHERE user_ref = ? AND read_at IS NULL", {now, user});
}

void NotificationStore::remove_before(db::Tx& tx, UtcTime time) const {
  tx.exec("DELETE FROM feedback_notifications WHERE created_at < ?", {time});
}

std::optional<UtcTime> NotificationStore::news_seen_at(db::Tx& tx, const std::string& user) const {
  const auto row = tx.query_one("SELECT seen_at FROM feedback_news_seen WHERE user_ref = ?", {user});
  if (!row) return std::nullopt;
  return row->time(0);
}

void NotificationStore::set_news_seen(db::Tx& tx, const std::string& user, UtcTime now) const {
  tx.exec(
      "INSERT INTO feedback_news_seen (user_ref, seen_at) VALUES (?, ?) ON CONFLICT (user_ref) DO UPDATE SET seen_at = "
      "excluded.seen_at",
      {user, now});
}

}  // namespace towpath::feedback
