#include "fact_figures.h"

#include <algorithm>
#include <cmath>

#include "insights/dora.h"

namespace towpath::insights {
namespace {

constexpr double smallest = 0.001;
constexpr int bins_for_double = 8, highest = 400;

}  // namespace

int bin_of(double value) {
  if (!(value > smallest)) return 0;
  return std::min(highest, 1 + static_cast<int>(std::floor(std::log2(value / smallest) * bins_for_double)));
}

double middle_of(int bin) {
  return bin == 0 ? 0 : smallest * std::exp2((static_cast<double>(bin) - 0.5) / bins_for_double);
}

void FactFigures::add_value(double value, bool flagged) {
  ++n_;
  flagged_ += flagged ? 1 : 0;
  total_ += value;
  values_.push_back(value);
}

void FactFigures::add_bin(int bin, std::int64_t n, std::int64_t flagged, double total) {
  n_ += n;
  flagged_ += flagged;
  total_ += total;
  bins_[bin] += n;
}

void FactFigures::add(const FactFigures& other) {
  n_ += other.n_;
  flagged_ += other.flagged_;
  total_ += other.total_;
  values_.insert(values_.end(), other.values_.begin(), other.values_.end());
  for (const auto& [bin, n] : other.bins_) bins_[bin] += n;
}

std::optional<double> FactFigures::quantile(double q) const {
  if (bins_.empty()) return insights::quantile(values_, q);
  // As type 7 does on values: between the middles of the two ranges that the position lies between.
  const double position = q * static_cast<double>(n_ - 1);
  const auto below = static_cast<std::int64_t>(std::floor(position));
  const double low = middle_at(below), high = middle_at(std::min(below + 1, n_ - 1));
  return low + (position - std::floor(position)) * (high - low);
}

double FactFigures::middle_at(std::int64_t index) const {
  std::int64_t before = 0;
  for (const auto& [bin, n] : bins_) {
    before += n;
    if (before > index) return middle_of(bin);
  }
  return middle_of(bins_.rbegin()->first);
}

}  // namespace towpath::insights
