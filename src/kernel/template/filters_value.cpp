#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "coerce.h"
#include "dump.h"
#include "filters.h"
#include "unicode.h"

namespace towpath::tmpl {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// parseFloat: the longest prefix that is a decimal number.
double parse_float(std::string_view text) {
  text = trim_start(text);
  const std::size_t sign = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  std::size_t end = sign;
  if (text.substr(sign).starts_with("Infinity")) return parse_number(text.substr(0, sign + 8));
  const auto digits = [&] {
    const std::size_t from = end;
    while (end < text.size() && is_digit(text[end])) ++end;
    return end > from;
  };
  const bool whole = digits();
  bool fraction = false;
  if (end < text.size() && text[end] == '.') {
    ++end;
    fraction = digits();
  }
  if (!whole && !fraction) return nan;
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    const std::size_t before = end++;
    if (end < text.size() && (text[end] == '-' || text[end] == '+')) ++end;
    if (!digits()) end = before;
  }
  return parse_number(text.substr(0, end));
}

// parseInt: the longest prefix of digits in the base.
double parse_int(std::string_view text, double wanted_base) {
  text = trim_start(text);
  const bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) text.remove_prefix(1);
  int base = std::abs(wanted_base) <= 1000 ? static_cast<int>(wanted_base) : 0;
  if (base != 0 && (base < 2 || base > 36)) return nan;
  const bool prefixed = text.size() > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  if (prefixed && (base == 0 || base == 16)) {
    text.remove_prefix(2);
    base = 16;
  }
  if (base == 0) base = 10;
  std::size_t end = 0;
  double number = 0;
  for (; end < text.size(); ++end) {
    const char c = text[end];
    const int digit = is_digit(c)            ? c - '0'
                      : c >= 'a' && c <= 'z' ? c - 'a' + 10
                      : c >= 'A' && c <= 'Z' ? c - 'A' + 10
                                             : 99;
    if (digit >= base) break;
    number = number * base + digit;
  }
  if (end == 0) return nan;
  if (base == 10) number = parse_number(text.substr(0, end));  // exact beyond 2^53
  return negative ? -number : number;
}

Result<Value> abs_filter(const Value& input, Arguments, Meter& meter) {
  TRY(const double number, to_number(input, meter));
  return Value(std::abs(number));
}

Result<Value> float_filter(const Value& input, Arguments arguments, Meter& meter) {
  TRY(const std::string text, to_text(input, meter));
  const double number = parse_float(text);
  return std::isnan(number) ? argument(arguments, 0) : Value(number);
}

Result<Value> int_filter(const Value& input, Arguments arguments, Meter& meter) {
  double base = 10;
  if (!argument(arguments, 1).is_undefined()) {
    TRY(base, to_integer(argument(arguments, 1), meter));
  }
  TRY(const std::string text, to_text(input, meter));
  const double number = parse_int(text, base);
  return std::isnan(number) ? argument(arguments, 0) : Value(number);
}

Result<Value> round_filter(const Value& input, Arguments arguments, Meter& meter) {
  TRY(const double places, to_number(truthy(argument(arguments, 0)) ? argument(arguments, 0) : Value(0), meter));
  TRY(const double number, to_number(input, meter));
  const double factor = std::pow(10, places);
  const double scaled = number * factor;
  const Value& method = argument(arguments, 1);
  if (method.is_same(Value("ceil"))) return Value(std::ceil(scaled) / factor);
  if (method.is_same(Value("floor"))) return Value(std::floor(scaled) / factor);
  const double below = std::floor(scaled);  // Math.round: halves go up
  return Value((scaled - below >= 0.5 ? below + 1 : below) / factor);
}

Result<Value> default_filter(const Value& input, Arguments arguments, Meter&) {
  const bool use_input = truthy(argument(arguments, 1)) ? truthy(input) : !input.is_undefined();
  return use_input ? input : argument(arguments, 0);
}

Result<Value> string(const Value& input, Arguments, Meter& meter) {
  if (input.is_nullish()) return render_error("needs a value, not " + std::string(kind_name(input)));
  if (input.kind() == Kind::safe_string) return input;
  TRY(std::string text, to_output(input, meter));
  return Value(std::move(text));
}

Result<Value> dump(const Value& input, Arguments arguments, Meter& meter) {
  std::string indentation;
  const Value& wanted = argument(arguments, 0);
  if (wanted.kind() == Kind::string) indentation = utf16_slice(*wanted.as_text(), 0, 10);
  if (const double* width = wanted.as_number(); width && *width >= 1)
    indentation = std::string(static_cast<std::size_t>(std::min(*width, 10.0)), ' ');
  if (input.is_undefined()) return input;
  TRY(std::string text, json_text(input, indentation, meter));
  return Value(std::move(text));
}

Result<Value> random(const Value&, Arguments, Meter&) {
  return render_error("is not available: the same input must render the same output");
}

constexpr std::array<FilterEntry, 9> table = {{{"abs", abs_filter},
                                               {"d", default_filter},
                                               {"default", default_filter},
                                               {"dump", dump},
                                               {"float", float_filter},
                                               {"int", int_filter},
                                               {"random", random},
                                               {"round", round_filter},
                                               {"string", string}}};

}  // namespace

std::span<const FilterEntry> value_filters() { return table; }

}  // namespace towpath::tmpl
