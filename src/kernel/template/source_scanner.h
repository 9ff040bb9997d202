#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ast.h"
#include "base/result.h"
#include "template/template.h"

namespace towpath::tmpl {

/// One piece of a template: literal text, the inside of an expression, or the inside of a block tag.
struct Piece {
  enum class Kind { text, expression, block };
  Kind kind;
  ast::Offset at;         // where it starts in the source, tag included
  std::string text;       // of literal text, white space control applied
  std::string_view code;  // inside of a tag, trimmed; points into the source
};

/// Cuts a template into pieces: tags, comments, raw regions, `-`, trim_blocks and lstrip_blocks. Where a tag ends is
/// decided outside of its strings and regular expressions. Errors: template.syntax, with the place in `failed_at`.
Result<std::vector<Piece>> scan_source(std::string_view source, const Options& options, ast::Offset& failed_at);

/// Blank, tab, line break or no-break space: what separates words inside tags. Bytes of the one at `at`, or 0.
std::size_t code_space(std::string_view source, std::size_t at);
std::string_view trim_code(std::string_view code);

/// The identifier at `at`, or empty. After a dot it may start with digits (`values.1password`).
std::string_view identifier_at(std::string_view source, std::size_t at, bool leading_digits);

/// The regular expression literal r/pattern/flags at the start of `source`. Errors: template.syntax.
struct RegexSpelling {
  std::string pattern;
  std::string flags;
  std::size_t length;  // of the literal in the source
};
Result<RegexSpelling> read_regex(std::string_view source);

}  // namespace towpath::tmpl
