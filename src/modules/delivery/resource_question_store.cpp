#include "resource_question_store.h"

namespace towpath::delivery {

void ResourceQuestionStore::put(db::Tx& tx, const ResourceQuestion& q) const {
  tx.exec(
      "INSERT INTO delivery_resource_questions (gu_id, about, reason, input_hash, asked_at, answer, answered_by, "
      "answered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (gu_id) DO UPDATE SET about = excluded.about, "
      "reason = excluded.reason, input_hash = excluded.input_hash, asked_at = excluded.asked_at, "
      "answer = excluded.answer, answered_by = excluded.answered_by, answered_at = excluded.answered_at",
      {q.gu_id, q.about, q.reason, q.input_hash, q.asked_at, q.answer, q.answered_by, q.answered_at});
}

std::optional<ResourceQuestion> ResourceQuestionStore::find(db::Tx& tx, const std::string& gu_id) const {
  const auto row = tx.query_one(
      "SELECT gu_id, about, reason, input_hash, asked_at, answer, answered_by, answered_at FROM "
      "delivery_resource_questions WHERE gu_id = ?",
      {gu_id});
  if (!row) return std::nullopt;
  return ResourceQuestion{row->text(0), row->text(1), row->text(2), row->text(3),
                          row->time(4), row->text(5), row->text(6), row->optional_time(7)};
}

bool ResourceQuestionStore::answer(db::Tx& tx, const std::string& gu_id, std::string_view answer, const std::string& by,
                                   UtcTime now) const {
  return tx.exec(
             "UPDATE delivery_resource_questions SET answer = ?, answered_by = ?, answered_at = ? WHERE gu_id = ? AND "
             "answer = ''",
             {answer, by, now, gu_id}) == 1;
}

void ResourceQuestionStore::add_wait(db::Tx& tx, const std::string& gu_id, const ResourceWait& wait) const {
  tx.exec(
      "INSERT INTO delivery_resource_waits (gu_id, run_id, node) VALUES (?, ?, ?) ON CONFLICT (gu_id, run_id) DO "
      "UPDATE SET node = excluded.node",
      {gu_id, wait.run_id, wait.node});
}

std::vector<ResourceWait> ResourceQuestionStore::waits(db::Tx& tx, const std::string& gu_id) const {
  std::vector<ResourceWait> out;
  for (const db::Row& row :
       tx.query("SELECT run_id, node FROM delivery_resource_waits WHERE gu_id = ? ORDER BY run_id", {gu_id}))
    out.push_back({row.text(0), row.text(1)});
  return out;
}

void ResourceQuestionStore::remove_waits(db::Tx& tx, const std::string& gu_id) const {
  tx.exec("DELETE FROM delivery_resource_waits WHERE gu_id = ?", {gu_id});
}

void ResourceQuestionStore::remove(db::Tx& tx, const std::string& gu_id) const {
  remove_waits(tx, gu_id);
  tx.exec("DELETE FROM delivery_resource_questions WHERE gu_id = ?", {gu_id});
}

}  // namespace towpath::delivery
