#include "changes/conversation_store.h"

#include <map>

#include "base/strings.h"
#include "changes/change_words.h"

namespace towpath::forge {
namespace {

Protection read_protection(const db::Row& row) {
  Protection out;
  out.branch = row.text(0);
  out.required_approvals = row.integer(1);
  for (std::string& name : split(row.text(2), '\n'))
    if (!name.empty()) out.required_checks.push_back(std::move(name));
  out.requires_owner_approval = row.boolean(3);
  out.requires_resolved_threads = row.boolean(4);
  out.requires_change = row.boolean(5);
  return out;
}

}  // namespace

void ConversationStore::insert_review(db::Tx& tx, const ChangeId& change, const Review& r) const {
  tx.exec(
      "INSERT INTO forge_change_reviews (id, change_id, reviewer_ref, verdict, body, commit_sha, created_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      {r.id, change, r.reviewer_ref, to_string(r.verdict), r.body, r.commit, r.created_at});
}

std::vector<Review> ConversationStore::reviews(db::Tx& tx, const ChangeId& change) const {
  std::vector<Review> out;
  for (const db::Row& row :
       tx.query("SELECT id, reviewer_ref, body, commit_sha, verdict, created_at FROM forge_change_reviews "
                "WHERE change_id = ? ORDER BY id",
                {change}))
    out.push_back(
        {row.text(0), row.text(1), row.text(2), row.text(3), verdict_of(row.text(4)).value(), row.time(5), false});
  return out;
}

void ConversationStore::insert_thread(db::Tx& tx, const ChangeId& change, const Thread& t) const {
  tx.exec(
      "INSERT INTO forge_change_threads (id, change_id, path, side, line, line_text, commit_sha, is_resolved) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {t.id, change, t.path, to_string(t.side), t.line, t.line_text, t.commit, t.is_resolved});
}

void ConversationStore::insert_comment(db::Tx& tx, const ThreadId& thread, const Comment& c) const {
  tx.exec("INSERT INTO forge_change_comments (id, thread_id, author_ref, body, created_at) VALUES (?, ?, ?, ?, ?)",
          {c.id, thread, c.author_ref, c.body, c.created_at});
}

std::vector<Thread> ConversationStore::threads(db::Tx& tx, const ChangeId& change) const {
  std::vector<Thread> out;
  std::map<std::string, std::size_t> places;
  for (const db::Row& row : tx.query(
           "SELECT id, path, side, line, line_text, commit_sha, is_resolved, resolved_by FROM forge_change_threads "
           "WHERE change_id = ? ORDER BY id",
           {change})) {
    Thread thread;
    thread.id = ThreadId(row.text(0));
    thread.path = row.text(1);
    thread.side = side_of(row.text(2)).value();
    thread.line = static_cast<int>(row.integer(3));
    thread.line_text = row.text(4);
    thread.commit = row.text(5);
    thread.is_resolved = row.boolean(6);
    thread.resolved_by = row.optional_text(7).value_or("");
    places[row.text(0)] = out.size();
    out.push_back(std::move(thread));
  }
  for (const db::Row& row :
       tx.query("SELECT m.thread_id, m.id, m.author_ref, m.body, m.created_at FROM forge_change_comments m "
                "JOIN forge_change_threads t ON t.id = m.thread_id WHERE t.change_id = ? ORDER BY m.id",
                {change}))
    out.at(places.at(row.text(0))).comments.push_back({row.text(1), row.text(2), row.text(3), row.time(4)});
  return out;
}

bool ConversationStore::set_resolved(db::Tx& tx, const ChangeId& change, const ThreadId& thread, bool is_resolved,
                                     const std::string& actor) const {
  return tx.exec("UPDATE forge_change_threads SET is_resolved = ?, resolved_by = ? WHERE id = ? AND change_id = ?",
                 {is_resolved, is_resolved ? db::Value(actor) : db::Value(nullptr), thread, change}) == 1;
}

std::vector<Protection> ConversationStore::protections(db::Tx& tx, const RepositoryId& repository) const {
  std::vector<Protection> out;
  for (const db::Row& row : tx.query(
           "SELECT branch, required_approvals, required_checks, requires_owner_approval, requires_resolved_threads, "
           "requires_change FROM forge_protections WHERE repository_id = ? ORDER BY branch",
           {repository}))
    out.push_back(read_protection(row));
  return out;
}

Protection ConversationStore::protection(db::Tx& tx, const RepositoryId& repository, const std::string& branch) const {
  const auto row = tx.query_one(
      "SELECT branch, required_approvals, required_checks, requires_owner_approval, requires_resolved_threads, "
      "requires_change FROM forge_protections WHERE repository_id = ? AND branch = ?",
      {repository, branch});
  if (row) return read_protection(*row);
  Protection out;
  out.branch = branch;
  return out;
}

std::map<std::string, std::vector<std::string>> ConversationStore::reviewed_branches(db::Tx& tx) const {
  std::map<std::string, std::vector<std::string>> out;
  for (const db::Row& row :
       tx.query("SELECT repository_id, branch FROM forge_protections WHERE requires_change = ?", {true}))
    out[row.text(0)].push_back(row.text(1));
  return out;
}

void ConversationStore::put_protection(db::Tx& tx, const RepositoryId& repository, const Protection& p) const {
  tx.exec(
      "INSERT INTO forge_protections (repository_id, branch, required_approvals, required_checks, "
      "requires_owner_approval, requires_resolved_threads, requires_change) VALUES (?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (repository_id, branch) DO UPDATE SET required_approvals = excluded.required_approvals, "
      "required_checks = excluded.required_checks, requires_owner_approval = excluded.requires_owner_approval, "
      "requires_resolved_threads = excluded.requires_resolved_threads, requires_change = excluded.requires_change",
      {repository, p.branch, p.required_approvals, join(p.required_checks, "\n"), p.requires_owner_approval,
       p.requires_resolved_threads, p.requires_change});
}

}  // namespace towpath::forge
