#include "regex.h"

#include <re2/re2.h>

#include <algorithm>

#include "base/strings.h"

namespace towpath::tmpl {

namespace {

// What JavaScript's \s matches, as the inside of a class.
constexpr std::string_view spaces =
    R"(\t\n\v\f\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff})";
constexpr std::size_t longest_source = 16 * 1024;  // nunjitsu's bound

/// Rewrites JavaScript's syntax (without the u flag) into RE2's.
class Translator {
 public:
  explicit Translator(std::string_view source) : source_(source) {}

  Result<std::string> run() {
    while (at_ < source_.size()) {
      const char c = source_[at_];
      if (c == '\\') {
        CHECK_OK(escape());
      } else if (c == '[') {
        begin_class();
      } else if (c == ']' && in_class_) {
        in_class_ = false;
        take();
      } else if (c == '.' && !in_class_) {
        out_ += R"([^\n\r\x{2028}\x{2029}])";
        ++at_;
      } else if (c == '(' && !in_class_ && source_.substr(at_, 2) == "(?") {
        CHECK_OK(special_group());
      } else {
        take();
      }
    }
    return std::move(out_);
  }

 private:
  void take() { out_ += source_[at_++]; }

  void begin_class() {
    if (in_class_) {
      out_ += "\\[";
      ++at_;
      return;
    }
    if (source_.substr(at_, 3) == "[^]") {
      out_ += R"([\x{0}-\x{10FFFF}])";
      at_ += 3;
    } else if (source_.substr(at_, 2) == "[]") {
      out_ += R"([^\x{0}-\x{10FFFF}])";
      at_ += 2;
    } else {
      in_class_ = true;
      take();
      if (at_ < source_.size() && source_[at_] == '^') take();
    }
  }

  Status special_group() {
    const std::string_view rest = source_.substr(at_ + 2);
    if (rest.starts_with('=') || rest.starts_with('!') || rest.starts_with("<=") || rest.starts_with("<!"))
      return unsupported("look-around ((?=, (?!, (?<=, (?<!)");
    if (rest.starts_with('<')) {
      out_ += "(?P<";
      at_ += 3;
      return ok();
    }
    take();
    return ok();
  }

  Status escape() {
    if (at_ + 1 == source_.size())
      return invalid_input("template.syntax", "the regular expression ends in a backslash");
    const char c = source_[at_ + 1];
    if (c == 's' || c == 'S') {
      const bool negated = c == 'S';
      if (in_class_) {
        out_ += negated ? std::string_view("\\S") : spaces;
      } else {
        out_ += std::string(negated ? "[^" : "[") + std::string(spaces) + "]";
      }
    } else if (c >= '1' && c <= '9' && !in_class_) {
      return unsupported("back-references (\\1)");
    } else if (c == 'k') {
      return unsupported("back-references (\\k)");
    } else if (c == '0') {
      out_ += "\\x00";
    } else if (c == 'b' && in_class_) {
      out_ += "\\x08";
    } else if (const auto code = hexadecimal(c == 'u' ? 4 : c == 'x' ? 2 : 0)) {
      out_ += "\\x{" + *code + "}";
      at_ += code->size();
    } else if (c == 'c' && at_ + 2 < source_.size() && is_letter(source_[at_ + 2])) {
      const char control = static_cast<char>(source_[at_ + 2] & 31);
      out_ += "\\x{" + to_hex(std::string_view(&control, 1)) + "}";
      ++at_;
    } else if (is_letter(c) && std::string_view("dDwWbBnrtvf").find(c) == std::string_view::npos) {
      out_ += c;  // an escaped letter without a meaning is the letter
    } else if (static_cast<unsigned char>(c) >= 0x80 || c == '_') {
      out_ += c;
    } else {
      out_ += '\\';
      out_ += c;
    }
    at_ += 2;
    return ok();
  }

  std::optional<std::string> hexadecimal(std::size_t digits) const {
    const std::string_view code = source_.substr(std::min(at_ + 2, source_.size()), digits);
    if (digits == 0 || code.size() != digits || code.find_first_not_of("0123456789abcdefABCDEF") != code.npos)
      return {};
    return std::string(code);
  }

  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

  static Error unsupported(const std::string& what) {
    return invalid_input("template.syntax", "the regular expression uses " + what + ", which is not supported")
        .with_hint("Expressions are matched in linear time; write it without " + what + ".");
  }

  std::string_view source_;
  std::string out_;
  std::size_t at_ = 0;
  bool in_class_ = false;
};

// JavaScript steps over an empty match by one character.
std::size_t next_character(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

}  // namespace

Regex::Regex(std::string source, std::string flags, std::unique_ptr<re2::RE2> matcher)
    : source_(std::move(source)), flags_(std::move(flags)), matcher_(std::move(matcher)) {}
Regex::~Regex() = default;

Result<std::shared_ptr<const Regex>> Regex::compile(std::string source, std::string flags) {
  if (source.size() > longest_source) return invalid_input("template.syntax", "the regular expression is too long");
  TRY(std::string translated, Translator(source).run());
  if (flags.find('m') != flags.npos) translated = "(?m)" + translated;
  RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(flags.find('i') == flags.npos);
  options.set_max_mem(8 << 20);
  auto matcher = std::make_unique<RE2>(translated, options);
  if (!matcher->ok()) return invalid_input("template.syntax", "invalid regular expression: " + matcher->error());
  return std::shared_ptr<const Regex>(new Regex(std::move(source), std::move(flags), std::move(matcher)));
}

std::optional<Regex::Match> Regex::find(std::string_view text, std::size_t from, bool anchored) const {
  if (from > text.size()) return std::nullopt;
  std::vector<re2::StringPiece> pieces(static_cast<std::size_t>(matcher_->NumberOfCapturingGroups()) + 1);
  const auto anchor = anchored || is_sticky() ? RE2::ANCHOR_START : RE2::UNANCHORED;
  const re2::StringPiece subject(text.data(), text.size());
  if (!matcher_->Match(subject, from, text.size(), anchor, pieces.data(), static_cast<int>(pieces.size())))
    return std::nullopt;
  Match match;
  for (const re2::StringPiece& piece : pieces) {
    if (piece.data() == nullptr) {
      match.groups.emplace_back();
    } else {
      const auto start = static_cast<std::size_t>(piece.data() - text.data());
      match.groups.emplace_back(Match::Range{start, start + piece.size()});
    }
  }
  return match;
}

std::string Regex::text() const {
  std::string out = "/";
  if (source_.empty()) out += "(?:)";
  for (const char c : source_) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else {
      out += c;
    }
  }
  out += '/';
  for (const char flag : {'g', 'i', 'm', 'y'})
    if (flags_.find(flag) != flags_.npos) out += flag;
  return out;
}

int Regex::group_number(const std::string& name) const {
  const auto& names = matcher_->NamedCapturingGroups();
  const auto found = names.find(name);
  return found == names.end() ? 0 : found->second;
}

void append_replacement(std::string& out, std::string_view text, const Regex::Match& match,
                        std::string_view replacement, const Regex* regex) {
  const auto group = [&](std::size_t number) {
    if (const auto& range = match.groups[number]) out += text.substr(range->from, range->to - range->from);
  };
  const std::size_t groups = match.groups.size() - 1;
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    const char next = replacement[i] == '$' && i + 1 < replacement.size() ? replacement[i + 1] : '\0';
    const auto digit = [&](std::size_t at) {
      return at < replacement.size() && replacement[at] >= '0' && replacement[at] <= '9';
    };
    if (next == '$') {
      out += '$', ++i;
    } else if (next == '&') {
      group(0), ++i;
    } else if (next == '`') {
      out += text.substr(0, match.from()), ++i;
    } else if (next == '\'') {
      out += text.substr(match.to()), ++i;
    } else if (next != '\0' && digit(i + 1)) {
      const std::size_t one = static_cast<std::size_t>(next - '0');
      const std::size_t two = digit(i + 2) ? one * 10 + static_cast<std::size_t>(replacement[i + 2] - '0') : 0;
      if (two >= 1 && two <= groups) {
        group(two), i += 2;
      } else if (one >= 1 && one <= groups) {
        group(one), ++i;
      } else {
        out += '$';
      }
    } else if (next == '<' && regex != nullptr && replacement.find('>', i) != replacement.npos) {
      const std::size_t close = replacement.find('>', i);
      const int number = regex->group_number(std::string(replacement.substr(i + 2, close - i - 2)));
      if (number > 0) group(static_cast<std::size_t>(number));
      i = close;
    } else {
      out += replacement[i];
    }
  }
}

Result<std::string> replace_matches(std::string_view text, RegexBody& regex, std::string_view replacement,
                                    Meter& meter) {
  CHECK_OK(meter.work(text.size()));
  const bool global = regex.regex->is_global();
  const bool sticky = regex.regex->is_sticky();
  std::string out;
  std::size_t copied = 0;
  std::size_t at = sticky && !global ? regex.last_index : 0;
  while (const auto match = regex.regex->find(text, at)) {
    CHECK_OK(meter.step());
    out += text.substr(copied, match->from() - copied);
    append_replacement(out, text, *match, replacement, regex.regex.get());
    CHECK_OK(meter.work(replacement.size() + (out.size() >> 10)));
    if (out.size() > meter.limits().output_bytes) return meter.work(out.size()).error();
    copied = match->to();
    regex.last_index = match->to();
    if (!global) break;
    at = match->to() > match->from() ? match->to() : next_character(text, match->to());
  }
  if (global || copied == 0) regex.last_index = 0;
  out += text.substr(copied);
  return out;
}

Result<Array> split_by(std::string_view text, const RegexBody& regex, std::size_t limit, Meter& meter) {
  CHECK_OK(meter.work(text.size()));
  Array parts;
  if (limit == 0) return parts;
  if (text.empty()) {
    if (!regex.regex->find(text, 0, true)) parts.emplace_back(text);
    return parts;
  }
  std::size_t start = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    CHECK_OK(meter.step());
    const auto match = regex.regex->find(text, at);
    // An empty match at the end of the previous piece, or at the end of the text, separates nothing.
    if (!match || match->from() >= text.size()) break;
    if (match->to() == start) {
      at = next_character(text, at);
      continue;
    }
    parts.emplace_back(text.substr(start, match->from() - start));
    if (parts.size() == limit) return parts;
    for (std::size_t i = 1; i < match->groups.size(); ++i) {
      const auto& range = match->groups[i];
      parts.push_back(range ? Value(text.substr(range->from, range->to - range->from)) : Value());
      if (parts.size() == limit) return parts;
    }
    start = match->to();
    at = start == match->from() ? next_character(text, start) : start;
  }
  parts.emplace_back(text.substr(start));
  return parts;
}

}  // namespace towpath::tmpl
