// sprig's functions of chance, from the source that the caller gives.
#include <fmt/core.h>

#include <array>
#include <limits>

#include "call.h"

namespace towpath::gotemplate {
namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view letters_and_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view digits = "0123456789";

Result<std::uint32_t> draw(const Call& call, std::uint32_t bound) {
  if (!call.random) return render_error("there is no randomness here");
  return call.random(bound);
}

template <class Character>
Result<Value> drawn(const Call& call, std::uint32_t bound, Character character) {
  TRY(const std::int64_t count, call.integer(0));
  if (count < 0) return render_error("a text cannot have fewer than 0 characters");
  if (static_cast<std::uint64_t>(count) > call.meter.limits().output_bytes)
    return limit_error("makes a text that is too long", call.meter.limits().output_bytes);
  CHECK_OK(call.meter.step(static_cast<std::size_t>(count)));
  std::string out;
  for (std::int64_t i = 0; i < count; ++i) {
    TRY(const std::uint32_t number, draw(call, bound));
    out += character(number);
  }
  return Value(std::move(out));
}

Result<Value> drawn_from(const Call& call, std::string_view set) {
  return drawn(call, static_cast<std::uint32_t>(set.size()), [&](std::uint32_t i) { return set[i]; });
}

Result<Value> rand_alpha_num(const Call& call) { return drawn_from(call, letters_and_digits); }
Result<Value> rand_alpha(const Call& call) { return drawn_from(call, letters); }
Result<Value> rand_numeric(const Call& call) { return drawn_from(call, digits); }
Result<Value> rand_ascii(const Call& call) {
  return drawn(call, '~' - ' ' + 1, [](std::uint32_t i) { return static_cast<char>(' ' + i); });
}

Result<Value> rand_int(const Call& call) {
  TRY(const std::int64_t least, call.integer(0));
  TRY(const std::int64_t end, call.integer(1));
  if (least >= end ||
      static_cast<std::uint64_t>(end) - static_cast<std::uint64_t>(least) > std::numeric_limits<std::uint32_t>::max())
    return render_error("the second number has to be larger than the first, by less than 2^32");
  TRY(const std::uint32_t number, draw(call, static_cast<std::uint32_t>(end - least)));
  return Value(least + static_cast<std::int64_t>(number));
}

/// RFC 4122, section 4.4.
Result<Value> uuidv4(const Call& call) {
  std::string out;
  for (int i = 0; i < 16; ++i) {
    TRY(std::uint32_t byte, draw(call, 256));
    if (i == 6) byte = (byte & 0x0F) | 0x40;
    if (i == 8) byte = (byte & 0x3F) | 0x80;
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += fmt::format("{:02x}", byte);
  }
  return Value(std::move(out));
}

constexpr std::array functions{Builtin{"randAlphaNum", 1, 1, rand_alpha_num},
                               Builtin{"randAlpha", 1, 1, rand_alpha},
                               Builtin{"randNumeric", 1, 1, rand_numeric},
                               Builtin{"randAscii", 1, 1, rand_ascii},
                               Builtin{"randInt", 2, 2, rand_int},
                               Builtin{"uuidv4", 0, 0, uuidv4}};

}  // namespace

std::span<const Builtin> random_functions() { return functions; }

}  // namespace towpath::gotemplate
