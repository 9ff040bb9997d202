#pragma once

#include <cstdint>
#include <string_view>

namespace towpath::delivery {

// Amounts as the patterns of Score's schema allow them, written as Kubernetes writes quantities. Fractions of a byte or
// of a thousandth are rounded up; what does not fit becomes the largest value.

/// "64Mi" is 67108864; K, M, G, T, P, E are powers of 1000, Ki and so on of 1024.
std::uint64_t memory_bytes(std::string_view text);

/// Thousandths of a CPU: "2" is 2000, "0.5" is 500, "125m" is 125.
std::uint32_t cpu_millis(std::string_view text);

}  // namespace towpath::delivery
