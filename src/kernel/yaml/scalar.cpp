#include "scalar.h"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/strings.h"
#include "json/json.h"

namespace towpath::yaml {

namespace {

constexpr std::string_view tag_prefix = "tag:yaml.org,2002:";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// Digits of `base` without a sign; too many for 64 bits become a double, as in JavaScript.
Node::Value read_integer(std::string_view digits, int base, bool is_negative) {
  const char* end = digits.data() + digits.size();
  std::uint64_t magnitude = 0;
  const bool fits = std::from_chars(digits.data(), end, magnitude, base).ec == std::errc{};
  if (fits && !is_negative && magnitude <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    return static_cast<std::int64_t>(magnitude);
  if (fits && is_negative && magnitude <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) + 1)
    return static_cast<std::int64_t>(0 - magnitude);
  double number = 0;
  if (base == 10) {
    number = std::strtod(std::string(digits).c_str(), nullptr);
  } else {
    for (const char c : digits) number = number * base + (is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return is_negative ? -number : number;
}

/// [-+]? (digits | digits.digits? | .digits) ([eE][-+]?digits)?, the shapes of core integers and floats in base 10.
struct Decimal {
  bool is_number = false;
  bool is_integer = false;
};

Decimal classify(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t start = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - start;
  };
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  const std::size_t whole = digits();
  if (at == text.size()) return {whole > 0, whole > 0};
  if (text[at] == '.') {
    ++at;
    if (digits() + whole == 0) return {};
  } else if (whole == 0) {
    return {};
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (digits() == 0) return {};
  }
  return {at == text.size(), false};
}

double read_decimal(std::string_view text) { return std::strtod(std::string(text).c_str(), nullptr); }

}  // namespace

Node::Value resolve_plain(std::string_view text) {
  if (text.empty()) return std::monostate{};
  const char first = text[0];
  // Most scalars are words; only these first characters can begin anything else.
  if (!is_digit(first) && std::string_view("~nNtTfF.-+").find(first) == std::string_view::npos)
    return std::string(text);
  if (is_one_of(text, {"~", "null", "Null", "NULL"})) return std::monostate{};
  if (is_one_of(text, {"true", "True", "TRUE"})) return true;
  if (is_one_of(text, {"false", "False", "FALSE"})) return false;
  if (is_one_of(text, {".nan", ".NaN", ".NAN"})) return std::numeric_limits<double>::quiet_NaN();
  const bool is_signed = first == '-' || first == '+';
  if (is_one_of(text.substr(is_signed ? 1 : 0), {".inf", ".Inf", ".INF"})) {
    const double infinity = std::numeric_limits<double>::infinity();
    return first == '-' ? -infinity : infinity;
  }
  if (text.size() > 2 && first == '0' && (text[1] == 'o' || text[1] == 'x')) {
    const std::string_view digits = text.substr(2);
    const std::string_view allowed = text[1] == 'o' ? "01234567" : "0123456789abcdefABCDEF";
    if (digits.find_first_not_of(allowed) == std::string_view::npos)
      return read_integer(digits, text[1] == 'o' ? 8 : 16, false);
    return std::string(text);
  }
  const Decimal shape = classify(text);
  if (shape.is_integer) return read_integer(text.substr(is_signed ? 1 : 0), 10, first == '-');
  if (shape.is_number) return read_decimal(text);
  return std::string(text);
}

Node::Value resolve_tagged(std::string_view tag, std::string_view text) {
  if (!tag.starts_with(tag_prefix)) return std::string(text);
  const std::string_view name = tag.substr(tag_prefix.size());
  Node::Value plain = resolve_plain(text);
  const Kind kind = static_cast<Kind>(plain.index());
  const bool fits = (name == "null" && kind == Kind::null) || (name == "bool" && kind == Kind::boolean) ||
                    (name == "int" && kind == Kind::integer) ||
                    (name == "float" && (kind == Kind::number || kind == Kind::integer));
  if (fits) return plain;
  return std::string(text);
}

namespace {

/// The bytes of the character at the front of `text` when it is one that must be escaped; 0 otherwise: controls, line
/// ends that only some readers know (NEL, LS, PS), the byte order mark and the two non-characters after it.
std::size_t unprintable_size(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if ((byte(0) < 0x20 && text[0] != '\t') || byte(0) == 0x7F) return 1;
  if (byte(0) == 0xC2 && byte(1) < 0xA0) return 2;
  if (byte(0) != 0xE2 && byte(0) != 0xEF) return 0;
  const std::string_view three = text.substr(0, 3);
  for (const std::string_view hidden : {"\xE2\x80\xA8", "\xE2\x80\xA9", "\xEF\xBB\xBF", "\xEF\xBF\xBE", "\xEF\xBF\xBF"})
    if (three == hidden) return 3;
  return 0;
}

unsigned code_point(std::string_view bytes) {
  unsigned code = static_cast<unsigned char>(bytes[0]) & (bytes.size() == 1 ? 0x7F : bytes.size() == 2 ? 0x1F : 0x0F);
  for (const char c : bytes.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3F);
  return code;
}

}  // namespace

bool has_yaml_1_1_meaning(std::string_view text) {
  if (is_one_of(to_lower(text), {"y", "n", "yes", "no", "on", "off", "<<", "="})) return true;
  if (!is_digit(text[0]) && std::string_view("-+.").find(text[0]) == std::string_view::npos) return false;
  if (std::none_of(text.begin(), text.end(), is_digit)) return false;
  return text.find_first_not_of("0123456789abcdefABCDEFxXoO+-_.:TtZz ") == text.npos;
}

bool is_printable(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (unprintable_size(text.substr(i)) > 0) return false;
  return true;
}

bool is_plain_safe(std::string_view text, Place place) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  if (!std::holds_alternative<std::string>(resolve_plain(text))) return false;
  if (text.starts_with("---") || text.starts_with("...")) return false;
  if (std::string_view("-?:,[]{}#&*!|>'\"%@`").find(text[0]) != std::string_view::npos) {
    const bool may_begin = (text[0] == '-' || text[0] == '?' || text[0] == ':') && text.size() > 1 && text[1] != ' ';
    if (!may_begin || place == Place::flow) return false;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\t' || text[i] == '\n') return false;
    if (text[i] == ':' && (i + 1 == text.size() || text[i + 1] == ' ')) return false;
    if (text[i] == '#' && text[i - 1] == ' ') return false;
    if (place == Place::flow && std::string_view(",[]{}:").find(text[i]) != std::string_view::npos) return false;
  }
  return is_printable(text);
}

std::string double_quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    if (const std::size_t hidden = unprintable_size(text.substr(i)); hidden > 0 && text[i] != '\n' && text[i] != '\r') {
      const unsigned code = code_point(text.substr(i, hidden));
      out += code < 0x100 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
      i += hidden;
      continue;
    }
    const char c = text[i++];
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (c == '\r')
      out += "\\r";
    else
      out += c;
  }
  return out + '"';
}

namespace {

std::string flow_text(const Node& node) {
  std::vector<std::string> parts;
  if (node.is_sequence()) {
    for (const Node& item : node.items()) parts.push_back(item.is_null() ? "null" : flow_text(item));
    return parts.empty() ? "[]" : "[ " + join(parts, ", ") + " ]";
  }
  if (node.is_mapping()) {
    for (const Entry& entry : node.entries()) {
      const std::string key = is_plain_safe(entry.key, Place::flow) ? entry.key : double_quoted(entry.key);
      parts.push_back(entry.value.is_null() ? key : key + ": " + flow_text(entry.value));
    }
    return parts.empty() ? "{}" : "{ " + join(parts, ", ") + " }";
  }
  if (const std::string* text = node.string()) return is_plain_safe(*text, Place::flow) ? *text : double_quoted(*text);
  return node.text();
}

}  // namespace

std::string key_text(const Node& key) { return key.is_scalar() ? key.text() : flow_text(key); }

}  // namespace towpath::yaml
