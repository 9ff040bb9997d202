#include "letter_store.h"

#include <fmt/core.h>

#include "db/row_list.h"

namespace towpath::feedback {

void LetterStore::insert(db::Tx& tx, const std::vector<WaitingLetter>& letters, UtcTime due_at) const {
  std::vector<db::Params> rows;
  for (const WaitingLetter& l : letters)
    rows.push_back({l.id, l.user_ref, l.title, l.text, l.link, l.created_at, l.attempts, due_at});
  db::insert_rows(
      tx, "INSERT INTO feedback_letters (id, user_ref, title, text, link, created_at, attempts, due_at) VALUES", rows);
}

void LetterStore::remove(db::Tx& tx, const std::string& id) const {
  tx.exec("DELETE FROM feedback_letters WHERE id = ?", {id});
}

void LetterStore::set_due(db::Tx& tx, const std::string& id, UtcTime due_at) const {
  tx.exec("UPDATE feedback_letters SET due_at = ? WHERE id = ?", {due_at, id});
}

std::optional<UtcTime> LetterStore::next_due(db::Tx& tx) const {
  const auto row = tx.query_one("SELECT due_at FROM feedback_letters ORDER BY due_at LIMIT 1");
  if (!row) return std::nullopt;
  return row->time(0);
}

std::optional<WaitingLetter> LetterStore::claim(db::Db& db, UtcTime now, UtcTime again) const {
  const std::string sql = fmt::format(
      "UPDATE feedback_letters SET due_at = ?, attempts = attempts + 1 WHERE id IN (SELECT id FROM feedback_letters "
      "WHERE due_at <= ? ORDER BY due_at LIMIT 1 {}) RETURNING id, user_ref, title, text, link, created_at, "
      "attempts",
      db.dialect().skip_locked());
  const auto rows = db.claim(sql, {again, now});
  if (rows.empty()) return std::nullopt;
  const db::Row& row = rows.front();
  return WaitingLetter{row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.time(5), row.integer(6)};
}

std::set<std::string> LetterStore::mail_off(db::Tx& tx, const std::string& user) const {
  std::set<std::string> out;
  for (const db::Row& row : tx.query("SELECT kind FROM feedback_mail_off WHERE user_ref = ?", {user}))
    out.insert(row.text(0));
  return out;
}

std::set<std::string> LetterStore::without_mail(db::Tx& tx, const std::string& kind) const {
  std::set<std::string> out;
  for (const db::Row& row : tx.query("SELECT user_ref FROM feedback_mail_off WHERE kind = ?", {kind}))
    out.insert(row.text(0));
  return out;
}

void LetterStore::set_mail(db::Tx& tx, const std::string& user, const std::string& kind, bool is_wanted) const {
  if (is_wanted)
    tx.exec("DELETE FROM feedback_mail_off WHERE user_ref = ? AND kind = ?", {user, kind});
  else
    tx.exec("INSERT INTO feedback_mail_off (user_ref, kind) VALUES (?, ?) ON CONFLICT DO NOTHING", {user, kind});
}

}  // namespace towpath::feedback
