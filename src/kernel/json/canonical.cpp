#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/json_string.h"
#include "json/json.h"

namespace towpath::json {

namespace bj = boost::json;

namespace {

/// UTF-16 order of UTF-8 text. It differs from byte order only where a character above U+FFFF (lead byte F0 and up,
/// in UTF-16 a surrogate D800..DFFF) meets one of U+E000..U+FFFF (lead bytes EE and EF).
bool utf16_less(std::string_view a, std::string_view b) {
  const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (x == a.end() || y == b.end()) return y != b.end();
  const unsigned char left = static_cast<unsigned char>(*x), right = static_cast<unsigned char>(*y);
  const bool left_pair = left >= 0xF0, right_pair = right >= 0xF0;
  if (left_pair != right_pair && std::min(left, right) >= 0xEE) return left_pair;
  return left < right;
}

void append(std::string& out, const bj::value& value) {
  switch (value.kind()) {
    case bj::kind::null:
      out += "null";
      return;
    case bj::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return;
    case bj::kind::int64:
      out += std::to_string(value.get_int64());
      return;
    case bj::kind::uint64:
      out += std::to_string(value.get_uint64());
      return;
    case bj::kind::double_:
      out += std::isfinite(value.get_double()) ? number_text(value.get_double()) : "null";
      return;
    case bj::kind::string:
      append_json_string(out, value.get_string());
      return;
    case bj::kind::array: {
      out += '[';
      bool is_first = true;
      for (const bj::value& item : value.get_array()) {
        if (!std::exchange(is_first, false)) out += ',';
        append(out, item);
      }
      out += ']';
      return;
    }
    case bj::kind::object: {
      std::vector<const bj::key_value_pair*> entries;
      for (const auto& entry : value.get_object()) entries.push_back(&entry);
      std::sort(entries.begin(), entries.end(),
                [](const auto* a, const auto* b) { return utf16_less(a->key(), b->key()); });
      out += '{';
      bool is_first = true;
      for (const auto* entry : entries) {
        if (!std::exchange(is_first, false)) out += ',';
        append_json_string(out, entry->key());
        out += ':';
        append(out, entry->value());
      }
      out += '}';
      return;
    }
  }
}

}  // namespace

std::string canonical(const bj::value& value) {
  std::string out;
  append(out, value);
  return out;
}

// ECMA-262, Number::toString with radix 10: the shortest digits that read back, and an exponent outside 1e-6..1e21.
std::string number_text(double number) {
  if (number == 0) return "0";
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific).ptr;
  const std::string shortest(buffer, end);
  const std::size_t e = shortest.find('e');
  std::string digits;
  for (const char c : std::string_view(shortest).substr(0, e))
    if (c >= '0' && c <= '9') digits += c;
  const int count = static_cast<int>(digits.size());
  const int point = std::atoi(shortest.c_str() + e + 1) + 1;  // Digits before the decimal point.
  std::string out = number < 0 ? "-" : "";
  if (point > 21 || point < -5) {
    out += digits[0];
    if (count > 1) (out += '.') += digits.substr(1);
    return out + (point > 0 ? "e+" : "e-") + std::to_string(std::abs(point - 1));
  }
  if (point <= 0) return out + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  if (count <= point) return out + digits + std::string(static_cast<std::size_t>(point - count), '0');
  return out + digits.substr(0, static_cast<std::size_t>(point)) + "." + digits.substr(static_cast<std::size_t>(point));
}

}  // namespace towpath::json
