#pragma once

#include "http/http.h"
#include "survey_service.h"

namespace towpath::feedback {

/// /api/v1/surveys. The service must outlive the router.
void add_survey_routes(http::Router& router, SurveyService& surveys);

/// The body of POST /api/v1/surveys/{id}/answers. Errors: json.invalid, json.invalid_body.
Result<Answers> answers_from(std::string_view body);

}  // namespace towpath::feedback
