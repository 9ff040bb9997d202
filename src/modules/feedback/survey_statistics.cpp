#include "survey_statistics.h"

#include <algorithm>
#include <cmath>

namespace towpath::feedback {
namespace {

constexpr double z = 1.959963984540054;  // of the normal distribution, 97.5 %

/// How often a score of [from, to] was given.
std::int64_t between(const Histogram& histogram, std::int64_t from, std::int64_t to) {
  std::int64_t sum = 0;
  for (const auto& [score, times] : histogram)
    if (score >= from && score <= to) sum += times;
  return sum;
}

}  // namespace

std::int64_t size_of(const Histogram& histogram) {
  std::int64_t sum = 0;
  for (const auto& [score, times] : histogram) sum += times;
  return sum;
}

std::optional<Estimate> satisfaction_of(const Histogram& histogram) {
  const auto n = static_cast<double>(size_of(histogram));
  if (n == 0) return std::nullopt;
  const double p = static_cast<double>(between(histogram, 4, 5)) / n;
  const double scale = 1 + z * z / n, middle = (p + z * z / (2 * n)) / scale;
  const double half = z / scale * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return Estimate{p, std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

std::optional<Estimate> promoters_of(const Histogram& histogram) {
  const auto n = static_cast<double>(size_of(histogram));
  if (n == 0) return std::nullopt;
  const double p = static_cast<double>(between(histogram, 9, 10)) / n;
  const double d = static_cast<double>(between(histogram, 0, 6)) / n;
  const double half = z * 100 * std::sqrt((p + d - (p - d) * (p - d)) / n), value = 100 * (p - d);
  return Estimate{value, std::max(-100.0, value - half), std::min(100.0, value + half)};
}

std::optional<Estimate> mean_of(const Histogram& histogram, double least, double most) {
  const std::int64_t count = size_of(histogram);
  if (count < 2) return std::nullopt;
  const auto n = static_cast<double>(count);
  double sum = 0, squares = 0;
  for (const auto& [score, times] : histogram) sum += static_cast<double>(score * times);
  const double mean = sum / n;
  for (const auto& [score, times] : histogram) {
    const double off = static_cast<double>(score) - mean;
    squares += off * off * static_cast<double>(times);
  }
  const double half = t_quantile(count - 1) * std::sqrt(squares / (n - 1) / n);
  return Estimate{mean, std::max(least, mean - half), std::min(most, mean + half)};
}

std::optional<Estimate> index_of(const std::vector<Estimate>& items) {
  if (items.empty()) return std::nullopt;
  Estimate out;
  const auto n = static_cast<double>(items.size());
  for (const Estimate& item : items) {
    out.value += (item.value - 1) * 25 / n;
    out.low += (item.low - 1) * 25 / n;
    out.high += (item.high - 1) * 25 / n;
  }
  return out;
}

double t_quantile(std::int64_t degrees_of_freedom) {
  const auto v = static_cast<double>(degrees_of_freedom);
  const double z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z, z9 = z7 * z * z;
  return z + (z3 + z) / (4 * v) + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v) +
         (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * v * v * v) +
         (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92160 * v * v * v * v);
}

}  // namespace towpath::feedback
