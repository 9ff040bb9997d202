#include "base/id.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <mutex>
#include <random>

namespace towpath {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The last identifier made, so that the next one of the same millisecond can be the next larger one.
struct Generator {
  std::mutex mutex;  // guards all below
  std::mt19937_64 random{std::random_device{}()};
  unsigned long long millisecond = 0;
  std::array<unsigned char, 16> tail{};  // 80 bits, five to an element
};

Generator& generator() {
  static Generator instance;
  return instance;
}

}  // namespace

std::string new_ulid() {
  using namespace std::chrono;
  const auto now =
      static_cast<unsigned long long>(duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
  Generator& g = generator();
  const std::lock_guard lock(g.mutex);
  if (now > g.millisecond) {
    g.millisecond = now;
    for (unsigned char& five_bits : g.tail) five_bits = g.random() & 31;
    g.tail[0] &= 15;  // room to count up without overflow
  } else {
    for (std::size_t i = g.tail.size(); i-- > 0;) {
      g.tail[i] = (g.tail[i] + 1) & 31;
      if (g.tail[i] != 0) break;
    }
  }
  std::string out(26, '0');
  auto ms = g.millisecond;
  for (std::size_t i = 10; i-- > 0; ms >>= 5) out[i] = alphabet[ms & 31];
  for (std::size_t i = 0; i < g.tail.size(); ++i) out[10 + i] = alphabet[g.tail[i]];
  return out;
}

bool is_ulid(std::string_view text) {
  return text.size() == 26 &&
         std::all_of(text.begin(), text.end(), [](char c) { return alphabet.find(c) != alphabet.npos; });
}

}  // namespace towpath
