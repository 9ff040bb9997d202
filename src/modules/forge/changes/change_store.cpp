#include "changes/change_store.h"

#include <fmt/core.h>

#include "changes/change_words.h"

namespace towpath::forge {
namespace {

constexpr std::string_view intent_columns =
    "change_id, head_sha, target_sha, merge_sha, strategy, actor, deletes_source, begun_at";

/// One row a change, with what its reviews and comments come to.
constexpr std::string_view selected =
    "SELECT c.id, r.name, r.owner_ref, c.number, c.title, c.description, c.author_ref, c.source_branch, "
    "c.target_branch, c.state, c.head_sha, c.target_sha, c.merge_sha, c.strategy, c.ended_by, c.ended_at, "
    "c.created_at, c.updated_at, "
    "(SELECT COUNT(*) FROM forge_change_comments m JOIN forge_change_threads t ON t.id = m.thread_id "
    "  WHERE t.change_id = c.id), "
    // A reviewer's last word counts; that of an approval only for the commit it was given for.
    "(SELECT COUNT(*) FROM forge_change_reviews v WHERE v.change_id = c.id AND v.verdict = 'approve' "
    "  AND v.commit_sha = c.head_sha AND NOT EXISTS (SELECT 1 FROM forge_change_reviews w WHERE w.change_id = c.id "
    "  AND w.reviewer_ref = v.reviewer_ref AND w.verdict <> 'comment' AND w.id > v.id)), "
    "(SELECT COUNT(*) FROM forge_change_reviews v WHERE v.change_id = c.id AND v.verdict = 'request_changes' "
    "  AND NOT EXISTS (SELECT 1 FROM forge_change_reviews w WHERE w.change_id = c.id "
    "  AND w.reviewer_ref = v.reviewer_ref AND w.verdict <> 'comment' AND w.id > v.id)) "
    "FROM forge_changes c JOIN forge_repositories r ON r.id = c.repository_id ";

Change read(const db::Row& row) {
  Change out;
  out.id = ChangeId(row.text(0));
  out.repository = row.text(1);
  out.owner_ref = row.text(2);
  out.number = row.integer(3);
  out.title = row.text(4);
  out.description = row.text(5);
  out.author_ref = row.text(6);
  out.source_branch = row.text(7);
  out.target_branch = row.text(8);
  out.state = change_state_of(row.text(9)).value();
  out.head = row.text(10);
  out.merge_base = row.optional_text(11).value_or("");
  out.merge_commit = row.optional_text(12).value_or("");
  out.strategy = row.optional_text(13).value_or("");
  out.ended_by = row.optional_text(14).value_or("");
  out.ended_at = row.optional_time(15);
  out.created_at = row.time(16);
  out.updated_at = row.time(17);
  out.comments = row.integer(18);
  out.approvals = row.integer(19);
  out.has_objections = row.integer(20) > 0;
  return out;
}

MergeIntent read_intent(const db::Row& row) {
  return {ChangeId(row.text(0)), row.text(1), row.text(2),    row.text(3),
          row.text(4),           row.text(5), row.boolean(6), row.time(7)};
}

/// WHERE and parameters of a filter.
struct Where {
  std::string text;
  db::Params params;

  void add(std::string_view condition, const db::Params& more) {
    text += fmt::format(" AND ({})", condition);
    params.insert(params.end(), more.begin(), more.end());
  }
};

/// "?, ?, ?" with the parameters, which are at least one.
Where any_of(const std::vector<std::string>& refs) {
  Where out;
  for (const std::string& ref : refs) {
    out.text += out.text.empty() ? "?" : ", ?";
    out.params.emplace_back(ref);
  }
  return out;
}

/// What waits for the reader: changes of others that it or a group of its is asked to look at and that it has not
/// judged as they are, and its own ones that were objected to as they are.
Where waiting_for(const ChangeReader& reader) {
  const Where asked = any_of(reader.owner_refs);
  Where out;
  out.text = fmt::format(
      "(c.author_ref <> ? AND ({0}) AND NOT EXISTS (SELECT 1 FROM forge_change_reviews v "
      "  WHERE v.change_id = c.id AND v.reviewer_ref = ? AND v.verdict <> 'comment' AND v.commit_sha = c.head_sha) "
      "  AND (r.owner_ref IN ({1}) OR EXISTS (SELECT 1 FROM forge_change_owners o WHERE o.change_id = c.id "
      "    AND o.owner_ref IN ({1})))) "
      "OR (c.author_ref = ? AND EXISTS (SELECT 1 FROM forge_change_reviews v WHERE v.change_id = c.id "
      "  AND v.verdict = 'request_changes' AND v.commit_sha = c.head_sha "
      "  AND NOT EXISTS (SELECT 1 FROM forge_change_reviews w WHERE w.change_id = c.id "
      "    AND w.reviewer_ref = v.reviewer_ref AND w.verdict <> 'comment' AND w.id > v.id)))",
      reader.may_review.where, asked.text);
  const auto append = [&](const db::Params& more) { out.params.insert(out.params.end(), more.begin(), more.end()); };
  append({reader.ref});
  append(reader.may_review.params);
  append({reader.ref});
  append(asked.params);
  append(asked.params);
  append({reader.ref});
  return out;
}

Where where_of(db::Tx& tx, const ChangeFilter& filter, const ChangeReader& reader) {
  Where out{"WHERE (" + reader.visible.where + ")", reader.visible.params};
  if (!filter.repository.empty()) out.add("r.name = ?", {filter.repository});
  if (!filter.state.empty()) out.add("c.state = ?", {filter.state});
  if (!filter.author.empty()) out.add("c.author_ref = ?", {filter.author});
  if (!filter.brought.empty())
    out.add("c.state = 'merged' AND (c.merge_sha = ? OR c.head_sha = ?)", {filter.brought, filter.brought});
  if (!filter.text.empty()) out.add(tx.dialect().contains_ignoring_case("c.title"), {filter.text});
  if (!filter.to_review_by.empty()) {
    out.add(reader.may_review.where, reader.may_review.params);
    out.add(
        "c.state = 'open' AND c.author_ref <> ? AND NOT EXISTS (SELECT 1 FROM forge_change_reviews v "
        "WHERE v.change_id = c.id AND v.reviewer_ref = ? AND v.verdict <> 'comment' AND v.commit_sha = c.head_sha)",
        {filter.to_review_by, filter.to_review_by});
  }
  if (filter.awaits_me) {
    out.add("c.state = 'open'", {});
    const Where waiting = waiting_for(reader);
    out.add(waiting.text, waiting.params);
  }
  return out;
}

std::vector<Change> read_all(const std::vector<db::Row>& rows) {
  std::vector<Change> out;
  for (const db::Row& row : rows) out.push_back(read(row));
  return out;
}

}  // namespace

std::int64_t ChangeStore::next_number(db::Tx& tx, const RepositoryId& repository) const {
  return tx.query("SELECT COALESCE(MAX(number), 0) + 1 FROM forge_changes WHERE repository_id = ?", {repository})
      .at(0)
      .integer(0);
}

void ChangeStore::insert(db::Tx& tx, const RepositoryId& repository, const Change& c) const {
  tx.exec(
      "INSERT INTO forge_changes (id, repository_id, number, title, description, author_ref, source_branch, "
      "target_branch, state, head_sha, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {c.id, repository, c.number, c.title, c.description, c.author_ref, c.source_branch, c.target_branch,
       to_string(c.state), c.head, c.created_at, c.updated_at});
}

std::optional<Change> ChangeStore::find(db::Tx& tx, const RepositoryId& repository, std::int64_t number) const {
  const auto row =
      tx.query_one(fmt::format("{} WHERE c.repository_id = ? AND c.number = ?", selected), {repository, number});
  if (!row) return std::nullopt;
  return read(*row);
}

std::optional<Change> ChangeStore::find(db::Tx& tx, const ChangeId& id) const {
  const auto row = tx.query_one(fmt::format("{} WHERE c.id = ?", selected), {id});
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Change> ChangeStore::list(db::Tx& tx, const ChangeFilter& filter, const ChangeReader& reader,
                                      std::size_t limit) const {
  Where where = where_of(tx, filter, reader);
  if (!filter.after.empty()) where.add("c.id < ?", {filter.after});
  where.params.emplace_back(limit);
  return read_all(tx.query(fmt::format("{} {} ORDER BY c.id DESC LIMIT ?", selected, where.text), where.params));
}

std::int64_t ChangeStore::count(db::Tx& tx, const ChangeFilter& filter, const ChangeReader& reader) const {
  const Where where = where_of(tx, filter, reader);
  return tx
      .query(fmt::format("SELECT COUNT(*) FROM forge_changes c JOIN forge_repositories r ON r.id = c.repository_id {}",
                         where.text),
             where.params)
      .at(0)
      .integer(0);
}

std::vector<Change> ChangeStore::open_from(db::Tx& tx, const RepositoryId& repository,
                                           const std::string& source) const {
  return read_all(
      tx.query(fmt::format("{} WHERE c.repository_id = ? AND c.state = 'open' AND c.source_branch = ?", selected),
               {repository, source}));
}

std::vector<Change> ChangeStore::open_into(db::Tx& tx, const RepositoryId& repository,
                                           const std::string& target) const {
  return read_all(
      tx.query(fmt::format("{} WHERE c.repository_id = ? AND c.state = 'open' AND c.target_branch = ?", selected),
               {repository, target}));
}

std::map<std::string, std::int64_t> ChangeStore::open_counts(db::Tx& tx, const auth::SqlCondition& visible) const {
  std::map<std::string, std::int64_t> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT r.name, COUNT(*) FROM forge_changes c JOIN forge_repositories r "
                            "ON r.id = c.repository_id WHERE ({}) AND c.state = 'open' GROUP BY r.name",
                            visible.where),
                visible.params))
    out[row.text(0)] = row.integer(1);
  return out;
}

void ChangeStore::edit(db::Tx& tx, const ChangeId& id, const std::string& title, const std::string& description,
                       UtcTime at) const {
  tx.exec("UPDATE forge_changes SET title = ?, description = ?, updated_at = ? WHERE id = ?",
          {title, description, at, id});
}

void ChangeStore::touch(db::Tx& tx, const ChangeId& id, UtcTime at) const {
  tx.exec("UPDATE forge_changes SET updated_at = ? WHERE id = ?", {at, id});
}

bool ChangeStore::move_head(db::Tx& tx, const ChangeId& id, const std::string& head, UtcTime at) const {
  return tx.exec(
             "UPDATE forge_changes SET head_sha = ?, updated_at = ? WHERE id = ? AND state = 'open' AND head_sha <> ?",
             {head, at, id, head}) == 1;
}

bool ChangeStore::merged(db::Tx& tx, const MergeIntent& intent, UtcTime at) const {
  return tx.exec(
             "UPDATE forge_changes SET state = 'merged', head_sha = ?, target_sha = ?, merge_sha = ?, strategy = ?, "
             "ended_by = ?, ended_at = ?, updated_at = ? WHERE id = ? AND state = 'open'",
             {intent.head, intent.target, intent.result, intent.strategy, intent.actor, at, at, intent.change}) == 1;
}

bool ChangeStore::close(db::Tx& tx, const ChangeId& id, const std::string& actor, UtcTime at) const {
  return tx.exec(
             "UPDATE forge_changes SET state = 'closed', ended_by = ?, ended_at = ?, updated_at = ? WHERE id = ? AND "
             "state = 'open'",
             {actor, at, at, id}) == 1;
}

bool ChangeStore::reopen(db::Tx& tx, const ChangeId& id, const std::string& head, UtcTime at) const {
  return tx.exec(
             "UPDATE forge_changes SET state = 'open', head_sha = ?, ended_by = NULL, ended_at = NULL, updated_at = ? "
             "WHERE id = ? AND state = 'closed'",
             {head, at, id}) == 1;
}

void ChangeStore::put_owners(db::Tx& tx, const ChangeId& id, const std::string& head,
                             const std::vector<std::string>& owner_refs) const {
  tx.exec("DELETE FROM forge_change_owners WHERE change_id = ?", {id});
  for (const std::string& ref : owner_refs)
    tx.exec("INSERT INTO forge_change_owners (change_id, owner_ref) VALUES (?, ?) ON CONFLICT DO NOTHING", {id, ref});
  tx.exec("UPDATE forge_changes SET owners_head = ? WHERE id = ?", {head, id});
}

std::vector<Change> ChangeStore::open_without_owners(db::Tx& tx) const {
  return read_all(tx.query(fmt::format("{} WHERE c.state = 'open' AND (c.owners_head IS NULL OR c.owners_head <> "
                                       "c.head_sha)",
                                       selected),
                           {}));
}

void ChangeStore::put_intent(db::Tx& tx, const MergeIntent& i) const {
  tx.exec(
      "INSERT INTO forge_change_merges (change_id, head_sha, target_sha, merge_sha, strategy, actor, deletes_source, "
      "begun_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {i.change, i.head, i.target, i.result, i.strategy, i.actor, i.deletes_source, i.begun_at});
}

void ChangeStore::remove_intent(db::Tx& tx, const ChangeId& id) const {
  tx.exec("DELETE FROM forge_change_merges WHERE change_id = ?", {id});
}

std::optional<MergeIntent> ChangeStore::intent(db::Tx& tx, const ChangeId& id) const {
  const auto row =
      tx.query_one(fmt::format("SELECT {} FROM forge_change_merges WHERE change_id = ?", intent_columns), {id});
  if (!row) return std::nullopt;
  return read_intent(*row);
}

std::vector<MergeIntent> ChangeStore::intents(db::Tx& tx) const {
  std::vector<MergeIntent> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM forge_change_merges ORDER BY change_id", intent_columns)))
    out.push_back(read_intent(row));
  return out;
}

void ChangeStore::remove_all(db::Tx& tx, const RepositoryId& repository) const {
  constexpr const char* comments =
      "DELETE FROM forge_change_comments WHERE thread_id IN (SELECT t.id FROM forge_change_threads t JOIN "
      "forge_changes c ON c.id = t.change_id WHERE c.repository_id = ?)";
  constexpr const char* statements[] = {
      comments,
      "DELETE FROM forge_change_threads WHERE change_id IN (SELECT id FROM forge_changes WHERE repository_id = ?)",
      "DELETE FROM forge_change_reviews WHERE change_id IN (SELECT id FROM forge_changes WHERE repository_id = ?)",
      "DELETE FROM forge_change_owners WHERE change_id IN (SELECT id FROM forge_changes WHERE repository_id = ?)",
      "DELETE FROM forge_change_merges WHERE change_id IN (SELECT id FROM forge_changes WHERE repository_id = ?)",
      "DELETE FROM forge_changes WHERE repository_id = ?",
      "DELETE FROM forge_protections WHERE repository_id = ?"};
  for (const char* statement : statements) tx.exec(statement, {repository});
}

}  // namespace towpath::forge
