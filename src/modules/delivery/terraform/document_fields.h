#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace towpath::delivery {

// Fields of what the programs print, of which nothing is assumed.

/// "" where there is no text.
std::string text_at(const boost::json::object& object, std::string_view key);
/// Null where there is no object.
const boost::json::object* object_at(const boost::json::object& object, std::string_view key);
/// delivery.terraform_answer: what was printed is not what is known of the program.
Error bad_answer(std::string_view why);

}  // namespace towpath::delivery
