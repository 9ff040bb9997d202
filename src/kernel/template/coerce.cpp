#include "coerce.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "json/json.h"
#include "regex.h"
#include "unicode.h"

namespace towpath::tmpl {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

enum class Nullish { as_words, as_empty };

Status append_text(std::string& out, const Value& value, Nullish nullish, Meter& meter, std::size_t depth) {
  CHECK_OK(meter.step());
  switch (value.kind()) {
    case Kind::undefined:
      if (nullish == Nullish::as_words) out += "undefined";
      return ok();
    case Kind::null:
      if (nullish == Nullish::as_words) out += "null";
      return ok();
    case Kind::boolean:
      out += *value.as_bool() ? "true" : "false";
      return ok();
    case Kind::number:
      out += number_text(*value.as_number());
      return ok();
    case Kind::string:
    case Kind::safe_string:
      CHECK_OK(meter.work(value.as_text()->size()));
      out += *value.as_text();
      return ok();
    case Kind::array: {
      CHECK_OK(meter.nested(depth));
      bool first = true;
      for (const Value& item : *value.as_array()) {
        if (!first) out += ',';
        first = false;
        CHECK_OK(append_text(out, item, Nullish::as_empty, meter, depth + 1));
      }
      return ok();
    }
    case Kind::object:
      out += "[object Object]";
      return ok();
    case Kind::regex:
      out += value.as_regex()->text();
      return ok();
    case Kind::callable:
      return render_error("a function cannot be used as a value; call it with ()");
  }
  return ok();
}

bool is_primitive(const Value& value) { return value.kind() <= Kind::string; }

// ToPrimitive: containers and safe text become text.
Result<Value> to_primitive(const Value& value, Meter& meter) {
  if (is_primitive(value)) return value;
  if (value.kind() == Kind::safe_string) return Value(*value.as_text());
  TRY(std::string text, to_text(value, meter));
  return Value(std::move(text));
}

bool primitives_loosely_equal(const Value& left, const Value& right) {
  if (left.is_nullish() || right.is_nullish()) return left.is_nullish() && right.is_nullish();
  if (left.kind() == right.kind()) return left.is_same(right);
  const auto number = [](const Value& value) {
    if (const bool* flag = value.as_bool()) return *flag ? 1.0 : 0.0;
    if (const double* n = value.as_number()) return *n;
    return parse_number(*value.as_text());
  };
  return number(left) == number(right);
}

double primitive_number(const Value& value) {
  switch (value.kind()) {
    case Kind::undefined:
      return nan;
    case Kind::null:
      return 0;
    case Kind::boolean:
      return *value.as_bool() ? 1 : 0;
    case Kind::number:
      return *value.as_number();
    default:
      return parse_number(*value.as_text());
  }
}

double whole_number(std::string_view digits, int base) {
  double number = 0;
  for (const char c : digits) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : base;
    if (digit >= base) return nan;
    number = number * base + digit;
  }
  return number;
}

}  // namespace

bool truthy(const Value& value) {
  switch (value.kind()) {
    case Kind::undefined:
    case Kind::null:
      return false;
    case Kind::boolean:
      return *value.as_bool();
    case Kind::number:
      return *value.as_number() != 0 && !std::isnan(*value.as_number());
    case Kind::string:
      return !value.as_text()->empty();
    default:
      return true;
  }
}

std::string number_text(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  return json::number_text(number);
}

double parse_number(std::string_view text) {
  text = trim_both(text);
  if (text.empty()) return 0;
  if (text.size() > 2 && text[0] == '0') {
    const char kind = static_cast<char>(text[1] | 0x20);
    const int base = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 0;
    if (base != 0) return whole_number(text.substr(2), base);
  }
  const bool negative = text[0] == '-';
  if (negative || text[0] == '+') text.remove_prefix(1);
  if (text == "Infinity") return negative ? -infinity : infinity;
  // from_chars also reads "inf", "nan" and a second sign; JavaScript does not.
  if (text.empty() || !((text[0] >= '0' && text[0] <= '9') || text[0] == '.')) return nan;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size()) return nan;
  if (error == std::errc::result_out_of_range) number = std::strtod(std::string(text).c_str(), nullptr);
  return negative ? -number : number;
}

Result<std::string> to_text(const Value& value, Meter& meter) {
  std::string out;
  CHECK_OK(append_text(out, value, Nullish::as_words, meter, 0));
  return out;
}

Result<std::string> to_output(const Value& value, Meter& meter) {
  std::string out;
  CHECK_OK(append_text(out, value, Nullish::as_empty, meter, 0));
  return out;
}

Result<double> to_number(const Value& value, Meter& meter) {
  TRY(const Value primitive, to_primitive(value, meter));
  return primitive_number(primitive);
}

Result<double> to_integer(const Value& value, Meter& meter) {
  TRY(const double number, to_number(value, meter));
  return std::isnan(number) ? 0.0 : std::trunc(number);
}

Result<Value> add(const Value& left, const Value& right, Meter& meter) {
  TRY(const Value a, to_primitive(left, meter));
  TRY(const Value b, to_primitive(right, meter));
  if (!a.as_text() && !b.as_text()) return Value(primitive_number(a) + primitive_number(b));
  TRY(std::string text, to_text(a, meter));
  TRY(const std::string tail, to_text(b, meter));
  CHECK_OK(meter.work(text.size() + tail.size()));
  return Value(text + tail);
}

Result<bool> identical(const Value& left, const Value& right, Meter& meter) {
  if (left.as_text() && right.as_text() && left.as_text()->size() == right.as_text()->size())
    CHECK_OK(meter.work(left.as_text()->size()));
  return left.is_same(right);
}

Result<bool> loosely_equal(const Value& left, const Value& right, Meter& meter) {
  TRY(const bool are_same, identical(left, right, meter));
  if (are_same) return true;
  if (!is_primitive(left) && !is_primitive(right)) return false;
  if (left.is_nullish() || right.is_nullish()) return left.is_nullish() && right.is_nullish();
  TRY(const Value a, to_primitive(left, meter));
  TRY(const Value b, to_primitive(right, meter));
  return primitives_loosely_equal(a, b);
}

Result<Order> compare(const Value& left, const Value& right, Meter& meter) {
  TRY(const Value a, to_primitive(left, meter));
  TRY(const Value b, to_primitive(right, meter));
  const auto order = [](const auto& x, const auto& y) {
    return x < y ? Order::less : y < x ? Order::greater : x == y ? Order::equal : Order::unordered;
  };
  if (!a.as_text() || !b.as_text()) return order(primitive_number(a), primitive_number(b));
  CHECK_OK(meter.work(a.as_text()->size() + b.as_text()->size()));
  if (is_ascii(*a.as_text()) && is_ascii(*b.as_text())) return order(*a.as_text(), *b.as_text());
  return order(to_utf16(*a.as_text()), to_utf16(*b.as_text()));
}

std::string_view kind_name(const Value& value) {
  switch (value.kind()) {
    case Kind::undefined:
      return "undefined";
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "a boolean";
    case Kind::number:
      return "a number";
    case Kind::string:
    case Kind::safe_string:
      return "a text";
    case Kind::array:
      return "an array";
    case Kind::object:
      return "an object";
    case Kind::regex:
      return "a regular expression";
    case Kind::callable:
      return "a function";
  }
  return "";
}

Status check_no_callable(const Value& value, Meter& meter, std::size_t depth) {
  if (value.as_callable()) return render_error("a function cannot be used as a value; call it with ()");
  const Array* items = value.as_array();
  const Object* object = value.as_object();
  if (!items && !object) return ok();
  CHECK_OK(meter.nested(depth));
  CHECK_OK(meter.step(items ? items->size() : object->size()));
  if (items)
    for (const Value& item : *items) CHECK_OK(check_no_callable(item, meter, depth + 1));
  else
    for (const auto& [key, item] : *object) CHECK_OK(check_no_callable(item, meter, depth + 1));
  return ok();
}

bool is_reserved(std::string_view name) { return name == "constructor" || name == "prototype" || name == "__proto__"; }

}  // namespace towpath::tmpl
