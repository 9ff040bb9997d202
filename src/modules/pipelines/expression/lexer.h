#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "pipelines/value.h"

namespace towpath::pipelines {

enum class TokenKind : unsigned {
  start,  ///< Before the first token.
  start_group,
  start_index,
  start_parameters,
  end_group,
  end_index,
  end_parameters,
  separator,
  dereference,
  wildcard,
  logical_operator,
  literal,
  property,
  function,
  named_value,
  malformed,   ///< No token of the language.
  unexpected,  ///< A token that cannot stand here.
  end,
};

struct Token {
  TokenKind kind = TokenKind::start;
  std::string_view raw;
  std::size_t offset = 0;  ///< In bytes.
  Value value;             ///< Of a literal.
};

/// Splits an expression into tokens and checks that each may follow the one before and closes what is open, so that
/// the parser sees only well-formed sequences. One thread.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token next();
  /// True while a "(" or "[" has not been closed.
  bool has_unclosed() const { return !open_.empty(); }

 private:
  Token read();
  Token read_number();
  Token read_word();
  Token read_string();
  Token read_operator();
  Token simple(TokenKind kind, std::size_t length);
  std::string_view take_until_boundary(std::size_t start, bool dots_belong);
  std::size_t skip_white_space(std::size_t from) const;
  bool is_legal(const Token& token);

  std::string_view text_;
  std::size_t at_ = 0;
  TokenKind last_ = TokenKind::start;
  std::vector<TokenKind> open_;
};

}  // namespace towpath::pipelines
