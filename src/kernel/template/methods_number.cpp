#include <algorithm>
#include <cmath>
#include <cstdio>

#include "coerce.h"
#include "methods.h"

// Number.prototype: toFixed, toExponential, toPrecision, toString(radix). ECMAScript asks for the decimal nearest to
// the exact value, the larger one when two are equally near; printf rounds such ties to even, so it may not round for
// us.
namespace towpath::tmpl {

namespace {

/// The decimal digits of a finite positive number: 0.d1d2d3... * 10^point.
struct Decimal {
  std::string digits;
  int point;

  /// Rounds half up to `count` digits (0 or less: to nothing or to one digit above).
  void round_to(int count) {
    if (count >= static_cast<int>(digits.size())) {
      digits.append(static_cast<std::size_t>(count) - digits.size(), '0');
      return;
    }
    const bool up = count >= 0 && digits[static_cast<std::size_t>(count)] >= '5';
    digits.resize(static_cast<std::size_t>(std::max(count, 0)));
    if (!up) return;
    int at = count - 1;
    while (at >= 0 && digits[static_cast<std::size_t>(at)] == '9') digits[static_cast<std::size_t>(at--)] = '0';
    if (at >= 0) {
      ++digits[static_cast<std::size_t>(at)];
    } else {
      digits.insert(digits.begin(), '1');
      ++point;
    }
  }
};

Decimal exact_decimal(double number) {
  char buffer[1200];  // a double has at most 767 significant digits
  std::snprintf(buffer, sizeof buffer, "%.800e", number);
  const std::string text = buffer;
  const auto e = text.find('e');
  return {text.substr(0, 1) + text.substr(2, e - 2), std::stoi(text.substr(e + 1)) + 1};
}

std::string fixed(double number, int places) {
  if (number == 0) return places == 0 ? "0" : "0." + std::string(static_cast<std::size_t>(places), '0');
  Decimal decimal = exact_decimal(number);
  decimal.round_to(decimal.point + places);
  std::string digits = decimal.digits;
  // `digits` now ends `places` behind the decimal point; pad in front up to one digit before it.
  if (static_cast<int>(digits.size()) <= places)
    digits.insert(0, static_cast<std::size_t>(places + 1) - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - static_cast<std::size_t>(places), ".");
  return digits;
}

std::string exponential(Decimal decimal) {
  std::string out = decimal.digits.substr(0, 1);
  if (decimal.digits.size() > 1) out += '.' + decimal.digits.substr(1);
  const int exponent = decimal.point - 1;
  return out + (exponent < 0 ? "e-" : "e+") + std::to_string(std::abs(exponent));
}

Decimal rounded(double number, int digits) {
  if (number == 0) return {std::string(static_cast<std::size_t>(digits), '0'), 1};
  Decimal decimal = exact_decimal(number);
  decimal.round_to(digits);
  decimal.digits.resize(static_cast<std::size_t>(digits));
  return decimal;
}

std::string precise(double number, int digits) {
  const Decimal decimal = rounded(number, digits);
  const int exponent = decimal.point - 1;
  if (exponent < -6 || exponent >= digits) return exponential(decimal);
  if (exponent == digits - 1) return decimal.digits;
  if (exponent >= 0)
    return decimal.digits.substr(0, static_cast<std::size_t>(decimal.point)) + '.' +
           decimal.digits.substr(static_cast<std::size_t>(decimal.point));
  return "0." + std::string(static_cast<std::size_t>(-decimal.point), '0') + decimal.digits;
}

char digit(double value) { return "0123456789abcdefghijklmnopqrstuvwxyz"[static_cast<int>(value)]; }

// The shortest digits in the base that still name the number: stops when the rest is below half its precision.
std::string in_base(double number, int base) {
  double whole = std::floor(number);
  double fraction = number - whole;
  double delta = std::max(0.5 * (std::nextafter(number, INFINITY) - number), std::nextafter(0.0, 1.0));
  std::string after;
  if (fraction >= delta) {
    do {
      fraction *= base;
      delta *= base;
      const double next = std::floor(fraction);
      after += digit(next);
      fraction -= next;
      if ((fraction > 0.5 || (fraction == 0.5 && static_cast<int>(next) % 2 == 1)) && fraction + delta > 1) {
        // Round up, carrying.
        while (!after.empty() && after.back() == digit(base - 1)) after.pop_back();
        if (after.empty()) {
          whole += 1;
        } else {
          after.back() = after.back() == '9' ? 'a' : static_cast<char>(after.back() + 1);
        }
        break;
      }
    } while (fraction >= delta);
  }
  std::string before;
  do {
    const double rest = std::fmod(whole, base);
    before += digit(rest);
    whole = (whole - rest) / base;
  } while (whole > 0);
  std::reverse(before.begin(), before.end());
  return after.empty() ? before : before + '.' + after;
}

}  // namespace

Result<Value> call_number_method(const MethodCall& call) {
  const double number = *call.receiver.as_number();
  const Value& given = argument(call.arguments, 0);
  TRY(const double wanted, to_integer(given, call.meter));
  const auto check = [&](double least, double most) -> Status {
    if (wanted >= least && wanted <= most) return ok();
    return render_error(std::string(call.name) + "() takes a number from " + number_text(least) + " to " +
                        number_text(most));
  };
  const int count = std::abs(wanted) <= 100 ? static_cast<int>(wanted) : 0;
  const std::string sign = number < 0 ? "-" : "";
  const double size = std::abs(number);
  const bool plain = !std::isfinite(number);

  if (call.name == "toFixed") {
    CHECK_OK(check(0, 100));
    return Value(plain || size >= 1e21 ? number_text(number) : sign + fixed(size, count));
  }
  if (call.name == "toString") {
    if (!given.is_undefined()) CHECK_OK(check(2, 36));
    return Value(plain || given.is_undefined() || count == 10 ? number_text(number) : sign + in_base(size, count));
  }
  if (plain || (given.is_undefined() && call.name == "toPrecision")) return Value(number_text(number));
  if (call.name == "toPrecision") {
    CHECK_OK(check(1, 100));
    return Value(sign + precise(size, count));
  }
  CHECK_OK(check(0, 100));
  if (!given.is_undefined()) return Value(sign + exponential(rounded(size, count + 1)));
  // As many digits as number_text() needs.
  std::string shortest;
  for (const char c : number_text(size).substr(0, number_text(size).find('e')))
    if (c >= '0' && c <= '9' && !(shortest.empty() && c == '0')) shortest += c;
  while (shortest.size() > 1 && shortest.back() == '0') shortest.pop_back();
  return Value(sign + exponential(rounded(size, std::max<int>(1, static_cast<int>(shortest.size())))));
}

}  // namespace towpath::tmpl
