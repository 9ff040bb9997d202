#include "formatting.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>

#include "quoting.h"

namespace towpath::gotemplate {
namespace {

/// What stands between % and the verb.
struct Directive {
  bool is_left = false, has_plus = false, has_blank = false, has_zero = false, is_sharp = false;
  std::optional<std::size_t> width, precision;
  char32_t verb = 'v';
};

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string padded(std::string text, const Directive& d, bool may_zero) {
  const std::size_t size = characters(text);
  if (!d.width || *d.width <= size) return text;
  const std::size_t missing = *d.width - size;
  if (d.is_left) return text + std::string(missing, ' ');
  if (!d.has_zero || !may_zero) return std::string(missing, ' ') + text;
  const std::size_t sign = !text.empty() && (text[0] == '-' || text[0] == '+' || text[0] == ' ') ? 1 : 0;
  return text.substr(0, sign) + std::string(missing, '0') + text.substr(sign);
}

std::string signed_text(std::string digits, bool is_negative, const Directive& d) {
  if (is_negative) return "-" + digits;
  if (d.has_plus) return "+" + digits;
  return d.has_blank ? " " + digits : digits;
}

std::string integer_text(std::int64_t value, const Directive& d) {
  const int base = d.verb == 'x' || d.verb == 'X' ? 16 : d.verb == 'o' || d.verb == 'O' ? 8 : d.verb == 'b' ? 2 : 10;
  const std::uint64_t size = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  char buffer[72];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, size, base).ptr;
  std::string digits(buffer, end);
  if (d.verb == 'X')
    for (char& c : digits) c = static_cast<char>(c >= 'a' ? c - 32 : c);
  if (d.precision) {
    if (digits.size() < *d.precision) digits.insert(0, *d.precision - digits.size(), '0');
    if (*d.precision == 0 && value == 0) digits.clear();
  }
  if (d.is_sharp && base == 16) digits.insert(0, d.verb == 'X' ? "0X" : "0x");
  if (d.is_sharp && base == 2) digits.insert(0, "0b");
  if (d.verb == 'O') digits.insert(0, "0o");
  if (d.is_sharp && d.verb == 'o' && !digits.starts_with('0')) digits.insert(0, "0");
  return padded(signed_text(std::move(digits), value < 0, d), d, !d.precision);
}

/// The shortest digits that read back, as mantissa and exponent: 1.5e3 is {"15", 3}.
struct Shortest {
  std::string digits;
  int exponent = 0;
};
Shortest shortest(double value) {
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
  const std::string text(buffer, end);
  const auto e = text.find('e');
  Shortest out{text.substr(0, e), std::atoi(text.c_str() + e + 1)};
  if (const auto point = out.digits.find('.'); point != std::string::npos) out.digits.erase(point, 1);
  return out;
}

constexpr int most_whole_digits = 6;  // From here on %g has an exponent: strconv/ftoa.go.

/// Go's %v of a floating-point number without its sign.
std::string shortest_text(double value) {
  const Shortest s = shortest(value);
  if (s.exponent < -4 || s.exponent >= most_whole_digits) {
    std::string out = s.digits.substr(0, 1);
    if (s.digits.size() > 1) out += "." + s.digits.substr(1);
    return out + fmt::format("e{}{:02}", s.exponent < 0 ? '-' : '+', std::abs(s.exponent));
  }
  if (s.exponent < 0) return "0." + std::string(static_cast<std::size_t>(-s.exponent - 1), '0') + s.digits;
  const auto whole = static_cast<std::size_t>(s.exponent + 1);
  if (s.digits.size() <= whole) return s.digits + std::string(whole - s.digits.size(), '0');
  return s.digits.substr(0, whole) + "." + s.digits.substr(whole);
}

std::string number_text(double value, const Directive& d) {
  const bool is_negative = std::signbit(value);
  const double size = std::fabs(value);
  if (std::isnan(value)) return padded("NaN", d, false);
  if (std::isinf(value)) return padded(is_negative ? "-Inf" : "+Inf", d, false);
  std::string digits;
  const char verb = static_cast<char>(d.verb == 'F' ? 'f' : d.verb);
  if ((verb == 'v' || verb == 'g' || verb == 'G') && !d.precision) {
    digits = shortest_text(size);
    if (verb == 'G') std::replace(digits.begin(), digits.end(), 'e', 'E');
  } else {
    const char format[] = {'%', '.', '*', verb == 'v' ? 'g' : verb, '\0'};
    const int precision = static_cast<int>(d.precision.value_or(6));
    digits.resize(400 + static_cast<std::size_t>(precision));
    const int written = std::snprintf(digits.data(), digits.size(), format, precision, size);
    digits.resize(static_cast<std::size_t>(written));
  }
  return padded(signed_text(std::move(digits), is_negative, d), d, true);
}

class Printer {
 public:
  explicit Printer(Meter& meter) : meter_(meter) {}

  Status add(const Value& value, const Directive& d, std::size_t depth = 1) {
    CHECK_OK(meter_.step());
    CHECK_OK(meter_.nested(depth));
    if (d.verb == 'T') return append(padded(type_name(value), d, false));
    switch (value.kind()) {
      case Kind::none:
      case Kind::null:
        return d.verb == 'v' || depth > 1 ? append(padded("<nil>", d, false)) : misfit(value, d);
      case Kind::boolean:
        if (d.verb != 't' && d.verb != 'v') return misfit(value, d);
        return append(padded(*value.as_bool() ? "true" : "false", d, false));
      case Kind::integer:
        return add_integer(*value.as_integer(), value, d);
      case Kind::number:
        if (std::u32string_view(U"vefgEFG").find(d.verb) == std::u32string_view::npos) return misfit(value, d);
        return append(number_text(*value.as_number(), d));
      case Kind::string:
        return add_text(*value.as_text(), value, d);
      case Kind::list:
        return add_list(*value.as_list(), d, depth);
      case Kind::map:
        return add_map(*value.as_map(), d, depth);
    }
    return ok();
  }

  Status append(std::string_view text) {
    CHECK_OK(meter_.work(text.size()));
    out_ += text;
    if (out_.size() > meter_.limits().output_bytes)
      return limit_error("makes a text that is too long", meter_.limits().output_bytes);
    return ok();
  }

  Status misfit(const Value& value, const Directive& d) {
    std::string verb;
    append_utf8(verb, d.verb);
    if (value.is_nil()) return append(fmt::format("%!{}(<nil>)", verb));
    CHECK_OK(append(fmt::format("%!{}({}=", verb, type_name(value))));
    Directive plain = d;
    plain.verb = 'v';
    CHECK_OK(add(value, plain));
    return append(")");
  }

  std::string take() { return std::move(out_); }

 private:
  Status add_integer(std::int64_t number, const Value& value, const Directive& d) {
    const bool is_character = number >= 0 && number <= 0x10FFFF;
    switch (d.verb) {
      case 'v':
      case 'd':
      case 'b':
      case 'o':
      case 'O':
      case 'x':
      case 'X':
        return append(integer_text(number, d));
      case 'c': {
        std::string text;
        append_utf8(text, is_character ? static_cast<char32_t>(number) : 0xFFFD);
        return append(padded(std::move(text), d, false));
      }
      case 'q':
        return append(padded(quoted_character(is_character ? static_cast<char32_t>(number) : 0xFFFD), d, false));
      case 'U':
        return append(padded(fmt::format("U+{:04X}", number), d, false));
      default:
        return misfit(value, d);
    }
  }

  Status add_text(const std::string& text, const Value& value, const Directive& d) {
    std::string_view shown = text;
    if (d.precision && (d.verb == 's' || d.verb == 'v' || d.verb == 'q')) shown = first(shown, *d.precision);
    switch (d.verb) {
      case 'v':
      case 's':
        return append(padded(std::string(shown), d, true));
      case 'q':
        return append(padded(quoted_text(shown), d, true));
      case 'x':
      case 'X': {
        std::string hex;
        CHECK_OK(meter_.work(text.size() * 2));
        for (const char c : text) {
          const unsigned byte = static_cast<unsigned char>(c);
          hex += d.verb == 'x' ? fmt::format("{:02x}", byte) : fmt::format("{:02X}", byte);
        }
        return append(padded(std::move(hex), d, true));
      }
      default:
        return misfit(value, d);
    }
  }

  static std::string_view first(std::string_view text, std::size_t count) {
    std::size_t at = 0;
    while (count-- > 0 && at < text.size()) at += decode(text.substr(at)).bytes;
    return text.substr(0, at);
  }

  Status add_list(const List& list, const Directive& d, std::size_t depth) {
    CHECK_OK(append("["));
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) CHECK_OK(append(" "));
      CHECK_OK(add(list[i], d, depth + 1));
    }
    return append("]");
  }

  Status add_map(const MapBody& map, const Directive& d, std::size_t depth) {
    const bool is_record = !map.record.empty();
    CHECK_OK(append(is_record ? "{" : "map["));
    bool is_first = true;
    for (const auto& [key, value] : map.entries) {
      if (!std::exchange(is_first, false)) CHECK_OK(append(" "));
      if (!is_record) {
        CHECK_OK(add(Value(key), d, depth + 1));
        CHECK_OK(append(":"));
      }
      CHECK_OK(add(value, d, depth + 1));
    }
    return append(is_record ? "}" : "]");
  }

  Meter& meter_;
  std::string out_;
};

/// Reads flags, width and precision behind a %; false when the format ends there.
bool read_directive(std::string_view& format, Directive& d) {
  const auto number = [&]() {
    std::optional<std::size_t> out;
    while (!format.empty() && format.front() >= '0' && format.front() <= '9') {
      out = std::min<std::size_t>(out.value_or(0) * 10 + static_cast<std::size_t>(format.front() - '0'), 1'000'000);
      format.remove_prefix(1);
    }
    return out;
  };
  for (bool is_flag = true; is_flag && !format.empty();) {
    switch (format.front()) {
      case '-':
        d.is_left = true;
        break;
      case '+':
        d.has_plus = true;
        break;
      case ' ':
        d.has_blank = true;
        break;
      case '0':
        d.has_zero = true;
        break;
      case '#':
        d.is_sharp = true;
        break;
      default:
        is_flag = false;
    }
    if (is_flag) format.remove_prefix(1);
  }
  d.width = number();
  if (!format.empty() && format.front() == '.') {
    format.remove_prefix(1);
    d.precision = number().value_or(0);
  }
  if (format.empty()) return false;
  const Decoded verb = decode(format);
  d.verb = verb.character;
  format.remove_prefix(verb.bytes);
  return true;
}

}  // namespace

Result<std::string> text_of(const Value& value, Meter& meter) {
  Printer printer(meter);
  CHECK_OK(printer.add(value, {}));
  return printer.take();
}

Result<std::string> print(std::span<const Value> values, Meter& meter) {
  Printer printer(meter);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool is_text = values[i].as_text() != nullptr;
    if (i > 0 && !is_text && values[i - 1].as_text() == nullptr) CHECK_OK(printer.append(" "));
    CHECK_OK(printer.add(values[i], {}));
  }
  return printer.take();
}

Result<std::string> print_format(std::string_view format, std::span<const Value> values, Meter& meter) {
  Printer printer(meter);
  std::size_t used = 0;
  while (!format.empty()) {
    const auto percent = format.find('%');
    CHECK_OK(printer.append(format.substr(0, percent)));
    if (percent == std::string_view::npos) break;
    format.remove_prefix(percent + 1);
    Directive d;
    if (!read_directive(format, d)) {
      CHECK_OK(printer.append("%!(NOVERB)"));
      break;
    }
    if (d.width.value_or(0) > meter.limits().output_bytes || d.precision.value_or(0) > 10'000)
      return limit_error("makes a text that is too long", meter.limits().output_bytes);
    if (d.verb == '%') {
      CHECK_OK(printer.append("%"));
      continue;
    }
    if (d.verb == '*' || d.verb == '[')
      return render_error("a format with '*' or '[' is not supported; write the width as a number");
    if (used == values.size()) {
      std::string verb;
      append_utf8(verb, d.verb);
      CHECK_OK(printer.append(fmt::format("%!{}(MISSING)", verb)));
      continue;
    }
    CHECK_OK(printer.add(values[used++], d));
  }
  if (used == values.size()) return printer.take();
  CHECK_OK(printer.append("%!(EXTRA "));
  for (std::size_t i = used; i < values.size(); ++i) {
    if (i > used) CHECK_OK(printer.append(", "));
    CHECK_OK(printer.append(values[i].is_nil() ? std::string("<nil>") : type_name(values[i]) + "="));
    if (!values[i].is_nil()) CHECK_OK(printer.add(values[i], {}));
  }
  CHECK_OK(printer.append(")"));
  return printer.take();
}

std::string type_name(const Value& value) {
  switch (value.kind()) {
    case Kind::none:
    case Kind::null:
      return "<nil>";
    case Kind::boolean:
      return "bool";
    case Kind::integer:
      return "int";
    case Kind::number:
      return "float64";
    case Kind::string:
      return "string";
    case Kind::list:
      return "[]interface {}";
    case Kind::map:
      return value.as_map()->record.empty() ? "map[string]interface {}" : value.as_map()->record;
  }
  return "";
}

}  // namespace towpath::gotemplate
