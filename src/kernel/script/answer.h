#pragma once

#include <string_view>

#include "base/result.h"

namespace boost::json {
class value;
}

namespace towpath::script {

/// The texts js/src/answers.js makes: v and a JSON value, e and a JSON description of an error, l and which limit.
bool is_value(std::string_view answer);
bool is_limit(std::string_view answer);

/// The value of an answer about `source`. Errors: script.invalid_expression, script.expression_failed,
/// script.expression_limit.
Result<boost::json::value> read_answer(std::string_view answer, std::string_view source);

}  // namespace towpath::script
