#include "markdown/highlight.h"

#include <algorithm>

#include "base/html.h"
#include "base/strings.h"
#include "markdown/language.h"

namespace towpath::docs {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Reads the code once, from left to right.
class Scanner {
 public:
  Scanner(std::string& out, std::string_view code, const Language& language)
      : out_(out), code_(code), language_(language) {}

  void run() {
    switch (language_.shape) {
      case Language::Shape::lines:
        return diff_lines();
      case Language::Shape::tags:
        return tags();
      case Language::Shape::words:
      case Language::Shape::keys:
        break;
    }
    while (at_ < code_.size()) {
      if (is_at_line_start() && line_start()) continue;
      if (comment() || string() || variable() || word()) continue;
      plain(1);
    }
  }

 private:
  bool is_at_line_start() const { return at_ == 0 || code_[at_ - 1] == '\n'; }
  std::size_t line_end(std::size_t from) const { return std::min(code_.find('\n', from), code_.size()); }
  void plain(std::size_t count) {
    append_escaped(out_, code_.substr(at_, count));
    at_ += count;
  }
  void marked(char kind, std::size_t count) {
    out_.append("<span class=\"hl-") += kind;
    out_ += "\">";
    plain(count);
    out_ += "</span>";
  }

  /// A key, a section heading or a prompt.
  bool line_start() {
    std::size_t i = at_;
    while (i < code_.size() && is_blank(code_[i])) ++i;
    if (language_.has_variables && language_.shape == Language::Shape::words && code_.substr(i).starts_with("$ ")) {
      plain(i - at_);
      marked('m', 1);
      return true;
    }
    if (language_.shape != Language::Shape::keys) return false;
    while (language_.key_sign == ':' && code_.substr(i).starts_with("- ")) i += 2;
    if (i < code_.size() && code_[i] == '[' && language_.key_sign == '=') {
      plain(i - at_);
      marked('m', line_end(at_) - at_);
      return true;
    }
    std::size_t key_end = i;
    while (key_end < code_.size() &&
           (is_word(code_[key_end]) || std::string_view("-./$@*").find(code_[key_end]) != std::string_view::npos))
      ++key_end;
    std::size_t sign = key_end;
    while (sign < code_.size() && is_blank(code_[sign])) ++sign;
    if (key_end == i || sign >= code_.size() || code_[sign] != language_.key_sign) return false;
    plain(i - at_);
    marked('a', key_end - at_);
    return true;
  }

  bool comment() {
    const std::string_view rest = code_.substr(at_);
    if (!language_.block_start.empty() && rest.starts_with(language_.block_start)) {
      const auto end = rest.find(language_.block_end, language_.block_start.size());
      marked('c', end == std::string_view::npos ? rest.size() : end + language_.block_end.size());
      return true;
    }
    for (std::string_view list = language_.line_comments; !list.empty();) {
      list.remove_prefix(1);
      const std::string_view start = list.substr(0, list.find(' '));
      if (start.empty()) break;
      list.remove_prefix(start.size());
      if (!rest.starts_with(start)) continue;
      // '#' and ';' begin a comment only where a word could begin.
      if (start.size() == 1 && at_ > 0 && !is_blank(code_[at_ - 1]) && code_[at_ - 1] != '\n') continue;
      marked('c', line_end(at_) - at_);
      return true;
    }
    return false;
  }

  bool string() {
    const char quote = code_[at_];
    if (language_.quotes.find(quote) == std::string_view::npos) return false;
    // An apostrophe inside a word is none: "don't", 1'000.
    if (quote == '\'' && at_ > 0 && is_word(code_[at_ - 1])) return false;
    const std::string_view rest = code_.substr(at_);
    const std::string triple(3, quote);
    if (language_.has_long_strings && rest.starts_with(triple)) {
      const auto end = rest.find(triple, 3);
      marked('s', end == std::string_view::npos ? rest.size() : end + 3);
      return true;
    }
    std::size_t i = 1;
    while (i < rest.size() && rest[i] != quote && (rest[i] != '\n' || quote == '`')) i += rest[i] == '\\' ? 2 : 1;
    i = std::min(i, rest.size());
    if (i < rest.size() && rest[i] == quote) ++i;
    std::size_t after = i;
    while (after < rest.size() && is_blank(rest[after])) ++after;
    const bool is_key = language_.key_sign != 0 && after < rest.size() && rest[after] == language_.key_sign;
    marked(is_key ? 'a' : 's', i);
    return true;
  }

  bool variable() {
    if (!language_.has_variables || code_[at_] != '$' || at_ + 1 >= code_.size()) return false;
    std::size_t i = at_ + 1;
    if (code_[i] == '{') {
      while (i < code_.size() && code_[i] != '}' && code_[i] != '\n') ++i;
      if (i < code_.size() && code_[i] == '}') ++i;
    } else {
      while (i < code_.size() && is_word(code_[i])) ++i;
    }
    if (i == at_ + 1) return false;
    marked('v', i - at_);
    return true;
  }

  bool word() {
    if (!is_word(code_[at_])) return false;
    std::size_t i = at_;
    if (is_digit(code_[at_])) {
      while (i < code_.size() && (is_word(code_[i]) || code_[i] == '.')) ++i;
      marked('n', i - at_);
      return true;
    }
    while (i < code_.size() && is_word(code_[i])) ++i;
    if (is_keyword(code_.substr(at_, i - at_)))
      marked('k', i - at_);
    else
      plain(i - at_);
    return true;
  }
  bool is_keyword(std::string_view text) const {
    constexpr std::size_t longest = 20;
    if (text.size() > longest) return false;
    const std::string padded = " " + (language_.ignores_case ? to_lower(text) : std::string(text)) + " ";
    return language_.keywords.find(padded) != std::string_view::npos;
  }

  void diff_lines() {
    while (at_ < code_.size()) {
      const std::size_t count = line_end(at_) - at_;
      const std::string_view line = code_.substr(at_, count);
      if (line.starts_with("+++") || line.starts_with("---") || line.starts_with("@@") || line.starts_with("diff "))
        marked('m', count);
      else if (line.starts_with('+'))
        marked('i', count);
      else if (line.starts_with('-'))
        marked('d', count);
      else
        plain(count);
      if (at_ < code_.size()) plain(1);
    }
  }

  void tags() {
    while (at_ < code_.size()) {
      const std::string_view rest = code_.substr(at_);
      if (rest.starts_with("<!--")) {
        const auto end = rest.find("-->");
        marked('c', end == std::string_view::npos ? rest.size() : end + 3);
      } else if (rest[0] == '<' && rest.size() > 1 &&
                 (is_word(rest[1]) || rest[1] == '/' || rest[1] == '?' || rest[1] == '!')) {
        tag();
      } else {
        plain(std::max<std::size_t>(1, std::min(rest.find('<', 1), rest.size())));
      }
    }
  }
  void tag() {
    std::size_t i = at_ + 1;
    while (i < code_.size() &&
           (is_word(code_[i]) || std::string_view("/?!-:.").find(code_[i]) != std::string_view::npos))
      ++i;
    marked('k', i - at_);
    while (at_ < code_.size() && code_[at_] != '>') {
      const char c = code_[at_];
      if (c == '"' || c == '\'') {
        const auto end = code_.find(c, at_ + 1);
        marked('s', (end == std::string_view::npos ? code_.size() : end + 1) - at_);
      } else if (is_word(c)) {
        i = at_;
        while (i < code_.size() && (is_word(code_[i]) || code_[i] == '-' || code_[i] == ':')) ++i;
        marked('a', i - at_);
      } else {
        plain(1);
      }
    }
    if (at_ < code_.size()) marked('k', 1);
  }

  std::string& out_;
  std::string_view code_;
  const Language& language_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_highlighted(std::string_view language) { return find_language(language) != nullptr; }

void append_highlighted(std::string& out, std::string_view code, std::string_view language) {
  const Language* known = find_language(language);
  if (known)
    Scanner(out, code, *known).run();
  else
    append_escaped(out, code);
}

}  // namespace towpath::docs
