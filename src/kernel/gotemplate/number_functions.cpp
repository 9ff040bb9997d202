// sprig's functions of numbers.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "call.h"

namespace towpath::gotemplate {
namespace {

/// Go's whole numbers wrap around.
template <class Combine>
Result<Value> folded(const Call& call, std::size_t first, std::uint64_t start, Combine combine) {
  std::uint64_t out = start;
  for (std::size_t i = first; i < call.size(); ++i) out = combine(out, static_cast<std::uint64_t>(as_int64(call[i])));
  return Value(static_cast<std::int64_t>(out));
}

Result<Value> add(const Call& call) {
  return folded(call, 0, 0, [](std::uint64_t a, std::uint64_t b) { return a + b; });
}
Result<Value> add1(const Call& call) {
  return folded(call, 0, 1, [](std::uint64_t a, std::uint64_t b) { return a + b; });
}
Result<Value> sub(const Call& call) {
  return folded(call, 1, static_cast<std::uint64_t>(as_int64(call[0])),
                [](std::uint64_t a, std::uint64_t b) { return a - b; });
}
Result<Value> mul(const Call& call) {
  return folded(call, 1, static_cast<std::uint64_t>(as_int64(call[0])),
                [](std::uint64_t a, std::uint64_t b) { return a * b; });
}

/// Quotient or remainder, without the one case that overflows.
template <class Divide>
Result<Value> divided(const Call& call, std::int64_t when_minus_one, Divide divide) {
  const std::int64_t by = as_int64(call[1]);
  if (by == 0) return render_error("division by zero");
  if (by == -1) return Value(when_minus_one);
  return Value(divide(as_int64(call[0]), by));
}
Result<Value> div(const Call& call) {
  const auto negated = static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(as_int64(call[0])));
  return divided(call, negated, [](std::int64_t a, std::int64_t b) { return a / b; });
}
Result<Value> mod(const Call& call) {
  return divided(call, 0, [](std::int64_t a, std::int64_t b) { return a % b; });
}

template <class Choose>
Result<Value> chosen(const Call& call, Choose choose) {
  std::int64_t out = as_int64(call[0]);
  for (std::size_t i = 1; i < call.size(); ++i) out = choose(out, as_int64(call[i]));
  return Value(out);
}
Result<Value> max(const Call& call) {
  return chosen(call, [](std::int64_t a, std::int64_t b) { return std::max(a, b); });
}
Result<Value> min(const Call& call) {
  return chosen(call, [](std::int64_t a, std::int64_t b) { return std::min(a, b); });
}

Result<Value> floor(const Call& call) { return Value(std::floor(as_float64(call[0]))); }
Result<Value> ceil(const Call& call) { return Value(std::ceil(as_float64(call[0]))); }
Result<Value> to_int(const Call& call) { return Value(as_int64(call[0])); }
Result<Value> to_float(const Call& call) { return Value(as_float64(call[0])); }

/// Go's strconv.Atoi; what is none is 0, what is too large the largest.
Result<Value> atoi(const Call& call) {
  TRY(const std::string text, call.text(0));
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  if (digits.starts_with('-') && digits.size() != text.size()) return Value(0);  // "+-1"
  std::int64_t out = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (read.ptr != digits.data() + digits.size()) return Value(0);
  if (read.ec == std::errc::result_out_of_range)
    return Value(digits.starts_with('-') ? std::numeric_limits<std::int64_t>::min()
                                         : std::numeric_limits<std::int64_t>::max());
  return Value(read.ec == std::errc() ? out : 0);
}

constexpr std::array functions{
    Builtin{"add", 0, -1, add},         Builtin{"add1", 1, 1, add1},  Builtin{"sub", 2, 2, sub},
    Builtin{"mul", 1, -1, mul},         Builtin{"div", 2, 2, div},    Builtin{"mod", 2, 2, mod},
    Builtin{"max", 1, -1, max},         Builtin{"min", 1, -1, min},   Builtin{"floor", 1, 1, floor},
    Builtin{"ceil", 1, 1, ceil},        Builtin{"int", 1, 1, to_int}, Builtin{"int64", 1, 1, to_int},
    Builtin{"float64", 1, 1, to_float}, Builtin{"atoi", 1, 1, atoi}};

}  // namespace

std::span<const Builtin> number_functions() { return functions; }

}  // namespace towpath::gotemplate
