#include "unicode.h"

#include <clocale>
#include <cwctype>

#include <algorithm>

namespace towpath::tmpl {

namespace {

// Decodes one code point; a byte that starts none counts as U+FFFD of length 1.
char32_t decode(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(at);
  const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
  if (length == 1) return byte(at++);
  if (length == 0 || at + length > text.size()) return ++at, U'\uFFFD';
  char32_t code_point = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return ++at, U'\uFFFD';
    code_point = code_point << 6 | (byte(at + i) & 0x3F);
  }
  at += length;
  return code_point > 0x10FFFF ? U'\uFFFD' : code_point;
}

bool is_high(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low(char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

// glibc's built-in C.UTF-8 knows the case of all Unicode letters, whatever the process's locale is.
locale_t unicode_locale() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

bool is_letter(char32_t c) { return iswalpha_l(static_cast<wint_t>(c), unicode_locale()) != 0; }

bool starts_with_letter(std::string_view text) {
  std::size_t at = 0;
  return !text.empty() && is_letter(decode(text, at));
}

template <class Map>
std::string map_characters(std::string_view text, Map map) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) map(decode(text, at), out);
  return out;
}

}  // namespace

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void append_utf8(std::string& out, char32_t code_point) {
  const auto continuation = [&](int shift) { out += static_cast<char>(0x80 | (code_point >> shift & 0x3F)); };
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0 | code_point >> 6), continuation(0);
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0 | code_point >> 12), continuation(6), continuation(0);
  } else {
    out += static_cast<char>(0xF0 | code_point >> 18), continuation(12), continuation(6), continuation(0);
  }
}

std::u16string to_utf16(std::string_view text) {
  std::u16string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char32_t code_point = decode(text, at);
    if (code_point < 0x10000) {
      out += static_cast<char16_t>(code_point);
    } else {
      out += static_cast<char16_t>(0xD7C0 + (code_point >> 10));
      out += static_cast<char16_t>(0xDC00 + (code_point & 0x3FF));
    }
  }
  return out;
}

std::string to_utf8(std::u16string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    char32_t code_point = text[at];
    if (is_high(code_point) && at + 1 < text.size() && is_low(text[at + 1]))
      code_point = 0x10000 + ((code_point & 0x3FF) << 10) + (text[++at] & 0x3FF);
    append_utf8(out, code_point);
  }
  return out;
}

std::size_t utf16_length(std::string_view text) {
  if (is_ascii(text)) return text.size();
  std::size_t length = 0;
  for (std::size_t at = 0; at < text.size();) length += decode(text, at) < 0x10000 ? 1 : 2;
  return length;
}

std::string utf16_slice(std::string_view text, std::size_t from, std::size_t to) {
  if (is_ascii(text)) {
    from = std::min(from, text.size());
    return std::string(text.substr(from, std::max(to, from) - from));
  }
  const std::u16string units = to_utf16(text);
  from = std::min(from, units.size());
  return to_utf8(std::u16string_view(units).substr(from, std::max(to, from) - from));
}

std::string well_formed(std::string text) {
  // In UTF-8 a surrogate half starts with ED A0..BF.
  bool halves = false;
  for (std::size_t at = text.find('\xED'); at != text.npos && !halves; at = text.find('\xED', at + 1))
    halves = at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0;
  if (!halves) return text;
  std::string joined = to_utf8(to_utf16(text));
  return map_characters(
      joined, [](char32_t c, std::string& out) { append_utf8(out, is_high(c) || is_low(c) ? U'\uFFFD' : c); });
}

std::size_t leading_space(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return first == ' ' || (first >= 9 && first <= 13) ? 1 : 0;
  std::size_t at = 0;
  const char32_t c = decode(text, at);
  const bool space = c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
                     c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
  return space ? at : 0;
}

std::string_view trim_start(std::string_view text) {
  while (const std::size_t space = leading_space(text)) text.remove_prefix(space);
  return text;
}

std::string_view trim_end(std::string_view text) {
  for (;;) {
    std::size_t start = text.size();
    while (start > 0 && text.size() - start < 3) {
      --start;
      if ((static_cast<unsigned char>(text[start]) & 0xC0) != 0x80) break;
    }
    if (start == text.size() || leading_space(text.substr(start)) != text.size() - start) return text;
    text.remove_suffix(text.size() - start);
  }
}

std::string lower_case(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool after_letter = false;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = decode(text, at);
    if (c < 0x80) {
      out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    } else if (c == 0x130) {
      out += "i\u0307";  // the one letter whose lower case is two
    } else if (c == 0x3A3 && after_letter && !starts_with_letter(text.substr(at))) {
      out += "\u03C2";  // sigma at the end of a word
    } else {
      append_utf8(out, static_cast<char32_t>(towlower_l(static_cast<wint_t>(c), unicode_locale())));
    }
    after_letter = is_letter(c);
  }
  return out;
}

std::string upper_case(std::string_view text) {
  return map_characters(text, [](char32_t c, std::string& out) {
    if (c < 0x80) {
      out += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    } else if (c == 0xDF) {
      out += "SS";
    } else {
      append_utf8(out, static_cast<char32_t>(towupper_l(static_cast<wint_t>(c), unicode_locale())));
    }
  });
}

std::string capitalized(std::string_view text) {
  if (text.empty()) return {};
  const std::string lower = lower_case(text);
  std::size_t first = 0;
  decode(lower, first);
  return upper_case(std::string_view(lower).substr(0, first)) + lower.substr(first);
}

}  // namespace towpath::tmpl
