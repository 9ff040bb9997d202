#pragma once

#include <string>

#include "survey.h"
#include "survey_results.h"

namespace towpath::feedback {

std::string survey_body(const SeenSurvey& survey);
std::string survey_page_body(const SurveyPage& page);
std::string survey_results_body(const SurveyResults& results);

}  // namespace towpath::feedback
