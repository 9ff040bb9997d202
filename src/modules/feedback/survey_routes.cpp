#include "survey_routes.h"

#include "http/query_reader.h"
#include "json/object_reader.h"
#include "survey_json.h"

namespace towpath::feedback {
namespace {

std::string id_of(const http::Request& request) { return std::string(request.param("id")); }

SurveyDraft draft_from(json::ObjectReader& body) {
  SurveyDraft draft;
  draft.title = body.optional_string("title");
  draft.k = body.optional_integer("k");
  if (body.optional_value("questions")) {
    draft.questions.emplace();
    for (json::ObjectReader& each : body.optional_objects("questions"))
      draft.questions->push_back({each.required_string("id"), each.required_string("text"),
                                  each.required_string("scale"), each.optional_string("dimension").value_or("")});
  }
  return draft;
}

}  // namespace

Result<Answers> answers_from(std::string_view text) {
  TRY(auto body, json::ObjectReader::parse(text));
  Answers out;
  for (json::ObjectReader& each : body.optional_objects("answers")) {
    const std::string question = each.required_string("question");
    const auto score = each.optional_integer("score");
    const auto words = each.optional_string("text");
    if (score.has_value() == words.has_value()) each.problem("score", "there must be a score or a text");
    if (out.scores.contains(question) || out.texts.contains(question)) each.problem("question", "is answered twice");
    if (score) out.scores.emplace(question, *score);
    if (words) out.texts.emplace(question, *words);
  }
  CHECK_OK(body.finish());
  return out;
}

void add_survey_routes(http::Router& router, SurveyService& surveys) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };

  add("GET", "/api/v1/surveys", "survey.read", [&](const http::Request& request) -> Result<http::Response> {
    http::QueryReader query(request);
    const std::string state = query.choice("state", {survey_states.begin(), survey_states.end()});
    const std::string after = query.ulid("after");
    const std::size_t limit = query.limit();
    CHECK_OK(query.finish());
    TRY(const SurveyPage page, surveys.list(request.principal, state, after, limit));
    return http::json_response(200, survey_page_body(page));
  });
  add("POST", "/api/v1/surveys", "survey.manage", [&](const http::Request& request) -> Result<http::Response> {
    TRY(auto body, json::ObjectReader::parse(request.body));
    const std::string kind = body.required_string("kind");
    const SurveyDraft draft = draft_from(body);
    CHECK_OK(body.finish());
    TRY(const SeenSurvey survey, surveys.create(request.principal, kind, draft));
    return http::json_response(201, survey_body(survey));
  });
  add("GET", "/api/v1/surveys/{id:ulid}", "survey.read", [&](const http::Request& request) -> Result<http::Response> {
    TRY(const SeenSurvey survey, surveys.get(request.principal, id_of(request)));
    return http::json_response(200, survey_body(survey));
  });
  add("PATCH", "/api/v1/surveys/{id:ulid}", "survey.manage",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, json::ObjectReader::parse(request.body));
        const SurveyDraft draft = draft_from(body);
        CHECK_OK(body.finish());
        TRY(const SeenSurvey survey, surveys.change(request.principal, id_of(request), draft));
        return http::json_response(200, survey_body(survey));
      });
  add("POST", "/api/v1/surveys/{id:ulid}/opening", "survey.manage",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(auto body, json::ObjectReader::parse(request.body));
        constexpr std::int64_t days_otherwise = 14;
        const std::int64_t days = body.optional_integer("days").value_or(days_otherwise);
        CHECK_OK(body.finish());
        TRY(const SeenSurvey survey, surveys.open(request.principal, id_of(request), days));
        return http::json_response(200, survey_body(survey));
      });
  add("POST", "/api/v1/surveys/{id:ulid}/closing", "survey.manage",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const SeenSurvey survey, surveys.close(request.principal, id_of(request)));
        return http::json_response(200, survey_body(survey));
      });
  add("POST", "/api/v1/surveys/{id:ulid}/answers", "survey.answer",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const Answers answers, answers_from(request.body));
        CHECK_OK(surveys.answer(request.principal, id_of(request), answers));
        return http::no_content();
      });
  add("GET", "/api/v1/surveys/{id:ulid}/results", "survey.read",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const SurveyResults results, surveys.results(request.principal, id_of(request)));
        return http::json_response(200, survey_results_body(results));
      });
}

}  // namespace towpath::feedback
