#include "vote_store.h"

#include "db/row_list.h"

namespace towpath::feedback {

bool VoteStore::add(db::Tx& tx, const std::string& subject, const std::string& user) const {
  return tx.exec("INSERT INTO feedback_votes (subject_id, user_ref) VALUES (?, ?) ON CONFLICT DO NOTHING",
                 {subject, user}) > 0;
}

bool VoteStore::remove(db::Tx& tx, const std::string& subject, const std::string& user) const {
  return tx.exec("DELETE FROM feedback_votes WHERE subject_id = ? AND user_ref = ?", {subject, user}) > 0;
}

std::set<std::string> VoteStore::voted(db::Tx& tx, const std::vector<std::string>& subjects,
                                       const std::string& user) const {
  static const db::RowList sql("SELECT subject_id FROM feedback_votes WHERE user_ref = ? AND subject_id IN (", "?",
                               ")");
  std::set<std::string> out;
  if (subjects.empty()) return out;
  db::Params params{user};
  const std::string_view text = sql.bind(db::Params(subjects.begin(), subjects.end()), params);
  for (const db::Row& row : tx.query(text, params)) out.insert(row.text(0));
  return out;
}

std::int64_t VoteStore::count(db::Tx& tx, const std::string& subject) const {
  return tx.query_one("SELECT COUNT(*) FROM feedback_votes WHERE subject_id = ?", {subject})->integer(0);
}

std::vector<std::string> VoteStore::voters(db::Tx& tx, const std::string& subject) const {
  std::vector<std::string> out;
  for (const db::Row& row : tx.query("SELECT user_ref FROM feedback_votes WHERE subject_id = ?", {subject}))
    out.push_back(row.text(0));
  return out;
}

}  // namespace towpath::feedback
