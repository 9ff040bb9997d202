#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/result.h"

namespace boost::json {
class value;
}

namespace towpath::schema {

struct CompiledSchema;

/// A problem and what its path names.
struct Finding {
  FieldError problem;
  bool is_about_key =
      false;  ///< The path is that of a missing, unknown or badly named key; ajv gives the object around it.
  bool operator==(const Finding&) const = default;
};

/// A compiled JSON Schema: draft 7, with `$defs`, `$anchor`, `dependentRequired` and `dependentSchemas` of 2020-12.
///
/// Verdicts are those of ajv: keywords beside `$ref` count, `format` is checked for the formats it knows. References
/// stay inside the document. Patterns are ECMAScript's as far as RE2 matches them in linear time; lookaheads at the
/// start of a pattern are supported, back references and other lookarounds are not. Unknown keywords are ignored,
/// except those of 2019-09 and later that would change a verdict (`unevaluatedProperties`, `prefixItems` and the like):
/// compile() refuses them. Immutable, thread-safe, cheap to copy.
class Schema {
 public:
  /// Errors: schema.invalid, with the JSON Pointer of the offending keyword in fields(); json.invalid and
  /// json.too_large for a text that is not JSON.
  static Result<Schema> compile(std::string_view json_text);
  static Result<Schema> compile_value(const boost::json::value& schema);

  /// Every problem of `value`, at most 100, in words; empty when it is valid. The path of a missing or an unknown key
  /// is that of the key, not of the object around it. A value that costs too many steps to check is reported as a
  /// problem.
  std::vector<FieldError> validate(const boost::json::value& value) const;

  /// The same, for callers that tell keys from values.
  std::vector<Finding> find_problems(const boost::json::value& value) const;

  /// `value` with the defaults of absent properties filled in, as the forms of React JSON Schema Form do: of nested
  /// objects, of `allOf`, of the branch of `if`, of `dependencies` whose key is present, and of the branch of `oneOf`
  /// or `anyOf` that fits (the first, when none is told apart yet). `const` counts as a default. Nothing that is
  /// present is changed, valid or not.
  boost::json::value with_defaults(boost::json::value value) const;

 private:
  explicit Schema(std::shared_ptr<const CompiledSchema> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const CompiledSchema> compiled_;  ///< Shared by copies; it never changes.
};

}  // namespace towpath::schema
