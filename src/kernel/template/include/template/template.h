#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <variant>

#include "base/result.h"
#include "template/value.h"

namespace towpath::tmpl {

/// What one template may cost. Exceeding any of them ends the render with `template.limit`.
struct Limits {
  std::size_t source_bytes = 4 << 20;   ///< Text of one template.
  std::size_t output_bytes = 16 << 20;  ///< Rendered text, and any single text made on the way.
  std::size_t work_bytes = 256 << 20;   ///< Text read and written by all operations of one render together.
  std::size_t steps = 1'000'000;        ///< Expressions, statements, loop rounds and array items touched.
  std::size_t depth = 200;              ///< Nesting of syntax, of calls and of values.
};

/// How a text is read. The defaults are those of Backstage's `fetch:template` and of `template.yaml`.
struct Options {
  /// `{{ }}` instead of `${{ }}`, `True`, `False`, `None`, `jsonify`, and Python's dictionary and list methods.
  bool cookiecutter_compat = false;
  bool trim_blocks = false;    ///< Removes one line break after a block tag.
  bool lstrip_blocks = false;  ///< Removes the indentation before a block tag that starts its line.
  Limits limits;
};

/// A filter of the caller: `input | name(arguments...)`. Errors: any; the message is completed with the place.
using Filter = std::function<Result<Value>(const Value& input, std::span<const Value> arguments)>;
/// A function of the caller: `name(arguments...)`.
using Function = std::function<Result<Value>(std::span<const Value> arguments)>;

/// What a template can use beside the built-in filters, tests and methods. Entries here win over built-in ones.
struct Environment {
  std::map<std::string, Filter, std::less<>> filters;
  std::map<std::string, std::variant<Value, Function>, std::less<>> globals;
};

/// A parsed template in the language Backstage renders today: nunjucks' syntax without include, import and extends,
/// with `${{ }}` around expressions. nunjitsu 0.6.2 is the reference for what is accepted and what comes out; the
/// README lists the deliberate differences. Immutable and thread-safe: parse once, render often.
class Template {
 public:
  /// `file_name` is only for messages. Errors: template.syntax, template.limit; both name file, line and column
  /// (from 1, in characters) and quote the line.
  static Result<Template> parse(std::string text, std::string file_name, const Options& options = {});

  /// The text with `context`'s entries as names. Errors: template.render, template.limit, as in parse().
  Result<std::string> render(const Object& context, const Environment& environment = {}) const;

  /// As render(), but a text that is exactly one `${{ expression }}` gives the value itself, with its type.
  Result<Value> evaluate(const Object& context, const Environment& environment = {}) const;

  /// True when there is nothing to evaluate: rendering gives the text as it is.
  bool is_plain_text() const;

  Template(Template&&) noexcept;
  Template& operator=(Template&&) noexcept;
  ~Template();

 private:
  struct Parsed;
  explicit Template(std::unique_ptr<const Parsed> parsed);
  std::unique_ptr<const Parsed> parsed_;
};

/// Parses and evaluates one text, as for a step input of template.yaml.
Result<Value> evaluate(std::string text, std::string file_name, const Object& context,
                       const Environment& environment = {}, const Options& options = {});

}  // namespace towpath::tmpl
