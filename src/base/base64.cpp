#include "base/base64.h"

#include <cstdint>

namespace towpath {
namespace {

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = group << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    for (std::size_t i = 0; i < 4; ++i) out += i <= count ? digits[group >> (18 - 6 * i) & 63] : '=';
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string out;
  std::uint32_t group = 0;
  std::size_t filled = 0, padding = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    const std::size_t digit = digits.find(c);
    if (c == '=') {
      if (filled < 2 || ++padding > 2) return std::nullopt;
    } else if (digit == std::string_view::npos || padding > 0) {
      return std::nullopt;
    }
    group = group << 6 | static_cast<std::uint32_t>(c == '=' ? 0 : digit);
    if (++filled < 4) continue;
    for (std::size_t i = 0; i < 3 - padding; ++i) out += static_cast<char>(group >> (16 - 8 * i) & 0xFF);
    group = 0;
    filled = 0;
    if (padding > 0) filled = 4;  // nothing may follow
  }
  if (filled != 0 && padding == 0) return std::nullopt;
  return filled == 0 || filled == 4 ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace towpath
