#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace towpath::delivery {

/// Money for a month.
struct Amount {
  std::int64_t micros = 0;  ///< Millionths of the currency's unit, so that sums are exact; never negative.
  std::string currency;     ///< "EUR"; "" only of nothing to pay.

  bool operator==(const Amount&) const = default;
};

/// What a resource costs a month by what its definition or type says.
struct Estimate {
  std::optional<Amount> monthly;  ///< Nothing: not known, which is never zero.
  std::string why_not;            ///< In words, when it is not known.

  bool operator==(const Estimate&) const = default;
};

/// What a planned action changes of the cost of its resource.
struct ActionCost {
  std::optional<Estimate> before, after;  ///< Nothing: it is not there then.
};

/// What was added up in one currency, in its millionths a month.
struct CostSum {
  std::string currency;
  std::int64_t before = 0, after = 0;
};

/// Sums of what is known, and what is not in them.
struct CostTotal {
  std::vector<CostSum> sums;  ///< By currency; amounts of different ones are never added.
  struct Unknown {
    std::string subject, why;
  };
  std::vector<Unknown> unknown;
};

/// "12.50 EUR"; "nothing" for what has no currency. More than two decimals only where they say something.
std::string in_words(const Amount& amount);

/// Millionths as a number: 12500000 is 12.5.
inline double units(std::int64_t micros) { return static_cast<double>(micros) / 1e6; }

/// The sum of two amounts that are not negative; the highest there is when it would be more.
inline std::int64_t added(std::int64_t one, std::int64_t other) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  return one > most - other ? most : one + other;
}

}  // namespace towpath::delivery
