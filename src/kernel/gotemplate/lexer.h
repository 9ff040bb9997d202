#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace towpath::gotemplate {

enum class TokenKind {
  text,        ///< Between actions, trimmed as their markers say.
  open,        ///< {{
  close,       ///< }}
  space,       ///< One or more blanks, tabs and line breaks inside an action.
  identifier,  ///< Also keywords, true, false and nil.
  field,       ///< .name, without the dot
  variable,    ///< $name or $
  dot,
  number,
  character,  ///< 'x', with its quotes
  string,     ///< Its content
  pipe,
  declare,  ///< :=
  assign,   ///< =
  comma,
  left_parenthesis,
  right_parenthesis,
  end
};

struct Token {
  TokenKind kind;
  std::size_t at;    ///< Byte offset in the source.
  std::string text;  ///< Content; of a number as written.
};

/// A failure with the byte offset where it was noticed.
struct SyntaxError {
  std::size_t at = 0;
  std::string message;
};

/// The tokens of a template, `end` last; comments are gone. Nothing when `error` was filled.
std::vector<Token> tokens_of(std::string_view source, SyntaxError& error);

/// A token as messages name it.
std::string in_words(const Token& token);

}  // namespace towpath::gotemplate
