#include "subject_store.h"

namespace towpath::scorecards {
namespace {

std::vector<std::string> texts(const std::vector<db::Row>& rows) {
  std::vector<std::string> out;
  for (const db::Row& row : rows) out.push_back(row.text(0));
  return out;
}

PushedResult pushed_from(const db::Row& row) {
  PushedResult out;
  out.scorecard = row.text(0);
  out.check = row.text(1);
  out.entity_ref = row.text(2);
  out.outcome = outcome_from(row.text(3)).value_or(Outcome::unknown);
  out.reason = row.text(4);
  out.source = row.text(5);
  out.url = row.text(6);
  out.at = row.time(7);
  out.expires_at = row.time(8);
  return out;
}

std::vector<PushedResult> all_pushed(const std::vector<db::Row>& rows) {
  std::vector<PushedResult> out;
  for (const db::Row& row : rows) out.push_back(pushed_from(row));
  return out;
}

}  // namespace

void SubjectStore::put(db::Tx& tx, const Subject& s) const {
  tx.exec(
      "INSERT INTO scorecards_subjects (entity_ref, kind, title, owner_ref, team_ref, project_id, repository, "
      "is_public) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (entity_ref) DO UPDATE SET title = excluded.title, "
      "owner_ref = excluded.owner_ref, team_ref = excluded.team_ref, project_id = excluded.project_id, repository = "
      "excluded.repository, is_public = excluded.is_public",
      {s.ref, s.kind, s.title, s.owner_ref, team_of(s.owner_ref), s.project_id, s.repository, s.is_public});
}

void SubjectStore::remove(db::Tx& tx, const std::string& ref) const {
  tx.exec("DELETE FROM scorecards_subjects WHERE entity_ref = ?", {ref});
  tx.exec("DELETE FROM scorecards_facts WHERE entity_ref = ?", {ref});
  tx.exec("DELETE FROM scorecards_pushed WHERE entity_ref = ?", {ref});
}

bool SubjectStore::is_known(db::Tx& tx, const std::string& ref) const {
  return tx.query_one("SELECT 1 FROM scorecards_subjects WHERE entity_ref = ?", {ref}).has_value();
}

std::optional<Subject> SubjectStore::find(db::Tx& tx, const std::string& ref) const {
  const auto row = tx.query_one(
      "SELECT kind, title, owner_ref, project_id, repository, is_public FROM scorecards_subjects WHERE entity_ref = ?",
      {ref});
  if (!row) return std::nullopt;
  Subject out;
  out.ref = ref;
  out.kind = row->text(0);
  out.title = row->text(1);
  out.owner_ref = row->text(2);
  out.project_id = row->text(3);
  out.repository = row->text(4);
  out.is_public = row->boolean(5);
  return out;
}

std::vector<std::string> SubjectStore::refs(db::Tx& tx) const {
  return texts(tx.query("SELECT entity_ref FROM scorecards_subjects ORDER BY entity_ref"));
}

std::vector<std::string> SubjectStore::of_repository(db::Tx& tx, const std::string& repository) const {
  return texts(
      tx.query("SELECT entity_ref FROM scorecards_subjects WHERE repository = ? ORDER BY entity_ref", {repository}));
}

void SubjectStore::set_next_look(db::Tx& tx, const std::string& ref, const std::optional<UtcTime>& at) const {
  tx.exec("UPDATE scorecards_subjects SET next_look_at = ? WHERE entity_ref = ?", {at, ref});
}

std::vector<std::string> SubjectStore::due(db::Tx& tx, UtcTime now, std::size_t limit) const {
  return texts(tx.query(
      "SELECT entity_ref FROM scorecards_subjects WHERE next_look_at <= ? ORDER BY next_look_at, entity_ref LIMIT ?",
      {now, limit}));
}

std::optional<UtcTime> SubjectStore::next_look(db::Tx& tx) const {
  return tx.query_one("SELECT MIN(next_look_at) FROM scorecards_subjects")->optional_time(0);
}

void SubjectStore::put_fact(db::Tx& tx, const std::string& ref, const std::string& source, const Fact& fact,
                            UtcTime now) const {
  tx.exec(
      "INSERT INTO scorecards_facts (entity_ref, source, body, reason, read_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT "
      "(entity_ref, source) DO UPDATE SET body = excluded.body, reason = excluded.reason, read_at = excluded.read_at",
      {ref, source, fact.body, fact.reason, now});
}

std::map<std::string, Fact> SubjectStore::facts(db::Tx& tx, const std::string& ref) const {
  std::map<std::string, Fact> out;
  for (const db::Row& row : tx.query("SELECT source, body, reason FROM scorecards_facts WHERE entity_ref = ?", {ref}))
    out[row.text(0)] = {row.text(1), row.text(2)};
  return out;
}

std::map<std::string, std::map<std::string, Fact>> SubjectStore::facts_between(db::Tx& tx, const std::string& first,
                                                                               const std::string& last) const {
  std::map<std::string, std::map<std::string, Fact>> out;
  for (const db::Row& row : tx.query(
           "SELECT entity_ref, source, body, reason FROM scorecards_facts WHERE entity_ref >= ? AND entity_ref <= ?",
           {first, last}))
    out[row.text(0)][row.text(1)] = {row.text(2), row.text(3)};
  return out;
}

void SubjectStore::put_pushed(db::Tx& tx, const PushedResult& r) const {
  tx.exec(
      "INSERT INTO scorecards_pushed (scorecard, check_id, entity_ref, outcome, reason, source, url, at, expires_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (entity_ref, scorecard, check_id) DO UPDATE SET outcome = "
      "excluded.outcome, reason = excluded.reason, source = excluded.source, url = excluded.url, at = excluded.at, "
      "expires_at = excluded.expires_at WHERE excluded.at >= scorecards_pushed.at",
      {r.scorecard, r.check, r.entity_ref, to_string(r.outcome), r.reason, r.source, r.url, r.at, r.expires_at});
}

std::vector<PushedResult> SubjectStore::pushed(db::Tx& tx, const std::string& ref) const {
  return all_pushed(
      tx.query("SELECT scorecard, check_id, entity_ref, outcome, reason, source, url, at, expires_at FROM "
               "scorecards_pushed WHERE entity_ref = ?",
               {ref}));
}

std::vector<PushedResult> SubjectStore::pushed_between(db::Tx& tx, const std::string& first,
                                                       const std::string& last) const {
  return all_pushed(
      tx.query("SELECT scorecard, check_id, entity_ref, outcome, reason, source, url, at, expires_at FROM "
               "scorecards_pushed WHERE entity_ref >= ? AND entity_ref <= ?",
               {first, last}));
}

}  // namespace towpath::scorecards
