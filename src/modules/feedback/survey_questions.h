#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "survey.h"

namespace towpath::feedback {

/// The scores a question may be answered with, from the least to the most.
struct Scale {
  std::string_view name;
  std::int64_t least = 0, most = 0;
};

/// nullptr for "text" and for what is no scale.
const Scale* survey_scale(std::string_view name);

/// The title and the questions a kind of survey begins with. `kind` is one of survey_kinds.
std::string title_of_kind(std::string_view kind);
std::vector<Question> questions_of_kind(std::string_view kind);

/// What is wrong with questions somebody wrote, all of it. Errors: feedback.invalid_survey with "/questions/<i>/...".
Status check_questions(std::string_view kind, const std::vector<Question>& questions);

/// Whether both ask the same: the same id, or the same words whatever their case and blanks.
bool ask_the_same(const Question& one, const Question& other);

std::string questions_text(const std::vector<Question>& questions);
/// The reverse of questions_text().
std::vector<Question> questions_from(const std::string& text);

}  // namespace towpath::feedback
