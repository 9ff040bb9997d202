#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "assumptions.h"
#include "baseline_json.h"
#include "rating.h"

using namespace towpath;
using namespace towpath::insights;

namespace {

template <class T>
bool is_explained(const Result<T>& result) {
  return result.has_value() || (!result.error().code().empty() && !result.error().message().empty());
}

}  // namespace

// What is declared and imported about outcomes: prices, minutes by hand, customers' ratings, a baseline. The first byte
// says which. Nothing that is accepted spoils a sum: no number is negative or not finite.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto is_amount = [](double value) { return std::isfinite(value) && value >= 0; };
  switch (data[0] % 4) {
    case 0: {
      const auto prices = prices_from(body);
      if (!is_explained(prices)) std::abort();
      if (prices.has_value() && (!is_amount(prices->core_hour) || !is_amount(prices->memory_gb_hour))) std::abort();
      break;
    }
    case 1: {
      const auto work = manual_work_from(body);
      if (!is_explained(work)) std::abort();
      if (work.has_value())
        for (const ManualWork& each : *work)
          if (!is_amount(each.low_minutes) || each.high_minutes < each.low_minutes || !is_amount(each.left_minutes))
            std::abort();
      break;
    }
    case 2: {
      const auto rating = rating_from(body);
      if (!is_explained(rating)) std::abort();
      if (rating.has_value() && (!is_amount(rating->score) || rating->score > 100 || rating->answers < fewest_answers))
        std::abort();
      break;
    }
    default:
      if (!is_explained(baseline_from(body, "shop"))) std::abort();
  }
  return 0;
}
