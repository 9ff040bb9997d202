#include "survey_store.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "db/row_list.h"
#include "survey_questions.h"

namespace towpath::feedback {
namespace {

constexpr std::string_view columns =
    "id, kind, title, state, k, questions, invited, answered, withheld, created_at, opened_at, closes_at, closed_at";

std::string names_text(const std::vector<std::string>& names) {
  return boost::json::serialize(boost::json::array(names.begin(), names.end()));
}

std::vector<std::string> names_from(const std::string& text) {
  std::vector<std::string> out;
  const boost::json::value parsed = boost::json::parse(text);
  for (const boost::json::value& each : parsed.as_array()) out.emplace_back(each.as_string());
  return out;
}

Survey read(const db::Row& row) {
  return {row.text(0),          row.text(1),           row.text(2),
          row.text(3),          row.integer(4),        questions_from(row.text(5)),
          row.integer(6),       row.integer(7),        names_from(row.text(8)),
          row.time(9),          row.optional_time(10), row.optional_time(11),
          row.optional_time(12)};
}

struct Condition {
  std::string where = "1 = 1";
  db::Params params = {};
};

Condition condition_of(const std::string& state, Drafts drafts) {
  Condition out;
  if (drafts == Drafts::no) out.where += " AND state <> 'draft'";
  if (!state.empty()) {
    out.where += " AND state = ?";
    out.params.emplace_back(state);
  }
  return out;
}

std::vector<Survey> read_all(const std::vector<db::Row>& rows) {
  std::vector<Survey> out;
  for (const db::Row& row : rows) out.push_back(read(row));
  return out;
}

}  // namespace

void SurveyStore::insert(db::Tx& tx, const Survey& s) const {
  tx.exec(fmt::format("INSERT INTO feedback_surveys ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", columns),
          {s.id, s.kind, s.title, s.state, s.k, questions_text(s.questions), s.invited, s.answered,
           names_text(s.withheld), s.created_at, s.opened_at, s.closes_at, s.closed_at});
}

void SurveyStore::update(db::Tx& tx, const Survey& s) const {
  tx.exec(
      "UPDATE feedback_surveys SET title = ?, state = ?, k = ?, questions = ?, invited = ?, answered = ?, withheld = "
      "?, "
      "opened_at = ?, closes_at = ?, closed_at = ? WHERE id = ?",
      {s.title, s.state, s.k, questions_text(s.questions), s.invited, s.answered, names_text(s.withheld), s.opened_at,
       s.closes_at, s.closed_at, s.id});
}

std::optional<Survey> SurveyStore::find(db::Tx& tx, const std::string& id) const {
  const auto row = tx.query_one(fmt::format("SELECT {} FROM feedback_surveys WHERE id = ?", columns), {id});
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Survey> SurveyStore::list(db::Tx& tx, const std::string& state, Drafts drafts, const std::string& after,
                                      std::size_t limit) const {
  Condition condition = condition_of(state, drafts);
  if (!after.empty()) {
    condition.where += " AND id < ?";
    condition.params.emplace_back(after);
  }
  condition.params.emplace_back(limit);
  return read_all(tx.query(
      fmt::format("SELECT {} FROM feedback_surveys WHERE {} ORDER BY id DESC LIMIT ?", columns, condition.where),
      condition.params));
}

std::int64_t SurveyStore::count(db::Tx& tx, const std::string& state, Drafts drafts) const {
  const Condition condition = condition_of(state, drafts);
  return tx.query_one(fmt::format("SELECT COUNT(*) FROM feedback_surveys WHERE {}", condition.where), condition.params)
      ->integer(0);
}

std::vector<Survey> SurveyStore::open_ones(db::Tx& tx) const {
  return read_all(tx.query(fmt::format("SELECT {} FROM feedback_surveys WHERE state = 'open' ORDER BY id", columns)));
}

std::optional<UtcTime> SurveyStore::next_closing(db::Tx& tx) const {
  const auto row = tx.query_one(
      "SELECT closes_at FROM feedback_surveys WHERE state = 'open' AND closes_at IS NOT NULL ORDER BY closes_at LIMIT "
      "1");
  if (!row) return std::nullopt;
  return row->time(0);
}

std::vector<Survey> SurveyStore::closed_before(db::Tx& tx, UtcTime time, std::size_t limit) const {
  return read_all(tx.query(fmt::format("SELECT {} FROM feedback_surveys WHERE state = 'closed' AND kind <> ? AND "
                                       "closed_at < ? ORDER BY closed_at DESC, id DESC LIMIT ?",
                                       columns),
                           {first_deployment, time, limit}));
}

std::vector<Survey> SurveyStore::opened_since(db::Tx& tx, UtcTime time) const {
  return read_all(tx.query(
      fmt::format("SELECT {} FROM feedback_surveys WHERE state = 'open' OR opened_at > ? ORDER BY id DESC", columns),
      {time}));
}

std::int64_t SurveyStore::invite(db::Tx& tx, const std::string& survey, const std::vector<Person>& people) const {
  std::vector<db::Params> rows;
  for (const Person& person : people) rows.push_back({survey, person.ref, person.team, false});
  std::int64_t added = 0;
  for (const std::int64_t changed : tx.exec_each(
           "INSERT INTO feedback_survey_people (survey_id, user_ref, team_ref, has_answered) VALUES (?, ?, ?, ?) ON "
           "CONFLICT DO NOTHING",
           rows))
    added += changed;
  return added;
}

std::optional<Invitation> SurveyStore::invitation(db::Tx& tx, const std::string& survey,
                                                  const std::string& user) const {
  const auto row = tx.query_one(
      "SELECT team_ref, has_answered FROM feedback_survey_people WHERE survey_id = ? AND user_ref = ?", {survey, user});
  if (!row) return std::nullopt;
  return Invitation{row->text(0), row->boolean(1)};
}

std::int64_t SurveyStore::count_answered(db::Tx& tx, const std::string& survey) const {
  return tx
      .query_one("SELECT COUNT(*) FROM feedback_survey_people WHERE survey_id = ? AND has_answered = ?", {survey, true})
      ->integer(0);
}

bool SurveyStore::mark_answered(db::Tx& tx, const std::string& survey, const std::string& user) const {
  return tx.exec(
             "UPDATE feedback_survey_people SET has_answered = ? WHERE survey_id = ? AND user_ref = ? AND has_answered "
             "= ?",
             {true, survey, user, false}) > 0;
}

void SurveyStore::remove_people(db::Tx& tx, const std::string& survey) const {
  tx.exec("DELETE FROM feedback_survey_people WHERE survey_id = ?", {survey});
}

void SurveyStore::prepare_counts(db::Tx& tx, const Survey& survey, const std::vector<std::string>& teams) const {
  std::vector<db::Params> rows;
  for (const std::string& team : teams) {
    rows.push_back({survey.id, team, "", 0, 0, 0});
    for (const Question& question : survey.questions)
      if (const Scale* const scale = survey_scale(question.scale))
        for (std::int64_t score = scale->least; score <= scale->most; ++score)
          rows.push_back({survey.id, team, question.id, score, 0, 0});
  }
  db::insert_rows(
      tx, "INSERT INTO feedback_survey_counts (survey_id, team_ref, question_id, score, pending, released) VALUES",
      rows);
}

void SurveyStore::add(db::Tx& tx, const std::string& survey, const std::string& team,
                      const std::map<std::string, std::int64_t>& scores) const {
  std::string given = "question_id = ''";
  db::Params params;
  for (const auto& [question, score] : scores) {
    given += " OR (question_id = ? AND score = ?)";
    params.insert(params.end(), {question, score});
  }
  params.insert(params.end(), {survey, team});
  tx.exec(fmt::format("UPDATE feedback_survey_counts SET pending = pending + CASE WHEN {} THEN 1 ELSE 0 END WHERE "
                      "survey_id = ? AND team_ref = ?",
                      given),
          params);
}

std::int64_t SurveyStore::pending(db::Tx& tx, const std::string& survey, const std::string& team) const {
  const auto row = tx.query_one(
      "SELECT pending FROM feedback_survey_counts WHERE survey_id = ? AND team_ref = ? AND question_id = ''",
      {survey, team});
  return row ? row->integer(0) : 0;
}

void SurveyStore::release(db::Tx& tx, const std::string& survey) const {
  tx.exec("UPDATE feedback_survey_counts SET released = released + pending, pending = 0 WHERE survey_id = ?", {survey});
}

std::map<std::string, TeamCounts> SurveyStore::released(db::Tx& tx, const std::string& survey) const {
  std::map<std::string, TeamCounts> out;
  for (const db::Row& row : tx.query(
           "SELECT team_ref, question_id, score, released FROM feedback_survey_counts WHERE survey_id = ?", {survey})) {
    TeamCounts& team = out[row.text(0)];
    if (row.text(1).empty())
      team.answered = row.integer(3);
    else
      team.counts[row.text(1)][row.integer(2)] = row.integer(3);
  }
  return out;
}

void SurveyStore::replace_counts(db::Tx& tx, const std::string& survey,
                                 const std::map<std::string, TeamCounts>& by_team) const {
  tx.exec("DELETE FROM feedback_survey_counts WHERE survey_id = ?", {survey});
  std::vector<db::Params> rows;
  for (const auto& [team, counts] : by_team) {
    rows.push_back({survey, team, "", 0, 0, counts.answered});
    for (const auto& [question, histogram] : counts.counts)
      for (const auto& [score, times] : histogram) rows.push_back({survey, team, question, score, 0, times});
  }
  db::insert_rows(
      tx, "INSERT INTO feedback_survey_counts (survey_id, team_ref, question_id, score, pending, released) VALUES",
      rows);
}

std::vector<StoredText> SurveyStore::texts(db::Tx& tx, const std::string& survey) const {
  std::vector<StoredText> out;
  for (const db::Row& row :
       tx.query("SELECT id, question_id, text FROM feedback_survey_texts WHERE survey_id = ? ORDER BY id", {survey}))
    out.push_back({row.text(0), row.text(1), row.text(2)});
  return out;
}

std::vector<StoredText> SurveyStore::take_texts(db::Tx& tx, const std::string& survey, const std::string& from,
                                                std::size_t most) const {
  std::vector<StoredText> out;
  for (const db::Row& row : tx.query("DELETE FROM feedback_survey_texts WHERE id IN (SELECT id FROM "
                                     "feedback_survey_texts WHERE survey_id = ? AND "
                                     "id >= ? ORDER BY id LIMIT ?) RETURNING id, question_id, text",
                                     {survey, from, most}))
    out.push_back({row.text(0), row.text(1), row.text(2)});
  return out;
}

void SurveyStore::insert_texts(db::Tx& tx, const std::string& survey, const std::vector<StoredText>& texts) const {
  std::vector<db::Params> rows;
  for (const StoredText& text : texts) rows.push_back({text.id, survey, text.question_id, text.text});
  db::insert_rows(tx, "INSERT INTO feedback_survey_texts (id, survey_id, question_id, text) VALUES", rows);
}

void SurveyStore::remove_texts(db::Tx& tx, const std::string& survey) const {
  tx.exec("DELETE FROM feedback_survey_texts WHERE survey_id = ?", {survey});
}

}  // namespace towpath::feedback
