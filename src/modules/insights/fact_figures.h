#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace towpath::insights {

/// The range a value falls into: bin 0 holds what is at most 0.001, each further one ends 2^(1/8) (9 %) higher, up to
/// bin 400. Quantiles of bins are within 5 % of the exact ones.
int bin_of(double value);
/// The middle of a bin (geometric).
double middle_of(int bin);

/// Facts of one kind put together: counts exactly; quantiles exactly when values are known, else from bins.
class FactFigures {
 public:
  void add_value(double value, bool flagged);
  void add_bin(int bin, std::int64_t n, std::int64_t flagged, double total);
  void add(const FactFigures& other);

  std::int64_t n() const { return n_; }
  std::int64_t flagged() const { return flagged_; }
  double total() const { return total_; }
  bool is_exact() const { return bins_.empty(); }
  /// `q` in 0..1; nothing without facts.
  std::optional<double> quantile(double q) const;

 private:
  /// Of the value that has `index` below it.
  double middle_at(std::int64_t index) const;

  std::int64_t n_ = 0, flagged_ = 0;
  double total_ = 0;
  std::vector<double> values_;
  std::map<int, std::int64_t> bins_;
};

}  // namespace towpath::insights
