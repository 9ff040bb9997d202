#include "survey_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <random>
#include <set>

#include "base/strings.h"
#include "survey_questions.h"

namespace towpath::feedback {
namespace {

constexpr std::size_t longest_title = 120, longest_text = 2'000, texts_written_again = 63;
constexpr std::int64_t most_days = 60;

Error no_survey(const std::string& id) {
  return not_found("feedback.survey_not_found", fmt::format("There is no survey {}.", id))
      .with_hint("towpath survey list");
}

Error is_fixed(const Survey& survey) {
  return conflict("feedback.survey_fixed",
                  fmt::format("'{}' was opened; its questions and the smallest group it shows stay as they are.",
                              survey.title))
      .with_hint(fmt::format("towpath survey create {}", survey.kind));
}

Error not_open(const Survey& survey) {
  return conflict("feedback.survey_not_open",
                  fmt::format("'{}' is {}.", survey.title, survey.state == "draft" ? "a draft" : "closed"))
      .with_hint("towpath survey list --state open");
}

Status valid(const Survey& survey) {
  Error error = invalid_input("feedback.invalid_survey", "This survey cannot be made as it is.");
  if (trim(survey.title).empty() || survey.title.size() > longest_title)
    error.add_field("/title", fmt::format("must be 1 to {} bytes", longest_title));
  if (survey.k < least_k || survey.k > most_k) error.add_field("/k", fmt::format("must be {} to {}", least_k, most_k));
  if (!error.fields().empty()) return error;
  return check_questions(survey.kind, survey.questions);
}

void apply(const SurveyDraft& draft, Survey& survey) {
  if (draft.title) survey.title = std::string(trim(*draft.title));
  if (draft.k) survey.k = *draft.k;
  if (draft.questions) survey.questions = *draft.questions;
}

/// Without those that say nothing. Errors: feedback.invalid_answers.
Result<Answers> checked(const Survey& survey, const Answers& given) {
  Error error = invalid_input("feedback.invalid_answers", "These answers do not fit the questions.");
  Answers out;
  const auto question_of = [&](const std::string& id) {
    return std::find_if(survey.questions.begin(), survey.questions.end(),
                        [&](const Question& question) { return question.id == id; });
  };
  for (const auto& [id, score] : given.scores) {
    const auto question = question_of(id);
    const Scale* const scale = question == survey.questions.end() ? nullptr : survey_scale(question->scale);
    if (!scale)
      error.add_field("/answers", fmt::format("'{}' is no question with a scale", id));
    else if (score < scale->least || score > scale->most)
      error.add_field("/answers", fmt::format("'{}' is answered with {} to {}", id, scale->least, scale->most));
  }
  out.scores = given.scores;
  for (const auto& [id, text] : given.texts) {
    const auto question = question_of(id);
    if (question == survey.questions.end() || question->scale != "text")
      error.add_field("/answers", fmt::format("'{}' is no question for words", id));
    else if (text.size() > longest_text)
      error.add_field("/answers", fmt::format("'{}' takes at most {} bytes", id, longest_text));
    else if (!trim(text).empty())
      out.texts.emplace(id, trim(text));
  }
  if (out.scores.empty() && error.fields().empty())
    error.add_field("/answers", "must answer at least one question with a scale");
  if (!error.fields().empty()) return std::move(error).with_hint(fmt::format("towpath survey answer {}", survey.id));
  return out;
}

/// Says nothing about when it was made, unlike a ULID.
std::string random_id() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

}  // namespace

bool SurveyService::may_manage(const auth::Principal& principal) const {
  return auth::check(kernel_.authorizer, principal, "survey.manage", {}).has_value();
}

SeenSurvey SurveyService::seen(db::Tx& tx, const auth::Principal& principal, Survey survey) const {
  SeenSurvey out;
  if (survey.state == "open") {
    survey.answered = store_.count_answered(tx, survey.id);
    if (const auto invitation = store_.invitation(tx, survey.id, principal.ref)) {
      out.is_asked = true;
      out.has_answered = invitation->has_answered;
    }
  }
  out.survey = std::move(survey);
  return out;
}

Result<Survey> SurveyService::found(db::Tx& tx, const auth::Principal& principal, const std::string& id) const {
  auto survey = store_.find(tx, id);
  if (!survey || (survey->state == "draft" && !may_manage(principal))) return no_survey(id);
  return std::move(*survey);
}

Result<SurveyPage> SurveyService::list(const auth::Principal& principal, const std::string& state,
                                       const std::string& after, std::size_t limit) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "survey.read", {}));
  const Drafts drafts = may_manage(principal) ? Drafts::yes : Drafts::no;
  return kernel_.db.read([&](db::Tx& tx) -> Result<SurveyPage> {
    SurveyPage page;
    for (Survey& survey : store_.list(tx, state, drafts, after, limit + 1)) {
      if (page.items.size() == limit) {
        page.next = page.items.back().survey.id;
        break;
      }
      page.items.push_back(seen(tx, principal, std::move(survey)));  // asks more of those that are open: few at a time
    }
    page.total = store_.count(tx, state, drafts);
    return page;
  });
}

Result<SeenSurvey> SurveyService::get(const auth::Principal& principal, const std::string& id) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "survey.read", {}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<SeenSurvey> {
    TRY(Survey survey, found(tx, principal, id));
    return seen(tx, principal, std::move(survey));
  });
}

Result<SeenSurvey> SurveyService::create(const auth::Principal& principal, const std::string& kind,
                                         const SurveyDraft& draft) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "survey.manage", {}));
  if (std::find(survey_kinds.begin(), survey_kinds.end(), kind) == survey_kinds.end())
    return invalid_input("feedback.invalid_survey", fmt::format("'{}' is no kind of survey.", kind))
        .with_field("/kind", "must be one of baseline, quarterly, first-deployment");
  Survey survey;
  survey.id = new_ulid();
  survey.kind = kind;
  survey.title = title_of_kind(kind);
  survey.state = "draft";
  survey.questions = questions_of_kind(kind);
  survey.created_at = kernel_.clock.now();
  apply(draft, survey);
  CHECK_OK(valid(survey));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<SeenSurvey> {
    store_.insert(tx, survey);
    return seen(tx, principal, survey);
  });
}

Result<SeenSurvey> SurveyService::change(const auth::Principal& principal, const std::string& id,
                                         const SurveyDraft& draft) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "survey.manage", {}));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<SeenSurvey> {
    TRY(Survey survey, found(tx, principal, id));
    if (survey.state != "draft") return is_fixed(survey);
    apply(draft, survey);
    CHECK_OK(valid(survey));
    store_.update(tx, survey);
    return seen(tx, principal, std::move(survey));
  });
}

Status SurveyService::check_distance(db::Tx& tx, const Survey& survey) const {
  const bool is_for_all = survey.kind != first_deployment;
  for (const Survey& other : store_.opened_since(tx, kernel_.clock.now() - between_surveys)) {
    if (other.id == survey.id) continue;
    const bool is_of_same_time = is_for_all == (other.kind != first_deployment);
    bool asks_the_same = false;
    for (const Question& one : survey.questions)
      for (const Question& two : other.questions)
        asks_the_same = asks_the_same || (one.scale != "text" && two.scale != "text" && ask_the_same(one, two));
    if (!is_of_same_time && !asks_the_same) continue;
    const bool may_later = other.state == "closed" || is_for_all;
    return conflict("feedback.survey_too_soon",
                    fmt::format("'{}' was opened on {}; what one survey says less what the other says could name a "
                                "person, so there are {} days between them.",
                                other.title, to_rfc3339(*other.opened_at).substr(0, 10), between_surveys.count()))
        .with_hint(may_later ? fmt::format("Open it on {} or later.",
                                           to_rfc3339(*other.opened_at + between_surveys).substr(0, 10))
                             : fmt::format("towpath survey close {}", other.id));
  }
  return ok();
}

Result<SeenSurvey> SurveyService::open(const auth::Principal& principal, const std::string& id, std::int64_t days) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "survey.manage", {}));
  if (days < 1 || days > most_days)
    return invalid_input("feedback.invalid_survey", "A survey is open for some days.")
        .with_field("/days", fmt::format("must be 1 to {}", most_days));
  const std::vector<Person> everybody = people_.people();
  return kernel_.db.transact([&](db::Tx& tx) -> Result<SeenSurvey> {
    TRY(Survey survey, found(tx, principal, id));
    if (survey.state != "draft") return is_fixed(survey);
    CHECK_OK(check_distance(tx, survey));
    survey.state = "open";
    survey.opened_at = kernel_.clock.now();
    std::set<std::string> teams, told;
    if (survey.kind == first_deployment) {
      teams.insert("");
    } else {
      survey.closes_at = *survey.opened_at + std::chrono::days(days);
      survey.invited = store_.invite(tx, id, everybody);
      for (const Person& person : everybody) {
        teams.insert(person.team);
        told.insert(person.ref);
      }
    }
    store_.prepare_counts(tx, survey, {teams.begin(), teams.end()});
    store_.update(tx, survey);
    const Message message{"survey", survey.title, "A minute of your time; nobody learns what you answer.",
                          "/surveys/" + survey.id};
    notifications_.tell(tx, told, message);
    if (!told.empty())
      notifications_.tell_chat(tx, {"surveys", "feedback.survey.opened", message.title, message.text, message.link});
    announce(tx, "feedback.survey.opened", survey, principal.ref);
    if (survey.closes_at) tx.notify(channel);
    return seen(tx, principal, std::move(survey));
  });
}

Status SurveyService::answer(const auth::Principal& principal, const std::string& id, const Answers& given) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "survey.answer", {}));
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    TRY(Survey survey, found(tx, principal, id));
    if (survey.state != "open") return not_open(survey);
    const auto invitation = store_.invitation(tx, id, principal.ref);
    if (!invitation)
      return conflict("feedback.not_asked", fmt::format("'{}' did not ask you: it asks those who were here when it "
                                                        "was opened, or deployed for the first time since.",
                                                        survey.title))
          .with_hint("towpath survey list");
    TRY(const Answers answers, checked(survey, given));
    if (!store_.mark_answered(tx, id, principal.ref))
      return conflict(
                 "feedback.already_answered",
                 fmt::format("You have answered '{}'; what you said cannot be found again to change it.", survey.title))
          .with_hint(fmt::format("towpath survey results {}", id));
    const std::string team = survey.kind == first_deployment ? "" : invitation->team_ref;
    store_.add(tx, id, team, answers.scores);
    keep_texts(tx, id, answers.texts);
    // k at a time: the results before and after never differ by fewer.
    if (survey.kind == first_deployment && store_.pending(tx, id, team) >= survey.k) store_.release(tx, id);
    return ok();
  });
}

/// A new text is written together with others, so that neither order nor the database's own marks tell it from them.
void SurveyService::keep_texts(db::Tx& tx, const std::string& survey,
                               const std::map<std::string, std::string>& texts) const {
  if (texts.empty()) return;
  std::vector<StoredText> all = store_.take_texts(tx, survey, random_id(), texts_written_again);
  if (all.size() < texts_written_again)
    for (StoredText& text : store_.take_texts(tx, survey, "", texts_written_again - all.size()))
      all.push_back(std::move(text));
  for (const auto& [question, text] : texts) all.push_back({"", question, text});
  for (StoredText& text : all) text.id = random_id();
  std::sort(all.begin(), all.end(), [](const StoredText& a, const StoredText& b) { return a.id < b.id; });
  store_.insert_texts(tx, survey, all);
}

void SurveyService::end(db::Tx& tx, Survey& survey, const std::string& actor) const {
  survey.state = "closed";
  survey.closed_at = kernel_.clock.now();
  survey.answered = store_.count_answered(tx, survey.id);
  if (survey.kind == first_deployment) {
    // What is not part of the results by now never will be: it would be fewer than k.
    store_.replace_counts(tx, survey.id, store_.released(tx, survey.id));
  } else {
    store_.release(tx, survey.id);
    auto [kept, withheld] = kept_counts(store_.released(tx, survey.id), survey.k);
    store_.replace_counts(tx, survey.id, kept);
    survey.withheld = std::move(withheld);
    if (kept.empty()) store_.remove_texts(tx, survey.id);
  }
  store_.remove_people(tx, survey.id);
  store_.update(tx, survey);
  announce(tx, "feedback.survey.closed", survey, actor);
}

Result<SeenSurvey> SurveyService::close(const auth::Principal& principal, const std::string& id) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "survey.manage", {}));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<SeenSurvey> {
    TRY(Survey survey, found(tx, principal, id));
    if (survey.state != "open") return not_open(survey);
    end(tx, survey, principal.ref);
    return seen(tx, principal, std::move(survey));
  });
}

std::optional<UtcTime> SurveyService::close_due() {
  const auto next_closing = [&] { return kernel_.db.read([&](db::Tx& tx) { return store_.next_closing(tx); }); };
  const UtcTime now = kernel_.clock.now();
  if (const auto next = next_closing(); !next || *next > now) return next;
  const Status done = kernel_.db.transact([&](db::Tx& tx) -> Status {
    for (Survey& survey : store_.open_ones(tx))
      if (survey.closes_at && *survey.closes_at <= now) end(tx, survey, "system");
    return ok();
  });
  if (!done.has_value()) throw std::runtime_error(done.error().message());
  return next_closing();
}

Result<SurveyResults> SurveyService::results(const auth::Principal& principal, const std::string& id) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "survey.read", {}));
  return kernel_.db.read([&](db::Tx& tx) -> Result<SurveyResults> {
    TRY(Survey survey, found(tx, principal, id));
    if (survey.state == "draft" || (survey.state == "open" && survey.kind != first_deployment))
      return conflict("feedback.no_results_yet",
                      fmt::format("'{}' has results when it is closed, not before: what each new answer changed would "
                                  "say what it was.",
                                  survey.title))
          .with_hint(fmt::format("towpath survey close {}", id));
    std::map<std::string, std::vector<std::string>> texts;
    if (survey.state == "closed")
      for (StoredText& text : store_.texts(tx, id)) texts[text.question_id].push_back(std::move(text.text));
    return results_of(seen(tx, principal, std::move(survey)), store_.released(tx, id), std::move(texts));
  });
}

bool SurveyService::asks_about_first_deployments() const {
  return kernel_.db.read([&](db::Tx& tx) {
    const std::vector<Survey> open = store_.open_ones(tx);
    return std::any_of(open.begin(), open.end(), [](const Survey& survey) { return survey.kind == first_deployment; });
  });
}

void SurveyService::ask_after_first_deployment(db::Tx& tx, const std::string& user) const {
  for (Survey& survey : store_.open_ones(tx)) {
    if (survey.kind != first_deployment || store_.invite(tx, survey.id, {{user, ""}}) == 0) continue;
    ++survey.invited;
    store_.update(tx, survey);
    notifications_.tell(
        tx, {user}, {"survey", survey.title, "One question; nobody learns what you answer.", "/surveys/" + survey.id});
    announce(tx, "feedback.survey.updated", survey, "system");
  }
}

void SurveyService::announce(db::Tx& tx, const char* type, const Survey& survey, const std::string& actor) const {
  kernel_.events.append(tx, {.type = type,
                             .subject = "survey:" + survey.id,
                             .actor = actor,
                             .payload =
                                 boost::json::serialize(boost::json::object{{"survey", survey.id},
                                                                            {"kind", survey.kind},
                                                                            {"title", survey.title},
                                                                            {"k", survey.k},
                                                                            {"invited", survey.invited},
                                                                            {"answered", survey.answered}})});
}

}  // namespace towpath::feedback
