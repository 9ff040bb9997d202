#include "source_scanner.h"

#include "unicode.h"

namespace towpath::tmpl {

namespace {

using ast::Offset;
constexpr auto npos = std::string_view::npos;

Error syntax_error(std::string message) { return invalid_input("template.syntax", std::move(message)); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::size_t after_string(std::string_view source, std::size_t at) {
  const char quote = source[at];
  for (++at; at < source.size(); ++at) {
    if (source[at] == '\\') {
      ++at;
    } else if (source[at] == quote) {
      return at + 1;
    }
  }
  return source.size();
}

std::size_t after_line_break(std::string_view source, std::size_t at) {
  if (source.substr(at, 2) == "\r\n") return at + 2;
  return source.substr(at, 1) == "\n" ? at + 1 : at;
}

std::size_t after_spaces(std::string_view source, std::size_t at) {
  while (const std::size_t space = leading_space(source.substr(at))) at += space;
  return at;
}

class Scanner {
 public:
  Scanner(std::string_view source, const Options& options, Offset& failed_at)
      : source_(source), options_(options), failed_at_(failed_at) {}

  Result<std::vector<Piece>> run() {
    while (at_ < source_.size()) {
      const Opening opening = next_opening();
      const std::size_t stray = source_.substr(0, opening.at).find("#}", at_);
      if (stray != npos) return fail(stray, "#} without {#");
      add_text(source_.substr(at_, opening.at - at_), at_);
      at_ = opening.at;
      if (at_ == source_.size()) break;
      CHECK_OK(tag(opening));
    }
    flush();
    return std::move(pieces_);
  }

 private:
  enum class Tag { expression, block, comment };
  struct Opening {
    std::size_t at;
    Tag tag;
    std::size_t size;
  };

  Error fail(std::size_t at, std::string message) {
    failed_at_ = static_cast<Offset>(at);
    return syntax_error(std::move(message));
  }

  Opening next_opening() const {
    for (std::size_t brace = source_.find('{', at_); brace != npos; brace = source_.find('{', brace + 1)) {
      const char next = brace + 1 < source_.size() ? source_[brace + 1] : '\0';
      if (next == '%') return {brace, Tag::block, 2};
      if (next == '#') return {brace, Tag::comment, 2};
      if (next != '{') continue;
      if (options_.cookiecutter_compat) return {brace, Tag::expression, 2};
      if (brace > at_ && source_[brace - 1] == '$') return {brace - 1, Tag::expression, 3};
    }
    return {source_.size(), Tag::comment, 0};
  }

  void add_text(std::string_view text, std::size_t from) {
    if (pending_.empty()) pending_at_ = static_cast<Offset>(from);
    pending_ += text;
  }

  void flush() {
    if (!pending_.empty()) pieces_.push_back({Piece::Kind::text, pending_at_, std::move(pending_), {}});
    pending_.clear();
  }

  Status tag(const Opening& opening) {
    if (opening.tag == Tag::block && options_.lstrip_blocks) strip_indentation(opening.at);
    std::size_t begin = opening.at + opening.size;
    const bool trim_left = source_.substr(begin, 1) == "-";
    if (trim_left) {
      pending_.resize(trim_end(pending_).size());
      ++begin;
    }
    flush();

    const std::string_view close = opening.tag == Tag::block ? "%}" : opening.tag == Tag::comment ? "#}" : "}}";
    std::size_t end = npos;
    if (opening.tag == Tag::comment) {
      end = source_.find(close, begin);
    } else {
      TRY(end, code_end(begin, close));
    }
    if (end == npos) return fail(opening.at, "the tag is not closed; expected " + std::string(close));
    const bool trim_right = source_[end - 1] == '-';
    const std::string_view code = source_.substr(begin, trim_right && end > begin ? end - 1 - begin : end - begin);
    at_ = end + close.size();

    if (opening.tag == Tag::block) {
      const std::string_view word = trim_code(code);
      const std::string_view name = identifier_at(word, 0, false);
      if (name == "raw" || name == "verbatim") {
        if (word != name) return fail(opening.at, "nothing may follow '" + std::string(name) + "' in its tag");
        CHECK_OK(raw(opening.at, name));
        if (trim_right) at_ = after_spaces(source_, at_);
        return ok();
      }
    }
    if (opening.tag != Tag::comment) {
      const auto kind = opening.tag == Tag::block ? Piece::Kind::block : Piece::Kind::expression;
      pieces_.push_back({kind, static_cast<Offset>(opening.at), {}, trim_code(code)});
    }
    if (trim_right) {
      at_ = after_spaces(source_, at_);
    } else if (opening.tag == Tag::block && options_.trim_blocks) {
      at_ = after_line_break(source_, at_);
    }
    return ok();
  }

  void strip_indentation(std::size_t tag_at) {
    const std::size_t line_break = tag_at == 0 ? npos : source_.rfind('\n', tag_at - 1);
    const std::size_t line = line_break == npos ? 0 : line_break + 1;
    if (!trim_both(source_.substr(line, tag_at - line)).empty()) return;
    const std::size_t kept = pending_.rfind('\n') + 1;  // npos + 1 is 0
    // Text of a raw region may stand before the tag although the source has only blanks there.
    if (trim_both(std::string_view(pending_).substr(kept)).empty()) pending_.resize(kept);
  }

  // The place of `close` outside of strings, identifiers and regular expressions, or npos.
  Result<std::size_t> code_end(std::size_t at, std::string_view close) {
    while (at + close.size() <= source_.size()) {
      const char c = source_[at];
      if (c == '"' || c == '\'') {
        at = after_string(source_, at);
      } else if (const std::string_view word = identifier_at(source_, at, true); !word.empty()) {
        if (word == "r" && source_.substr(at + 1, 1) == "/") {
          auto regex = read_regex(source_.substr(at));
          if (!regex) return fail(at, regex.error().message());
          at += regex->length;
        } else {
          at += word.size();
        }
      } else if (is_digit(c)) {
        while (at < source_.size() && is_digit(source_[at])) ++at;
      } else if (source_.substr(at, close.size()) == close) {
        return at;
      } else {
        ++at;
      }
    }
    return npos;
  }

  // From behind {% raw %} to behind its {% endraw %}; raw regions nest. A '-' inside these tags is text.
  Status raw(std::size_t opened_at, std::string_view name) {
    if (options_.trim_blocks) at_ = after_line_break(source_, at_);
    int depth = 1;
    for (std::size_t tag = source_.find("{%", at_); tag != npos;) {
      std::size_t at = after_spaces(source_, tag + 2);
      const bool closing = source_.substr(at, 3) == "end" && source_.substr(at + 3, name.size()) == name;
      if (closing) at += 3;
      const bool marker = source_.substr(at, name.size()) == name;
      at = after_spaces(source_, at + (marker ? name.size() : 0));
      if (!marker || source_.substr(at, 2) != "%}") {
        tag = source_.find("{%", tag + 2);
        continue;
      }
      depth += closing ? -1 : 1;
      if (depth > 0) {
        tag = source_.find("{%", at + 2);
        continue;
      }
      if (source_.substr(tag, at - tag).find('\n') != npos)
        return fail(tag, "the tag that closes '" + std::string(name) + "' must stand on one line");
      add_text(source_.substr(at_, tag - at_), at_);
      at_ = at + 2;
      return ok();
    }
    return fail(opened_at, "missing end" + std::string(name));
  }

  std::string_view source_;
  const Options& options_;
  Offset& failed_at_;
  std::size_t at_ = 0;
  std::vector<Piece> pieces_;
  std::string pending_;
  Offset pending_at_ = 0;
};

}  // namespace

Result<std::vector<Piece>> scan_source(std::string_view source, const Options& options, Offset& failed_at) {
  return Scanner(source, options, failed_at).run();
}

std::size_t code_space(std::string_view source, std::size_t at) {
  if (at >= source.size()) return 0;
  if (source[at] == ' ' || source[at] == '\t' || source[at] == '\n' || source[at] == '\r') return 1;
  return source.substr(at, 2) == "\u00a0" ? 2 : 0;
}

std::string_view trim_code(std::string_view code) {
  while (const std::size_t space = code_space(code, 0)) code.remove_prefix(space);
  for (;;) {
    if (!code.empty() && code_space(code, code.size() - 1) == 1) {
      code.remove_suffix(1);
    } else if (code.size() >= 2 && code_space(code, code.size() - 2) == 2) {
      code.remove_suffix(2);
    } else {
      return code;
    }
  }
}

std::string_view identifier_at(std::string_view source, std::size_t at, bool leading_digits) {
  std::size_t end = at;
  if (leading_digits)
    while (end < source.size() && is_digit(source[end])) ++end;
  if (end >= source.size() || !(is_letter(source[end]) || source[end] == '_')) return {};
  while (end < source.size() && (is_letter(source[end]) || is_digit(source[end]) || source[end] == '_')) ++end;
  return source.substr(at, end - at);
}

Result<RegexSpelling> read_regex(std::string_view source) {
  RegexSpelling regex;
  std::size_t at = 2;
  std::size_t backslashes = 0;
  for (;; ++at) {
    if (at >= source.size()) return syntax_error("the regular expression is not closed");
    const char c = source[at];
    if (c == '/' && backslashes == 0) break;
    if (c == '/' && backslashes % 2 == 0) return syntax_error("ambiguous end of the regular expression: \\\\/");
    regex.pattern += c;
    backslashes = c == '\\' ? backslashes + 1 : 0;
  }
  for (++at; at < source.size() && is_letter(source[at]); ++at) {
    if (std::string_view("gimy").find(source[at]) == npos)
      return syntax_error("unknown flag '" + std::string(1, source[at]) +
                          "' of a regular expression (known: g, i, m, y)");
    if (regex.flags.find(source[at]) != regex.flags.npos)
      return syntax_error("a flag of a regular expression is repeated");
    regex.flags += source[at];
  }
  regex.length = at;
  return regex;
}

}  // namespace towpath::tmpl
