#pragma once

#include "http/http.h"
#include "question_service.h"

namespace towpath::delivery {

/// GET /api/v1/resources/questions, POST /api/v1/resource-resolutions. `questions` outlives the router.
void add_question_routes(http::Router& router, QuestionService& questions);

}  // namespace towpath::delivery
