#include "expression/lexer.h"

#include <cmath>
#include <limits>

#include "expression/text.h"

namespace towpath::pipelines {
namespace {

constexpr unsigned bit(TokenKind kind) { return 1U << static_cast<unsigned>(kind); }

// What may come before the start of an operand, and what ends one.
constexpr unsigned before_operand = bit(TokenKind::start) | bit(TokenKind::separator) | bit(TokenKind::start_group) |
                                    bit(TokenKind::start_parameters) | bit(TokenKind::start_index) |
                                    bit(TokenKind::logical_operator);
constexpr unsigned indexable = bit(TokenKind::end_group) | bit(TokenKind::end_parameters) | bit(TokenKind::end_index) |
                               bit(TokenKind::wildcard) | bit(TokenKind::property) | bit(TokenKind::named_value);
constexpr unsigned operand_end = indexable | bit(TokenKind::literal);

bool is_word(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '-'))) return false;
  }
  return !text.empty();
}

}  // namespace

std::size_t Lexer::skip_white_space(std::size_t from) const {
  while (from < text_.size()) {
    std::size_t after = from;
    if (!is_white_space(next_character(text_, after))) break;
    from = after;
  }
  return from;
}

Token Lexer::next() {
  at_ = skip_white_space(at_);
  if (at_ >= text_.size()) return {TokenKind::end, {}, text_.size(), {}};
  Token token = read();
  if (token.kind != TokenKind::malformed && !is_legal(token)) token.kind = TokenKind::unexpected;
  last_ = token.kind;
  return token;
}

Token Lexer::simple(TokenKind kind, std::size_t length) {
  Token token{kind, text_.substr(at_, length), at_, {}};
  at_ += length;
  return token;
}

Token Lexer::read() {
  const char c = text_[at_];
  switch (c) {
    case '(':
      return simple(last_ == TokenKind::function ? TokenKind::start_parameters : TokenKind::start_group, 1);
    case ')': {
      const bool closes_call = !open_.empty() && open_.back() == TokenKind::start_parameters;
      return simple(closes_call ? TokenKind::end_parameters : TokenKind::end_group, 1);
    }
    case '[':
      return simple(TokenKind::start_index, 1);
    case ']':
      return simple(TokenKind::end_index, 1);
    case ',':
      return simple(TokenKind::separator, 1);
    case '*':
      return simple(TokenKind::wildcard, 1);
    case '\'':
      return read_string();
    case '.':
      return (bit(last_) & before_operand) != 0 ? read_number() : simple(TokenKind::dereference, 1);
    case '!':
    case '>':
    case '<':
    case '=':
    case '&':
    case '|':
      return read_operator();
    default:
      break;
  }
  if (c == '-' || c == '+' || (c >= '0' && c <= '9')) return read_number();
  return read_word();
}

std::string_view Lexer::take_until_boundary(std::size_t start, bool dots_belong) {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (std::string_view("()[],!><=&|").find(c) != std::string_view::npos || (c == '.' && !dots_belong)) break;
    std::size_t after = at_;
    if (is_white_space(next_character(text_, after))) break;
    at_ = after;
  }
  return text_.substr(start, at_ - start);
}

Token Lexer::read_number() {
  const std::size_t start = at_++;
  const std::string_view raw = take_until_boundary(start, true);
  const double number = parse_number(raw);
  if (std::isnan(number)) return {TokenKind::malformed, raw, start, {}};
  return {TokenKind::literal, raw, start, Value(number)};
}

Token Lexer::read_word() {
  const std::size_t start = at_;
  next_character(text_, at_);
  const std::string_view raw = take_until_boundary(start, false);
  if (!is_word(raw)) return {TokenKind::malformed, raw, start, {}};
  if (last_ == TokenKind::dereference) return {TokenKind::property, raw, start, {}};
  if (raw == "null") return {TokenKind::literal, raw, start, {}};
  if (raw == "true" || raw == "false") return {TokenKind::literal, raw, start, Value(raw == "true")};
  if (raw == "NaN") return {TokenKind::literal, raw, start, Value(std::numeric_limits<double>::quiet_NaN())};
  if (raw == "Infinity") return {TokenKind::literal, raw, start, Value(std::numeric_limits<double>::infinity())};
  const std::size_t ahead = skip_white_space(at_);
  const bool call = ahead < text_.size() && text_[ahead] == '(';
  return {call ? TokenKind::function : TokenKind::named_value, raw, start, {}};
}

Token Lexer::read_string() {
  const std::size_t start = at_++;
  std::string value;
  while (at_ < text_.size()) {
    const char c = text_[at_++];
    if (c == '\'') {
      if (at_ >= text_.size() || text_[at_] != '\'') {
        return {TokenKind::literal, text_.substr(start, at_ - start), start, Value(std::move(value))};
      }
      ++at_;
    }
    value += c;
  }
  return {TokenKind::malformed, text_.substr(start), start, {}};
}

Token Lexer::read_operator() {
  const std::string_view two = text_.substr(at_, 2);
  for (const std::string_view known : {"!=", ">=", "<=", "==", "&&", "||"}) {
    if (two == known) return simple(TokenKind::logical_operator, 2);
  }
  const char c = text_[at_];
  if (c == '!' || c == '>' || c == '<') return simple(TokenKind::logical_operator, 1);
  const std::size_t start = at_++;
  return {TokenKind::malformed, take_until_boundary(start, false), start, {}};
}

bool Lexer::is_legal(const Token& token) {
  const auto follows = [this](unsigned kinds) { return (bit(last_) & kinds) != 0; };
  const auto closes = [this](TokenKind opening) {
    if (open_.empty() || open_.back() != opening) return false;
    open_.pop_back();
    return true;
  };
  switch (token.kind) {
    case TokenKind::start_group:
      open_.push_back(token.kind);
      return follows(before_operand);
    case TokenKind::start_index:
      open_.push_back(token.kind);
      return follows(indexable);
    case TokenKind::start_parameters:
      open_.push_back(token.kind);
      return true;
    case TokenKind::end_group:
      return follows(operand_end) && closes(TokenKind::start_group);
    case TokenKind::end_index:
      return follows(operand_end) && closes(TokenKind::start_index);
    case TokenKind::end_parameters:
      return follows(operand_end | bit(TokenKind::start_parameters)) && closes(TokenKind::start_parameters);
    case TokenKind::separator:
      return follows(operand_end) && !open_.empty() && open_.back() == TokenKind::start_parameters;
    case TokenKind::dereference:
      return follows(indexable);
    case TokenKind::wildcard:
      return follows(bit(TokenKind::start_index) | bit(TokenKind::dereference));
    case TokenKind::property:
      return follows(bit(TokenKind::dereference));
    case TokenKind::logical_operator:
      return follows(token.raw == "!" ? before_operand : operand_end);
    default:
      return follows(before_operand);
  }
}

}  // namespace towpath::pipelines
