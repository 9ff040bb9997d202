#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gotemplate/value.h"

namespace towpath::gotemplate {

/// What one template may cost. Exceeding any of them is `gotemplate.limit`.
struct Limits {
  std::size_t source_bytes = 256 << 10;  ///< Text of one template.
  std::size_t output_bytes = 1 << 20;    ///< Rendered text, and any single text made on the way.
  std::size_t work_bytes = 64 << 20;     ///< Text read and written by all functions of one render together.
  std::size_t steps = 200'000;           ///< Nodes, function calls, loop rounds and items touched.
  std::size_t depth = 100;               ///< Nesting of syntax, of template calls and of values.
};

/// A function of the caller. Errors: any; the message is completed with the place.
using Function = std::function<Result<Value>(std::span<const Value> arguments)>;

/// Where randomness comes from: a uniform number below `bound` (not 0). What is rendered depends on nothing else that
/// changes, so a source that repeats itself makes the render repeat itself.
using RandomSource = std::function<std::uint32_t(std::uint32_t bound)>;

/// What a template can use beside the built-in functions. Entries here win over built-in ones.
struct Environment {
  std::map<std::string, Function, std::less<>> functions;
  RandomSource random;  ///< Absent: functions that need it are an error.
  Limits limits;
};

/// A parsed template of Go's text/template with sprig's functions. The reference is Go 1.26 with sprig 3.3; the README
/// lists the functions and the deliberate differences. Immutable and thread-safe: parse once, render often.
class Template {
 public:
  /// `file_name` is only for messages; `environment` says which functions there are. Errors: gotemplate.syntax,
  /// gotemplate.limit; both name file, line and column (from 1, in characters) and quote the action.
  static Result<Template> parse(std::string text, std::string file_name, const Environment& environment);

  /// The text for `data`, which is `.` and `$`. Errors: gotemplate.render, gotemplate.limit, as in parse().
  Result<std::string> render(const Value& data, const Environment& environment) const;

  Template(Template&&) noexcept;
  Template& operator=(Template&&) noexcept;
  ~Template();

 private:
  struct Parsed;
  explicit Template(std::unique_ptr<const Parsed> parsed);
  std::unique_ptr<const Parsed> parsed_;
};

/// The names of all built-in functions, sorted.
std::vector<std::string> function_names();

}  // namespace towpath::gotemplate
