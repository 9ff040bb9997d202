#include "code_lexer.h"

#include <array>

namespace towpath::tmpl {

namespace {

constexpr std::array<std::string_view, 8> long_symbols = {"===", "!==", "**", "//", "==", "!=", "<=", ">="};
constexpr std::string_view short_symbols = "()[]{}.,:|~+-*/%<>=";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Lexer {
 public:
  Lexer(std::string_view source, std::size_t begin, std::size_t end, ast::Offset& failed_at)
      : code_(source.substr(0, end)), at_(begin), failed_at_(failed_at) {}

  Result<std::vector<Token>> run() {
    for (;;) {
      while (const std::size_t space = code_space(code_, at_)) at_ += space;
      if (at_ >= code_.size()) break;
      CHECK_OK(next());
    }
    add(Token::Kind::end, 0);
    return std::move(tokens_);
  }

 private:
  Error fail(std::string message) {
    failed_at_ = static_cast<ast::Offset>(at_);
    return invalid_input("template.syntax", std::move(message));
  }

  Token& add(Token::Kind kind, std::size_t size) {
    tokens_.push_back({kind, static_cast<ast::Offset>(at_), code_.substr(at_, size), {}});
    at_ += size;
    return tokens_.back();
  }

  Status next() {
    const bool after_dot = !tokens_.empty() && tokens_.back().is(".");
    if (const std::string_view name = identifier_at(code_, at_, after_dot); !name.empty()) {
      if (name == "r" && code_.substr(at_ + 1, 1) == "/") return regex();
      add(Token::Kind::name, name.size());
      return ok();
    }
    const char c = code_[at_];
    if (is_digit(c)) return number();
    if (c == '.' && at_ + 1 < code_.size() && is_digit(code_[at_ + 1]) && !after_operand())
      return fail("a number cannot start with a dot");
    if (c == '"' || c == '\'') return string();
    for (const std::string_view symbol : long_symbols)
      if (code_.substr(at_, symbol.size()) == symbol) return add(Token::Kind::symbol, symbol.size()), ok();
    if (short_symbols.find(c) == short_symbols.npos) return fail("unexpected character '" + character() + "'");
    add(Token::Kind::symbol, 1);
    return ok();
  }

  bool after_operand() const {
    if (tokens_.empty()) return false;
    const Token& last = tokens_.back();
    return last.kind != Token::Kind::symbol || last.is(")") || last.is("]") || last.is("}");
  }

  std::string character() const {
    std::size_t end = at_ + 1;
    while (end < code_.size() && (static_cast<unsigned char>(code_[end]) & 0xC0) == 0x80) ++end;
    return std::string(code_.substr(at_, end - at_));
  }

  Status number() {
    std::size_t end = at_;
    while (end < code_.size() && is_digit(code_[end])) ++end;
    if (end < code_.size() && code_[end] == '.')
      for (++end; end < code_.size() && is_digit(code_[end]);) ++end;
    if (!identifier_at(code_, end, false).empty())
      return fail("a number must be written as digits, for example 10 or 0.5");
    add(Token::Kind::number, end - at_);
    return ok();
  }

  Status string() {
    std::string text;
    std::size_t end = at_ + 1;
    for (; end < code_.size() && code_[end] != code_[at_]; ++end) {
      if (code_[end] != '\\') {
        text += code_[end];
        continue;
      }
      if (++end >= code_.size()) break;
      const char c = code_[end];
      text += c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
    }
    if (end >= code_.size()) return fail("the text is not closed");
    add(Token::Kind::string, end + 1 - at_).text = std::move(text);
    return ok();
  }

  Status regex() {
    auto spelling = read_regex(code_.substr(at_));
    if (!spelling) return fail(spelling.error().message());
    auto regex = Regex::compile(std::move(spelling->pattern), std::move(spelling->flags));
    if (!regex) return fail(regex.error().message()), std::move(regex).error();
    add(Token::Kind::regex, spelling->length).regex = std::move(*regex);
    return ok();
  }

  std::string_view code_;
  std::size_t at_;
  ast::Offset& failed_at_;
  std::vector<Token> tokens_;
};

}  // namespace

Result<std::vector<Token>> tokenize(std::string_view source, std::size_t begin, std::size_t end,
                                    ast::Offset& failed_at) {
  return Lexer(source, begin, end, failed_at).run();
}

}  // namespace towpath::tmpl
