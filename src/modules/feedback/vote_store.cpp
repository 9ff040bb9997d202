#include "vote_store.h"

namespace towpath::feedback {

void VoteStore::add(db::Tx& tx, const std::string& subject, const std::string& user) const {
  tx.exec("INSERT INTO feedback_votes (subject_id, user_ref) VALUES (?, ?) ON CONFLICT DO NOTHING", {subject, user});
}

void VoteStore::remove(db::Tx& tx, const std::string& subject, const std::string& user) const {
  tx.exec("DELETE FROM feedback_votes WHERE subject_id = ? AND user_ref = ?", {subject, user});
}

bool VoteStore::has(db::Tx& tx, const std::string& subject, const std::string& user) const {
  return tx.query_one("SELECT 1 FROM feedback_votes WHERE subject_id = ? AND user_ref = ?", {subject, user})
      .has_value();
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
