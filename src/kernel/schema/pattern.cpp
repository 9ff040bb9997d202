#include "pattern.h"

#include <re2/re2.h>

#include <fmt/format.h>
#include <optional>

namespace towpath::schema {

namespace {

// ECMA-262 WhiteSpace and LineTerminator; RE2's \s is ASCII only and lacks \v.
constexpr std::string_view blanks =
    R"(\t\n\v\f\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff})";

bool is_hex(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

/// The escape at the front of `rest` in RE2's spelling; moves `rest` behind it. `rest` begins with a backslash.
std::string translate_escape(std::string_view& rest, bool in_class) {
  const auto take = [&rest](std::size_t size) {
    const std::string_view taken = rest.substr(0, size);
    rest.remove_prefix(taken.size());
    return std::string(taken);
  };
  const char kind = rest.size() > 1 ? rest[1] : '\0';
  if (kind == 's') return take(2), in_class ? std::string(blanks) : fmt::format("[{}]", blanks);
  if (kind == 'S' && !in_class) return take(2), fmt::format("[^{}]", blanks);
  if (kind == 'u' && rest.size() > 2 && rest[2] == '{') {
    const auto end = rest.find('}');
    if (end != rest.npos && is_hex(rest.substr(3, end - 3))) return "\\x" + take(end + 1).substr(2);
  }
  if (kind == 'u' && rest.size() >= 6 && is_hex(rest.substr(2, 4))) return fmt::format("\\x{{{}}}", take(6).substr(2));
  if (kind == '0') return take(2), "\\x00";
  if (kind == 'c' && rest.size() > 2) return fmt::format("\\x{:02x}", take(3)[2] & 0x1F);
  if (kind == 'b' && in_class) return take(2), "\\x08";
  return take(2);
}

/// The expression in RE2's spelling.
std::string translate(std::string_view rest) {
  std::string out;
  bool in_class = false;
  while (!rest.empty()) {
    if (rest[0] == '\\') {
      out += translate_escape(rest, in_class);
      continue;
    }
    if (!in_class && rest.starts_with("(?<") && !rest.starts_with("(?<=") && !rest.starts_with("(?<!")) {
      out += "(?P<";
      rest.remove_prefix(3);
      continue;
    }
    // "[]" matches nothing and "[^]" everything; RE2 would take the bracket as a member.
    if (!in_class && rest.starts_with("[]")) {
      out += "[^\\x00-\\x{10ffff}]";
      rest.remove_prefix(2);
      continue;
    }
    if (!in_class && rest.starts_with("[^]")) {
      out += "[\\x00-\\x{10ffff}]";
      rest.remove_prefix(3);
      continue;
    }
    if (rest[0] == '[') {
      // A bracket inside a class is an ordinary character; RE2 reads "[[:" as the start of a POSIX class.
      out += in_class ? "\\[" : "[";
      in_class = true;
    } else {
      if (rest[0] == ']') in_class = false;
      out += rest[0];
    }
    rest.remove_prefix(1);
  }
  return out;
}

/// The place after the group that begins at the front of `text`, npos when it does not end.
std::size_t group_end(std::string_view text) {
  int open = 0;
  bool in_class = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (in_class)
      in_class = text[i] != ']';
    else if (text[i] == '[')
      in_class = true;
    else if (text[i] == '(')
      ++open;
    else if (text[i] == ')' && --open == 0)
      return i + 1;
  }
  return text.npos;
}

/// True when `text` has a '|' outside every group and class.
bool has_alternatives(std::string_view text) {
  bool in_class = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (in_class)
      in_class = text[i] != ']';
    else if (text[i] == '[')
      in_class = true;
    else if (text[i] == '|')
      return true;
    else if (text[i] == '(') {
      const std::size_t end = group_end(text.substr(i));
      if (end == text.npos) return false;
      i += end - 1;
    }
  }
  return false;
}

Result<std::shared_ptr<const re2::RE2>> compile_re2(std::string_view source, const std::string& translated) {
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(8 << 20);
  auto expression = std::make_shared<const re2::RE2>(translated, options);
  if (expression->ok()) return expression;
  const bool is_lookaround = source.find("(?=") != source.npos || source.find("(?!") != source.npos ||
                             source.find("(?<=") != source.npos || source.find("(?<!") != source.npos;
  return invalid_input("schema.invalid",
                       fmt::format("the pattern {} is not supported: {}", source,
                                   is_lookaround ? "lookarounds are allowed only right at the start, as lookaheads"
                                                 : expression->error()))
      .with_hint("Patterns are matched in linear time: no back references, no lookbehinds, repetitions up to 1000.");
}

}  // namespace

Result<Pattern> Pattern::compile(std::string_view source) {
  Pattern pattern;
  pattern.source_ = source;
  std::string_view rest = source;
  // ^(?!a)(?=b)c is "not ^a, and ^b, and ^c", as long as the whole is one alternative.
  if (rest.starts_with("^(?") && !has_alternatives(rest)) {
    rest.remove_prefix(1);
    while (rest.starts_with("(?=") || rest.starts_with("(?!")) {
      const std::size_t end = group_end(rest);
      if (end == rest.npos || rest.substr(end).find_first_of("*+?{") == 0) break;
      const std::string_view body = rest.substr(3, end - 4);
      TRY(auto expression, compile_re2(source, "^(?:" + translate(body) + ")"));
      pattern.lookaheads_.push_back({std::move(expression), rest[2] == '!'});
      rest.remove_prefix(end);
    }
    TRY(pattern.expression_, compile_re2(source, "^" + translate(rest)));
    return pattern;
  }
  TRY(pattern.expression_, compile_re2(source, translate(rest)));
  return pattern;
}

bool Pattern::matches(std::string_view text) const {
  for (const Lookahead& lookahead : lookaheads_)
    if (re2::RE2::PartialMatch(text, *lookahead.expression) == lookahead.is_negative) return false;
  return re2::RE2::PartialMatch(text, *expression_);
}

}  // namespace towpath::schema
