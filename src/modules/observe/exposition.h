#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "observe/ports.h"

namespace towpath::observe {

/// One histogram of a family.
struct HistogramValue {
  std::vector<std::pair<std::string, std::string>> labels;
  std::vector<std::uint64_t> counts;  ///< By bound, not cumulative; the last one is unbounded.
  double sum = 0;
};

/// Text for Prometheus (exposition format 0.0.4, prometheus.io/docs/instrumenting/exposition_formats). One thread.
class Exposition {
 public:
  /// A family without values is left out.
  void add(const MetricFamily& family);
  void add_histogram(std::string_view name, std::string_view help, const std::vector<double>& bounds,
                     const std::vector<HistogramValue>& values);
  const std::string& text() const { return text_; }

 private:
  using Labels = std::vector<std::pair<std::string, std::string>>;
  void head(std::string_view name, std::string_view help, std::string_view type);
  void line(std::string_view name, const Labels& labels, double value);

  std::string text_;
};

}  // namespace towpath::observe
