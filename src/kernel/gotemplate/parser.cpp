#include "parser.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <string>

#include "base/strings.h"
#include "lexer.h"
#include "meter.h"
#include "quoting.h"

namespace towpath::gotemplate {
namespace {

using ast::Node;
using ast::Operand;

constexpr std::array<std::string_view, 11> keywords{"block", "break", "continue", "define", "else",    "end",
                                                    "if",    "nil",   "range",    "with",   "template"};

bool is_keyword(std::string_view word) { return std::find(keywords.begin(), keywords.end(), word) != keywords.end(); }

/// Fills a number as Go's parser reads one; false when it is none.
bool read_number(const std::string& written, Operand& out) {
  if (written.find("__") != std::string::npos || written.ends_with('_')) return false;
  std::string text;
  std::copy_if(written.begin(), written.end(), std::back_inserter(text), [](char c) { return c != '_'; });
  if (text.empty()) return false;
  const bool is_negative = text.front() == '-';
  const std::string_view digits = std::string_view(text).substr(text.front() == '-' || text.front() == '+' ? 1 : 0);
  if (digits.empty()) return false;
  const std::string prefix = to_lower(digits.substr(0, 2));
  const bool is_hex = prefix == "0x";
  if (digits.find_first_of(is_hex ? ".pP" : ".eEpP") != std::string_view::npos) {
    char* end = nullptr;
    out.kind = Operand::Kind::number;
    out.number = std::strtod(text.c_str(), &end);  // C's syntax of floating-point numbers is Go's
    return *end == '\0' && out.number - out.number == 0;
  }
  const bool is_octal = digits.size() > 1 && digits.front() == '0' && digits[1] >= '0' && digits[1] <= '9';
  const int base = is_hex ? 16 : prefix == "0b" ? 2 : prefix == "0o" || is_octal ? 8 : 10;
  const std::string_view value = digits.substr(base == 10 ? 0 : is_octal ? 1 : 2);
  std::uint64_t size = 0;
  const auto read = std::from_chars(value.data(), value.data() + value.size(), size, base);
  if (value.empty() || read.ec != std::errc() || read.ptr != value.data() + value.size()) return false;
  if (size > static_cast<std::uint64_t>(INT64_MAX) + (is_negative ? 1 : 0)) return false;
  out.kind = Operand::Kind::integer;
  out.integer = static_cast<std::int64_t>(is_negative ? 0 - size : size);
  return true;
}

class Parser {
 public:
  Parser(std::vector<Token> tokens, const IsFunction& is_function, const Limits& limits, std::size_t& failed_at)
      : tokens_(std::move(tokens)), is_function_(is_function), meter_(limits), failed_at_(failed_at) {}

  Result<ast::File> file() {
    TRY(const End end, body(file_.main, 1));
    if (end.word != "") return fail(end.at, fmt::format("unexpected {{{{{}}}}}", end.word));
    return std::move(file_);
  }

 private:
  /// What ended a list of nodes: "end", "else", or "" for the end of the text.
  struct End {
    std::string word;
    std::size_t at = 0;
  };

  Error fail(std::size_t at, std::string message) {
    failed_at_ = at;
    return invalid_input("gotemplate.syntax", std::move(message));
  }
  Error unexpected(const Token& token, std::string_view where) {
    return fail(token.at, fmt::format("unexpected {} in {}", in_words(token), where));
  }
  Status nested(std::size_t depth, std::size_t at) {
    const Status fits = meter_.nested(depth);
    if (!fits) failed_at_ = at;
    return fits;
  }

  const Token& peek() const { return tokens_[next_]; }
  const Token& next() { return tokens_[next_ + 1 < tokens_.size() ? next_++ : next_]; }
  void skip_space() {
    while (peek().kind == TokenKind::space) next();
  }
  const Token& next_word() {
    skip_space();
    return next();
  }
  bool is_next(std::string_view word) {
    skip_space();
    return peek().kind == TokenKind::identifier && peek().text == word;
  }
  Status close(std::string_view where) {
    const Token& token = next_word();
    if (token.kind != TokenKind::close) return unexpected(token, where);
    return ok();
  }

  Result<End> body(ast::Body& out, std::size_t depth) {
    CHECK_OK(nested(depth, peek().at));
    while (true) {
      const Token token = next();
      if (token.kind == TokenKind::end) return End{"", token.at};
      if (token.kind == TokenKind::text) {
        Node node;
        node.at = token.at;
        node.text = token.text;
        out.push_back(std::move(node));
        continue;
      }
      skip_space();
      const Token word = peek();
      if (word.kind == TokenKind::identifier && (word.text == "end" || word.text == "else")) {
        next();
        if (word.text == "end") CHECK_OK(close("end"));
        return End{word.text, token.at};
      }
      CHECK_OK(action(out, token.at, depth));
    }
  }

  Status action(ast::Body& out, std::size_t at, std::size_t depth) {
    const std::string word = peek().kind == TokenKind::identifier ? peek().text : "";
    if (word == "define") {
      next();
      return define(at, depth);
    }
    Node node;
    node.at = at;
    if (word == "if" || word == "with" || word == "range") {
      next();
      CHECK_OK(branch(node, word, depth));
    } else if (word == "template" || word == "block") {
      next();
      CHECK_OK(call(node, word, depth));
    } else if (word == "break" || word == "continue") {
      next();
      if (loops_ == 0) return fail(at, fmt::format("{{{{{}}}}} outside {{{{range}}}}", word));
      node.kind = word == "break" ? Node::Kind::break_loop : Node::Kind::continue_loop;
      CHECK_OK(close(word));
    } else {
      node.kind = Node::Kind::action;
      TRY(node.pipeline, pipeline("command", TokenKind::close, depth));
    }
    out.push_back(std::move(node));
    return ok();
  }

  Status branch(Node& node, const std::string& word, std::size_t depth) {
    CHECK_OK(nested(depth, node.at));
    node.kind = word == "if" ? Node::Kind::branch_if : word == "with" ? Node::Kind::branch_with : Node::Kind::range;
    const std::size_t variables = variables_.size();
    TRY(node.pipeline, pipeline(word, TokenKind::close, depth));
    if (word == "range") ++loops_;
    TRY(End end, body(node.body, depth + 1));
    if (word == "range") --loops_;
    if (end.word == "else") {
      // {{else if}} and {{else with}} are a branch of their own that shares the {{end}}.
      const bool is_chain = word != "range" && is_next(word);
      if (is_chain) {
        next();
        Node inner;
        inner.at = end.at;
        CHECK_OK(branch(inner, word, depth + 1));
        node.otherwise.push_back(std::move(inner));
        end.word = "end";
      } else {
        CHECK_OK(close("else"));
        TRY(end, body(node.otherwise, depth + 1));
        if (end.word == "else") return fail(end.at, "expected {{end}}; found {{else}}");
      }
    }
    if (end.word.empty()) return fail(node.at, fmt::format("{{{{{}}}}} has no {{{{end}}}}", word));
    variables_.resize(variables);
    return ok();
  }

  Status define(std::size_t at, std::size_t depth) {
    if (depth != 1) return fail(at, "unexpected {{define}}");
    TRY(const std::string name, template_name("define"));
    CHECK_OK(close("define"));
    return definition(name, "define", at, depth);
  }

  Status definition(const std::string& name, const std::string& word, std::size_t at, std::size_t depth) {
    std::vector<std::string> outer{"$"};
    outer.swap(variables_);
    const std::size_t loops = std::exchange(loops_, 0);
    ast::Body defined;
    TRY(const End end, body(defined, depth + 1));
    if (end.word != "end") return fail(at, fmt::format("{{{{{}}}}} has no {{{{end}}}}", word));
    outer.swap(variables_);
    loops_ = loops;
    if (!file_.defined.emplace(name, std::move(defined)).second)
      return fail(at, fmt::format("multiple definition of template {}", quoted_text(name)));
    return ok();
  }

  Result<std::string> template_name(std::string_view where) {
    const Token& token = next_word();
    if (token.kind != TokenKind::string) return unexpected(token, fmt::format("{} clause", where));
    return token.text;
  }

  Status call(Node& node, const std::string& word, std::size_t depth) {
    node.kind = Node::Kind::call;
    TRY(node.text, template_name(word));
    skip_space();
    if (peek().kind == TokenKind::close && word == "template") {
      next();
      return ok();
    }
    node.has_value = true;
    TRY(node.pipeline, pipeline(word, TokenKind::close, depth));
    return word == "block" ? definition(node.text, word, node.at, depth) : ok();
  }

  Result<ast::Pipeline> pipeline(std::string_view where, TokenKind end, std::size_t depth) {
    skip_space();
    ast::Pipeline out;
    out.at = peek().at;
    CHECK_OK(nested(depth, out.at));
    CHECK_OK(declarations(out, where));
    while (true) {
      skip_space();
      const Token token = peek();
      if (token.kind == end) {
        next();
        if (out.commands.empty()) return fail(token.at, fmt::format("missing value for {}", where));
        return out;
      }
      if (!starts_operand(token)) return unexpected(token, where);
      TRY(ast::Command made, command(depth));
      const auto first = made.operands.front().kind;
      const bool is_plain = first != Operand::Kind::variable && first != Operand::Kind::function &&
                            first != Operand::Kind::pipeline && made.operands.front().fields.empty();
      if (!out.commands.empty() && is_plain)
        return fail(made.at, fmt::format("non executable command in pipeline stage {}", out.commands.size() + 1));
      out.commands.push_back(std::move(made));
    }
  }

  Status declarations(ast::Pipeline& out, std::string_view where) {
    while (peek().kind == TokenKind::variable) {
      const std::size_t start = next_;
      const Token name = next();
      const TokenKind after = (skip_space(), peek().kind);
      if (after != TokenKind::declare && after != TokenKind::assign && after != TokenKind::comma) {
        next_ = start;  // a variable as an operand
        return ok();
      }
      if (after == TokenKind::comma && (where != "range" || !out.variables.empty()))
        return fail(name.at, fmt::format("too many declarations in {}", where));
      next();
      out.variables.push_back(name.text);
      variables_.push_back(name.text);
      out.is_assignment = after == TokenKind::assign;
      skip_space();
      if (after != TokenKind::comma) return ok();
      if (peek().kind != TokenKind::variable) return fail(peek().at, "range can only initialize variables");
    }
    return ok();
  }

  static bool starts_operand(const Token& token) {
    switch (token.kind) {
      case TokenKind::identifier:
      case TokenKind::field:
      case TokenKind::variable:
      case TokenKind::dot:
      case TokenKind::number:
      case TokenKind::character:
      case TokenKind::string:
      case TokenKind::left_parenthesis:
        return true;
      default:
        return false;
    }
  }

  Result<ast::Command> command(std::size_t depth) {
    ast::Command out;
    skip_space();
    out.at = peek().at;
    while (true) {
      skip_space();
      if (starts_operand(peek())) {
        TRY(Operand made, operand(depth));
        out.operands.push_back(std::move(made));
      }
      const Token after = peek();
      if (after.kind == TokenKind::space) continue;
      if (after.kind == TokenKind::pipe) {
        next();
        return out;
      }
      if (after.kind == TokenKind::close || after.kind == TokenKind::right_parenthesis) return out;
      return unexpected(after, "operand");
    }
  }

  Result<Operand> operand(std::size_t depth) {
    Operand out;
    const Token token = next();
    out.at = token.at;
    switch (token.kind) {
      case TokenKind::dot:
        break;
      case TokenKind::field:
        out.fields.push_back(token.text);
        break;
      case TokenKind::string:
        out.kind = Operand::Kind::string;
        out.text = token.text;
        break;
      case TokenKind::character:
        out.kind = Operand::Kind::integer;
        out.integer = static_cast<std::int64_t>(decode(token.text).character);
        break;
      case TokenKind::number:
        if (!read_number(token.text, out))
          return fail(token.at, fmt::format("bad number syntax: {}", quoted_text(token.text)));
        break;
      case TokenKind::variable:
        out.kind = Operand::Kind::variable;
        out.text = token.text;
        if (std::find(variables_.begin(), variables_.end(), token.text) == variables_.end())
          return fail(token.at, fmt::format("undefined variable {}", quoted_text(token.text)));
        break;
      case TokenKind::left_parenthesis: {
        out.kind = Operand::Kind::pipeline;
        TRY(ast::Pipeline inner, pipeline("parenthesized pipeline", TokenKind::right_parenthesis, depth + 1));
        out.pipeline = std::make_unique<ast::Pipeline>(std::move(inner));
        break;
      }
      default:
        CHECK_OK(word(token, out));
    }
    if (peek().kind == TokenKind::field && is_constant(out, token))
      return fail(peek().at, fmt::format("unexpected . after term {}", in_words(token)));
    while (peek().kind == TokenKind::field) out.fields.push_back(next().text);
    return out;
  }

  static bool is_constant(const Operand& operand, const Token& token) {
    return token.kind == TokenKind::dot ||
           (operand.fields.empty() && operand.kind != Operand::Kind::variable &&
            operand.kind != Operand::Kind::function && operand.kind != Operand::Kind::pipeline);
  }

  Status word(const Token& token, Operand& out) {
    if (token.text == "true" || token.text == "false") {
      out.kind = Operand::Kind::boolean;
      out.boolean = token.text == "true";
      return ok();
    }
    if (token.text == "nil") {
      out.kind = Operand::Kind::nil;
      return ok();
    }
    if (is_keyword(token.text)) return unexpected(token, "operand");
    if (!is_function_(token.text)) {
      Error error = fail(token.at, fmt::format("function {} not defined", quoted_text(token.text)));
      const auto near = nearest(token.text, function_names());
      return std::move(error).with_hint(near ? fmt::format("did you mean '{}'?", *near)
                                             : "the manual lists the functions there are");
    }
    out.kind = Operand::Kind::function;
    out.text = token.text;
    return ok();
  }

  const std::vector<Token> tokens_;
  std::size_t next_ = 0;
  const IsFunction& is_function_;
  Meter meter_;
  std::size_t& failed_at_;
  ast::File file_;
  std::vector<std::string> variables_{"$"};
  std::size_t loops_ = 0;
};

}  // namespace

Result<ast::File> parse_file(std::string_view source, const IsFunction& is_function, const Limits& limits,
                             std::size_t& failed_at) {
  failed_at = 0;
  if (source.size() > limits.source_bytes) return limit_error("is too long", limits.source_bytes);
  SyntaxError broken;
  std::vector<Token> tokens = tokens_of(source, broken);
  if (tokens.empty()) {
    failed_at = broken.at;
    return invalid_input("gotemplate.syntax", broken.message);
  }
  return Parser(std::move(tokens), is_function, limits, failed_at).file();
}

}  // namespace towpath::gotemplate
