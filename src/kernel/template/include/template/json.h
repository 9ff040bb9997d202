#pragma once

#include "template/template.h"

namespace boost::json {
class value;
}

namespace towpath::tmpl {

/// The same data as a template value. Numbers become doubles, as in JavaScript.
Value from_json(const boost::json::value& json);

/// The value as JSON: whole numbers as integers, NaN and infinities as null, undefined entries of objects left out,
/// undefined items of arrays null (a lone undefined too). Errors: template.limit when nested too deep.
Result<boost::json::value> to_json(const Value& value);

/// What to do with a text that does not parse or whose evaluation fails.
enum class OnFailure {
  stop,      ///< The error is the result; its field names the place by JSON Pointer.
  keep_text  ///< The text stays as it is: what Backstage does with step inputs.
};

/// Evaluates every text inside `json` (not the keys), as Backstage does with the input of a step: a text that is
/// exactly one `${{ expression }}` gives a typed value, an entry whose text evaluates to undefined is left out.
/// Limits count per text. Errors: those of evaluate().
Result<boost::json::value> render_value(const boost::json::value& json, const Object& context,
                                        const Environment& environment, OnFailure on_failure,
                                        const Options& options = {});

}  // namespace towpath::tmpl
