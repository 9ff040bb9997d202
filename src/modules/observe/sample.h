#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"

namespace towpath::observe {

/// What a workload did in one interval. Counts are those of the interval; absent is not known, never 0.
struct Sample {
  UtcTime at;
  std::optional<double> cpu_seconds;
  double cpu_span_seconds = 0;  ///< Time that cpu_seconds covers.
  std::optional<std::int64_t> memory_bytes, memory_limit_bytes, restarts;
  std::optional<std::int64_t> requests, errors_4xx, errors_5xx;
  double traffic_span_seconds = 0;  ///< Time that requests and errors cover.
  std::vector<std::uint64_t> latency_counts;
};

/// Both as one, at the time of `into`: counts add up, of memory the highest counts.
void merge(Sample& into, const Sample& other);

/// How much a counter that only grows has grown; one that is lower than before has begun anew.
std::uint64_t growth(std::uint64_t before, std::uint64_t now);

/// The quantile of a histogram by linear interpolation within its bucket; what lies beyond the last bound counts as
/// that bound. `counts` may be shorter than the bounds. Nothing without values.
std::optional<double> histogram_quantile(const std::vector<double>& bounds, const std::vector<std::uint64_t>& counts,
                                         double q);

}  // namespace towpath::observe
