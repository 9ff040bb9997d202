#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace towpath::feedback {

/// How often each score was given.
using Histogram = std::map<std::int64_t, std::int64_t>;

/// A figure with its 95 % confidence interval.
struct Estimate {
  double value = 0, low = 0, high = 0;
};

std::int64_t size_of(const Histogram& histogram);

/// Satisfaction (CSAT): the share of 4 and 5 on a scale of 1 to 5, from 0 to 1. The interval is Wilson's (E. B. Wilson,
/// "Probable inference, the law of succession, and statistical inference", JASA 22, 1927). Nothing without answers.
std::optional<Estimate> satisfaction_of(const Histogram& histogram);

/// Net promoter score: 100 x (share of 9 and 10 - share of 0 to 6), from -100 to 100 (F. F. Reichheld, "The one number
/// you need to grow", Harvard Business Review, 2003). Its standard error is that of a difference of two shares of one
/// multinomial sample: 100 x sqrt((p + d - (p - d)^2) / n). Nothing without answers.
std::optional<Estimate> promoters_of(const Histogram& histogram);

/// The mean score; its interval is Student's: mean +- t(n-1) x s / sqrt(n), kept within [least, most]. Nothing below
/// two answers.
std::optional<Estimate> mean_of(const Histogram& histogram, double least, double most);

/// The experience index, 0 to 100: the mean over items of (mean - 1) / 4 x 100, for items on a scale of 1 to 5. It is
/// made of the items' own estimates and nothing else, so that it says no more than they do. Answers to different items
/// come from the same people; how they hang together is not known, so the interval is as wide as if they did entirely:
/// the mean of the items' half-widths. Nothing without items.
std::optional<Estimate> index_of(const std::vector<Estimate>& items);

/// The 97.5 % quantile of Student's t: the expansion in Abramowitz and Stegun, "Handbook of Mathematical Functions",
/// 26.7.5; its error is below 0.01 from 4 degrees of freedom on.
double t_quantile(std::int64_t degrees_of_freedom);

}  // namespace towpath::feedback
