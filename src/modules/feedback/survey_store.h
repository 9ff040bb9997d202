#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "feedback/ports.h"
#include "survey.h"

namespace towpath::feedback {

/// What one person is to a survey.
struct Invitation {
  std::string team_ref;
  bool has_answered = false;
};

/// Free text with the random id it is stored under.
struct StoredText {
  std::string id, question_id, text;
};

enum class Drafts { no, yes };

/// Rows of feedback_surveys and of the tables below it. Nothing here joins a person to an answer, and nothing could.
class SurveyStore {
 public:
  void insert(db::Tx& tx, const Survey& survey) const;
  void update(db::Tx& tx, const Survey& survey) const;
  std::optional<Survey> find(db::Tx& tx, const std::string& id) const;
  /// Newest first, older than the id `after`; a `state` of "" restricts nothing.
  std::vector<Survey> list(db::Tx& tx, const std::string& state, Drafts drafts, const std::string& after,
                           std::size_t limit) const;
  std::int64_t count(db::Tx& tx, const std::string& state, Drafts drafts) const;
  std::vector<Survey> open_ones(db::Tx& tx) const;
  /// When the next of the open ones closes by itself, or should have.
  std::optional<UtcTime> next_closing(db::Tx& tx) const;
  /// Surveys of everybody that closed before `time`, the last one first.
  std::vector<Survey> closed_before(db::Tx& tx, UtcTime time, std::size_t limit) const;
  /// Open, or opened after `time`.
  std::vector<Survey> opened_since(db::Tx& tx, UtcTime time) const;

  /// Each once; who is there already is left alone. The number of new ones.
  std::int64_t invite(db::Tx& tx, const std::string& survey, const std::vector<Person>& people) const;
  std::optional<Invitation> invitation(db::Tx& tx, const std::string& survey, const std::string& user) const;
  std::int64_t count_answered(db::Tx& tx, const std::string& survey) const;
  /// Whether it was not marked before.
  bool mark_answered(db::Tx& tx, const std::string& survey, const std::string& user) const;
  void remove_people(db::Tx& tx, const std::string& survey) const;

  /// A row with nothing counted for every score of every question, for each team.
  void prepare_counts(db::Tx& tx, const Survey& survey, const std::vector<std::string>& teams) const;
  /// Counts one answer of the team, by writing each of the team's rows.
  void add(db::Tx& tx, const std::string& survey, const std::string& team,
           const std::map<std::string, std::int64_t>& scores) const;
  std::int64_t pending(db::Tx& tx, const std::string& survey, const std::string& team) const;
  /// What was counted becomes part of the results.
  void release(db::Tx& tx, const std::string& survey) const;
  std::map<std::string, TeamCounts> released(db::Tx& tx, const std::string& survey) const;
  void replace_counts(db::Tx& tx, const std::string& survey, const std::map<std::string, TeamCounts>& counts) const;

  std::vector<StoredText> texts(db::Tx& tx, const std::string& survey) const;
  /// Takes away up to `most` texts from the random id `from` on.
  std::vector<StoredText> take_texts(db::Tx& tx, const std::string& survey, const std::string& from,
                                     std::size_t most) const;
  void insert_texts(db::Tx& tx, const std::string& survey, const std::vector<StoredText>& texts) const;
  void remove_texts(db::Tx& tx, const std::string& survey) const;
};

}  // namespace towpath::feedback
