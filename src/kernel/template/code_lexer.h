#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ast.h"
#include "base/result.h"
#include "source_scanner.h"

namespace towpath::tmpl {

/// A word of the expression language.
struct Token {
  enum class Kind { end, name, number, string, regex, symbol };
  Kind kind;
  ast::Offset at;
  std::string_view spelling;  // as written; symbols and names compare by it
  std::string text;           // of a string: its content
  std::shared_ptr<const Regex> regex = nullptr;

  bool is(std::string_view symbol) const { return kind == Kind::symbol && spelling == symbol; }
  bool is_name(std::string_view name) const { return kind == Kind::name && spelling == name; }
};

/// What the parts of one parse share.
struct ParseState {
  const Limits& limits;
  ast::Offset failed_at = 0;
  /// Some array may be changed in place (`push` and the like): the context must be copied before a render.
  bool may_mutate = false;
};

/// The tokens of the code at [begin, end) of `source`, closed by one of kind `end`.
/// Errors: template.syntax, with the place in `failed_at`.
Result<std::vector<Token>> tokenize(std::string_view source, std::size_t begin, std::size_t end,
                                    ast::Offset& failed_at);

}  // namespace towpath::tmpl
