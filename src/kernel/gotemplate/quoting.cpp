#include "quoting.h"

#include <fmt/core.h>

#include <array>
#include <cctype>
#include <clocale>
#include <cstdint>
#include <cwctype>

namespace towpath::gotemplate {
namespace {

// glibc's built-in C.UTF-8 knows the case of all Unicode letters, whatever the process's locale is.
locale_t unicode_locale() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

/// Go's strconv.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII blank.
bool is_printable(char32_t c) {
  if (c < 0x7F) return c >= 0x20;
  if (c < 0xA1 || c == 0xAD) return false;
  if (c >= 0xE000 && c <= 0xF8FF) return false;
  return iswprint_l(static_cast<wint_t>(c), unicode_locale()) != 0 &&
         iswspace_l(static_cast<wint_t>(c), unicode_locale()) == 0 && c != 0x2007 && c != 0x202F && c != 0xFEFF &&
         !(c >= 0x200B && c <= 0x200F) && !(c >= 0x2028 && c <= 0x202E) && !(c >= 0x2060 && c <= 0x206F);
}

void append_escaped(std::string& out, char32_t c, char quote) {
  constexpr std::string_view letters = "abtnvfr";  // from U+0007
  if (c == static_cast<char32_t>(quote) || c == '\\') {
    out += '\\';
    out += static_cast<char>(c);
  } else if (is_printable(c)) {
    append_utf8(out, c);
  } else if (c >= 7 && c <= 13) {
    out += '\\';
    out += letters[c - 7];
  } else if (c < 0x20 || c == 0x7F) {
    out += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(c));
  } else if (c < 0x10000) {
    out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
  } else {
    out += fmt::format("\\U{:08x}", static_cast<std::uint32_t>(c));
  }
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 16;
}

/// Reads `count` digits from the front of `text`.
std::optional<std::uint32_t> take_digits(std::string_view& text, std::size_t count, int base) {
  if (text.size() < count) return std::nullopt;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (digit_of(text[i]) >= base) return std::nullopt;
    value = value * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit_of(text[i]));
  }
  text.remove_prefix(count);
  return value;
}

/// Reads what follows a backslash; false when it is no escape.
bool take_escape(std::string_view& text, char quote, std::string& out) {
  if (text.empty()) return false;
  const char c = text.front();
  const auto unicode = [&](std::size_t digits) {
    text.remove_prefix(1);
    const auto value = take_digits(text, digits, 16);
    if (!value || *value > 0x10FFFF || (*value >= 0xD800 && *value <= 0xDFFF)) return false;
    append_utf8(out, *value);
    return true;
  };
  const auto byte = [&](std::size_t digits, int base) {
    const auto value = take_digits(text, digits, base);
    if (!value || *value > 255) return false;
    if (quote == '\'')
      append_utf8(out, *value);  // in a character constant it is the character's number
    else
      out += static_cast<char>(*value);
    return true;
  };
  constexpr std::string_view names = "abtnvfr", values = "\a\b\t\n\v\f\r";
  if (const auto at = names.find(c); at != std::string_view::npos) {
    text.remove_prefix(1);
    out += values[at];
    return true;
  }
  if (c == '\\' || c == quote) {
    text.remove_prefix(1);
    out += c;
    return true;
  }
  if (c == 'x') {
    text.remove_prefix(1);
    return byte(2, 16);
  }
  if (c == 'u') return unicode(4);
  if (c == 'U') return unicode(8);
  return c >= '0' && c <= '7' && byte(3, 8);
}

template <class Map>
std::string mapped(std::string_view text, Map map) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Decoded next = decode(text);
    append_utf8(out, map(next.character));
    text.remove_prefix(next.bytes);
  }
  return out;
}

}  // namespace

Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  if (text.empty()) return {0xFFFD, 0};
  if (byte(0) < 0x80) return {byte(0), 1};
  const std::size_t length = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : byte(0) >= 0xC2 ? 2 : 0;
  if (length == 0 || byte(0) > 0xF4 || text.size() < length) return {};
  std::uint32_t value = byte(0) & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3F);
  }
  constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
  return {value, length};
}

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | c >> 6);
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | c >> 12);
    byte(0x80 | (c >> 6 & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | c >> 18);
    byte(0x80 | (c >> 12 & 0x3F));
    byte(0x80 | (c >> 6 & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

std::string quoted_text(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const Decoded next = decode(text);
    if (next.character == 0xFFFD && next.bytes == 1)
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(text.front())));
    else
      append_escaped(out, next.character, '"');
    text.remove_prefix(next.bytes);
  }
  return out + "\"";
}

std::string quoted_character(char32_t character) {
  std::string out = "'";
  append_escaped(out, character, '\'');
  return out + "'";
}

std::optional<std::string> unquoted(std::string_view literal) {
  if (literal.size() < 2 || literal.front() != literal.back()) return std::nullopt;
  const char quote = literal.front();
  std::string_view text = literal.substr(1, literal.size() - 2);
  std::string out;
  if (quote == '`') {
    for (const char c : text)
      if (c != '\r') out += c;  // as Go says
    return out;
  }
  while (!text.empty()) {
    if (text.front() == '\\') {
      text.remove_prefix(1);
      if (!take_escape(text, quote, out)) return std::nullopt;
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  if (quote == '\'' && (out.empty() || decode(out).bytes != out.size())) return std::nullopt;
  return out;
}

std::string lower_case(std::string_view text) {
  return mapped(text,
                [](char32_t c) { return static_cast<char32_t>(towlower_l(static_cast<wint_t>(c), unicode_locale())); });
}

std::string upper_case(std::string_view text) {
  return mapped(text,
                [](char32_t c) { return static_cast<char32_t>(towupper_l(static_cast<wint_t>(c), unicode_locale())); });
}

std::string title_case(std::string_view text) {
  bool is_start = true;
  return mapped(text, [&](char32_t c) {
    const bool is_word = c == '_' || (c < 0x80 ? std::isalnum(static_cast<int>(c)) != 0
                                               : iswspace_l(static_cast<wint_t>(c), unicode_locale()) == 0);
    const bool rises = is_start && is_word;
    is_start = !is_word;
    return rises ? static_cast<char32_t>(towupper_l(static_cast<wint_t>(c), unicode_locale())) : c;
  });
}

std::size_t leading_space(std::string_view text) {
  if (text.empty()) return 0;
  const auto [c, bytes] = decode(text);
  const bool is_space = (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 ||
                        (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
                        c == 0x3000;
  return is_space ? bytes : 0;
}

std::string_view without_spaces_around(std::string_view text) {
  while (const std::size_t bytes = leading_space(text)) text.remove_prefix(bytes);
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && (text[start] & 0xC0) == 0x80) --start;
    if (leading_space(text.substr(start)) != text.size() - start) break;
    text = text.substr(0, start);
  }
  return text;
}

}  // namespace towpath::gotemplate
