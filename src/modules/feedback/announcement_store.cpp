#include "announcement_store.h"

#include <fmt/core.h>

#include <boost/json.hpp>

namespace towpath::feedback {
namespace {

constexpr std::string_view columns = "id, title, text, severity, audience, from_at, until_at, created_at, told_at";

Announcement read(const db::Row& row) {
  Announcement out{row.text(0), row.text(1), row.text(2), row.text(3),         {},
                   row.time(5), row.time(6), row.time(7), row.optional_time(8)};
  const boost::json::value groups = boost::json::parse(row.text(4));
  for (const boost::json::value& group : groups.as_array()) out.audience.emplace_back(group.as_string());
  return out;
}

std::vector<Announcement> read_all(const std::vector<db::Row>& rows) {
  std::vector<Announcement> out;
  for (const db::Row& row : rows) out.push_back(read(row));
  return out;
}

}  // namespace

void AnnouncementStore::insert(db::Tx& tx, const Announcement& a) const {
  tx.exec(fmt::format("INSERT INTO feedback_announcements ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", columns),
          {a.id, a.title, a.text, a.severity,
           boost::json::serialize(boost::json::array(a.audience.begin(), a.audience.end())), a.from, a.until,
           a.created_at, a.told_at});
}

std::optional<Announcement> AnnouncementStore::find(db::Tx& tx, const std::string& id) const {
  const auto row = tx.query_one(fmt::format("SELECT {} FROM feedback_announcements WHERE id = ?", columns), {id});
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Announcement> AnnouncementStore::list(db::Tx& tx, const std::string& after, std::size_t limit) const {
  db::Params params;
  if (!after.empty()) params.emplace_back(after);
  params.emplace_back(limit);
  return read_all(tx.query(fmt::format("SELECT {} FROM feedback_announcements{} ORDER BY id DESC LIMIT ?", columns,
                                       after.empty() ? "" : " WHERE id < ?"),
                           params));
}

std::int64_t AnnouncementStore::count(db::Tx& tx) const {
  return tx.query_one("SELECT COUNT(*) FROM feedback_announcements")->integer(0);
}

void AnnouncementStore::set_until(db::Tx& tx, const std::string& id, UtcTime until) const {
  tx.exec("UPDATE feedback_announcements SET until_at = ? WHERE id = ?", {until, id});
}

void AnnouncementStore::set_told(db::Tx& tx, const std::string& id, UtcTime now) const {
  tx.exec("UPDATE feedback_announcements SET told_at = ? WHERE id = ?", {now, id});
}

std::vector<Announcement> AnnouncementStore::beginning(db::Tx& tx, UtcTime now) const {
  return read_all(
      tx.query(fmt::format("SELECT {} FROM feedback_announcements WHERE told_at IS NULL AND from_at <= ? AND "
                           "until_at > ? ORDER BY id",
                           columns),
               {now, now}));
}

std::optional<UtcTime> AnnouncementStore::next_beginning(db::Tx& tx, UtcTime now) const {
  const auto row = tx.query_one(
      "SELECT from_at FROM feedback_announcements WHERE told_at IS NULL AND until_at > ? ORDER BY from_at LIMIT 1",
      {now});
  if (!row) return std::nullopt;
  return row->time(0);
}

std::vector<Announcement> AnnouncementStore::current(db::Tx& tx, UtcTime now, const std::string& user) const {
  return read_all(tx.query(
      fmt::format("SELECT {} FROM feedback_announcements WHERE until_at > ? AND from_at <= ? AND id NOT IN (SELECT "
                  "announcement_id FROM feedback_announcements_dismissed WHERE user_ref = ?) ORDER BY id DESC",
                  columns),
      {now, now, user}));
}

void AnnouncementStore::dismiss(db::Tx& tx, const std::string& id, const std::string& user) const {
  tx.exec(
      "INSERT INTO feedback_announcements_dismissed (announcement_id, user_ref) VALUES (?, ?) ON CONFLICT DO NOTHING",
      {id, user});
}

}  // namespace towpath::feedback
