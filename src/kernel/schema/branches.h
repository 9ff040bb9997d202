#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "compiled.h"

namespace towpath::schema {

/// A problem before it is shown, with what is needed to choose between the branches of anyOf and oneOf.
struct Problem {
  enum class Cause { type, choice, missing, unknown, other };
  std::string path;
  std::string message;
  Cause cause = Cause::other;
  bool is_about_key = false;  ///< As in Finding.
};

enum class Matches { at_least_one, exactly_one };

/// "must be a string or null, not a number".
std::string wrong_type_text(unsigned types, const boost::json::value& value);

/// "is not one of: a, b, c; did you mean b?".
std::string choices_text(const std::vector<Choice>& choices, const boost::json::value& value);

/// Why a value must not match the schema under `not`.
std::string not_allowed_text(const Rules& rules);

/// "must match only one of ...", for oneOf.
std::string several_matches_text(const std::vector<const Rules*>& branches, const std::vector<std::size_t>& matching);

/// What to tell when no branch of anyOf or oneOf matches: one merged problem where the branches only differ in type,
/// choice or required key; otherwise the problems of the branch the value comes nearest to.
/// `attempts` holds the problems of each branch, `path` is the place of the value.
std::vector<Problem> explain_no_match(const std::vector<const Rules*>& branches,
                                      std::vector<std::vector<Problem>> attempts, std::string_view path,
                                      const boost::json::value& value, Matches wanted);

}  // namespace towpath::schema
