#include "sample.h"

#include <algorithm>
#include <numeric>

namespace towpath::observe {
namespace {

template <class T>
void add(std::optional<T>& into, const std::optional<T>& other) {
  if (other) into = into.value_or(T{}) + *other;
}

void keep_highest(std::optional<std::int64_t>& into, const std::optional<std::int64_t>& other) {
  if (other) into = into ? std::max(*into, *other) : *other;
}

}  // namespace

void merge(Sample& into, const Sample& other) {
  add(into.cpu_seconds, other.cpu_seconds);
  into.cpu_span_seconds += other.cpu_span_seconds;
  keep_highest(into.memory_bytes, other.memory_bytes);
  keep_highest(into.memory_limit_bytes, other.memory_limit_bytes);
  add(into.restarts, other.restarts);
  add(into.requests, other.requests);
  add(into.errors_4xx, other.errors_4xx);
  add(into.errors_5xx, other.errors_5xx);
  into.traffic_span_seconds += other.traffic_span_seconds;
  if (into.latency_counts.size() < other.latency_counts.size()) into.latency_counts.resize(other.latency_counts.size());
  for (std::size_t i = 0; i < other.latency_counts.size(); ++i) into.latency_counts[i] += other.latency_counts[i];
}

std::uint64_t growth(std::uint64_t before, std::uint64_t now) { return now >= before ? now - before : now; }

std::optional<double> histogram_quantile(const std::vector<double>& bounds, const std::vector<std::uint64_t>& counts,
                                         double q) {
  const auto total = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  if (total == 0 || bounds.empty()) return std::nullopt;
  const double rank = q * static_cast<double>(total);
  double below = 0;
  for (std::size_t i = 0; i < counts.size() && i < bounds.size(); ++i) {
    const auto in_bucket = static_cast<double>(counts[i]);
    if (in_bucket > 0 && below + in_bucket >= rank) {
      const double low = i == 0 ? 0 : bounds[i - 1];
      return low + (bounds[i] - low) * std::clamp((rank - below) / in_bucket, 0.0, 1.0);
    }
    below += in_bucket;
  }
  return bounds.back();
}

}  // namespace towpath::observe
