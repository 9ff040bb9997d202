#include <fmt/format.h>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <set>

#include "base/strings.h"
#include "json/json.h"

// Boost.JSON 1.81 reads some decimal fractions one unit in the last place off and keeps the last of two equal keys.
// Content hashes need the exact number and a refusal, so the reader is our own; the values are Boost's.
namespace towpath::json {

namespace bj = boost::json;

namespace {

/// Nesting is recursion here, so no caller may raise the limit above this.
constexpr std::size_t deepest = 64;

class Reader {
 public:
  Reader(std::string_view text, std::size_t depth) : text_(text), depth_limit_(std::min(depth, deepest)) {}

  Result<bj::value> read() {
    bj::value out;
    skip_blanks();
    if (!read_value(out, 0)) return error();
    skip_blanks();
    if (at_ < text_.size()) return fail(at_, "there is more text after the end of the value"), error();
    return out;
  }

 private:
  bool fail(std::size_t where, std::string what) {
    error_at_ = where;
    problem_ = std::move(what);
    return false;
  }

  Error error() const {
    if (too_deep_)
      return invalid_input("json.too_large", fmt::format("{}: nested deeper than {} levels", place(), depth_limit_));
    return invalid_input("json.invalid", fmt::format("{}: {}", place(), problem_));
  }

  std::string place() const {
    std::size_t line = 1, column = 1;
    for (std::size_t i = 0; i < error_at_ && i < text_.size(); ++i) {
      if (text_[i] == '\n')
        ++line, column = 1;
      else if ((static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80)
        ++column;
    }
    return fmt::format("{}:{}", line, column);
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
      ++at_;
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) { return peek() == c && at_ < text_.size() ? (++at_, true) : false; }

  std::string found() const {
    if (at_ >= text_.size()) return "the text ends";
    const unsigned char c = static_cast<unsigned char>(text_[at_]);
    if (c < 0x20 || c >= 0x7F) return fmt::format("found byte 0x{:02x}", c);
    return fmt::format("found '{}'", text_[at_]);
  }

  bool read_value(bj::value& out, std::size_t depth) {
    switch (peek()) {
      case '{':
        return read_object(out.emplace_object(), depth + 1);
      case '[':
        return read_array(out.emplace_array(), depth + 1);
      case '"':
        return read_string(out);
      case 't':
        return read_word("true", out, true);
      case 'f':
        return read_word("false", out, false);
      case 'n':
        return read_word("null", out, nullptr);
      default:
        return read_number(out);
    }
  }

  bool enter(std::size_t depth) {
    if (depth <= depth_limit_) return true;
    too_deep_ = true;
    return fail(at_, "");
  }

  bool read_object(bj::object& out, std::size_t depth) {
    if (!enter(depth)) return false;
    ++at_;
    skip_blanks();
    if (take('}')) return true;
    std::string key;
    for (;;) {
      const std::size_t key_at = at_;
      if (peek() != '"') return fail(at_, "expected a key in double quotes, " + found());
      if (!read_text(key)) return false;
      skip_blanks();
      if (!take(':')) return fail(at_, fmt::format("expected ':' after the key \"{}\", {}", key, found()));
      skip_blanks();
      const auto [entry, is_new] = out.emplace(key, nullptr);
      if (!is_new) return fail(key_at, fmt::format("the key \"{}\" appears twice in one object", key));
      // A reference into the object stays good: nothing is added to it before this value is complete.
      if (!read_value(entry->value(), depth)) return false;
      skip_blanks();
      if (take('}')) return true;
      if (!take(',')) return fail(at_, "expected ',' or '}' after a value of an object, " + found());
      skip_blanks();
    }
  }

  bool read_array(bj::array& out, std::size_t depth) {
    if (!enter(depth)) return false;
    ++at_;
    skip_blanks();
    if (take(']')) return true;
    for (;;) {
      if (!read_value(out.emplace_back(nullptr), depth)) return false;
      skip_blanks();
      if (take(']')) return true;
      if (!take(',')) return fail(at_, "expected ',' or ']' after an item of an array, " + found());
      skip_blanks();
    }
  }

  template <class T>
  bool read_word(std::string_view word, bj::value& out, T value) {
    if (text_.substr(at_, word.size()) != word) return fail(at_, fmt::format("expected a value, {}", found()));
    at_ += word.size();
    out = value;
    return true;
  }

  bool digits() {
    const std::size_t start = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > start;
  }

  bool read_number(bj::value& out) {
    const std::size_t start = at_;
    take('-');
    if (peek() < '0' || peek() > '9')
      return fail(at_, (at_ > start ? "expected a digit, " : "expected a value, ") + found());
    if (!take('0'))
      digits();
    else if (peek() >= '0' && peek() <= '9')
      return fail(start, "a number must not start with 0");
    bool is_integer = true;
    if (take('.')) {
      is_integer = false;
      if (!digits()) return fail(at_, "expected a digit after the decimal point, " + found());
    }
    if (peek() == 'e' || peek() == 'E') {
      is_integer = false;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) return fail(at_, "expected a digit in the exponent, " + found());
    }
    const char* begin = text_.data() + start;
    const char* end = text_.data() + at_;
    if (is_integer) {
      std::int64_t small = 0;
      if (std::from_chars(begin, end, small).ec == std::errc{}) return out = small, true;
      std::uint64_t big = 0;
      if (std::from_chars(begin, end, big).ec == std::errc{}) return out = big, true;
    }
    double number = 0;
    // Out of range is either too large, which is an error, or too small, which is 0.
    if (std::from_chars(begin, end, number).ec == std::errc::result_out_of_range) {
      number = std::strtod(std::string(begin, end).c_str(), nullptr);
      if (std::isinf(number)) return fail(start, "the number is too large");
    }
    out = number;
    return true;
  }

  bool read_string(bj::value& out) {
    std::string text;
    if (!read_text(text)) return false;
    out = text;
    return true;
  }

  bool read_text(std::string& out) {
    out.clear();
    const std::size_t opening = at_++;
    for (;;) {
      const std::size_t start = at_;
      while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' &&
             static_cast<unsigned char>(text_[at_]) >= 0x20)
        ++at_;
      out += text_.substr(start, at_ - start);
      if (at_ >= text_.size()) return fail(opening, "the string has no closing quote");
      if (take('"')) return true;
      if (!take('\\')) return fail(at_, "a control character in a string must be escaped, " + found());
      if (!read_escape(out)) return false;
    }
  }

  bool read_escape(std::string& out) {
    static constexpr std::string_view names = "\"\\/bfnrt";
    static constexpr std::string_view values = "\"\\/\b\f\n\r\t";
    if (const auto known = names.find(peek()); at_ < text_.size() && known != names.npos) {
      out += values[known];
      ++at_;
      return true;
    }
    if (!take('u')) return fail(at_, "unknown escape in a string, " + found());
    unsigned code = 0;
    if (!read_hex4(code)) return false;
    if (code >= 0xDC00 && code < 0xE000) return fail(at_, "a low surrogate without a high one before it");
    if (code >= 0xD800 && code < 0xDC00) {
      unsigned low = 0;
      if (!take('\\') || !take('u')) return fail(at_, "a high surrogate without a low one after it");
      if (!read_hex4(low)) return false;
      if (low < 0xDC00 || low >= 0xE000) return fail(at_, "a high surrogate without a low one after it");
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    append_utf8(out, code);
    return true;
  }

  bool read_hex4(unsigned& code) {
    const std::string_view four = text_.substr(std::min(at_, text_.size()), 4);
    const auto [end, ec] = std::from_chars(four.data(), four.data() + four.size(), code, 16);
    if (four.size() < 4 || ec != std::errc{} || end != four.data() + 4)
      return fail(at_, "expected four hexadecimal digits after \\u");
    at_ += 4;
    return true;
  }

  static void append_utf8(std::string& out, unsigned code) {
    const auto put = [&out](unsigned byte) { out += static_cast<char>(byte); };
    if (code < 0x80) return put(code);
    if (code < 0x800) return put(0xC0 | code >> 6), put(0x80 | (code & 63));
    if (code < 0x10000) return put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 63)), put(0x80 | (code & 63));
    put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 63)), put(0x80 | (code >> 6 & 63)), put(0x80 | (code & 63));
  }

  std::string_view text_;
  std::size_t depth_limit_;
  std::size_t at_ = 0;
  std::size_t error_at_ = 0;
  std::string problem_;
  bool too_deep_ = false;
};

}  // namespace

Result<bj::value> parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes)
    return invalid_input("json.too_large",
                         fmt::format("the JSON text has {} bytes, the limit is {}", text.size(), limits.bytes));
  if (!is_utf8(text)) return invalid_input("json.invalid", "the JSON text is not UTF-8");
  return Reader(text, limits.depth).read();
}

}  // namespace towpath::json
