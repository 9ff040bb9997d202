#include "lexer.h"

#include <fmt/core.h>

#include <cstdint>
#include <optional>

#include "quoting.h"

namespace towpath::gotemplate {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// Letters of other scripts are names in Go, too: every byte of theirs counts.
bool is_name(char c) {
  return c == '_' || is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

class Lexer {
 public:
  Lexer(std::string_view source, SyntaxError& error) : source_(source), error_(error) {}

  std::vector<Token> run() {
    bool trims = false;
    while (true) {
      const std::size_t start = at_;
      const std::size_t open = source_.find("{{", at_);
      std::string_view text = source_.substr(start, open == std::string_view::npos ? open : open - start);
      std::size_t text_at = start;
      if (trims)
        while (!text.empty() && is_space(text.front())) text.remove_prefix(1), ++text_at;
      if (open == std::string_view::npos) {
        if (!text.empty()) add(TokenKind::text, text_at, std::string(text));
        add(TokenKind::end, source_.size());
        return std::move(tokens_);
      }
      at_ = open + 2;
      if (at_ + 1 < source_.size() && source_[at_] == '-' && is_space(source_[at_ + 1])) {
        at_ += 2;
        while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
      }
      if (!text.empty()) add(TokenKind::text, text_at, std::string(text));
      std::size_t comment = at_;
      if (source_.substr(comment).starts_with("/*")) {
        if (!skip_comment(open, trims)) return {};
        continue;
      }
      add(TokenKind::open, open);
      if (!action(open, trims)) return {};
    }
  }

 private:
  void add(TokenKind kind, std::size_t at, std::string text = "") { tokens_.push_back({kind, at, std::move(text)}); }
  bool fail(std::size_t at, std::string message) {
    error_ = {at, std::move(message)};
    return false;
  }
  std::string_view rest() const { return source_.substr(at_); }

  /// At the end of an action: sets whether it trims what follows.
  bool closes(bool& trims) {
    if (rest().starts_with("}}")) {
      at_ += 2;
      trims = false;
      return true;
    }
    if (rest().size() >= 4 && is_space(rest()[0]) && rest().substr(1).starts_with("-}}")) {
      at_ += 4;
      trims = true;
      return true;
    }
    return false;
  }

  bool skip_comment(std::size_t open, bool& trims) {
    const std::size_t end = source_.find("*/", at_ + 2);
    if (end == std::string_view::npos) return fail(open, "unclosed comment");
    at_ = end + 2;
    if (!closes(trims)) return fail(open, "comment ends before closing delimiter");
    return true;
  }

  bool action(std::size_t open, bool& trims) {
    std::size_t depth = 0;
    while (true) {
      const std::size_t start = at_;
      if (closes(trims)) {
        if (depth != 0) return fail(start, "unclosed left paren");
        add(TokenKind::close, start);
        return true;
      }
      if (at_ >= source_.size()) return fail(open, "unclosed action");
      const char c = source_[at_];
      if (is_space(c)) {
        // The blank before a trim marker belongs to the marker.
        while (at_ < source_.size() && is_space(source_[at_]) && !is_trim_marker()) ++at_;
        if (at_ > start) add(TokenKind::space, start);
        continue;
      }
      ++at_;
      switch (c) {
        case '(':
          add(TokenKind::left_parenthesis, start), ++depth;
          continue;
        case ')':
          if (depth-- == 0) return fail(start, "unexpected right paren");
          add(TokenKind::right_parenthesis, start);
          continue;
        case '|':
          add(TokenKind::pipe, start);
          continue;
        case ',':
          add(TokenKind::comma, start);
          continue;
        case '=':
          add(TokenKind::assign, start);
          continue;
        case ':':
          if (at_ >= source_.size() || source_[at_] != '=') return fail(start, "expected :=");
          ++at_;
          add(TokenKind::declare, start);
          continue;
        case '"':
        case '`':
        case '\'':
          if (!quoted(start, c)) return false;
          continue;
        case '$':
          add(TokenKind::variable, start, "$" + std::string(name()));
          break;
        case '.':
          if (at_ < source_.size() && is_digit(source_[at_])) {
            if (!number(start)) return false;
            continue;
          }
          if (const std::string_view field = name(); !field.empty())
            add(TokenKind::field, start, std::string(field));
          else
            add(TokenKind::dot, start);
          break;
        default:
          if (c == '+' || c == '-' || is_digit(c)) {
            if (!number(start)) return false;
            continue;
          }
          if (!is_name(c)) return fail(start, fmt::format("unexpected {} in an action", quoted_text(character(start))));
          --at_;
          add(TokenKind::identifier, start, std::string(name()));
      }
      if (!is_at_end_of_name()) return fail(at_, fmt::format("bad character {}", quoted_text(character(at_))));
    }
  }

  bool is_trim_marker() const {
    return at_ + 4 <= source_.size() && is_space(source_[at_]) && source_.substr(at_ + 1).starts_with("-}}");
  }

  bool is_at_end_of_name() const {
    if (at_ >= source_.size() || is_space(source_[at_])) return true;
    return std::string_view(".,|:)(=").find(source_[at_]) != std::string_view::npos || rest().starts_with("}}");
  }

  std::string_view name() {
    const std::size_t start = at_;
    while (at_ < source_.size() && is_name(source_[at_])) ++at_;
    return source_.substr(start, at_ - start);
  }

  std::string_view character(std::size_t at) const {
    std::size_t end = at + 1;
    while (end < source_.size() && (source_[end] & 0xC0) == 0x80) ++end;
    return source_.substr(at, end - at);
  }

  bool quoted(std::size_t start, char quote) {
    while (true) {
      if (at_ >= source_.size() || (source_[at_] == '\n' && quote != '`'))
        return fail(start, quote == '\''  ? "unterminated character constant"
                           : quote == '`' ? "unterminated raw quoted string"
                                          : "unterminated quoted string");
      const char c = source_[at_++];
      if (c == quote) break;
      if (c == '\\' && quote != '`' && at_ < source_.size() && source_[at_] != '\n') ++at_;
    }
    const std::string_view whole = source_.substr(start, at_ - start);
    const auto content = unquoted(whole);
    if (!content) return fail(start, fmt::format("{} is not a {}", whole, quote == '\'' ? "character" : "string"));
    add(quote == '\'' ? TokenKind::character : TokenKind::string, start, *content);
    return true;
  }

  /// As long as it could be a number; the parser tells whether it is.
  bool number(std::size_t start) {
    at_ = start;
    if (source_[at_] == '+' || source_[at_] == '-') ++at_;
    const bool is_based = rest().size() > 1 && rest()[0] == '0' && !is_digit(rest()[1]) && is_name(rest()[1]);
    while (at_ < source_.size()) {
      const char c = source_[at_];
      const bool is_sign = (c == '+' || c == '-') &&
                           ((source_[at_ - 1] | 0x20) == 'p' || (!is_based && (source_[at_ - 1] | 0x20) == 'e'));
      if (!is_sign && !is_name(c) && c != '.') break;
      ++at_;
    }
    const std::string_view text = source_.substr(start, at_ - start);
    add(TokenKind::number, start, std::string(text));
    return true;
  }

  std::string_view source_;
  SyntaxError& error_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view source, SyntaxError& error) { return Lexer(source, error).run(); }

std::string in_words(const Token& token) {
  switch (token.kind) {
    case TokenKind::text:
      return "text";
    case TokenKind::open:
      return "\"{{\"";
    case TokenKind::close:
      return "\"}}\"";
    case TokenKind::space:
      return "a blank";
    case TokenKind::identifier:
    case TokenKind::variable:
    case TokenKind::number:
      return "<" + token.text + ">";
    case TokenKind::field:
      return "<." + token.text + ">";
    case TokenKind::dot:
      return "<.>";
    case TokenKind::character:
    case TokenKind::string:
      return quoted_text(token.text);
    case TokenKind::pipe:
      return "\"|\"";
    case TokenKind::declare:
      return "\":=\"";
    case TokenKind::assign:
      return "\"=\"";
    case TokenKind::comma:
      return "\",\"";
    case TokenKind::left_parenthesis:
      return "\"(\"";
    case TokenKind::right_parenthesis:
      return "\")\"";
    case TokenKind::end:
      return "the end";
  }
  return "";
}

}  // namespace towpath::gotemplate
