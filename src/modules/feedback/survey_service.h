#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/auth.h"
#include "feedback/ports.h"
#include "module/module.h"
#include "notifications.h"
#include "survey.h"
#include "survey_results.h"
#include "survey_store.h"

namespace towpath::feedback {

/// Questions to everybody, answered without a name. Thread-safe. Everybody signed in reads (survey.read) and answers
/// what they are asked (survey.answer); the platform team writes, opens and closes (survey.manage).
///
/// No answer can be led back to a person: answers are counted per team and score, and no result says anything about
/// fewer than k people, neither by itself nor together with others. For that k is fixed at opening, there is one cut
/// (by team), everybody is asked, results exist after closing only (or grow by at least k answers at a time), closing
/// decides once what is withheld, and two surveys of everybody are at least `between_surveys` apart.
/// Errors common to all: auth.required, auth.forbidden; where an id is given: feedback.survey_not_found.
class SurveyService {
 public:
  SurveyService(const Kernel& kernel, const Notifications& notifications, People& people)
      : kernel_(kernel), notifications_(notifications), people_(people) {}

  /// Newest first; a `state` of "" restricts nothing. Drafts are the platform team's.
  Result<SurveyPage> list(const auth::Principal& principal, const std::string& state, const std::string& after,
                          std::size_t limit);
  Result<SeenSurvey> get(const auth::Principal& principal, const std::string& id);
  /// A draft. `kind` is one of survey_kinds. Errors: feedback.invalid_survey.
  Result<SeenSurvey> create(const auth::Principal& principal, const std::string& kind, const SurveyDraft& draft);
  /// Errors: feedback.invalid_survey; feedback.survey_fixed once it was opened.
  Result<SeenSurvey> change(const auth::Principal& principal, const std::string& id, const SurveyDraft& draft);
  /// Asks everybody, who are told, for `days`; after a first deployment it asks whoever made one, until it is closed.
  /// Errors: feedback.survey_fixed, feedback.invalid_survey (the days), feedback.survey_too_soon (another one of the
  /// same time, or one that asks the same).
  Result<SeenSurvey> open(const auth::Principal& principal, const std::string& id, std::int64_t days);
  /// Errors: feedback.survey_not_open.
  Result<SeenSurvey> close(const auth::Principal& principal, const std::string& id);
  /// Errors: feedback.survey_not_open, feedback.not_asked, feedback.already_answered, feedback.invalid_answers.
  Status answer(const auth::Principal& principal, const std::string& id, const Answers& answers);
  /// Errors: feedback.no_results_yet.
  Result<SurveyResults> results(const auth::Principal& principal, const std::string& id);

  /// Asks somebody who has just made a first deployment, if a survey about that is open. In the caller's transaction.
  void ask_after_first_deployment(db::Tx& tx, const std::string& user) const;
  /// Whether a survey about first deployments is open.
  bool asks_about_first_deployments() const;
  /// Closes what is over. When the next one is; nothing when none will be by itself.
  std::optional<UtcTime> close_due();

  /// Hints on this channel of the database say that something ends later.
  static constexpr std::string_view channel = "feedback_surveys";

  /// Two surveys of everybody, and two with the same question, are opened at least this far apart: the answers of one
  /// less those of the other would say what somebody answered who took part in one of them only.
  static constexpr std::chrono::days between_surveys{60};

 private:
  SeenSurvey seen(db::Tx& tx, const auth::Principal& principal, Survey survey) const;
  Result<Survey> found(db::Tx& tx, const auth::Principal& principal, const std::string& id) const;
  Status check_distance(db::Tx& tx, const Survey& survey) const;
  void keep_texts(db::Tx& tx, const std::string& survey, const std::map<std::string, std::string>& texts) const;
  void end(db::Tx& tx, Survey& survey, const std::string& actor) const;
  void announce(db::Tx& tx, const char* type, const Survey& survey, const std::string& actor) const;
  bool may_manage(const auth::Principal& principal) const;

  const Kernel& kernel_;
  const Notifications& notifications_;
  People& people_;
  SurveyStore store_;
};

}  // namespace towpath::feedback
